"""A file as it is handed out: to keep, not to show, and with nothing in it that a browser would run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """The file under its name, as a download that no browser shows as a page, guesses at, runs or keeps."""
    return HttpResponse(content, content_type=media_type, headers={
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    })  # fmt: skip
