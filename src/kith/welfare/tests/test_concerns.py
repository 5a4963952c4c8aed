"""Child protection: one step away, beside the review, which learns that it is asked to wait and not a word."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Milestone
from kith.records import new_id
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import Concern
from kith.welfare.queries import open_concerns
from kith.welfare.tests.test_actions import AT, fill, welfare
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
WORRY = "She came without a coat and would not say where she slept."


@pytest.fixture
def made(cast: Cast, signed_in: SignedIn) -> MadeCase:
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    return made


def raised(cast: Cast, made: MadeCase, name: str = "lead", words: str = WORRY) -> Concern:
    with welfare(cast[name]):
        return actions.raise_concern(
            case=made.case, child=made.children[0], words=words, told="duty social worker", by=cast[name], at=AT
        )


def crossed(cast: Cast, made: MadeCase) -> list[tuple[str, str]]:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        passed = Milestone.objects.filter(case=made.case, kind__in=("asks_to_wait", "may_go_on")).order_by("at", "id")
        return [(one.kind, one.contact.shown_name) for one in passed.select_related("contact")]


def test_a_concern_asks_the_review_to_wait_with_somebody_to_ring_until_none_is_open(cast: Cast, made: MadeCase) -> None:
    first = raised(cast, made)
    assert raised(cast, made) == first
    second = raised(cast, made, "coordinator", "Another worry.")
    assert crossed(cast, made) == [("asks_to_wait", "Lead")] * 2
    with welfare(cast["coordinator"]):
        closed = actions.close_concern(concern=first, words="Visited; she is safe.", by=cast["coordinator"], at=AT)
        assert actions.close_concern(concern=first, words="Again.", by=cast["coordinator"], at=AT) == closed
        assert open_concerns(made.children[0]) == [second]
    assert crossed(cast, made) == [("asks_to_wait", "Lead")] * 2
    with welfare(cast["lead"]):
        actions.close_concern(concern=second, words="Answered.", by=cast["lead"], at=AT)
    assert crossed(cast, made)[2:] == [("may_go_on", "Lead")]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = AuditEntry.objects.filter(verb__startswith="welfare.concern").values_list("verb", flat=True)
        assert sorted(verbs) == ["welfare.concern_closed"] * 2 + ["welfare.concern_raised"] * 2


def test_a_concern_needs_words_and_a_child_of_the_case(cast: Cast, made: MadeCase) -> None:
    with welfare(cast["lead"]):
        given = {"case": made.case, "by": cast["lead"], "at": AT}
        with pytest.raises(Refused, match="no_words"):
            actions.raise_concern(child=made.children[0], words=" ", **given)
        with pytest.raises(Refused, match="not_a_child"):
            actions.raise_concern(child=new_id(), words=WORRY, **given)
    concern = raised(cast, made)
    with welfare(cast["lead"]), pytest.raises(Refused, match="no_words"):
        actions.close_concern(concern=concern, words="", by=cast["lead"], at=AT)


def test_no_other_side_and_nobody_elsewhere_reads_a_concern(cast: Cast, made: MadeCase) -> None:
    raised(cast, made)
    for name, on in (("manager", Side.DECISION), ("registrar", Side.REGISTRY), ("teacher", Side.CONTRIBUTOR)):
        with side(on, actor_id=cast[name].pk), pytest.raises(ProgrammingError), transaction.atomic():
            Concern.objects.count()
    for name in ("lead_two", "coordinator_elsewhere"):
        with welfare(cast[name]):
            assert not Concern.objects.exists()


def test_child_protection_is_one_step_away_on_every_page_of_a_child(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    fill(made, cast["lead"])
    link = f'href="{address(made, "protection/")}"'
    for page in ("", "event/", "evidence/", "assessment/", "views/", "report/", "report/preview/", "contributions/",
                 "contributions/ask/", "protection/"):  # fmt: skip
        assert link in signed_in("lead").get(address(made, page)).content.decode(), page
    for page in ("", "appoint/", "hand-over/", "contributions/"):
        assert link in signed_in("coordinator").get(address(made, page)).content.decode(), page


def test_a_concern_is_raised_and_closed_on_pages_and_stands_on_the_childs(
    cast: Cast, signed_in: SignedIn, made: MadeCase
) -> None:
    lead, page = signed_in("lead"), address(made, "protection/")
    assert "Ring 999" in lead.get(page).content.decode()
    assert lead.post(page, {"words": ""}).status_code == 422
    assert lead.post(page, {"words": WORRY}).status_code == 302
    for shown in (address(made), page, "/concerns/"):
        for name in ("lead", "coordinator"):
            assert WORRY in signed_in(name).get(shown).content.decode(), shown
        assert WORRY not in signed_in("coordinator_elsewhere").get("/concerns/").content.decode()
    with welfare(cast["lead"]):
        concern = Concern.objects.get()
    assert lead.get(f"{page}close/").status_code == 404
    close = f"{page}close/?concern={concern.pk}"
    assert lead.get(close).status_code == 200
    assert lead.post(close, {"words": "Visited; she is safe."}).status_code == 302
    assert WORRY not in lead.get(address(made)).content.decode()
    assert signed_in("manager").get(page).status_code == 403
