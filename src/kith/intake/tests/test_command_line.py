"""What `kith intake` says where it cannot even begin: one clear line, an exit code, and never a trace of the program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import kith
from kith.site import postgres
from kith.site.cli.intake import intake

HERE = Path(kith.__path__[0])


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, as people start it."""
    command = [sys.executable, "-m", "kith.site", "intake", *arguments]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture
def roll(tmp_path: Path) -> str:
    (tmp_path / "roll.csv").write_text("Pupil record,Pupil name\nS1,Amal\n")
    return str(tmp_path / "roll.csv")


def test_a_database_that_does_not_answer_is_one_line(roll: str) -> None:
    line = refused(run("run", roll, DATABASE_URL="postgresql://kith_app@127.0.0.1:1/kith"))
    assert "The database does not answer" in line
    assert "DATABASE_URL" in line


def test_a_database_without_tables_is_one_line(roll: str, django_db_setup: None) -> None:
    socket = os.environ.get("PGHOST") or postgres.socket_folder(Path(os.environ["KITH_VAR"]))
    line = refused(run("run", roll, DATABASE_URL="postgresql:///postgres", PGHOST=socket))
    assert "kith db migrate" in line


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_pack_that_is_broken_or_gone_is_one_line(roll: str, tmp_path: Path, is_gone: bool) -> None:
    copy = tmp_path / "src" / "kith"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.woff2"))
    pack = copy / "protocol" / "packs" / "scotland"
    if is_gone:
        shutil.rmtree(pack)
    else:
        (pack / "sources.yaml").write_text("- kode: x\n" + (pack / "sources.yaml").read_text())
    line = refused(run("run", roll, PYTHONPATH=str(copy.parent)))
    assert "The pack of the arrangement cannot be used" in line
    assert ("scotland, line 1: there is no such pack" if is_gone else "sources.yaml, line 1: kode") in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "Missing argument"),
        (["run", "--nope", "x"], "No such option '--nope'"),
        (["judge", "--by", "a@example.test"], "Missing option '--from'"),
        (["judge", "--from", "gone.csv", "--by", "a@example.test"], "'gone.csv' does not exist"),
        (["links"], "Missing option '--to'"),
        (["queue", "--to", "/"], "is a directory"),
        (["nope"], "No such command 'nope'"),
    ],
)
def test_what_was_typed_wrongly_is_said_with_where_to_read(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(intake, arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert "--help" in done.output


@pytest.mark.parametrize("command", [[], ["run"], ["judge"], ["queue"], ["links"]])
def test_help_says_what_a_command_takes_and_leaves(command: list[str]) -> None:
    done = CliRunner().invoke(intake, [*command, "--help"])
    assert done.exit_code == 0
    for option in ("run", "judge", "queue", "links") if not command else ():
        assert f"kith intake {option}" in done.output
    if command:
        assert {"run": "*.csv", "judge": "verdict", "queue": "pair_id", "links": "FILE:ID"}[command[0]] in done.output
