"""Small files made here: a picture, a PDF, a text. None of them comes from anywhere."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile


def png(width: int = 8) -> bytes:
    """A small picture, one colour from edge to edge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xe8\xa0\x30" * width for _ in range(width))
    header = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def odt() -> bytes:
    """A text as an office program writes it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", "<text/>")
    return held.getvalue()


def docx() -> bytes:
    """The same as another writes it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            file.writestr(name, "<text/>" * 20)
    return held.getvalue()


def upload(name: str = "drawing.png", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(
        name, png() if content is None else content, content_type="text/html"
    )  # which is not believed
