"""A photo or a PDF from a phone, on a page of one's own: no script, in every language, for nobody else's eyes."""

from html import unescape
from typing import Any

import pytest

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.documents.models import Document
from kith.documents.queries import content_of
from kith.documents.tests.factories import PDF, png, upload
from kith.family.tests.test_pages import come_in, text_of
from kith.representations.queries import languages, page_words
from kith.representations.tests.factories import give, put_on_team
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SAID = {"wish": "words", "words": "This is her certificate.", "side": "welfare"}


def test_a_photo_is_sent_with_words_and_its_sender_alone_reads_that_it_was(cast: Cast, settings: Any) -> None:
    made = make_case(cast, adults=2)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    client, other = (come_in(give(cast, made, person)) for person in made.adults)
    assert (
        client.post("/own/words/", SAID | {"files": [upload("photo <1>.png"), upload("b.pdf", PDF)]}).status_code == 302
    )

    written = text_of(client, "words/")
    assert page_words("en")["files_sent"] in written
    for name in ("photo &lt;1&gt;.png", "b.pdf"):
        assert name in written
        assert name not in text_of(other, "words/")
    with side(Side.WELFARE, actor_id=cast["lead"].pk):
        first, second = Document.objects.order_by("at", "id")
        assert content_of(first, folder=settings.DOCUMENTS) == png()
        assert content_of(second, folder=settings.DOCUMENTS) == PDF


@pytest.mark.parametrize("language", [code for code, _ in languages()])
def test_each_refusal_is_said_in_the_readers_language_and_the_words_stay(
    cast: Cast, settings: Any, language: str
) -> None:
    settings.FILE_LIMIT_BYTES = 1_000_000
    made = make_case(cast)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    client, w = come_in(give(cast, made, made.adults[0], language=language)), page_words(language)
    for file, code in (
        (upload("a.png", b""), "empty"),
        (upload("a.png", png() + b"x" * 1_000_000), "too_large"),
        (upload("a.html", b"<script>"), "kind"),
        (upload("a.pdf", png()), "ending"),
        (upload("a" * 230 + ".png"), "name"),
    ):
        answer = client.post("/own/words/", SAID | {"files": [file]})
        text = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert w[f"file_{code}"].format(limit=1) in text
        assert SAID["words"] in text
    answer = client.post("/own/words/", SAID | {"side": "", "files": [upload()]})
    assert answer.status_code == 422
    assert w["files_again"] in unescape(answer.content.decode())
    with side(Side.WELFARE, actor_id=cast["lead"].pk):
        assert not Document.objects.exists()
