"""Which encoding a text is in that does not say it: by the letters it shows, among those that offices here use.

Short lists have a handful of foreign letters, too few for statistics of language. What tells is that a wrong reading
shows letters that names are not written with: capitals inside words, signs, two scripts in one word.
"""

import codecs
import re
from itertools import islice

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœšž"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžäöüőűôľĺŕâăîşţđ"
_ARABIC_LETTERS = "".join(map(chr, range(0x621, 0x6D3)))
_ARABIC = _ARABIC_LETTERS + "àâçèéêëîïôùûüœ،؛؟\u200c\u200d"
# In the order of preference where a text reads as well in several.
OFFICE_ENCODINGS = {
    "cp1252": ("Western European (Windows-1252)", _WESTERN),
    "iso8859-15": ("Western European (ISO 8859-15)", _WESTERN),
    "cp1254": ("Turkish (Windows-1254)", _WESTERN + "ğışİ"),
    "cp1256": ("Arabic (Windows-1256)", _ARABIC),
    "cp1250": ("Central European (Windows-1250)", _CENTRAL),
    "mac_roman": ("Western European (Macintosh)", _WESTERN),
}
_SIGNS = frozenset("’‘“”–—…«»°€£\xa0")
_OPENING = frozenset("‘“«")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LOOKED_AT = 20_000  # runs of foreign letters; more would tell nothing new
_ODD = 0.1  # the share of odd ones beyond which a text is in none of these encodings


def unmarked_utf16(content: bytes) -> str:
    """UTF-16 without its mark shows by every second byte: Latin headings have zeros there, and only there."""
    head = content[:400]
    zeros = [head[n::2].count(0) / max(len(head) // 2, 1) for n in (0, 1)]
    if max(zeros) < 0.4 or min(zeros) > 0.05:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def office_encoding(content: bytes) -> str:
    """The office encoding in which the fewest letters look odd; empty where too many do in each, or where the text is
    UTF-8 with a few broken signs, whose other signs would be spoiled."""
    broken = content.decode("utf-8", "replace").count("�")
    if sum(ord(sign) > 127 for sign in content.decode("utf-8", "ignore")) >= broken:
        return ""
    odd = {encoding: _odd_share(content, encoding) for encoding in OFFICE_ENCODINGS}
    best = min(odd, key=lambda encoding: odd[encoding])
    return best if odd[best] <= _ODD else ""


def _odd_share(content: bytes, encoding: str) -> float:
    """How many of the runs of foreign letters nobody would write so; all of them where the bytes cannot be read."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return 1.0
    letters = frozenset(OFFICE_ENCODINGS[encoding][1])
    runs = list(islice(_FOREIGN.finditer(text), _LOOKED_AT))
    return sum(_is_odd(run, text, letters) for run in runs) / max(len(runs), 1)


def _is_odd(run: re.Match[str], text: str, letters: frozenset[str]) -> bool:
    """Whether a run of foreign letters is odd where it stands: other letters than the languages have, a capital within
    a word, a sign that touches a word's beginning, two scripts in one word, or a Latin word of foreign letters alone."""
    said = run.group()
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if not all(sign in letters or sign.lower() in letters or sign in _SIGNS for sign in said):
        return True
    if said[0] in _SIGNS:
        return before.isalpha() if said[0] in _OPENING else after.isalpha() and not before.isalpha() and said[0] != "’"
    if said[0] in _ARABIC_LETTERS:
        return before.isalpha() or after.isalpha()
    is_capital_inside = said[0].isupper() and (before.islower() or (before.isupper() and after.islower()))
    return is_capital_inside or (len(said) > 2 and not before.isalpha() and not after.isalpha())
