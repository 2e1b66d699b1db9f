"""Places by code: Indonesia's areas down to kecamatan, and countries, from `models/places.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

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
