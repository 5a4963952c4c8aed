"""Search over everyone whom the asker may see: tolerant of spelling and script, with why it matched, best first."""

import re
from importlib import resources

import pytest
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register import actions, rules
from kith.register.models import Case
from kith.register.queries import Found, find
from kith.register.terms import NameKind
from tests.factories import EDINBURGH, GLASGOW, LONG_AGO, Cast

pytestmark = pytest.mark.django_db


def family(cast: Cast, *names: str, fact_side: str = FactSide.COMMON, area: str = GLASGOW, number: str = "") -> Case:
    """An invented family with a case; the first name may carry a number."""
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        people = [
            actions.NewPerson(
                side=fact_side,
                source="a file",
                names=[actions.NewName(NameKind.ONE_CELL, name, fact_side)],
                search_keys=[
                    *rules.keys_of_name(name, f"{name} (a file)", fact_side),
                    *rules.keys_of_reference("" if place else number, f"{number} (a file)", fact_side),
                ],
            )
            for place, name in enumerate(names)
        ]
        ids = actions.record_people(people=people, by=by, at=LONG_AGO)
        members = [actions.NewMember(i, fact_side, "same reference") for i in ids]
        (made,) = actions.assemble_families(families=[members], by=by, at=LONG_AGO)
        (case,) = actions.open_cases(families=[(made, area)], by=by, at=LONG_AGO)
    return case


def found(cast: Cast, words: str, name: str = "registrar") -> list[Found]:
    with entered(cast[name], "caseload.find", at=LONG_AGO) as passage:
        return list(find(words, passage).found)


def names(results: list[Found]) -> list[str]:
    return [result.person.name for result in results]


@pytest.mark.parametrize("asked", ["mohamed aly", "Ali Muhammad", "MUHAMMED ALI", "محمد علي", "Mohammad"])
def test_a_person_is_found_in_any_spelling_order_and_script(cast: Cast, asked: str) -> None:
    case = family(cast, "Mohammed Ali", "Zehra Jafari")
    (only,) = found(cast, asked)
    assert (only.case, only.shown) == (case, "Mohammed Ali (a file)")


def test_a_name_in_its_own_script_is_found_by_latin_letters(cast: Cast) -> None:
    family(cast, "خدیجە حسین")
    assert names(found(cast, "Khadija Hussein")) == ["خدیجە حسین"]


def test_a_slip_of_the_keyboard_still_finds(cast: Cast) -> None:
    family(cast, "Selam Tesfay")
    assert names(found(cast, "selam tesfya")) == ["Selam Tesfay"]


def test_the_likest_comes_first_and_the_same_number_before_all(cast: Cast) -> None:
    family(cast, "Mohammed Ali", number="A2695794")
    family(cast, "Mahmud Ali")
    family(cast, "Mohammed")
    assert names(found(cast, "mohamed ali"))[0] == "Mohammed Ali"
    assert names(found(cast, "mohamed")) [0] == "Mohammed"  # fmt: skip
    first = found(cast, "a269 5794")[0]
    assert (first.person.name, first.shown, first.is_same_number) == ("Mohammed Ali", "A2695794 (a file)", True)


def test_a_case_is_found_by_its_reference_with_its_people(cast: Cast) -> None:
    case = family(cast, "Mohammed Ali", "Zehra Ali")
    results = found(cast, case.reference.lower())
    assert {result.person.name for result in results} == {"Mohammed Ali", "Zehra Ali"}
    assert {(result.shown, result.is_same_number) for result in results} == {(case.reference, True)}


def test_each_finds_only_what_their_area_and_side_may_see(cast: Cast) -> None:
    family(cast, "Selam Tesfay", area=EDINBURGH)
    family(cast, "Salem Tesfay", fact_side=FactSide.WELFARE)
    everyone = {"Selam Tesfay", "Salem Tesfay"}
    assert set(names(found(cast, "selam tesfay"))) == everyone
    assert names(found(cast, "selam tesfay", "coordinator")) == ["Salem Tesfay"]
    assert names(found(cast, "selam tesfay", "coordinator_elsewhere")) == ["Selam Tesfay"]
    assert names(found(cast, "selam tesfay", "manager")) == ["Selam Tesfay"]
    assert found(cast, "selam tesfay", "lead") == found(cast, "selam tesfay", "officer") == []


def test_a_name_that_only_the_childrens_side_knows_does_not_lead_the_other_side_to_the_person(cast: Cast) -> None:
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        said = [
            actions.NewPerson(
                side=source, source="a file", names=[actions.NewName(NameKind.ONE_CELL, name, source)],
                search_keys=rules.keys_of_name(name, name, source),
            )
            for name, source in (("Selam Tesfay", FactSide.COMMON), ("Nickname Onlyschool", FactSide.WELFARE))
        ]  # fmt: skip
        ids = actions.record_people(people=said, by=by, at=LONG_AGO)
        members = [actions.NewMember(i, s.side, "one person") for i, s in zip(ids, said, strict=True)]
        (made,) = actions.assemble_families(families=[members], by=by, at=LONG_AGO)
        actions.open_cases(families=[(made, GLASGOW)], by=by, at=LONG_AGO)
    assert found(cast, "Onlyschool", "coordinator")
    assert found(cast, "Onlyschool", "manager") == []


@pytest.mark.parametrize("asked", ["", "  ", "…", "\ud800", "'", "%", "x" * 10_000, "\0"])
def test_what_names_nobody_finds_nobody(cast: Cast, asked: str) -> None:
    family(cast, "Selam Tesfay")
    assert found(cast, asked) == []


def test_a_search_asks_the_same_number_of_questions_whatever_it_finds(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        family(cast, "Selam Tesfay", "Amal Tesfay")
    for asked in ("selam", "tesfay"):
        with entered(cast["registrar"], "caseload.find", at=LONG_AGO) as passage, django_assert_num_queries(3):
            assert find(asked, passage).count


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_search_uses_the_trigram_index() -> None:
    text = (resources.files("kith.register") / "database.sql").read_text()
    inner = re.search(r"with hits as materialized \((.*?)\n    \), keys", text, re.DOTALL)
    assert inner
    asked = {"$1": "'salam tasfai'", "$2": "'slm tsf'", "$3": "'selamtesfay'"}
    query = re.sub(r"\$\d", lambda place: asked[place.group()], inner.group(1))
    with connections["owner"].cursor() as cursor:  # the function runs as its owner, whom no row policy narrows
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + query)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "register_searchkey_trigram" in plan
    assert "register_searchkey_bones" in plan
    assert "Seq Scan" not in plan


def test_a_number_typed_whole_means_its_case_and_a_name_means_none(cast: Cast) -> None:
    case = family(cast, "Mohammed Ali", "Zehra Ali", number="A2695794")
    number = case.reference.removeprefix("KI-").lstrip("0")
    with entered(cast["registrar"], "caseload.find", at=LONG_AGO) as passage:
        for words in ("a269 5794", case.reference, f"ki {number}", f"KI{number}", f" ki-{number} "):
            assert find(words, passage).only_case == case.pk, words
        assert find("Mohammed Ali", passage).only_case is None
    with entered(cast["coordinator_elsewhere"], "caseload.find", at=LONG_AGO) as passage:
        assert find(case.reference, passage).only_case is None, "it is not theirs to see"


def test_a_number_that_two_cases_share_is_a_list(cast: Cast) -> None:
    for _ in range(2):
        family(cast, "Mohammed Ali", number="A2695794")
    with entered(cast["registrar"], "caseload.find", at=LONG_AGO) as passage:
        search = find("A2695794", passage)
    assert (search.count, search.only_case) == (2, None)


def test_what_is_found_comes_page_by_page_and_the_count_is_that_of_all(cast: Cast) -> None:
    family(cast, *(f"Mohammed Ali{'abcdefg'[n]}" for n in range(7)))
    with entered(cast["registrar"], "caseload.find", at=LONG_AGO) as passage:
        pages = [find("mohammed", passage, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [page.count for page in pages] == [7] * 4
    assert [len(page.found) for page in pages] == [3, 3, 1, 0]
    assert len({one.person.id for page in pages for one in page.found}) == 7
