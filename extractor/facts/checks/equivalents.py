"""What is said twice: an amount and its equivalent in another currency or unit, a number in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.facts.checks.numbers import bounds, flag, said, written
from extractor.facts.scene import Scene
from extractor.reading.numbers import number_at
from extractor.records import Figure
from extractor.tables import rows

EQUALS = re.compile(
    r"\s*,?\s*(?:\(\s*|(?:atau|setara|alias|ekuivalen)\s+)(?:(?:dengan|sekitar|sebesar|senilai|sebanyak|hampir|lebih|"
    r"setara|kurang|dari|nilainya|berkisar|kisaran|seluas)\s+){0,4}",
    re.IGNORECASE,
)
#: `64 (enam puluh lima)`
_IN_WORDS = re.compile(r"\s*\(\s*(?=[a-z])", re.IGNORECASE)
_CLOSED = re.compile(r"\s*\)")
#: How far an equivalent may lie off the rates of its time: contracts and budgets reckon with rates of their own.
_RATE_TOLERANCE = 1.3
#: The same for units that are what they are.
_UNIT_TOLERANCE = 1.05


class EquivalentCheck:
    """Checks equivalents; the rates and the sizes of units are read once."""

    def __init__(self) -> None:
        #: Rupiah for one unit of a currency, by year.
        self._rates: dict[str, dict[int, float]] = {}
        for row in rows("exchange_rates"):
            for currency, rate in row.items():
                if len(currency) == 3:
                    self._rates.setdefault(currency.upper(), {})[int(row["year"])] = float(rate)
        self._rates["IDR"] = dict.fromkeys(self._rates["USD"], 1.0)
        self._sizes = {row["unit"]: (row["base"], float(row["size"])) for row in rows("unit_sizes")}

    def check(self, scene: Scene, figures: Sequence[Figure]) -> None:
        """Flag equivalents that are none (`exchange_rate`, `conversion`) and numbers whose words differ (`digits`)."""
        for first, second in pairwise(figures):
            if first.unit == second.unit or first.measure != second.measure:
                continue
            if EQUALS.fullmatch(scene.text, first.end, second.start):
                self._check_rate(first, second, scene.published.year if scene.published else None)
                self._check_size(first, second)
        for figure in figures:
            _check_words(scene.text, figure)

    def _check_rate(self, first: Figure, second: Figure, published: int | None) -> None:
        currency, _, per = first.unit.partition("/")
        other, _, other_per = second.unit.partition("/")
        if currency not in self._rates or other not in self._rates or currency == other or per != other_per:
            return
        years = [year for year in (_year(first), _year(second), published) if year is not None]
        known = self._rates["IDR"]
        if not years or not all(year in known for year in years):
            return
        # What is told of another year may be reckoned with today's rate.
        span = range(min(years), max(years) + 1)
        rates = [self._rates[currency][year] / self._rates[other][year] for year in span]
        (least, most), (other_least, other_most) = bounds(first), bounds(second)
        too_much = least * min(rates) > other_most * _RATE_TOLERANCE
        if too_much or most * max(rates) * _RATE_TOLERANCE < other_least:
            usual = written(abs(first.value) * rates[-1], second.unit, digits=3)
            reason = f"{said(first)} menurut kurs {span[-1]} sekitar {usual}, bukan {said(second)}"
            for figure in (first, second):
                flag(figure, "exchange_rate", reason)

    def _check_size(self, first: Figure, second: Figure) -> None:
        base, size = self._sizes.get(first.unit, ("", 1.0))
        other_base, other_size = self._sizes.get(second.unit, (None, 1.0))
        if base != other_base or _is_troy(first) or _is_troy(second):
            return
        low, high = (bound * size / other_size for bound in bounds(first))
        other_low, other_high = bounds(second)
        if low > other_high * _UNIT_TOLERANCE or high * _UNIT_TOLERANCE < other_low:
            same = written(abs(first.value) * size / other_size, second.unit)
            for figure in (first, second):
                flag(figure, "conversion", f"{said(first)} adalah {same}, bukan {said(second)}")


def _is_troy(figure: Figure) -> bool:
    """`942 troy ounce` are no Indonesian ounces of 100 grams."""
    return figure.unit == "ounce" and "ons" not in figure.text.lower()


def _check_words(text: str, figure: Figure) -> None:
    """`64 (enam puluh lima)`: flag the number whose words say another one."""
    stop = text.find("(", figure.start, figure.end + 3)
    opened = _IN_WORDS.match(text, stop if stop >= 0 else figure.end)
    if opened is None or not figure.text[:1].isdigit():
        return
    number = number_at(text, opened.end())
    if number is None or number.words is None or not _CLOSED.match(text, number.end):
        return
    if abs(number.value() - abs(figure.value)) > 1e-9 * abs(figure.value):
        digits = text[figure.start : opened.start()].strip()
        flag(figure, "digits", f"angkanya {digits}, hurufnya {text[number.start : number.end]}")


def _year(figure: Figure) -> int | None:
    return int(figure.period[:4]) if figure.period and figure.period[:4].isdigit() else None
