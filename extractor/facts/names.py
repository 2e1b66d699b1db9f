"""Names in running text, as awards need them: recipients, givers, occasions, venues, ranks."""

from __future__ import annotations

import re
from functools import cache

from extractor.reading.periods import WEEKDAYS
from extractor.tables import alternation, rows

_CAPITAL = r"[A-Z0-9“\"'(][\w/.&'’)”\"-]*"
_JOINED = r"(?:dan|di|of|in|and|for|the|with|untuk|dengan|bagi|se-?|atas|tingkat|dalam)"
#: A name: capitalised words and numbers, with the small words between them, up to two (`Order of the Golden Palm`).
NAME = rf"{_CAPITAL}(?:\s+(?:{_JOINED}\s+){{0,2}}{_CAPITAL})*"
_NAME = re.compile(NAME)
_ORDER = (
    r"(?:[Kk]e-?\s?)?(?:[Hh]arapan\s+)?"
    r"(?:pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|satu|dua|tiga|empat|lima|umum|[IVX]+\b|\d+)"
)
_CATEGORY = (
    r"[Kk]ategori\s+(?:[A-Z][\w/&-]*(?:\s+(?:dan\s+)?[A-Z][\w/&-]*)*"
    r"|(?:kota|kabupaten|pemerintah|provinsi|desa)[\w/]*(?:\s+(?!di|dari|pada)[a-z/]+)?|\w+)"
)
_PLACING = r"(?:[Tt]erbaik|[Pp]eringkat|[Jj]uara|[Rr]ang?king|[Uu]rutan|[Hh]arapan)"
#: A rank or category: `terbaik kedua`, `Juara 1`, `kategori Utama`.
RANK = re.compile(rf"\b{_PLACING}\s+{_ORDER}|\b{_CATEGORY}")
_RANKED = re.compile(
    rf"(?P<rank>\b{_PLACING}\s+{_ORDER})\s+(?:(?:ditempati|diraih|diterima|disabet|adalah|yakni|yaitu|oleh)\s+)*"
    rf"(?P<name>{NAME})|(?P<first>{NAME})\s+(?:sebagai|meraih|di|menempati)?\s*(?P<then>{_PLACING}\s+{_ORDER})"
)
_THAT_IS = re.compile(
    r"\b(?:yaitu|yakni|antara lain"
    r"|(?:mereka|keduanya|ketiganya|keempatnya|kelimanya)\s+(?:adalah|yakni|yaitu|ialah))\s+",
    re.IGNORECASE,
)
_WEEKDAY_TAIL = re.compile(
    rf"\s*,?\s*\b(?:{'|'.join(WEEKDAYS)}|kemarin|hari ini|\(?\d{{1,2}}/).*$|\s*,\s*$", re.IGNORECASE
)
_PART = re.compile(r"\s*,\s*(?:dan\s+|serta\s+)?|\s+(?:dan|serta)\s+")
_ORIGIN = re.compile(r"\b(?:asal|di|dari|se-|oleh|pada)\s*$")
_WHICH = re.compile(r"\byang\s+(?:\w+\s+){0,2}$")
#: `Selain opini WTP, pada Maret lalu Kudus menerima …`
_BESIDES = re.compile(r"\W*(?:Selain|Di luar|Di samping|Setelah|Usai)\b[^,.;]*,")
_INNER_BRACKET = re.compile(r"\s*\([^)]*\)?\s*$")
#: Where a name ends before its last word: at a small word that leads a place in, or at another rank.
_SMALL_TAIL = re.compile(
    rf"\s+(?:di|untuk|bagi|atas|dengan|dalam)\s+(?=[A-Z])|\s+(?:dan|serta)\s+(?={_PLACING}\s+{_ORDER})"
)


@cache
def phrases(group: str) -> str:
    """Return a pattern for the phrases of one group of `models/award_phrases.csv`."""
    return alternation(row["words"] for row in rows("award_phrases") if row["group"] == group)


@cache
def phrase(group: str) -> re.Pattern[str]:
    """Return the compiled pattern of one group of phrases, as whole words, regardless of case."""
    return re.compile(rf"(?<![\w-]){phrases(group)}(?![\w-])", re.IGNORECASE)


@cache
def _no_recipient() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:{phrases('no recipient')}|\d[\d/.]*)(?!\w)|(?:ibu|pemprov|provinsi)(?=\s+[a-z]|\s*$))[,\s]*", re.I
    )


@cache
def _lies_in() -> re.Pattern[str]:
    """`Desa Sukamaju, …` and `… dari Jepara, …`: what follows the comma is where the recipient lies."""
    region = r"(?:,\s*(?:Kecamatan|Kabupaten|Kota|Provinsi)\s[^,]*)*,\s*$"
    return re.compile(rf"^(?i:{phrases('body lead')})\b[^,]*{region}|\b(?:dari|di)\s+[A-Z][^,]*{region}")


@cache
def _recipient_name() -> re.Pattern[str]:
    return re.compile(rf"(?:\b(?i:{phrases('body lead')})\s+(?:(?!yang\b|di\b|dari\b|asal\b)[a-z-]+\s+){{0,2}})?{NAME}")


def name_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the name that begins at `start`, without its date and trailing places; None for none."""
    match = _NAME.match(text, start, end)
    return (start, trimmed(text, start, match.end())) if match else None


def names_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of all names in `text[start:end]`."""
    return [match.span() for match in _NAME.finditer(text, start, end)]


def trimmed(text: str, start: int, end: int) -> int:
    """Return where a name that runs to `end` really ends: before `di Jakarta`, `dan Juara 1`, a weekday, a comma."""
    name = _SMALL_TAIL.split(text[start:end])[0]
    return start + len(_WEEKDAY_TAIL.sub("", name).rstrip(' ,.“"'))


def proper(words: str) -> str:
    """Return the capitalised beginning of some words, with the small words inside it."""
    match = _NAME.match(words)
    return match.group().rstrip(" .,") if match else words


def occasion(words: str) -> str:
    """Return the name of an occasion: `peringatan Hari Koperasi`."""
    words = _WEEKDAY_TAIL.sub("", words)
    match = re.search(rf"(?:{phrases('occasion lead')}\s+)*{NAME}", words)
    return (match.group() if match else words).strip(" .,")


def is_venue(words: str) -> bool:
    """Whether some words behind `di` name a place to meet at."""
    return words[:1].isupper() or phrase("venue lead").match(words) is not None


def ranks(text: str, start: int, end: int) -> list[str]:
    """Return ranks and categories, neighbours joined: `terbaik kedua kategori kota`."""
    found: list[str] = []
    last = -9
    for match in RANK.finditer(text, start, end):
        rank = match.group().strip()
        if found and text[last : match.start()] == " ":
            found[-1] += " " + rank
        elif not any(rank in known for known in found):
            found.append(rank)
        last = match.end()
    return found


def ranked(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """Return (recipient, rank) of a list such as `terbaik pertama ditempati A, terbaik kedua B`."""
    return [
        (name, match["rank"] or match["then"])
        for match in _RANKED.finditer(text, start, end)
        for name in _recipient(match["name"] or match["first"])[:1]
    ]


def listed(text: str, start: int, end: int) -> list[str]:
    """Return the recipients that `yaitu A, B dan C` lists."""
    match = _THAT_IS.search(text, start, end)
    if match is None:
        return []
    stop = re.compile(r"[.;“”\"]|\byang\b").search(text, match.end(), end)
    return recipients(text, match.end(), stop.start() if stop else end)


def subject(text: str, start: int, end: int) -> list[str]:
    """Return the recipients in the subject of a verb; in `… program Wana yang meraih`, what stands before `yang`."""
    which = _WHICH.search(text, start, end)
    if which is None:
        aside = _BESIDES.match(text, start, end)
        return recipients(text, aside.end() if aside else start, end)
    # Only a name right before `yang` is meant: not `Jawa Barat punya empat nagari yang …`.
    head = text[start : which.start()].rstrip(" ,")
    last = [match for match in _recipient_name().finditer(head) if match.end() == len(head)]
    if not last or _ORIGIN.search(head[: last[0].start()]):
        return []
    return recipients(text, start + last[0].start(), which.start())


def recipients(text: str, start: int, end: int) -> list[str]:
    """Return the names of a list in a subject or behind `kepada`."""
    found: list[str] = []
    position, last = start, start
    for part in [*_PART.finditer(text, start, end), None]:
        stop = part.start() if part is not None else end
        names = _recipient(text[position:stop])
        # `Desa Sukamaju, Kecamatan Bangsri` is one recipient and where it lies; `Desa Colo, Desa Japan` are two.
        if names and not (
            found
            and names[0].split()[0].lower() != found[-1].split()[0].lower()
            and _lies_in().search(text[last:position])
        ):
            found += names
            last = position + text[position:stop].find(names[0])
        position = part.end() if part is not None else end
    return found


def _recipient(piece: str) -> list[str]:
    for match in _recipient_name().finditer(piece):
        if _ORIGIN.search(piece[: match.start()]):
            continue
        name = match.group()
        while (lead := _no_recipient().match(name)) is not None:
            name = name[lead.end() :]
        name = re.split(r"\s+(?:di|untuk|dalam|bagi)\s+", _INNER_BRACKET.sub("", name).strip(' ,.“”"'))[0]
        if " " not in name and phrase("points back").match(piece, match.end() + 1):
            continue  # `Kota tersebut`: no name
        if len(name) > 1 and name[0].isalpha() and any(c.isupper() for c in name):
            return [name]
    return []
