"""Files of a child's record: they stand with their entry, and cross only in a report, byte for byte, as they were seen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import client_of
from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import Outcome, Role, Side
from kith.disclosure.models import DisclosedFile, DisclosedItem
from kith.disclosure.queries import disclosures_of, is_whole
from kith.disclosure.terms import ItemKind
from kith.documents.jobs import scan_files
from kith.documents.models import Document, SignOff
from kith.documents.queries import content_of, place_of
from kith.documents.tests.factories import PDF, png, upload
from kith.representations.tests.factories import put_on_team
from kith.verdict import Refused
from kith.welfare import actions
from kith.welfare.models import NoteFile
from kith.welfare.notes import notes_about
from kith.welfare.queries import items_about
from kith.welfare.terms import Choice
from kith.welfare.tests.test_actions import AT, choose, welfare
from kith.welfare.tests.test_reports import Walk
from tests.factories import Cast

pytestmark = pytest.mark.django_db
MOST = 15  # queries of a page
SignedIn = Callable[[str], Client]


class Held(Walk):
    """The same walk, with files."""

    def files(self) -> list[str]:
        """The names of the files that could go into a report."""
        with welfare(self.lead):
            return [item.title for item in items_about(self.child) if item.kind == ItemKind.FILE]

    def draw(self, may_share: bool = True, **given: Any) -> Any:
        with welfare(self.lead):
            return actions.record_childs_views(
                case=self.made.case, child=self.child, was_sought=True, words="I drew my house.", may_share=may_share,
                told_who_reads=True, files=[upload("My house.png")], by=self.lead, at=AT, **given,
            )  # fmt: skip

    def address(self, name: str = "") -> str:
        with welfare(self.lead):
            document = Document.objects.filter(name__contains=name).first()
        return f"/cases/{self.made.case.pk}/children/files/{document.pk}/"


def test_a_file_stands_with_its_entry_and_goes_on_with_the_entry_that_corrects_it(cast: Cast) -> None:
    walk = Held(cast)
    first = walk.note(title="Letter", files=[upload("letter.pdf", PDF)])
    again = walk.note(title="Letter", files=[upload("letter.pdf", PDF), upload("page 2.png")])
    assert first == again
    second = walk.note(title="Letter of June", corrects=first)

    with welfare(walk.lead):
        note = next(note for note in notes_about(walk.child) if note.id == second.pk)
        assert [(file.name, file.kind) for file in note.files] == [
            ("letter.pdf", "PDF"),
            ("page 2.png", "picture (PNG)"),
        ]
        assert Document.objects.count() == 2
    assert walk.files() == ["letter.pdf", "page 2.png"]


def test_a_drawing_is_shared_only_if_the_words_may_and_goes_with_them_when_they_are_taken_back(cast: Cast) -> None:
    walk = Held(cast)
    view = walk.draw(may_share=False)
    with welfare(walk.lead):
        chosen = choose(walk.made)
        chosen = [one for one in chosen if one.item != view.pk] + [
            actions.Chosen(ItemKind.VIEWS, view.pk, Choice.HELD_BACK, "the child said no")
        ]
        drawing = NoteFile.objects.get()
    goes = [one for one in chosen if one.item != drawing.pk]
    goes.append(actions.Chosen(ItemKind.FILE, drawing.pk, Choice.GOES))
    with pytest.raises(Refused, match="no_leave_to_share"):
        walk.send(goes)
    with welfare(walk.lead):
        actions.take_back_childs_views(view=view, by=walk.lead, at=AT)
    assert walk.files() == []


def test_a_drawing_does_not_go_on_with_what_the_child_says_instead_and_there_is_none_without_words(cast: Cast) -> None:
    walk = Held(cast)
    view = walk.draw()
    walk.say(corrects=view)
    assert walk.files() == []
    with welfare(walk.lead), pytest.raises(Refused, match="files_without_words"):
        actions.record_childs_views(
            case=walk.made.case, child=walk.child, was_sought=False, why_not_sought="A baby.", files=[upload()], by=walk.lead,
            at=AT,
        )  # fmt: skip


def released(walk: Held) -> None:
    with welfare(walk.lead):
        chosen = choose(walk.made)
    walk.release(walk.send(chosen))


def test_what_crosses_is_the_same_file_as_a_new_one_of_the_other_side(cast: Cast, settings: Any) -> None:
    walk = Held(cast)
    walk.draw()
    walk.note(title="Letter", files=[upload("letter.pdf", PDF)])
    released(walk)

    with side(Side.DECISION, actor_id=cast["manager"].pk):
        crossed = {one.item.title: one for one in DisclosedFile.objects.select_related("item", "document")}
        assert set(crossed) == {"My house.png", "letter.pdf"}
        for name, content in (("My house.png", png()), ("letter.pdf", PDF)):
            one = crossed[name]
            assert content_of(one.document, folder=settings.DOCUMENTS) == content
            assert (one.sha256, one.document.kind, one.document.by) == (one.document.sha256, "copy", walk.by)
            assert one.item.text.endswith(f"{len(content)} bytes")
        (copy,) = disclosures_of(walk.made.case)
        assert is_whole(copy)
        there = set(Document.objects.values_list("pk", flat=True))
    with welfare(walk.lead):
        here = set(Document.objects.values_list("pk", flat=True))
    assert len(here) == len(there) == 2
    assert here.isdisjoint(there)


def test_a_file_that_is_held_back_or_was_a_mistake_does_not_cross(cast: Cast) -> None:
    walk = Held(cast)
    walk.note(title="Letter", files=[upload("letter.pdf", PDF)])
    walk.note(title="Photo", files=[upload("wrong.png")])
    with welfare(walk.lead):
        wrong = NoteFile.objects.get(document__name="wrong.png")
        actions.mark_child_file(file=wrong, reason="Another child's", by=walk.lead, at=AT)
        chosen = [
            actions.Chosen(one.kind, one.item, Choice.HELD_BACK, "names others") if one.kind == ItemKind.FILE else one
            for one in choose(walk.made)
        ]
    walk.release(walk.send(chosen))
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert not Document.objects.exists()
        assert not DisclosedItem.objects.filter(kind=ItemKind.FILE).exists()


def test_a_file_marked_as_a_mistake_after_it_was_sent_up_keeps_the_report_back(cast: Cast) -> None:
    walk = Held(cast)
    walk.note(title="Photo", files=[upload("wrong.png")])
    with welfare(walk.lead):
        chosen = choose(walk.made)
    report = walk.send(chosen)
    with welfare(walk.lead):
        actions.mark_child_file(file=NoteFile.objects.get(), reason="Another child's", by=walk.lead, at=AT)
    with pytest.raises(Refused, match="changed_since_sent_up"):
        walk.release(report)


def test_what_the_scanner_has_not_found_safe_goes_into_no_report(cast: Cast, settings: Any, tmp_path: Any) -> None:
    walk = Held(cast)
    walk.note(title="Letter", files=[upload("good.pdf", PDF), upload("bad.pdf", PDF + b"EVIL")])
    program = tmp_path / "scanner.sh"
    program.write_text('#!/bin/sh\n! grep -q EVIL "$1"\n')
    program.chmod(0o700)
    settings.SCANNER = str(program)
    assert walk.files() == []
    assert scan_files(AT) == 2
    assert walk.files() == ["good.pdf"]


def test_only_the_lead_professional_says_that_a_file_was_a_mistake(cast: Cast) -> None:
    walk = Held(cast)
    walk.note(files=[upload()])
    with welfare(walk.by), pytest.raises(Refused, match="not_the_lead_professional"):
        actions.mark_child_file(file=NoteFile.objects.get(), reason="x", by=walk.by, at=AT)


def test_the_other_side_opens_a_file_after_its_receipt_and_never_the_one_of_the_childs_record(
    cast: Cast, signed_in: SignedIn
) -> None:
    walk = Held(cast)
    walk.draw()
    released(walk)
    put_on_team(cast, walk.made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
    officer, case = signed_in("officer"), walk.made.case
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        copy = Document.objects.get()
    shared, file = f"/cases/{case.pk}/shared/", f"/cases/{case.pk}/shared/files/{copy.pk}/"
    assert officer.get(file).status_code == 404
    assert "My house.png" not in officer.get(shared).content.decode()
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        (sent,) = disclosures_of(case)
    assert officer.post(f"{shared}{sent.pk}/open/").status_code == 302

    assert file in officer.get(shared).content.decode()
    with CaptureQueriesContext(connection) as asked:
        answer = officer.get(file)
    assert len(asked) <= MOST
    assert answer.content == png()
    assert answer["Content-Disposition"] == 'attachment; filename="My house.png"'
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.get(verb="disclosure.disclosed_file", outcome=Outcome.OPENED).shown == [copy.pk]
    assert signed_in("manager").get(file).status_code == 404  # who has not opened the report
    assert officer.get(walk.address()).status_code == 403
    assert signed_in("coordinator").get(file).status_code == 403
    with side(Side.WELFARE, actor_id=walk.lead.pk):
        mine = Document.objects.get()
    assert officer.get(f"/cases/{case.pk}/shared/files/{mine.pk}/").status_code == 404


def test_on_the_page_a_file_is_added_while_writing_opened_and_marked(cast: Cast, signed_in: SignedIn) -> None:
    walk = Held(cast)
    name = "lead" if walk.lead == cast["lead"] else "lead_two"
    client, other = signed_in(name), signed_in("lead_two" if name == "lead" else "lead")
    child = f"/cases/{walk.made.case.pk}/children/{walk.child}/"
    event = {"title": "Moved", "happened_from": "1 June 2026", "source": "mother", "files": [upload("flat.png", b"")]}
    answer = client.post(f"{child}event/", event)
    assert answer.status_code == 422
    assert "This file is empty" in answer.content.decode()
    assert client.post(f"{child}event/", event | {"files": [upload("flat.png")]}).status_code == 302

    assert walk.address("flat") in client.get(child).content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(walk.address("flat")).content == png()
    assert len(asked) <= MOST
    assert other.get(walk.address("flat")).status_code == 404
    assert signed_in("coordinator").get(walk.address("flat")).status_code == 200
    assert signed_in("coordinator").get(f"{walk.address('flat')}mistake/").status_code == 403
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{walk.address('flat')}mistake/").status_code == 200
    assert len(asked) <= MOST
    assert client.post(f"{walk.address('flat')}mistake/", {"reason": "Not theirs"}).status_code == 302
    assert "flat.png" not in client.get(child).content.decode()
    assert client.get(walk.address("flat")).status_code == 404


def test_neither_side_reads_or_forges_what_hangs_on_a_childs_files(cast: Cast) -> None:
    walk = Held(cast)
    walk.draw()
    released(walk)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        with pytest.raises(Error), transaction.atomic():
            list(NoteFile.objects.all())
        copy = DisclosedFile.objects.get()
        with pytest.raises(Error), transaction.atomic():
            DisclosedFile(item=copy.item, document=copy.document, sha256="", by=cast["manager"], at=AT).save(
                force_insert=True
            )
    with welfare(walk.lead), pytest.raises(Error), transaction.atomic():
        Document(
            side="decision", case_id=walk.made.case.pk, kind="copy", media_type="image/png", bytes=1, by=walk.by, at=AT
        ).save(force_insert=True)  # in another's name


def test_a_file_is_signed_off_by_name_for_what_it_was_and_once_by_each(cast: Cast) -> None:
    walk = Held(cast)
    walk.note(title="Letter", files=[upload("letter.pdf", PDF)])
    path, child = walk.address("letter"), f"/cases/{walk.made.case.pk}/children/{walk.child}/"
    for client, says in ((client_of(walk.lead), "I have read it."), (client_of(walk.by), "A true copy.")):
        assert "Say what you sign for." in client.post(f"{path}sign/", {"says": ""}).content.decode()
        for _ in range(2):
            assert client.post(f"{path}sign/", {"says": says}).status_code == 302
    text = client_of(walk.lead).get(child).content.decode().replace('<bdi dir="auto">', "").replace("</bdi>", "")
    for words in ("Signed off by", "“I have read it.”", "“A true copy.”"):
        assert words in text
    with welfare(walk.lead):
        document = Document.objects.get(name="letter.pdf")
        assert [(one.by, one.sha256) for one in SignOff.objects.order_by("at", "id")] == [
            (walk.lead, document.sha256), (walk.by, document.sha256),
        ]  # fmt: skip
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="documents.signed_off", digest=document.sha256).count() == 2


def test_nobody_signs_for_another_for_another_file_or_for_one_that_was_changed(cast: Cast, settings: Any) -> None:
    walk = Held(cast)
    walk.note(title="Letter", files=[upload("letter.pdf", PDF)])
    with welfare(walk.lead):
        document = Document.objects.get(name="letter.pdf")
    row = {"document": document, "says": "s", "at": AT}
    for on, who, by, sha256 in (
        (Side.WELFARE, walk.lead, walk.by, document.sha256), (Side.WELFARE, walk.lead, walk.lead, "0" * 64),
        (Side.DECISION, cast["officer"], cast["officer"], document.sha256),
    ):  # fmt: skip
        with side(on, actor_id=who.pk), pytest.raises(Error, match="row-level security"), transaction.atomic():
            SignOff.objects.create(**row, by=by, sha256=sha256)
    place_of(document.pk, side=document.side, folder=settings.DOCUMENTS).write_bytes(b"changed")
    answer = client_of(walk.lead).post(f"{walk.address('letter')}sign/", {"says": "I have read it."})
    assert (answer.status_code, "is not what was kept any more" in answer.content.decode()) == (422, True)
    assert "I have read it." in answer.content.decode()
