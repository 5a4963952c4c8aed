"""The `kith` command: each command is found by its name, and reads no more than it needs."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kith.site.cli import kith
from kith.site.cli.groups import MODULES


@pytest.mark.parametrize("name", MODULES)
def test_a_command_goes_by_its_own_name(name: str) -> None:
    command = kith.get_command(click.Context(kith), name)
    assert command is not None
    assert command.name == name
    assert CliRunner().invoke(kith, [name, "--help"]).exit_code == 0


def test_help_shows_what_is_not_hidden() -> None:
    said = CliRunner().invoke(kith, ["--help"]).output
    assert "prove-wall" in said
    assert "demo-hand" not in said
    assert {"run", "try-rules", "link-files"} <= set(CliRunner().invoke(kith, ["intake", "--help"]).output.split())


def test_a_wrong_name_is_answered_with_the_one_that_may_be_meant() -> None:
    done = CliRunner().invoke(kith, ["intakes"])
    assert done.exit_code == 2
    assert "'intake'" in done.output


def test_no_other_command_waits_for_the_demos_modules() -> None:
    asked = (
        "import sys; from kith.site.cli import kith, set_up; set_up();"
        " kith(['{}', '--help'], standalone_mode=False); print(*sys.modules)"
    )
    for name, is_read in (("intake", False), ("demo", True)):
        said = subprocess.run([sys.executable, "-c", asked.format(name)], capture_output=True, text=True, check=True)
        assert ("kith.demo.load" in said.stdout.split()) is is_read
