"""Each table has a lawful ground and a time, and the papers that the law asks for are filled from how the server is set up."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.test import override_settings

from kith.protocol.pack import load
from kith.site.cli.records import PAPERS, records
from kith.site.records import class_of, impact_assessment, problems, record_classes, transparency_record


def test_every_table_is_in_one_class_with_its_ground_its_time_and_whose_rule_that_is() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("kith."):
            held = class_of(model._meta.label)
            assert held.basis
            assert held.after
            assert held.source
            assert held.controller


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tables": ("register.Nowhere",)}, "there is no table register.Nowhere"),
        ({"tables": ("register.Case",)}, "register.Person is in no class of record"),
        ({"tables": ("register.Case",)}, "register.Case is in 2 classes"),
        ({"special": ("health",), "condition": ""}, "holds health and names no condition"),
    ],
)
def test_what_is_wrong_is_said_with_where(change: dict[str, object], said: str) -> None:
    first, *others = record_classes()
    assert said in " ".join(problems((replace(first, **change), *others)))  # type: ignore[arg-type]
    assert list(problems(record_classes())) == []


def test_the_papers_say_who_looks_after_the_server_which_rules_it_runs_and_every_kind_of_file() -> None:
    with override_settings(LOOKED_AFTER_BY="Ann Example, 0131 000 0000"):
        paper, tool = impact_assessment(), transparency_record()
    for words in ("Ann Example", load().version[:12], *(one.words for one in record_classes())):
        assert words in paper, words
    for source in load().sources:
        assert source.name in paper
        assert source.name in tool
    assert "nobody is named" in impact_assessment()


def test_a_paper_that_somebody_has_completed_is_not_written_over(tmp_path: Path) -> None:
    first = CliRunner().invoke(records, [str(tmp_path)])
    assert first.exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} == set(PAPERS)
    paper = tmp_path / "impact-assessment.md"
    paper.write_text("completed")
    again = CliRunner().invoke(records, [str(tmp_path)])
    assert "Left as it is" in again.output
    assert paper.read_text() == "completed"
