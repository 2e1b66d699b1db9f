"""What a word of the user stands for: a place, an indicator, a time, one of a few choices."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from extractor.errors import UserError
from extractor.formatting import period_bounds
from extractor.gazetteer import Place, places
from extractor.tables import rows

_KIND = re.compile(r"^(?:kabupaten|kota) (?:administrasi )?")
_PlaceIndex = dict[str, list[Place]]


def find_place(text: str) -> Place:
    """Return the country, province, kabupaten or kota that a code (`35.24`) or name (`Lamongan`) stands for.

    Case does not matter; short forms (`Jatim`) are understood; `Kabupaten`, `Kab.`, `Kota` and `Provinsi` may be
    left out where one area only has the name; a full name comes before a shortened one (`Gorontalo` is the province).
    Raises UserError, with the choices, for a name that is unknown or belongs to several areas.
    """
    wanted = re.sub(r"^kab\b\.?\s*", "kabupaten ", " ".join(text.split()).casefold()).removeprefix("provinsi ")
    by_code = places().get(wanted.upper())
    if by_code is not None and by_code.level != "district":
        return by_code
    if (alias := _aliases().get(wanted)) is not None:
        return places()[alias]
    full, short, districts = _place_names()
    found = full.get(wanted) or short.get(wanted) or []
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"{text!r} is the name of several areas: choose {_listed(map(_with_code, found))}")
    smaller = [by_code] if by_code is not None else districts.get(wanted, [])
    if smaller:
        above = [_with_code(places()[place.parent]) for place in smaller[:5]]
        raise UserError(f"{text!r} is a kecamatan, facts are kept by kabupaten and kota: try {_listed(above)}")
    close = difflib.get_close_matches(wanted, [*full, *short], n=3)
    names = dict.fromkeys(_with_code((full.get(name) or short[name])[0]) for name in close)
    hint = f"did you mean {_listed(names)}?" if names else "give the name of a province, kabupaten or kota, or its code"
    raise UserError(f"no place {text!r}: {hint}")


def find_indicator(text: str) -> str:
    """Return the code of the indicator that a code or a label in either language stands for.

    Raises UserError, with close matches, for anything else.
    """
    return _find("indicator", "indicators", text, ("export_value", "exporters", "price"))


def find_sector(text: str) -> str:
    """Return the code of the sector of the regional GDP that a code or a label in either language stands for.

    Raises UserError, with close matches, for anything else.
    """
    return _find("sector", "sectors", text, ("A", "C", "G"))


def find_unit(text: str) -> str:
    """Return the code of the unit that a code or a label in either language stands for.

    Raises UserError, with close matches, for anything else.
    """
    return _find("unit", "units", text, ("IDR", "percent", "count"))


def _find(name: str, table: str, text: str, usual: Sequence[str]) -> str:
    wanted = text.strip().casefold()
    codes = {
        label.casefold(): row["code"]
        for row in rows(table)
        for label in (row["label_en"], row["label_id"], row["code"])
    }
    if wanted not in codes:
        close = difflib.get_close_matches(wanted, codes, n=3) or usual
        raise UserError(f"no {name} {text!r}: did you mean {_listed(close)}?")
    return codes[wanted]


def find_days(name: str, text: str) -> tuple[str, str]:
    """Return the first and last day (`YYYY-MM-DD`) of the time that the option `name` was given.

    Takes every form of a period (`2021`, `2021-10`, `2021-10-31`); raises UserError for anything else.
    """
    days = period_bounds(text.strip())
    if days is None:
        raise UserError(f"{text!r} is no date for --{name}: write 2021, 2021-10 or 2021-10-31")
    return days


def choose(name: str, value: str, choices: Sequence[str]) -> str:
    """Return `value` where it is one of `choices`; raise UserError, with the choices of option `name`, if not."""
    if value not in choices:
        raise UserError(f"no {name} {value!r}: choose {', '.join(choices[:-1])} or {choices[-1]}")
    return value


@cache
def _aliases() -> dict[str, str]:
    """Return the codes of short forms and nicknames (`jatim`, `jakarta`), in small letters."""
    return {row["alias"].casefold(): row["code"] for row in rows("place_aliases")}


@cache
def _place_names() -> tuple[_PlaceIndex, _PlaceIndex, _PlaceIndex]:
    """Return places by full name, by name without the kind of area, and kecamatan by name, all in small letters."""
    full: _PlaceIndex = defaultdict(list)
    short: _PlaceIndex = defaultdict(list)
    districts: _PlaceIndex = defaultdict(list)
    for place in places().values():
        if place.level == "district":
            districts[place.name.casefold()].append(place)
            continue
        for name in {place.name.casefold(), place.name_en.casefold()}:
            full[name].append(place)
        if place.level in ("regency", "city"):
            short[_KIND.sub("", place.name.casefold())].append(place)
    return full, short, districts


def _with_code(place: Place) -> str:
    return f"{place.name} ({place.code})"


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
