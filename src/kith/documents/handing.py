"""What the pages of other parts share about their files: handing one out, and saying that it was added by mistake."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from kith.access.gate import Request
from kith.documents.models import Document
from kith.documents.queries import can_open, content_of
from kith.ui.downloads import download
from kith.ui.forms import Form, Text


class MistakeForm(Form):
    """Why a file was added by mistake."""

    reason = Text(
        missing=_("Write why."), label=_("Why it was a mistake"), rows=3,
        help_text=_("The file is shown to nobody any more. It is kept until it may be disposed of."),
    )  # fmt: skip


class SignOffForm(Form):
    """What somebody signs for with their own name."""

    says = Text(
        missing=_("Say what you sign for."), label=_("What I sign for, with my own name"), longest=200,
        help_text=_("For example: I have read it; it is a true copy of the paper that I saw."),
    )  # fmt: skip


def hand_out(request: Request, document: Document) -> HttpResponse:
    """A file that somebody added, to keep, and who looked is written down. 404 while the scanner has not found it safe."""
    if not can_open(document):
        raise Http404("no file that may be opened has this address")
    request.shown = [document.pk]
    return download(content_of(document, folder=settings.DOCUMENTS), name=document.name, media_type=document.media_type)
