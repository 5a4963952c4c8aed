"""Files on two sides: none is read by the other side's role, by a made-up row, or by its id on any page that hands files out."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.documents.models import Document
from kith.documents.queries import DamagedDocument, content_of
from kith.documents.tests.factories import PDF, upload
from kith.representations.actions import link_post, log_post, record_representation
from kith.representations.models import PostFile, SentFile
from kith.representations.terms import PostWay, Voice, Wish
from kith.representations.tests.factories import put_on_team
from kith.site import wall
from kith.site.database import COLUMNS
from kith.site.pages import every_page
from tests.factories import ROLES, Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
HANDING_OUT = ("sent_file", "child_file", "disclosed_file")


@pytest.fixture
def made(cast: Cast) -> MadeCase:
    made = make_case(cast)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    put_on_team(cast, made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
    return made


def kept(cast: Cast, made: MadeCase, name: str, on: Side) -> Document:
    with side(on, actor_id=cast[name].pk):
        said = record_representation(
            case=made.case, voice=Voice.SOLICITOR, said_by="x", said_on=AT.date(), wish=Wish.WORDS, words="x",
            side=FactSide(on), files=[upload("letter.pdf", PDF)], by=cast[name], at=AT,
        )  # fmt: skip
        return SentFile.objects.get(representation=said).document


def test_no_other_sides_role_finds_a_file_by_its_id_in_any_table(cast: Cast, made: MadeCase) -> None:
    held = {
        Side.WELFARE: kept(cast, made, "lead", Side.WELFARE),
        Side.DECISION: kept(cast, made, "officer", Side.DECISION),
    }
    tables = ("documents_document where id", "representations_sentfile where document_id")
    for own, document in held.items():
        for column in COLUMNS:
            if column in (own, "login"):
                continue
            for name in ("lead", "officer", "registrar", "auditor", "administrator"):
                for table in tables:
                    with side(Side(column), actor_id=cast[name].pk):
                        assert not is_seen(table, document), (column, table)


def is_seen(table: str, document: Document) -> bool:
    """Whether the side that is entered reads the row; no leave to read the table is no."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select 1 from {table} = %s", [document.pk])
            return cursor.fetchone() is not None
    except ProgrammingError:
        return False


def test_a_made_up_row_opens_nothing_of_the_other_side(cast: Cast, made: MadeCase, settings: Any) -> None:
    theirs = kept(cast, made, "lead", Side.WELFARE)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        for made_up in (Side.WELFARE, Side.DECISION, "decision/../welfare"):
            forged = Document(pk=theirs.pk, side=made_up, sha256=theirs.sha256)
            with pytest.raises(DamagedDocument):
                content_of(forged, folder=settings.DOCUMENTS)
        with pytest.raises(Error), transaction.atomic():
            SentFile(representation_id=uuid.uuid4(), side="decision", document=theirs, by=cast["officer"], at=AT).save(
                force_insert=True
            )


def test_no_page_hands_a_file_to_anybody_of_another_side(
    cast: Cast, made: MadeCase, signed_in: Callable[[str], Client]
) -> None:
    documents = {
        Side.WELFARE: kept(cast, made, "lead", Side.WELFARE), Side.DECISION: kept(cast, made, "officer", Side.DECISION),
    }  # fmt: skip
    own = {"sent_file": {Side.WELFARE: {"lead", "coordinator"}, Side.DECISION: {"officer", "manager", "senior"}}}
    for page in HANDING_OUT:
        for of, document in documents.items():
            address = reverse(page, kwargs={"case_id": made.case.pk, "document_id": document.pk})
            opened = {name for name in ROLES if signed_in(name).get(address).status_code == 200}
            assert opened == own.get(page, {}).get(of, set()), (page, of)


def test_every_page_that_takes_a_document_is_among_those_tried() -> None:
    taking = {page.name for page in every_page() if "<uuid:document_id>" in page.route}
    assert taking == {
        *HANDING_OUT,
        "mark_sent_file",
        "mark_child_file",
        "sign_sent_file",
        "sign_child_file",
        "post_file",
    }


def test_a_scan_of_post_is_handed_out_to_those_who_read_its_case_alone(
    cast: Cast, made: MadeCase, signed_in: Callable[[str], Client]
) -> None:
    by = cast["manager"]
    with side(Side.DECISION, actor_id=by.pk):
        place = log_post(
            received_on=AT.date(),
            sender="x",
            way=PostWay.POST,
            is_open=True,
            files=[upload("scan.pdf", PDF)],
            by=by,
            at=AT,
        )
        link_post(place=place, case=made.case, by=by, at=AT)
        scan = PostFile.objects.get().document_id
    for item in (place.item_id, uuid.uuid4()):
        address = reverse("post_file", kwargs={"item_id": item, "document_id": scan})
        opened = {name for name in ROLES if signed_in(name).get(address).status_code == 200}
        assert opened == ({"officer", "manager"} if item == place.item_id else set())


def test_what_is_coming_in_is_closed_to_others_too(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir(mode=0o700)
    half = folder / "half.upload"
    half.touch(mode=0o600)
    assert list(wall.incoming(folder)) == []
    half.chmod(0o644)
    assert [leak.kind for leak in wall.incoming(folder)] == ["file"]
