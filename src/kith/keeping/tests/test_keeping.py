"""What has had its time is listed, kept by a hold, signed for by two people and gone as a whole; each side sees to its own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import Error, ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access import actions as access
from kith.access.gate import passage_for
from kith.access.models import AuditEntry, Disposal, DisposalCertificate, DisposalSignature, RetentionHold
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.documents.models import Document
from kith.keeping import actions, queries
from kith.keeping.queries import Row
from kith.keeping.tables import case_of, disposable_models
from kith.keeping.tests.factories import AT, acting, listed, old_case, short_times
from kith.register.actions import NewPerson, open_cases, record_people
from kith.register.models import CaseChild, Person, PersonFact, PersonName, SearchKey
from kith.register.queries import people_of
from kith.representations.models import Representation
from kith.representations.tests.factories import give, say
from kith.review.tests.factories import Walk
from kith.verdict import Refused
from kith.welfare.models import ChronologyEntry
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
DAY = timedelta(days=1)
SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _five_years(settings: LazySettings, tmp_path: Path) -> None:
    settings.RETENTION = short_times(tmp_path)


def row_of(cast: Cast, name: str, made: MadeCase, code: str) -> Row:
    with acting(cast, name) as by:
        rows = queries.of_case(made.case, passage_for(by, "keeping.case_keeping", at=AT))
    return next(row for row in rows if row.term.code == code)


def signed(cast: Cast, name: str, made: MadeCase, code: str, at: datetime = AT) -> Disposal:
    term = row_of(cast, name, made, code).term
    with acting(cast, name) as by:
        return actions.propose_disposal(case=made.case, term=term, by=by, at=at)


def disposed(cast: Cast, name: str, disposal: Disposal) -> uuid.UUID:
    with acting(cast, name) as by:
        return actions.dispose(disposal=disposal, by=by, at=max(AT, disposal.at))


@contextmanager
def refused(match: str) -> Iterator[CursorWrapper]:
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def titles(cast: Cast) -> list[str]:
    with acting(cast, "coordinator"):
        return list(ChronologyEntry.objects.order_by("title").values_list("title", flat=True))


def hold(cast: Cast, name: str, made: MadeCase) -> RetentionHold:
    with acting(cast, name) as by:
        return actions.place_retention_hold(case=made.case, reason="An inquiry, 12/26.", by=by, at=AT)


def test_what_has_had_its_time_is_listed_and_the_day_before_it_is_not(cast: Cast) -> None:
    made = old_case(cast)
    old_case(cast, closed=None)
    last = date(2025, 1, 1)  # five years after it was closed; the child's record counts from 2014
    assert [row.term.code for row in listed(cast, "manager", last).rows] == []
    over = listed(cast, "manager", date(2025, 1, 2)).rows
    assert [(row.reference, row.term.code, row.texts.count) for row in over] == [(made.case.reference, "words", 1)]
    assert over[0].kept_until == last
    assert over[0].is_over(date(2025, 1, 2))


def test_each_side_sees_to_what_is_its_own_on_cases_that_it_sees(cast: Cast) -> None:
    made = old_case(cast)
    ours = {row.term.code: row.texts.by_table for row in listed(cast, "coordinator").rows}
    assert ours == {"child": (("welfare.ChronologyEntry", 2),)}
    assert {row.term.code for row in listed(cast, "manager").rows} == {"words"}
    assert {row.term.code: row.texts.by_table for row in listed(cast, "registrar").rows} == {
        "people": (("register.Person", 2),)
    }
    assert listed(cast, "coordinator_elsewhere").rows == []
    assert {row.term.code for row in listed(cast, "lead").rows} == {"child"}
    with acting(cast, "coordinator") as by:  # on the case's own page the same, with what is not over
        rows = queries.of_case(made.case, passage_for(by, "keeping.case_keeping", at=AT))
        assert [(row.term.code, row.kept_until) for row in rows] == [("child", date(2019, 1, 9))]


def test_a_child_whose_birth_is_not_known_is_kept(cast: Cast) -> None:
    made = old_case(cast)
    with acting(cast, "registrar") as by:  # a child of whom nothing but the name is known
        (nameless,) = record_people(people=[NewPerson(side=FactSide.COMMON, source="A school")], by=by, at=AT)
        CaseChild.objects.create(case=made.case, person_id=nameless, side=FactSide.COMMON, from_at=AT)
    assert listed(cast, "coordinator").rows == []
    assert row_of(cast, "coordinator", made, "child").kept_until is None


def test_a_case_is_closed_when_its_decision_is_served(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    until = walk.at.date().replace(year=walk.at.year + 5)
    assert {row.term.code for row in listed(cast, "manager", until + DAY).rows} == set()
    walk.serve(decision)
    assert {row.term.code for row in listed(cast, "manager", until).rows} == set()
    over = {row.term.code: dict(row.texts.by_table) for row in listed(cast, "manager", until + DAY).rows}
    assert over["review"]["review.Decision"] == 1
    disposal = signed(
        cast, "manager", MadeCase(walk.review.case, ()), "review", at=walk.at.replace(year=walk.at.year + 6)
    )
    disposed(cast, "senior", disposal)
    with acting(cast, "manager"):
        decision.refresh_from_db()
        assert (decision.reasons, decision.certificate_id is None) == ("", False)


def test_files_go_with_their_names(cast: Cast) -> None:
    made = old_case(cast)
    with acting(cast, "lead") as by:
        kept = Document.objects.create(
            side=Side.WELFARE, case_id=made.case.pk, kind="added", name="Card.pdf", sha256="0" * 64,
            media_type="application/pdf", bytes=1, by=by, at=AT,
        )  # fmt: skip
    disposed(cast, "lead", signed(cast, "coordinator", made, "files"))
    with acting(cast, "lead"):
        kept.refresh_from_db()
        assert kept.name == ""
        assert kept.certificate_id  # by which the job takes the file itself away


def test_bodies_have_times_of_their_own(cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    made = old_case(cast)
    (tmp_path / "own.yaml").write_text(
        "- {class: child, controller: Glasgow City Council, years: 5, source: Its schedule}\n"
    )
    settings.RETENTION = str(tmp_path / "own.yaml")
    (row,) = listed(cast, "coordinator").rows
    assert (row.term.controller, row.term.source, row.texts.count) == ("Glasgow City Council", "Its schedule", 2)
    (tmp_path / "other.yaml").write_text("- {class: child, controller: A school, years: 5, source: Its schedule}\n")
    settings.RETENTION = str(tmp_path / "other.yaml")
    assert listed(cast, "coordinator").rows == []
    assert row_of(cast, "coordinator", made, "child").kept_until == date(2039, 1, 9)


def test_two_people_dispose_of_all_texts_of_a_class_under_one_certificate(cast: Cast) -> None:
    made = old_case(cast)
    disposal = signed(cast, "coordinator", made, "child")
    assert titles(cast) == ["Began school 0", "Began school 1"]
    assert row_of(cast, "coordinator", made, "child").signed == disposal
    certificate = disposed(cast, "lead", disposal)
    assert titles(cast) == ["", ""]
    with acting(cast, "coordinator"):
        (held,) = queries.certificates()
        assert (held.pk, held.by, held.second, held.disposal) == (
            certificate,
            cast["coordinator"],
            cast["lead"],
            disposal,
        )
        assert {one.certificate_id for one in ChronologyEntry.objects.all()} == {certificate}
        assert queries.tables_signed(disposal) == [("welfare.ChronologyEntry", 2)]
    assert listed(cast, "coordinator").rows == []
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        said = AuditEntry.objects.filter(verb__startswith="keeping.").order_by("id")
        assert [(one.verb, one.codes, len(one.shown)) for one in said] == [
            ("keeping.disposal_proposed", ["child"], 2), ("keeping.disposed", ["child"], 2),
        ]  # fmt: skip


def test_one_person_disposes_of_nothing_and_nobody_before_its_time(cast: Cast) -> None:
    made, young = old_case(cast), old_case(cast, closed=AT)
    disposal = signed(cast, "coordinator", made, "child")
    with pytest.raises(Refused, match="one_person"):
        disposed(cast, "coordinator", disposal)
    with pytest.raises(Refused, match="nothing_left"):
        signed(cast, "lead", made, "child")
    with pytest.raises(Refused, match="not_over"):
        signed(cast, "manager", young, "words")
    assert titles(cast).count("") == 0


def test_the_database_itself_wants_two_people_the_same_side_and_the_same_texts(cast: Cast) -> None:
    made = old_case(cast)
    disposal = signed(cast, "coordinator", made, "child")
    asked = "select access_dispose_all(%s, now())"
    for name in ("coordinator", "lead", "manager", "registrar"):
        with acting(cast, name), refused("two people sign the same") as cursor:
            cursor.execute(asked, [disposal.pk])
    with acting(cast, "lead") as by:
        first = DisposalSignature.objects.filter(disposal=disposal).first()
        assert first is not None
        DisposalSignature.objects.create(
            side="welfare", table=first.table, subject=first.subject, retention_class="child", source=first.source,
            disposal=disposal, by=by, at=AT,
        )  # fmt: skip
        with (
            pytest.raises(Error, match="two people sign the same"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(asked, [disposal.pk])  # one of two texts
    with acting(cast, "coordinator_elsewhere"), pytest.raises(Error, match="no such entry"), transaction.atomic():
        DisposalSignature.objects.create(
            side="welfare", table=first.table, subject=first.subject, retention_class="child", source=first.source,
            disposal=disposal, by=cast["coordinator_elsewhere"], at=AT,
        )  # fmt: skip
    with acting(cast, "lead"), refused("permission denied") as cursor:
        cursor.execute("select access_empty(null, null)")
    assert titles(cast).count("") == 0


def test_a_hold_wins_until_it_is_ended_with_a_reason(cast: Cast) -> None:
    made = old_case(cast)
    disposal = signed(cast, "coordinator", made, "child")
    held = hold(cast, "lead", made)
    assert held == hold(cast, "lead", made)
    with pytest.raises(Refused, match="held"):
        disposed(cast, "lead", disposal)
    assert row_of(cast, "coordinator", made, "child").is_held
    with pytest.raises(Refused, match="no_reason"), acting(cast, "coordinator") as by:
        actions.end_retention_hold(case=made.case, hold=held, reason=" ", by=by, at=AT)
    for _ in range(2):  # twice is once
        with acting(cast, "coordinator") as by:
            actions.end_retention_hold(case=made.case, hold=held, reason="It ended.", by=by, at=AT)
    disposed(cast, "lead", disposal)
    assert titles(cast) == ["", ""]


def test_the_registrys_hold_stands_over_all_and_a_sides_over_its_own_and_what_both_have(cast: Cast) -> None:
    made = old_case(cast)
    hold(cast, "coordinator", made)
    words = signed(cast, "manager", made, "words")
    with pytest.raises(Refused, match="held"):  # of the children's side, over what both may have: no reason is told
        disposed(cast, "senior", words)
    with acting(cast, "manager"):
        assert not RetentionHold.objects.exists()
        assert queries.held_among([made.case.pk]) == set()
    other = old_case(cast)
    hold(cast, "registrar", other)
    for name, code in (("coordinator", "child"), ("manager", "words")):
        with pytest.raises(Refused, match="held"):
            signed(cast, name, other, code)
    third = old_case(cast)
    hold(cast, "manager", third)
    disposed(cast, "lead", signed(cast, "coordinator", third, "child"))  # the child's record is none of the review's


def test_a_hold_over_a_case_keeps_a_single_text_too(cast: Cast) -> None:
    made = old_case(cast)
    hold(cast, "coordinator", made)
    with acting(cast, "coordinator") as by:
        text = ChronologyEntry.objects.order_by("title").first()
        assert text is not None
        first = access.sign_disposal(
            table="welfare.ChronologyEntry", subject=text.pk, retention_class="child", source="s", by=by, at=AT
        )
    with acting(cast, "lead") as by, pytest.raises(Error, match="a retention hold stands"), transaction.atomic():
        access.dispose(first=first, by=by, at=AT)


def test_people_go_with_all_that_any_file_said_of_them(cast: Cast) -> None:
    made, other = old_case(cast), make_case(cast)
    certificate = disposed(cast, "registrar_two", signed(cast, "registrar", made, "people"))
    with acting(cast, "registrar"):
        gone = [*made.adults, *made.children]
        assert set(Person.objects.filter(pk__in=gone).values_list("certificate", flat=True)) == {certificate}
        for table, column in ((PersonName, "text"), (PersonFact, "value"), (SearchKey, "shown")):
            assert set(table.objects.filter(person__in=gone).values_list(column, flat=True)) == {""}
            assert "" not in table.objects.filter(person__in=other.children).values_list(column, flat=True)
        assert not PersonFact.objects.filter(person__in=gone, latest__isnull=False).exists()
        (family,) = people_of([made.case]).values()
        assert {view.name for view in family} <= {""}
    with pytest.raises(Refused, match="nothing_left"), acting(cast, "registrar") as by:
        actions.propose_disposal(case=made.case, term=queries.term_of("people", ""), by=by, at=AT)


def test_people_stay_while_another_case_of_their_family_is_open(cast: Cast) -> None:
    made = old_case(cast)
    with acting(cast, "registrar") as by:
        open_cases(families=[(made.case.family, made.case.area)], by=by, at=AT)
    assert listed(cast, "registrar").rows == []


def test_what_both_sides_read_goes_with_the_file_of_the_decision(cast: Cast) -> None:
    made = old_case(cast)
    say(give(cast, made, made.adults[0]), "For both.", FactSide.COMMON)
    assert "words" not in {row.term.code for row in listed(cast, "coordinator").rows}
    disposed(cast, "senior", signed(cast, "manager", made, "words"))
    with acting(cast, "coordinator"):
        assert Representation.objects.get().words == ""  # and nobody on the children's side could have emptied it


def test_nobody_of_another_side_reads_who_disposed_of_what_or_why_it_is_kept(cast: Cast) -> None:
    made = old_case(cast)
    hold(cast, "coordinator", old_case(cast))
    disposed(cast, "lead", signed(cast, "coordinator", made, "child"))
    for name in ("manager", "registrar", "coordinator_elsewhere"):
        with acting(cast, name):
            for table in (Disposal, DisposalCertificate, RetentionHold):
                assert not table.objects.exists(), (name, table)
    with acting(cast, "lead"), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        RetentionHold.objects.create(side="welfare", subject=made.case.pk, reason="r", by=cast["coordinator"], at=AT)
    with acting(cast, "lead"), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        RetentionHold.objects.create(side="registry", subject=made.case.pk, reason="r", by=cast["lead"], at=AT)


def test_the_pages_lead_from_the_list_to_a_printed_certificate(cast: Cast, signed_in: SignedIn) -> None:
    made = old_case(cast)
    first, second, case = signed_in("coordinator"), signed_in("lead"), f"/cases/{made.case.pk}/keeping/"
    assert made.case.reference in first.get("/keeping/").content.decode()
    sign = f"{case}sign/child/"
    assert sign in first.get(case).content.decode()
    assert first.post(sign, {}).status_code == 422
    assert first.post(sign, {"is_read": "on"})["Location"] == case
    with acting(cast, "lead"):
        disposal = Disposal.objects.get()
    dispose = f"{case}dispose/{disposal.pk}/"
    assert [f'{dispose}"' in client.get(case).content.decode() for client in (first, second)] == [False, True]
    alone = first.post(dispose, {"is_read": "on"})
    assert (alone.status_code, "You signed first" in alone.content.decode()) == (422, True)
    assert "Coordinator signed first" in second.get(dispose).content.decode()
    assert second.post(dispose, {"is_read": "on"})["Location"] == "/keeping/certificates/"
    assert second.get(dispose).status_code == 404
    with acting(cast, "lead"):
        certificate = f"/keeping/certificates/{queries.certificates().get().pk}/"
    for client in (first, second, signed_in("auditor")):
        assert certificate in client.get("/keeping/certificates/").content.decode()
        text = client.get(certificate).content.decode()
        assert all(
            word in text
            for word in (made.case.reference, "Coordinator", "Lead", "Events of the chronology: 2", "A test")
        )
    assert signed_in("manager").get(certificate).status_code == 404
    for path in ("/keeping/", case, sign):
        assert signed_in("officer").get(path).status_code == 403
    assert signed_in("auditor").get("/keeping/").status_code == 403


def test_a_hold_is_placed_and_ended_on_pages_with_reasons_and_nothing_typed_is_lost(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = old_case(cast)
    client, case = signed_in("coordinator"), f"/cases/{made.case.pk}/keeping/"
    assert "No hold stands." in client.get(case).content.decode()
    assert client.post(f"{case}hold/", {"reason": " "}).status_code == 422
    wrong = client.post(f"{case}hold/", {"reason": "An inquiry\x00"})
    assert (wrong.status_code, "An inquiry" in wrong.content.decode()) == (422, True)
    assert client.post(f"{case}hold/", {"reason": "An inquiry, 12/26."})["Location"] == case
    text = client.get(case).content.decode()
    assert ("An inquiry, 12/26." in text, f"{case}sign/child/" in text) == (True, False)
    assert client.post(f"{case}sign/child/", {"is_read": "on"}).status_code == 422
    with acting(cast, "coordinator"):
        held = RetentionHold.objects.get()
    assert client.post(f"{case}hold/{held.pk}/", {"reason": ""}).status_code == 422
    assert client.post(f"{case}hold/{held.pk}/", {"reason": "It ended."})["Location"] == case
    assert "It ended." in client.get(case).content.decode()
    assert client.get(f"{case}hold/{held.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/keeping/", "/keeping/certificates/", "case"])
def test_the_pages_ask_the_same_of_one_and_of_many(cast: Cast, signed_in: SignedIn, path: str) -> None:
    counts = []
    for many in (1, 4):
        for _ in range(many):
            made = old_case(cast, events=many)
            disposed(cast, "lead", signed(cast, "coordinator", old_case(cast), "child"))
        client = signed_in("coordinator")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/cases/{made.case.pk}/keeping/" if path == "case" else path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("asked", ["?page=2", "?page=x", "?page=-1", "?page=%00", "?page=99999"])
def test_the_list_answers_whatever_is_asked(cast: Cast, signed_in: SignedIn, asked: str) -> None:
    old_case(cast)
    assert signed_in("coordinator").get(f"/keeping/{asked}").status_code == 200


def test_every_text_that_can_go_is_in_a_class_with_a_time_and_leads_to_its_case() -> None:
    labels = {m._meta.label for m in disposable_models()}
    assert [m for m in disposable_models() if not case_of(m)] == []
    timed = {label for term in queries.terms() if term.months for label in queries.tables_of(term.code)}
    assert labels - timed == set()
