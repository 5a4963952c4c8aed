"""Under which set of factors a review is opened, why, and that its page says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kith.protocol.models import PackVersion
from kith.register.models import Case
from kith.review import actions
from kith.review.models import Review
from kith.review.queries import open_review
from kith.review.tests.factories import PACK, START, Walk, deciding
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
CONCESSION = next(one for one in PACK.criteria_sets if one.code == "dp5_96")
IN_SPRING = datetime(2012, 4, 1, 9, 0, tzinfo=UTC)  # paragraph 395C is gone, and 276ADE not there yet


def allocate(cast: Cast, case: Case, at: datetime = START, **how: object) -> Review:
    with deciding(cast["manager"]):
        return actions.allocate(case=case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=at, **how)  # type: ignore[arg-type]


def unlisted(cast: Cast, at: datetime = START) -> Case:
    """A family that the accommodation provider's file names, and the arrangement's list does not."""
    return make_case(cast, at=at, source="Accommodation provider").case


def test_a_case_of_the_arrangement_has_395c_with_the_reason_and_the_version_of_that_moment(cast: Cast) -> None:
    review = Walk.begin(cast).review
    assert (review.criteria, review.criteria_from) == ("paragraph_395c", date(2006, 7, 20))
    assert review.criteria_rule == "cases_of_the_arrangement"
    assert review.criteria_why.startswith("The Home Office's own list of the arrangement names this family.")
    with deciding(cast["officer"]):
        assert PackVersion.objects.get(sha256=review.pack_version).text == PACK.canonical_text


def test_another_case_has_the_set_of_the_day_on_which_it_was_taken_up(cast: Cast) -> None:
    now = allocate(cast, unlisted(cast))
    assert (now.criteria, now.criteria_rule) == ("appendix_private_life", "made_from_june_2022")
    before = allocate(cast, unlisted(cast, datetime(2022, 6, 19, 12, 0, tzinfo=UTC)))
    assert (before.criteria, before.criteria_from) == ("paragraph_276ade", date(2014, 7, 28))


def test_a_case_for_which_the_pack_holds_no_set_is_not_opened_without_one_being_chosen(cast: Cast) -> None:
    case = unlisted(cast, datetime(2012, 3, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="no_set_for_case"):
        allocate(cast, case, at=IN_SPRING)
    with deciding(cast["manager"]):
        assert open_review(case) is None
    assert allocate(cast, case, at=IN_SPRING, under=CONCESSION, reason="Acknowledged in 2008.").criteria == "dp5_96"


def test_an_open_review_is_not_given_back_as_if_it_were_under_another_set(cast: Cast) -> None:
    chosen = {"under": CONCESSION, "reason": "Acknowledged in 2008."}
    by_rule, by_choice = unlisted(cast), unlisted(cast)
    one, other = allocate(cast, by_rule), allocate(cast, by_choice, **chosen)
    assert (allocate(cast, by_rule), allocate(cast, by_choice, **chosen)) == (one, other)
    for case, how in ((by_rule, chosen), (by_choice, {})):
        with pytest.raises(Refused, match="opened_under_another"):
            allocate(cast, case, **how)


def test_another_set_needs_a_written_reason_and_keeps_it(cast: Cast) -> None:
    case = make_case(cast).case
    with pytest.raises(Refused, match="set_without_reason"):
        allocate(cast, case, under=CONCESSION, reason="  ")
    review = allocate(cast, case, under=CONCESSION, reason="Acknowledged in November 2008.")
    assert (review.criteria, review.criteria_from, review.criteria_rule) == ("dp5_96", date(1999, 2, 24), "")
    assert review.criteria_why == "Acknowledged in November 2008."


def test_findings_are_asked_on_the_factors_of_the_set_that_applies(cast: Cast, signed_in: SignedIn) -> None:
    made = make_case(cast)
    case = made.case
    review = allocate(cast, case, under=CONCESSION, reason="Acknowledged in November 2008.")
    Walk(cast, review, made.children, START).ask_weigher("officer_two").weigh_children()
    with deciding(cast["officer"]):
        given = {"review": review, "text": "t", "links": (), "after": None, "by": cast["officer"], "at": START}
        with pytest.raises(Refused, match="no_such_factor"):
            actions.record_finding(factor="domestic_circumstances", pack=PACK, **given)
        actions.record_finding(factor="hardship", pack=PACK, **given)
    client = signed_in("officer")
    assert "judgement" in client.get(reverse("record_finding", args=[case.pk, "hardship"])).content.decode()
    dates = client.get(reverse("record_finding", args=[case.pk, "child_seven_years"])).content.decode()
    assert "A matter of dates" in dates


@pytest.mark.parametrize("name", ["manager", "officer"])
def test_the_page_of_the_review_says_which_set_applied_when_it_was_in_force_and_why(
    cast: Cast, signed_in: SignedIn, name: str
) -> None:
    walk = Walk.begin(cast)
    page = signed_in(name).get(reverse("review", args=[walk.review.case_id])).content.decode()
    assert f'href="{reverse("rule", args=["criteria", "paragraph_395c"])}"' in page
    assert "In force from 20 July 2006 until before 13 February 2012" in page
    assert "Why this one:" in page
    assert "own list of the arrangement names this family. Its cases keep the set" in page
    assert reverse("pack_version", args=[walk.review.pack_version]) in page


def test_the_second_officer_reads_who_chose_another_set_and_why_before_an_own_view(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Walk.begin(cast)
    other = make_case(cast).case
    review = allocate(cast, other, under=CONCESSION, reason="Acknowledged <in> November 2008.")
    with deciding(cast["manager"]):
        actions.ask_second_officer(review=review, officer=cast["second"], by=cast["manager"], at=START)
    page = signed_in("second").get(reverse("review", args=[other.pk])).content.decode()
    assert "Chosen by Manager in place of the set of the rule, because:" in page
    assert "Acknowledged &lt;in&gt; November 2008." in page
    assert walk.review.case_id != other.pk


def test_a_manager_opens_reviews_under_the_rule_or_under_another_set_with_a_reason(
    cast: Cast, signed_in: SignedIn
) -> None:
    client, case, other = signed_in("manager"), make_case(cast).case, make_case(cast).case
    given = {"officer": str(cast["officer"].pk), "case": str(case.pk)}
    page = client.post(reverse("allocate"), given | {"under": "dp5_96 1999-02-24"})
    assert (page.status_code, "Write why another set" in page.content.decode()) == (422, True)
    page = client.post(reverse("allocate"), given | {"reason": "Acknowledged in 2008."})
    assert (page.status_code, "Choose the set that this reason is for" in page.content.decode()) == (422, True)
    assert "Acknowledged in 2008." in page.content.decode(), "what was typed stays"
    for odd in ("section_55 2009-11-02", "dp5_96", "x" * 5000, "<script>"):
        assert client.post(reverse("allocate"), given | {"under": odd, "reason": "r"}).status_code == 422
    both = given | {"under": "dp5_96 1999-02-24", "reason": "Acknowledged in 2008."}
    assert client.post(reverse("allocate"), both).status_code == 302
    assert client.post(reverse("allocate"), given | {"case": str(other.pk)}).status_code == 302
    with deciding(cast["manager"]):
        found = [open_review(one) for one in (case, other)]
    assert [one and (one.criteria, one.criteria_rule) for one in found] == [
        ("dp5_96", ""),
        ("paragraph_395c", "cases_of_the_arrangement"),
    ]
