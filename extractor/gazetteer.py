"""Places by code: Indonesia's areas down to kecamatan, and countries, from `models/places.csv`; villages by name.

The 80,000 villages of `models/villages.csv` are read when the first of them is asked for, and kept as lines of text:
objects for each would take ten times the memory.
"""

from __future__ import annotations

import bisect
import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor import resources


@dataclass(frozen=True, slots=True)
class Place:
    """An area with its code.

    `code` is a Kemendagri code (`35` province, `35.24` kabupaten/kota, `35.24.07` kecamatan) or an ISO 3166-1
    alpha-2 code (`ID`, `JP`); `level` is `country`, `province`, `regency`, `city` or `district`; `parent` is the
    code of the area above, empty for a country.
    """

    code: str
    name: str
    name_en: str
    level: str
    parent: str


@cache
def places() -> dict[str, Place]:
    """Return every place by its code: countries, provinces, kabupaten and kota, kecamatan."""
    with (resources.models() / "places.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Place(**row) for row in csv.DictReader(file)}


def squashed(name: str) -> str:
    """Return a name as it is compared: its letters and digits in lower case (`Wono Agung` as `wonoagung`)."""
    return "".join(filter(str.isalnum, name.lower()))


@lru_cache(maxsize=4096)
def villages(name: str) -> tuple[str, ...]:
    """Return the codes of the desa and kelurahan of this name (`18.05.07.2001`); none if unknown.

    Capital letters, spaces and hyphens do not matter.
    """
    lines, key = _village_lines(), squashed(name)
    at = bisect.bisect_left(lines, key, key=_key)
    if not key or at == len(lines) or _key(lines[at]) != key:
        return ()
    return tuple(f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}" for code in lines[at].partition(",")[2].split())


def number_of(level: str, code: str) -> int:
    """Return how many areas of a level lie in a province, kabupaten or kota.

    `level` is one of `Place.level` or `village`; `regency` counts kabupaten and kota.
    """
    return _numbers(level)[code]


@cache
def _numbers(level: str) -> Counter[str]:
    if level == "village":
        codes = [code for line in _village_lines() for code in line.partition(",")[2].split()]
        return Counter(code[:2] for code in codes) + Counter(f"{code[:2]}.{code[2:4]}" for code in codes)
    levels = ("regency", "city") if level == "regency" else (level,)
    areas = [place.code for place in places().values() if place.level in levels]
    return Counter(code[:2] for code in areas) + Counter(code[:5] for code in areas if "." in code)


@cache
def _village_lines() -> list[str]:
    """The rows of `villages.csv`, which stand in the order of `squashed(name)`."""
    return (resources.models() / "villages.csv").read_text(encoding="utf-8").splitlines()[1:]


def _key(line: str) -> str:
    return squashed(line.partition(",")[0])
