"""How values and periods are written: in Indonesian for a reader, as days for sorting."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal
from functools import cache

from extractor.tables import rows

_MODIFIERS = {
    "exact": "",
    "approx": "sekitar ",
    "gt": "lebih dari ",
    "gte": "paling sedikit ",
    "lt": "kurang dari ",
    "lte": "paling banyak ",
}
#: Scale words with their powers of ten; thousands are written out (`Rp34.000`).
_SCALES = ((12, " triliun"), (9, " miliar"), (6, " juta"))
#: A scale word is used only where this many decimals say the number exactly.
_MAX_DECIMALS = 3

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
_POINT = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|S(?P<half>[12])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?", re.ASCII
)


@cache
def _affixes() -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["prefix"], row["suffix"]) for row in rows("units")}


def value_text(
    value: float, value_max: float | None, unit: str, modifier: str = "exact", item: str | None = None
) -> str:
    """Write a value in Indonesian: `Rp1,8 triliun`, `sekitar 72 persen`, `Rp34.000–35.000/kg`, `16 negara`.

    `value` and `value_max` (upper end of a range, or None) are in full units, `unit` is a code of
    `models/units.csv`, `item` the noun that follows a `count`. No digit is lost: a scale word appears only where
    at most three decimals say the number exactly. Raises KeyError for a unit or modifier outside the contract.
    """
    prefix, suffix = _affixes()[unit]
    if unit == "count" and item:
        suffix = f" {item}"
    if value_max is None:
        body = _signed(value, prefix)
    elif value < 0 or value_max < 0:
        # A dash between two minus signs cannot be read.
        body = f"{_signed(value, prefix)} sampai {_signed(value_max, prefix)}"
    else:
        body = prefix + _range(_decimal(value), _decimal(value_max))
    return f"{_MODIFIERS[modifier]}{body}{suffix}"


def _decimal(value: float) -> Decimal:
    # Fifteen digits are what a float keeps of a decimal number; a whole number may hold more.
    return Decimal(int(value)) if value == int(value) else Decimal(f"{value:.15g}")


def _signed(value: float, prefix: str) -> str:
    number = _decimal(value)
    digits, word = _scaled(abs(number))
    return f"{'-' if number < 0 else ''}{prefix}{digits}{word}"


def _range(low: Decimal, high: Decimal) -> str:
    (low_digits, low_word), (high_digits, high_word) = _scaled(low), _scaled(high)
    if low and high_word and not low_word:
        # `5–2 juta` could be read as five million.
        high_digits, high_word = _grouped(high), ""
    if low_word == high_word:
        low_word = ""
    return f"{low_digits}{low_word}–{high_digits}{high_word}"


def _scaled(number: Decimal) -> tuple[str, str]:
    for power, word in _SCALES:
        if number >= 10**power:
            scaled = number.scaleb(-power)
            if scaled == round(scaled, _MAX_DECIMALS):
                return _grouped(scaled), word
            break
    return _grouped(number), ""


def _grouped(number: Decimal) -> str:
    whole, _, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def period_bounds(period: str | None) -> tuple[str, str] | None:
    """Return the first and last day (`YYYY-MM-DD`) of a period in the contract's writing.

    Takes a year, month, day, quarter (`2025-Q3`), semester (`2025-S1`) or a range of two of these (`2020/2024`).
    Returns None for None and for what is no such period: an impossible date, a range that ends before it begins.
    """
    if period is None:
        return None
    first, _, last = period.partition("/")
    begin, finish = _point_bounds(first), _point_bounds(last or first)
    if begin is None or finish is None or period.endswith("/") or finish[1] < begin[0]:
        return None
    return begin[0].isoformat(), finish[1].isoformat()


def _point_bounds(point: str) -> tuple[date, date] | None:
    match = _POINT.fullmatch(point)
    if match is None:
        return None
    year, first, last = int(match["year"]), 1, 12
    if match["quarter"]:
        last = int(match["quarter"]) * 3
        first = last - 2
    elif match["half"]:
        last = int(match["half"]) * 6
        first = last - 5
    elif match["month"]:
        first = last = int(match["month"])
    try:
        if match["day"]:
            day = date(year, first, int(match["day"]))
            return day, day
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None


def period_text(period: str) -> str:
    """Write a period in Indonesian: `triwulan III 2025`, `Januari–Oktober 2022`; what is no period stays as it is."""
    if period_bounds(period) is None:
        return period
    first, _, last = period.partition("/")
    word, parts = _point_words(first)
    if not last or last == first:
        return " ".join([*word, *parts])
    last_word, last_parts = _point_words(last)
    shared = 0
    if word == last_word and len(parts) == len(last_parts):
        # What both ends have in common is said once: `30–31 Mei 2023`, `triwulan I–III 2025`.
        while parts[-1 - shared] == last_parts[-1 - shared]:
            shared += 1
    if shared:
        parts, last_word = parts[:-shared], []
    return f"{' '.join([*word, *parts])}–{' '.join([*last_word, *last_parts])}"


def _point_words(point: str) -> tuple[list[str], list[str]]:
    """Return the word that names the kind of a point of time, if any, and its parts from the finest to the year."""
    match = _POINT.fullmatch(point)
    assert match is not None, point
    year = match["year"]
    if match["quarter"]:
        return ["triwulan"], [_ROMAN[int(match["quarter"]) - 1], year]
    if match["half"]:
        return ["semester"], [_ROMAN[int(match["half"]) - 1], year]
    parts = [str(int(match["day"]))] if match["day"] else []
    if match["month"]:
        parts.append(_MONTHS[int(match["month"]) - 1])
    return [], [*parts, year]
