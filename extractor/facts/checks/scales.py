"""Values that slip by thousands within one article: `juta` for `miliar`, `Rp40` for `Rp40.000` a kilogram."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from extractor.facts.checks.numbers import flag, said, written
from extractor.records import Figure

#: What one weight or volume costs, or one dollar, is never a hundred times that of another thing of the same article.
_COMPARABLE = frozenset({"IDR/kg", "IDR/t", "IDR/quintal", "IDR/ounce", "IDR/g", "IDR/l", "IDR/USD"})
#: How many times off the others such a price is a slip.
_OUTLIER = 300
#: The step of a scale word, and how far from it two values of one thing may lie: it may have risen a little.
_STEP, _NEAR = 1000, 0.06
#: The least value that a scale word was told with, except of prices.
_LEAST = 1000
#: So many digits are hardly the same by chance.
_TELLING_DIGITS = 3
_LOOKED_AT = 20
#: Packs and pieces of all sizes: half a gram of gold and half a kilogram.
_SIZES = frozenset({"IDR", "IDR/count"})


def check_scales(figures: Sequence[Figure]) -> None:
    """Flag values that are a thousand times off another telling, or off all others of their kind (`magnitude`)."""
    alike: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.value > 0 and figure.measure == "level":
            alike[figure.indicator, figure.unit].append(figure)
    for (indicator, unit), group in alike.items():
        if len(group) > 1:
            if unit in _COMPARABLE and _check_outliers(group):
                continue
            if not (indicator == "price" and unit in _SIZES):
                _check_pairs(group, 1 if unit in _COMPARABLE else _LEAST)


def _check_outliers(group: Sequence[Figure]) -> bool:
    """Flag the few that are off the many; return whether there are such."""
    usual = median(figure.value for figure in group)
    odd = [figure for figure in group if not 1 / _OUTLIER < figure.value / usual < _OUTLIER]
    if len(group) <= 2 * len(odd):
        return False
    for figure in odd:
        others = written(usual, figure.unit)
        flag(figure, "magnitude", f"{said(figure)}, sedangkan nilai sejenis dalam artikel ini sekitar {others}")
    return bool(odd)


def _check_pairs(group: Sequence[Figure], least: float) -> None:
    by_size = sorted(group, key=lambda figure: figure.value)
    values = [figure.value for figure in by_size]
    for small in by_size[bisect.bisect_left(values, least) :]:
        if values[-1] < small.value * _STEP * (1 - _NEAR):
            break
        for step in (_STEP, _STEP**2):
            first = bisect.bisect_left(values, small.value * step * (1 - _NEAR))
            last = bisect.bisect_right(values, small.value * step * (1 + _NEAR))
            # A list that long is a table of sizes.
            for large in by_size[first : min(last, first + _LOOKED_AT)]:
                if _is_slip(small, large, step):
                    for one, other in ((small, large), (large, small)):
                        flag(one, "magnitude", f"{said(one)}, tetapi disebut juga {said(other)}")


def _is_slip(small: Figure, large: Figure, step: int) -> bool:
    """Whether two values are of one thing, told with another scale word."""
    if step == _STEP and small.item is not None and small.item == large.item and small.indicator != "other":
        return True
    same_digits = abs(large.value / small.value / step - 1) < 1e-9
    return same_digits and len(_digits(small.value)) >= _TELLING_DIGITS


def _digits(value: float) -> str:
    return f"{value:.9e}".partition("e")[0].replace(".", "").rstrip("0")
