"""What a quantity is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extractor.tables import rows

#: Prices over time, and the exchange rate: their `per` is no piece that another price shares.
TIME_UNITS = frozenset({"IDR/month", "IDR/day", "IDR/year", "IDR/USD"})


@dataclass(slots=True)
class Quantity:
    """A quantity at `text[start:end]`.

    `unit` is a code of `units.csv`, None while nothing says what is counted; `carried` tells that it came from a
    neighbour in a list. `item` is the counted noun. `direction` is -1 behind `minus`. `pack` is where the amount stands
    that a price is for, when it stands before the price.
    """

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    item: str | None = None
    modifier: str = "exact"
    carried: bool = False
    fraction: bool = False
    direction: int = 1
    pack: tuple[int, int] | None = None


@cache
def unit_kinds() -> dict[str, str]:
    """Return the kind (`money`, `ratio`, `mass`, `count`…) of every unit of `units.csv`."""
    return {row["code"]: row["kind"] for row in rows("units")}
