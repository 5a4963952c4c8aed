"""Whoever signs reads the texts themselves; a first signature can be taken back; and nothing of a report outlives its time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client

from kith.access.gate import passage_for
from kith.access.models import AuditEntry, Disposal, DisposalWithdrawal
from kith.access.side import side
from kith.access.terms import Side
from kith.keeping import actions, queries
from kith.keeping.tests.factories import AT, acting, listed, old_case, short_times
from kith.records import new_id
from kith.register.models import FamilyMember
from kith.representations.actions import link_post, log_post
from kith.representations.terms import PostWay
from kith.review.models import Service
from kith.review.queries.checking import served_decisions
from kith.review.tests.factories import Walk
from kith.verdict import Refused
from kith.welfare.actions import assemble_report, end_appointment, record_familys_view
from kith.welfare.models import ChronologyEntry, LeadProfessional, Report, ReportItem
from kith.welfare.rules.sharing import NOTHING_SAID
from kith.welfare.terms import Choice
from tests.factories import LONG_AGO, Cast, MadeCase

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
SignedIn = Callable[[str], Client]
WHY = "It was the wrong case."


@pytest.fixture(autouse=True)
def _five_years(settings: LazySettings, tmp_path: Path) -> None:
    settings.RETENTION = short_times(tmp_path)


def signed(cast: Cast, name: str, made: MadeCase, code: str = "child") -> Disposal:
    with acting(cast, name) as by:
        term = queries.term_of(code, "")
        assert term is not None
        return actions.propose_disposal(case=made.case, term=term, by=by, at=AT)


def withdrawn(cast: Cast, name: str, disposal: Disposal, reason: str = WHY) -> None:
    with acting(cast, name) as by:
        actions.withdraw_disposal(disposal=disposal, reason=reason, by=by, at=AT)


def disposed(cast: Cast, name: str, disposal: Disposal) -> None:
    with acting(cast, name) as by:
        actions.dispose(disposal=disposal, by=by, at=AT)


def rows(cast: Cast, name: str, made: MadeCase) -> list[queries.Row]:
    with acting(cast, name) as by:
        return queries.of_case(made.case, passage_for(by, "keeping.case_keeping", at=AT))


@pytest.mark.parametrize("name", ["coordinator", "lead"])
def test_a_first_signature_is_taken_back_by_whoever_gave_it_or_another_and_can_be_given_anew(
    cast: Cast, name: str
) -> None:
    made = old_case(cast)
    first = signed(cast, "coordinator", made)
    with pytest.raises(Refused, match="no_reason"):
        withdrawn(cast, name, first, " ")
    for _ in range(2):  # twice is once
        withdrawn(cast, name, first)
    assert [row.signed for row in rows(cast, "lead", made)] == [None]
    with pytest.raises(Refused, match="withdrawn"):
        disposed(cast, "lead", first)
    with acting(cast, "lead"), pytest.raises(Error, match="taken back"), transaction.atomic():  # nor past the action
        connection.cursor().execute("select access_dispose_all(%s, now())", [first.pk])
    again = signed(cast, "coordinator", made)
    disposed(cast, "lead", again)
    with pytest.raises(Refused, match="is_gone"):
        withdrawn(cast, name, again)
    with acting(cast, "lead"):
        assert set(ChronologyEntry.objects.values_list("title", flat=True)) == {""}
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        said = AuditEntry.objects.filter(verb="keeping.disposal_withdrawn")
        assert [(one.subject, one.actor_id, one.codes) for one in said] == [(first.pk, cast[name].pk, ["child"])]
        assert DisposalWithdrawal.objects.get().reason == WHY


def test_nobody_of_another_side_or_area_learns_of_it_or_takes_it_back(cast: Cast) -> None:
    made = old_case(cast)
    first = signed(cast, "coordinator", made)
    for name in ("manager", "registrar", "coordinator_elsewhere"):
        with acting(cast, name) as by, pytest.raises(Error, match="row-level security"), transaction.atomic():
            DisposalWithdrawal.objects.create(disposal_id=first.pk, reason=WHY, by=by, at=AT)
    with acting(cast, "lead"), pytest.raises(Error, match="row-level security"), transaction.atomic():
        DisposalWithdrawal.objects.create(disposal=first, reason=WHY, by=cast["coordinator"], at=AT)
    withdrawn(cast, "coordinator", first)
    for name in ("manager", "registrar", "coordinator_elsewhere"):
        with acting(cast, name):
            assert not DisposalWithdrawal.objects.exists()


def test_the_texts_themselves_are_read_by_both_before_they_sign(cast: Cast, signed_in: SignedIn) -> None:
    made = old_case(cast, events=23)
    case = f"/cases/{made.case.pk}/keeping/"
    first, second = signed_in("coordinator"), signed_in("lead")
    read = first.get(f"{case}sign/child/").content.decode()
    assert ("Events of the chronology: 23" in read, "Page 1 of 2" in read) == (True, True)
    read += first.get(f"{case}sign/child/?texts=2").content.decode()
    assert all(f"Began school {n}<" in read for n in range(23))
    assert first.post(f"{case}sign/child/", {"is_read": "on"})["Location"] == case
    with acting(cast, "lead") as by:
        disposal = Disposal.objects.get()
        ChronologyEntry.objects.create(  # of after the first signature: it is not signed for, and stays
            case=made.case, child_id=made.children[0], title="A late one", happened_from=AT, happened_until=AT,
            source="school", by=by, at=AT,
        )  # fmt: skip
    dispose = f"{case}dispose/{disposal.pk}/"
    for page in ("", "?texts=2", "?texts=x", "?texts=99"):
        shown = second.get(f"{dispose}{page}").content.decode()
        assert ("Began school" in shown, "A late one" in shown) == (True, False)
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        opened = AuditEntry.objects.filter(verb="keeping.dispose").order_by("id").first()
        assert opened is not None
        assert len(opened.shown) == 20  # who read what before it went
    shown = first.get(case).content.decode()
    assert f"{dispose}withdraw/" in shown
    assert signed_in("officer").get(f"{dispose}withdraw/").status_code == 403
    assert signed_in("manager").get(f"{dispose}withdraw/").status_code == 404
    assert first.post(f"{dispose}withdraw/", {"reason": ""}).status_code == 422
    assert first.post(f"{dispose}withdraw/", {"reason": WHY})["Location"] == case
    assert (second.get(dispose).status_code, first.get(f"{dispose}withdraw/").status_code) == (404, 404)
    assert f"{case}sign/child/" in first.get(case).content.decode()


@pytest.mark.parametrize("name", ["registrar", "coordinator", "manager"])
def test_of_every_class_the_texts_can_be_read(cast: Cast, name: str) -> None:
    made = old_case(cast)
    with acting(cast, name):
        side_of = queries.current_side() or ""
        known = queries.own_terms(queries.own_models())
        found = {term.code: queries.texts_of(made.case.pk, term, side_of) for term in known}
        assert all([text for text, *_ in queries.said_in(texts)] == texts for texts in found.values())
        signed_for = {term.code: queries.texts_to_sign(made.case.pk, term, side_of) for term in known}
    assert len(found) >= 3
    for code, rows in found.items():
        assert sorted((text.label, text.pk) for text in rows) == signed_for[code]
    assert any(found.values())


def test_what_was_added_since_is_listed_again_after_all_others(cast: Cast) -> None:
    made = old_case(cast)
    disposed(cast, "lead", signed(cast, "coordinator", made))
    other = old_case(cast, closed=LONG_AGO + timedelta(1))
    assert [row.reference for row in listed(cast, "coordinator").rows] == [other.case.reference]
    with acting(cast, "lead") as by:
        ChronologyEntry.objects.create(
            case=made.case, child_id=made.children[0], title="A late one", happened_from=AT, happened_until=AT,
            source="school", by=by, at=AT,
        )  # fmt: skip
    rows = listed(cast, "coordinator").rows
    assert [(row.reference, row.texts.count) for row in rows] == [(other.case.reference, 2), (made.case.reference, 1)]


def test_what_was_added_since_it_was_read_is_not_signed_for_unread(cast: Cast, signed_in: SignedIn) -> None:
    made = old_case(cast)
    client, sign = signed_in("coordinator"), f"/cases/{made.case.pk}/keeping/sign/child/"
    read = client.get(sign).context["form"]["read"].value()
    assert read == 2
    with acting(cast, "lead") as by:
        ChronologyEntry.objects.create(
            case=made.case, child_id=made.children[0], title="A late one", happened_from=AT, happened_until=AT,
            source="school", by=by, at=AT,
        )  # fmt: skip
    answer = client.post(sign, {"is_read": "on", "read": read})
    assert (answer.status_code, "added or went since you read it" in answer.content.decode()) == (422, True)
    with acting(cast, "coordinator"):
        assert not Disposal.objects.exists()
    assert client.post(sign, {"is_read": "on", "read": 3}).status_code == 302


def test_a_case_says_on_each_page_that_something_is_gone(cast: Cast, signed_in: SignedIn) -> None:
    made = old_case(cast)
    says = "disposed of when their time was over"
    assert says not in signed_in("lead").get(f"/cases/{made.case.pk}/").content.decode()
    disposed(cast, "lead", signed(cast, "coordinator", made))
    assert says in signed_in("lead").get(f"/cases/{made.case.pk}/").content.decode()
    assert says not in signed_in("manager").get(f"/cases/{made.case.pk}/").content.decode()


def test_a_report_goes_with_what_was_held_back_and_why_somebody_led(cast: Cast) -> None:
    made = old_case(cast)
    with acting(cast, "coordinator") as by:
        LeadProfessional.objects.create(
            case=made.case, child_id=made.children[0], professional=cast["lead"], rule="The school's.", reason="Her teacher.",
            handover="Look at the bus.", by=by, from_at=LONG_AGO,
        )  # fmt: skip
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        request = queries.apps.get_model("disclosure", "Request").objects.create(
            case=made.case, child_id=made.children[0], kind="report", due_on=AT.date(), by=cast["manager"], at=LONG_AGO
        )
    with acting(cast, "lead"):
        report = Report.objects.create(
            case=made.case, child_id=made.children[0], request=request, author=cast["lead"], analysis="Settled.",
            why_not_told="It would put her at risk.", views="She agrees.",
        )  # fmt: skip
        event = ChronologyEntry.objects.filter(case=made.case).first()
        assert event is not None
        ReportItem.objects.create(
            report=report, kind="event", item=event.pk, choice=Choice.HELD_BACK, why_held_back="Of her father."
        )
        term = queries.term_of("child", "")
        assert term is not None
        read = [
            word for *_, said in queries.said_in(queries.texts_of(made.case.pk, term, Side.WELFARE)) for word in said
        ]
        assert {"Settled.", "Her teacher.", "Look at the bus."} < {word for word in read if isinstance(word, str)}
        assert ["Of her father."] in read
    with acting(cast, "lead"), pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(certificate=new_id())
    with acting(cast, "lead"), pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        ChronologyEntry.objects.create(
            case=made.case, child_id=made.children[0], title="Hidden", happened_from=AT, happened_until=AT, source="school",
            by=cast["lead"], at=AT, certificate_id=new_id(),
        )  # fmt: skip
    with acting(cast, "lead"), pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        Report.objects.bulk_create([Report(case=made.case, child_id=made.children[0], certificate_id=new_id())])
    disposed(cast, "lead", signed(cast, "coordinator", made))
    for what, change in (("stays empty", {"analysis": "Settled."}), ("two people", {"certificate": None})):
        with acting(cast, "lead"), pytest.raises(IntegrityError, match=what), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**change)
    for what, change in (("stays empty", {"why_held_back": "Anew."}), ("two people", {"certificate": None})):
        with acting(cast, "lead"), pytest.raises(IntegrityError, match=what), transaction.atomic():
            ReportItem.objects.filter(report=report).update(**change)
    with acting(cast, "lead") as by, pytest.raises(Refused, match="disposed_of"):
        assemble_report(
            request=request, chosen=[], analysis="Anew.", purpose="", basis="", was_told=True, said=NOTHING_SAID,
            expected=report.version, by=by, at=AT,
        )  # fmt: skip
    with acting(cast, "lead"):
        report.refresh_from_db()
        assert (report.analysis, report.why_not_told, report.views) == ("", "", "")
        (item,) = ReportItem.objects.all()
        (led,) = LeadProfessional.objects.all()
        assert (item.why_held_back, item.choice, led.reason, led.handover) == ("", Choice.HELD_BACK, "", "")
        assert report.certificate_id == item.certificate_id == led.certificate_id is not None
    with acting(cast, "coordinator") as by, pytest.raises(Refused, match="disposed_of"):  # it would never go again
        record_familys_view(
            appointment=led, family_view="New words.", why_family_not_asked="", expected=led.version, by=by, at=AT
        )
    with acting(cast, "coordinator") as by, pytest.raises(Refused, match="disposed_of"):
        end_appointment(appointment=led, handover="Ring Ms Orr.", expected=led.version, by=by, at=AT)
    with acting(cast, "coordinator") as by:
        assert end_appointment(appointment=led, handover="", expected=led.version, by=by, at=AT).until_at == AT


def test_post_that_the_other_side_has_is_not_the_registrys_to_sign_for(cast: Cast) -> None:
    made = old_case(cast)
    with acting(cast, "manager") as by:
        place = log_post(
            received_on=LONG_AGO.date(), sender="A. Reid", way=PostWay.POST, is_open=True, by=by, at=LONG_AGO
        )
        link_post(place=place, case=made.case, by=by, at=LONG_AGO)
    tables = {
        name: {label for row in rows(cast, name, made) for label, _n in row.texts.by_table}
        for name in ("registrar", "manager")
    }
    assert "representations.PostItem" in tables["manager"]
    assert "representations.PostItem" not in tables["registrar"]


def test_what_a_file_said_of_somebodys_place_in_a_family_goes_with_them(cast: Cast) -> None:
    made = old_case(cast)
    disposed(cast, "registrar_two", signed(cast, "registrar", made, "people"))
    with acting(cast, "registrar"):
        people = [*made.adults, *made.children]
        assert set(FamilyMember.objects.filter(person__in=people).values_list("why", "relationship")) == {("", "")}


def test_a_decision_that_is_gone_is_held_against_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    walk.serve(decision)
    made, later = MadeCase(walk.review.case, ()), walk.at.replace(year=walk.at.year + 6)
    with acting(cast, "manager") as by:
        assert [one.strays for one in served_decisions()] == [()]
        term = queries.term_of("review", "")
        assert term is not None
        disposal = actions.propose_disposal(case=made.case, term=term, by=by, at=later)
    with acting(cast, "senior") as by:
        actions.dispose(disposal=disposal, by=by, at=later)
        service = Service.objects.get()
        assert (service.proof, service.certificate_id is None) == ("", False)
        assert served_decisions() == []  # nor is it said that there was no proof
