"""What an article's address tells: the area that its publisher writes for, and words of its title."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote, urlsplit

from extractor.gazetteer import places
from extractor.reading.places import PlaceReader
from extractor.tables import rows

#: Labels of a host that tell no place.
_NO_LABELS = frozenset(
    {"www", "com", "co", "id", "go", "net", "org", "or", "info", "news", "online", "my", "web", "desa"}
)
#: Fewer letters are found in other words.
_SHORTEST_NAME = 4
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){3,}", re.IGNORECASE)


def home_of(url: str | None, reader: PlaceReader) -> str | None:
    """Return the code of the area that the publisher of `url` writes for (`radarmadura.id`, `kuduskab.go.id`).

    None without an address, for a national publisher, and where the name fits several areas.
    """
    for label in _parts(url)[0].split("."):
        if label not in _NO_LABELS and (code := _area_of(label.replace("-", ""), reader)):
            return code
    return None


def seat_of(url: str | None, reader: PlaceReader) -> str | None:
    """Return the code of the government whose own site `url` is on (`kuduskab.go.id`); None for any other site."""
    return home_of(url, reader) if _parts(url)[0].endswith(".go.id") else None


def slug_of(url: str | None) -> str:
    """Return the words of the last part of an address that reads like a title; empty if none does."""
    for part in reversed(unquote(_parts(url)[1]).split("/")):
        if _SLUG.match(part):
            return re.sub(r"[-_]+", " ", part.rpartition(".")[0] or part)
    return ""


def _parts(url: str | None) -> tuple[str, str]:
    """Host and path of an address; empty where it is none."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


@cache
def _portals() -> dict[str, str]:
    return {row["label"]: row["code"] for row in rows("portals")}


def _area_of(label: str, reader: PlaceReader) -> str | None:
    if label in _portals():
        return _portals()[label]
    names = reader.squashed_names
    level = next((level for end, level in (("kab", "regency"), ("kota", "city")) if label.endswith(end)), None)
    stem = re.sub(r"(?:kab|kota|prov)$", "", label)
    for length in range(len(stem), _SHORTEST_NAME - 1, -1):
        for part in {stem[:length], stem[-length:]}:
            codes = [code for code in names.get(part, ()) if level in (None, places()[code].level)]
            province = [code for code in codes if "." not in code]
            if len(codes) == 1 or (province and not level):
                return (province or codes)[0]
    return None
