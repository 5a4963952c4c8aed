"""The same way of a family twice, with a little held back and with much: the decision side cannot tell which is which."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from tests.factories import Cast
from tests.test_wall_sentence import SENTENCE, SignIn, Way, walked

pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), pytest.mark.deep]


def alike(text: str, way: Way) -> str:
    """The same text whatever ids, hashes, tokens and times of day the run happened to give."""
    text = text.replace(way.case.reference, "REFERENCE")
    text = re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b", "ID", text
    )
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
    text = re.sub(
        r'(data-key=)"[^"]+"|(value=)"[\w-]+:\w{6}:[\w-]{43}"', r'\1\2"SIGNED"', text
    )  # who, where and when, signed
    text = re.sub(
        r'code>[A-Z2-7]{4}( [A-Z2-7]{4}){7}|class="qrline".*', "SECRET", text
    )  # of a second step, drawn anew each time
    text = re.sub(r"(Content-Length|ETag|Set-Cookie): .*", r"\1", text)
    text = re.sub(r"T\d\d(:|%3A)\d\d\1\d\d[.\d]*((\+|%2B)00\1?00)?|\d\d:\d\d(:\d\d GMT)?", "TIME", text)
    return "\n".join(sorted(re.split(r"[\n<]", text)))  # people who fit a search alike stand in the order of their ids


def test_how_much_was_held_back_changes_nothing_that_the_decision_side_gets_hold_of(
    cast: Cast, signed_in: SignIn, tmp_path: Path, settings: LazySettings
) -> None:
    """Not its number, its length, its kind or its reasons: the report is partial, and that is all."""
    settings.DOCUMENTS = tmp_path / "documents"
    much = tuple(f"{SENTENCE} {number} {'And there is more to say. ' * 40 * number}" for number in range(1, 5))
    told = []
    for number, held_back in enumerate(((SENTENCE,), (SENTENCE, *much))):
        with transaction.atomic():
            way, seen = walked(cast, signed_in, tmp_path / str(number), held_back, ("officer", "manager"))
            told.append({alike(what, way): alike(text, way) for what, text in seen.items()})
            transaction.set_rollback(True)
    assert set(told[0]) == set(told[1])
    assert [what for what, text in told[0].items() if text != told[1][what]] == []
