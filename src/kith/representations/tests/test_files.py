"""Files that come with what is put forward: read by the side they were sent to, taken away by nobody."""

import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Outcome, Side
from kith.documents.models import Document, Mistake
from kith.documents.tests.factories import PDF, png, upload
from kith.representations import actions
from kith.representations.models import Representation, SentFile
from kith.representations.terms import Wish
from kith.representations.tests.factories import AT, give
from kith.representations.tests.test_pages import on_team
from tests.factories import Cast, MadeCase

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
LETTER = {
    "voice": "solicitor", "said_by": "A. Reid, Southside Law Centre", "said_on": "1 September 2026", "wish": "words",
    "words": "The boys have lived here for nine years.",
}  # fmt: skip


def write_down(client: Client, made: MadeCase, *files: SimpleUploadedFile, **changes: str) -> tuple[int, str]:
    answer = client.post(f"/cases/{made.case.pk}/words/write-down/", LETTER | changes | {"files": list(files)})
    return answer.status_code, unescape(answer.content.decode())


def documents_of(cast: Cast, name: str, on: Side) -> list[Document]:
    with side(on, actor_id=cast[name].pk):
        return list(Document.objects.order_by("at", "id"))


def test_a_solicitors_letter_is_kept_with_the_words_and_handed_out_to_its_own_side_alone(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    officer = signed_in("officer")
    assert write_down(officer, made, upload("letter.pdf", PDF), upload("page 2.png"))[0] == 302
    letter, page = documents_of(cast, "officer", Side.DECISION)

    text = unescape(officer.get(f"/cases/{made.case.pk}/words/").content.decode())
    assert "letter.pdf" in text
    assert f"PDF, {len(PDF)}\xa0bytes" in text
    assert "not scanned" in text
    with CaptureQueriesContext(connection) as asked:
        answer = officer.get(f"/cases/{made.case.pk}/words/files/{letter.pk}/")
    assert len(asked) <= 15
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        opened = AuditEntry.objects.get(verb="representations.sent_file", outcome=Outcome.OPENED)
    assert (opened.actor_id, opened.case_id, opened.shown) == (cast["officer"].pk, made.case.pk, [letter.pk])
    for name, status in (
        ("second", 200),
        ("lead", 404),
        ("coordinator", 404),
        ("officer_two", 404),
        ("registrar", 403),
    ):
        assert signed_in(name).get(f"/cases/{made.case.pk}/words/files/{page.pk}/").status_code == status, name
    assert officer.get(f"/cases/{made.case.pk}/words/files/{uuid.uuid4()}/").status_code == 404
    other = on_team(cast)
    assert officer.get(f"/cases/{other.case.pk}/words/files/{letter.pk}/").status_code == 404


def test_a_file_that_is_not_taken_is_said_at_its_field_and_what_was_typed_is_still_there(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    lead = signed_in("lead")
    status, text = write_down(lead, made, upload("letter.pdf", png()))
    assert status == 422
    assert "The name ends in .pdf, but what is in it is PNG" in text
    assert LETTER["words"] in text
    status, text = write_down(lead, made, upload(), said_on="")
    assert status == 422
    assert "Choose the files again" in text
    assert write_down(lead, made)[0] == 302
    assert documents_of(cast, "lead", Side.WELFARE) == []


def test_whoever_added_a_file_can_say_that_it_was_a_mistake_and_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    made = on_team(cast)
    lead = signed_in("lead")
    write_down(lead, made, upload("wrong.pdf", PDF))
    (document,) = documents_of(cast, "lead", Side.WELFARE)
    address = f"/cases/{made.case.pk}/words/files/{document.pk}/"
    assert "/mistake/" in lead.get(f"/cases/{made.case.pk}/words/").content.decode()
    assert "/mistake/" not in signed_in("coordinator").get(f"/cases/{made.case.pk}/words/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert lead.get(f"{address}mistake/").status_code == 200
    assert len(asked) <= 15
    assert signed_in("coordinator").post(f"{address}mistake/", {"reason": "x"}).status_code == 422
    assert lead.post(f"{address}mistake/", {"reason": ""}).status_code == 422
    assert lead.post(f"{address}mistake/", {"reason": "Another family's."}).status_code == 302

    assert "wrong.pdf" not in lead.get(f"/cases/{made.case.pk}/words/").content.decode()
    assert lead.get(address).status_code == 404
    assert lead.post(f"{address}mistake/", {"reason": "Again."}).status_code == 404
    with side(Side.WELFARE, actor_id=cast["lead"].pk):
        assert Mistake.objects.get().reason == "Another family's."
        assert Document.objects.get() == document


def test_what_a_family_sends_to_both_sides_is_two_files_and_each_side_opens_its_own(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = on_team(cast)
    given = give(cast, made, made.adults[0])
    actor = given.access.actor
    with side(Side.FAMILY, actor_id=actor.pk):
        actions.say(
            access=given.access,
            wish=Wish.WORDS,
            side=FactSide.COMMON,
            words="Our letter.",
            files=[upload()],
            by=actor,
            at=AT,
        )
        sent = dict(Document.objects.values_list("side", "pk"))
    assert set(sent) == {"welfare", "decision"}
    for name, own, other in (("lead", "welfare", "decision"), ("officer", "decision", "welfare")):
        client = signed_in(name)
        assert client.get(f"/cases/{made.case.pk}/words/files/{sent[own]}/").content == png()
        assert client.get(f"/cases/{made.case.pk}/words/files/{sent[other]}/").status_code == 404


def test_nobody_of_a_family_keeps_a_file_on_another_case_in_anothers_name_or_beside_anothers_words(cast: Cast) -> None:
    made, other = on_team(cast), on_team(cast)
    given = give(cast, made, made.adults[0])
    actor = given.access.actor
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        theirs = Representation.objects.create(
            case=other.case, voice="solicitor", said_by="x", said_on=AT.date(), wish="words", side="welfare", words="x",
            by=cast["coordinator"], at=AT,
        )  # fmt: skip
    with side(Side.FAMILY, actor_id=actor.pk):
        own = actions.say(
            access=given.access, wish=Wish.WORDS, side=FactSide.WELFARE, words="x", files=[upload()], by=actor, at=AT
        )
        held = Document.objects.get()
        wrong = {"media_type": "image/png", "bytes": 1, "kind": "added", "side": "welfare", "by": actor, "at": AT}
        for changes in (
            {"case_id": other.case.pk},
            {"case_id": made.case.pk, "by": cast["lead"]},
            {"case_id": made.case.pk, "side": "family"},
            {"case_id": made.case.pk, "kind": "notice"},
        ):
            with pytest.raises(Error), transaction.atomic():
                Document(**wrong | changes).save(force_insert=True)
        for said, to in ((theirs, "welfare"), (own, "decision")):
            with pytest.raises(Error), transaction.atomic():
                SentFile(representation=said, side=to, document=held, by=actor, at=AT).save(force_insert=True)
