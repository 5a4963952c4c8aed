"""Files on paper: where each is, who has it, asked for, come, passed on or missing; every step stays on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kith.access.gate import entered
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.register import actions, papers
from kith.register.models import PaperFile, PaperFileStep
from kith.register.terms import PaperStep
from kith.verdict import Refused
from tests.factories import LONG_AGO, ROLES, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
AT = LONG_AGO + timedelta(days=10)
SignedIn = Callable[[str], Client]


def with_file(cast: Cast, cover: str = "A 123 456") -> tuple[MadeCase, PaperFile]:
    made = make_case(cast)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        actions.join_team(
            case=made.case,
            actor=cast["officer"],
            side=Side.DECISION,
            role=Role.REVIEW_OFFICER,
            by=cast["manager"],
            at=AT,
        )
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return made, actions.add_paper_file(case=made.case, cover=cover, by=cast["registrar"], at=AT)


def step(cast: Cast, file: PaperFile, kind: PaperStep, *, days: int = 0, name: str = "officer", **said: str) -> None:
    with side(Side.REGISTRY if name == "registrar" else Side.DECISION, actor_id=cast[name].pk):
        actions.record_paper_step(file=file, kind=kind, by=cast[name], at=AT + timedelta(days), **said)


def missed(cast: Cast, name: str) -> list[str]:
    with entered(cast[name], "register.paper_files_missed", at=AT) as passage:
        return [one.kind for one in papers.paper_files_missed(passage)]


def test_its_way_is_read_from_what_was_known_last_to_what_was_known_first(cast: Cast) -> None:
    made, file = with_file(cast)
    step(cast, file, PaperStep.IS_AT, place="Store 4, Croydon", name="registrar")
    step(cast, file, PaperStep.ASKED_FOR, place="Store 4", days=1)
    step(cast, file, PaperStep.CAME, holder="M. Price", days=9)
    step(cast, file, PaperStep.CAME, holder="M. Price", days=9)
    for name, where in (("registrar", Side.REGISTRY), ("officer", Side.DECISION)):
        with side(where, actor_id=cast[name].pk):
            (found,) = papers.on_paper(made.case)
            assert [one.kind for one in found.steps] == ["came", "asked_for", "is_at"]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="register.paper_step_recorded").count() == 3


def test_the_same_cover_is_written_down_once(cast: Cast) -> None:
    made, file = with_file(cast)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        again = actions.add_paper_file(case=made.case, cover=" A 123 456 ", by=cast["officer"], at=AT)
        assert again == file
        with pytest.raises(Refused, match="no_cover"):
            actions.add_paper_file(case=made.case, cover=" ", by=cast["officer"], at=AT)


@pytest.mark.parametrize("kind", PaperStep)
def test_each_step_says_what_whoever_looks_for_the_file_needs(cast: Cast, kind: PaperStep) -> None:
    _made, file = with_file(cast)
    with pytest.raises(Refused, match="not_said_where"):
        step(cast, file, kind)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        assert not PaperFileStep.objects.exists()


def test_what_was_asked_for_or_cannot_be_found_stands_on_the_list_until_it_comes(cast: Cast) -> None:
    _made, file = with_file(cast)
    _other, second = with_file(cast, "B 7")
    step(cast, file, PaperStep.NOT_FOUND, words="All of store 4.", days=2)
    step(cast, second, PaperStep.ASKED_FOR, place="Store 4", days=1)
    assert missed(cast, "manager") == ["asked_for", "not_found"]
    assert missed(cast, "officer_two") == []
    step(cast, second, PaperStep.CAME, holder="M. Price", days=3)
    assert missed(cast, "officer") == ["not_found"]


def test_the_childrens_side_knows_of_no_paper_file(cast: Cast) -> None:
    with_file(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk), pytest.raises(DatabaseError), transaction.atomic():
        PaperFile.objects.exists()
    with side(Side.DECISION, actor_id=cast["officer_two"].pk):
        assert not PaperFile.objects.exists()


def test_each_page_answers_each_role(cast: Cast, signed_in: SignedIn) -> None:
    made, file = with_file(cast)
    reads = {"registrar": 200, "registrar_two": 200, "manager": 200, "officer": 200, "senior": 200, "officer_two": 404,
             "second": 404, "second_two": 404}  # fmt: skip
    writes = reads | dict.fromkeys(("senior", "second", "second_two"), 403)
    case = f"/cases/{made.case.pk}/paper-files/"
    pages = {
        case: reads,
        f"{case}add/": writes,
        f"{case}{file.pk}/": writes,
        "/paper-files/": writes | {"officer_two": 200},
    }
    for page, answers in pages.items():
        for name in ROLES:
            assert signed_in(name).get(page).status_code == answers.get(name, 403), (page, name)


def test_an_officer_asks_for_a_file_on_the_page_of_its_case(cast: Cast, signed_in: SignedIn) -> None:
    made, file = with_file(cast)
    officer, case = signed_in("officer"), f"/cases/{made.case.pk}/paper-files/"
    wrong = officer.post(f"{case}{file.pk}/", {"kind": "not_found", "place": "Croydon"})
    assert wrong.status_code == 422
    assert "Croydon" in wrong.content.decode()
    assert officer.post(f"{case}{file.pk}/", {"kind": "asked_for", "place": "Store 4"}).status_code == 302
    assert "Store 4" in officer.get(case).content.decode()
    assert "A 123 456" in signed_in("registrar").get("/paper-files/").content.decode()
