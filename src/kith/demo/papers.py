"""Small files as people add them: a child's drawing, a solicitor's letter. Made here, byte by byte; nobody drew or wrote them."""

import struct
import textwrap
import zlib
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

SIDE, GROUND = 48, 35
SKY, GRASS, WALL, ROOF, SUN = (214, 234, 248), (130, 190, 90), (235, 200, 140), (190, 80, 60), (250, 210, 60)
PLAIN = str.maketrans("", "", "()\\")  # signs that mean something in a PDF


def drawing(rng: Random, name: str) -> SimpleUploadedFile:
    """A house under the sun, each a little different, as a PNG."""
    left, wide, high = rng.randint(8, 18), rng.randint(15, 22), rng.randint(12, 19)
    top, middle, sun = GROUND + 3 - high, left + wide // 2, rng.choice((7, 40))

    def colour(x: int, y: int) -> tuple[int, int, int]:
        if (x - sun) ** 2 + (y - 8) ** 2 < 25:
            return SUN
        if left <= x < left + wide and top <= y < GROUND + 3:
            return WALL
        if top - 10 <= y < top and abs(x - middle) <= (y - top + 10) * (wide // 2 + 2) // 10:
            return ROOF
        return GRASS if y >= GROUND else SKY

    rows = b"".join(b"\0" + bytes(part for x in range(SIDE) for part in colour(x, y)) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def letter(name: str, words: str) -> SimpleUploadedFile:
    """One page with these words, as a PDF."""
    lines = "".join(f"({line}) Tj T* " for line in textwrap.wrap(words.translate(PLAIN), 78))
    page = f"BT /F1 12 Tf 16 TL 72 760 Td {lines}ET".encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    made += b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, end)
    return SimpleUploadedFile(name, made)
