"""What somebody reads in an answer, whatever kind of file it is."""

import io
from functools import cache

import pypdf


def text_of(answer: object) -> str:
    """The words of an answer with its headers; of a PDF, all its words and what it says of itself."""
    content, headers = answer.content, "\n".join(f"{k}: {v}" for k, v in answer.headers.items())  # type: ignore[attr-defined]
    if content.startswith(b"%PDF"):
        return f"{headers}\n{_words_of(content)}"
    return f"{headers}\n{content.decode()}"


@cache
def _words_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "\n".join([str(reader.metadata), *(page.extract_text() for page in reader.pages)])
