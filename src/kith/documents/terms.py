"""Words of documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """What a kept file is."""

    NOTICE = "notice", _("notice of decision")
    REPLY_INVITATION = "reply_invitation", _("invitation to reply")
    ENDING_LETTER = "ending_letter", _("letter that the review ended without a decision")
    GOES_ON_LETTER = "goes_on_letter", _("letter that the review goes on")
    CONVENERS_LETTER = "conveners_letter", _("letter to the conveners")
    ADDED = "added", _("file that somebody added")
    COPY = "copy", _("copy of a file that crossed")


class FileType(TextChoices):
    """Kinds of file that somebody can add. None of them runs in a browser.

    HEIC is none of them on purpose: a phone that is asked for JPEG sends JPEG, which everybody can open.
    """

    JPEG = "image/jpeg", _("photo or scan (JPEG)")
    PNG = "image/png", _("picture (PNG)")
    PDF = "application/pdf", _("PDF")
    ODT = "application/vnd.oasis.opendocument.text", _("text (ODT)")
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("text (Word)")
    MP3 = "audio/mpeg", _("sound (MP3)")
    M4A = "audio/mp4", _("sound (M4A)")
    OGG = "audio/ogg", _("sound (OGG)")
    WAV = "audio/x-wav", _("sound (WAV)")


ENDINGS: dict[str, tuple[str, ...]] = {  # how the name of each kind of file may end; the first is its usual one
    FileType.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileType.PNG: ("png",),
    FileType.PDF: ("pdf",),
    FileType.ODT: ("odt",),
    FileType.DOCX: ("docx",),
    FileType.MP3: ("mp3",),
    FileType.M4A: ("m4a", "mp4"),
    FileType.OGG: ("ogg", "oga", "opus"),
    FileType.WAV: ("wav",),
}


class FileState(TextChoices):
    """Whether a file may be opened, as far as the scanner says."""

    NOT_SCANNED = "not_scanned", _("not scanned: no scanner is set up")
    WAITS = "waits", _("waits for the scanner: it can be opened soon")
    SAFE = "safe", _("scanned: safe")
    UNSAFE = "unsafe", _("not safe: kept apart, nobody opens it")
