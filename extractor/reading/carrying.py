"""Units that a number takes from its neighbours: lists that share one, prices that share their `per kilogram`."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import chain, takewhile

from extractor.reading.numbers import tidy
from extractor.reading.quantity import TIME_UNITS, Quantity, unit_kinds

_LIST_GAP = re.compile(r"\s*(?:,|;|/|\bdan\b|\bserta\b|\batau\b|,\s*dan\b|,\s*serta\b)\s*(?:juga\s+)?", re.IGNORECASE)
_SCORE = re.compile(
    r"\b(?:indeks|skor|nilai akhir|nilai tukar|ntp|ntup|ntn|ihk|ipm|poin|rasio|koefisien)\w*\b[^.;]*$", re.IGNORECASE
)
_MOVES = re.compile(r"\b(?:naik|turun|meningkat|menurun|bertambah|berkurang)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_DECIMAL = re.compile(r"\d[.,]\d{1,2}(?!\d)")


class Carrier:
    """Gives numbers without a unit the one that their list carries, and prices the `per kilogram` of theirs."""

    def __init__(self, text: str, quantities: list[Quantity], sentence_starts: Sequence[int]) -> None:
        self._text = text
        self._quantities = quantities
        self._starts = list(sentence_starts)

    def carry(self) -> None:
        """Settle every unit; what no neighbour explains is a count, or an index where decimals say so."""
        quantities = self._quantities
        for i in range(len(quantities) - 2, -1, -1):
            self._from_next(quantities[i], quantities[i + 1])
        for i, quantity in enumerate(quantities):
            if quantity.unit is None or quantity.unit == "IDR":
                self._from_sentence(i, quantity)
            if quantity.unit is None:
                written = self._text[quantity.start : quantity.end]
                quantity.unit = "index" if _DECIMAL.search(written) or self._is_score(quantity) else "count"
            elif quantity.unit == "index" and self._moves_a_percent(i, quantity):
                quantity.unit = "pp"

    def _sentence(self, quantity: Quantity) -> int:
        return bisect.bisect_right(self._starts, quantity.start)

    def _from_next(self, quantity: Quantity, following: Quantity) -> None:
        """`masing-masing 12, 15 dan 20 ton`, `Rp5 ribu, Rp18 ribu, Rp30 ribu per kg`."""
        if following.unit is None or not _LIST_GAP.fullmatch(self._text, quantity.end, following.start):
            return
        if quantity.unit is None or (quantity.unit == "IDR" and following.unit.startswith("IDR/")):
            if following.unit in ("IDR", "USD") and quantity.unit is None and following.value > quantity.value * 1e4:
                scale = _scale_of(following)
                quantity.value = tidy(quantity.value * scale)
            quantity.unit, quantity.item, quantity.carried = following.unit, quantity.item or following.item, True

    def _from_sentence(self, i: int, quantity: Quantity) -> None:
        sentence = self._sentence(quantity)

        def here(j: int) -> bool:
            return self._sentence(self._quantities[j]) == sentence

        around = chain(takewhile(here, range(i - 1, -1, -1)), takewhile(here, range(i + 1, len(self._quantities))))
        neighbours = [other for j in around if (other := self._quantities[j]).unit is not None and not other.carried]
        if quantity.unit is None and quantity.value >= 1e5:
            # `dari target 512 juta`, `dipotong 10.800.000`
            money = next((other for other in neighbours if unit_kinds().get(other.unit or "") == "money"), None)
            if (
                money is None
                and quantity.item is None
                and i
                and unit_kinds().get(self._quantities[i - 1].unit or "") == "money"
            ):
                money = self._quantities[i - 1]
            if money is not None and (quantity.item is None or quantity.carried):
                quantity.unit, quantity.carried = money.unit, True
                return
        if quantity.unit == "IDR" or (quantity.unit is None and quantity.value >= 1e3):
            # A price of the same size in the same sentence shares its `per kilogram`.
            for other in neighbours:
                if other.unit is not None and other.unit.startswith("IDR/") and other.unit not in TIME_UNITS:
                    if 0.1 <= quantity.value / (other.value or 1) <= 10:
                        quantity.unit, quantity.carried = other.unit, True
                        return
            if quantity.unit == "IDR":
                return
        if self._is_score(quantity):
            return
        before = [other for other in neighbours if other.start < quantity.start]
        for other in (before or neighbours)[:1]:
            if other.unit in ("count", "percent", "t", "kg", "ha", "index"):
                quantity.unit, quantity.carried = other.unit, True
                quantity.item = quantity.item or (other.item if other.unit == "count" else None)

    def _moves_a_percent(self, i: int, quantity: Quantity) -> bool:
        """`cakupannya 47,6 persen, naik 8,1 poin`: points of a percentage."""
        left = self._text[max(0, quantity.start - 40) : quantity.start]
        previous = self._quantities[i - 1].unit if i else None
        return previous in ("percent", "count") and _MOVES.search(left) is not None and not self._is_score(quantity)

    def _is_score(self, quantity: Quantity) -> bool:
        left = self._text[max(0, quantity.start - 60) : quantity.start]
        return _SCORE.search(left) is not None


def _scale_of(quantity: Quantity) -> float:
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3) if quantity.value >= scale), 1.0)
