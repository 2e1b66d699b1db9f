"""Units that a number takes from its neighbours: lists that share one, prices that share their `per kilogram`."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from extractor.reading.numbers import NUMBER_WORD_BEGIN, tidy
from extractor.reading.quantity import TIME_UNITS, Quantity, unit_kinds

_LIST_GAP = re.compile(r"\s*(?:,|;|/|\bdan\b|\bserta\b|\batau\b|,\s*dan\b|,\s*serta\b)\s*(?:juga\s+)?", re.IGNORECASE)
_EQUAL_GAP = re.compile(
    r"\s*(?:,\s*|,?\s*\b(?:atau|dan)\b\s*)(?:(?:setara|sekitar|sama)\s+(?:dengan\s+)?)?", re.IGNORECASE
)
_SCORE = re.compile(
    r"\b(?:indeks|ihsg|skor|nilai akhir|nilai tukar|ntp|ntup|ntn|ihk|ipm|poin|rasio|koefisien)\w*\b[^.;]*$",
    re.IGNORECASE,
)
_MOVES = re.compile(r"\b(?:naik|turun|meningkat|menurun|bertambah|berkurang)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
#: `naik Rp3.000 menjadi Rp15.000 per kilogram`: a rise is much smaller than the price.
_MOVE_OF_PRICE = re.compile(
    r"\b(?:naik|turun|me(?:ningkat|nurun|lonjak|rosot|lemah|nguat)|kenaikan|penurunan|lonjakan|selisih\w*)"
    r"\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"\s+dari\s+(?:total\s+)?$", re.IGNORECASE)
_PER_HECTARE = frozenset({"t", "kg", "quintal"})
#: Rupiah with decimals below this are not written without a scale word, unless it was said before.
_SCALE_LEFT_OUT = 1e5
#: Indices and scores stay below; larger numbers with decimals have a scale word.
_MOST_POINTS = 1e5
#: `Rp58.000 per 5 kg`: a pack says nothing of the prices beside it.
_PACKED = re.compile(rf"(?:per|/)\s*(?:\d|{NUMBER_WORD_BEGIN})", re.IGNORECASE)
#: No part of anything is more than this many percent of it.
_MOST_PERCENT = 1000
_DECIMAL = re.compile(r"\d[.,]\d{1,2}(?!\d)")


class Carrier:
    """Gives numbers without a unit the one that their list carries, and prices the `per kilogram` of theirs."""

    def __init__(self, text: str, quantities: list[Quantity], sentence_starts: Sequence[int]) -> None:
        self._text = text
        self._quantities = quantities
        #: The number of the sentence that each stands in.
        self._sentences = [bisect.bisect_right(sentence_starts, quantity.start) for quantity in quantities]

    def carry(self) -> None:
        """Settle every unit; what no neighbour explains is a count, or an index where decimals say so."""
        quantities = self._quantities
        folds = {quantity.value for quantity in quantities if quantity.unit == "times"}
        for i in range(len(quantities) - 2, -1, -1):
            self._from_next(quantities[i], quantities[i + 1])
        for i, quantity in enumerate(quantities):
            if quantity.unit == "count" and quantity.item == "kali" and quantity.value in folds:
                # `lima kali lipat … kalau lima kali itu`
                quantity.unit, quantity.item = "times", None
            if quantity.unit in _PER_HECTARE:
                self._from_yield(i, quantity)
            if quantity.unit == "IDR" and quantity.value < _SCALE_LEFT_OUT:
                self._said_before(i, quantity)
            if i and quantity.modifier == "exact":
                self._as_vague_as(self._quantities[i - 1], quantity)
            if quantity.unit is None or quantity.unit == "IDR":
                self._from_sentence(i, quantity)
            if quantity.unit is None:
                written = self._text[quantity.start : quantity.end]
                if self._is_out_of(i, quantity):
                    quantity.unit, quantity.item = "count", quantities[i + 1].item
                else:
                    decimal = quantity.value < _MOST_POINTS and _DECIMAL.search(written)
                    quantity.unit = "index" if decimal or self._is_score(quantity) else "count"
            elif quantity.unit == "index" and self._moves_a_percent(i, quantity):
                quantity.unit = "pp"

    def _from_yield(self, i: int, quantity: Quantity) -> None:
        """`1,1 ton per hektare, kalah dari Vietnam yang 2,5 ton`: a yield beside a yield of its size."""
        other = self._quantities[i - 1] if i else quantity
        same = other.unit == f"{quantity.unit}/ha" and self._sentences[i - 1] == self._sentences[i]
        if same and 0.2 <= quantity.value / (other.value or 1) <= 5:
            quantity.unit, quantity.carried = other.unit, True

    def _as_vague_as(self, before: Quantity, quantity: Quantity) -> None:
        """`berkisar Rp5 ribu, Rp18 ribu, Rp30 ribu`, `sekitar 30 are atau setara 3.000 meter persegi`."""
        if before.modifier == "approx" and _EQUAL_GAP.fullmatch(self._text, before.end, quantity.start):
            quantity.modifier = "approx"

    def _said_before(self, i: int, quantity: Quantity) -> None:
        """`Rp 1.420,5 triliun … yang Rp 1.420,5 tadi`: the scale word is left out the second time."""
        if not _DECIMAL.search(self._text, quantity.start, quantity.end):
            return
        for scale in (1e12, 1e9, 1e6):
            whole = tidy(quantity.value * scale)
            if any(other.value == whole and other.unit == "IDR" for other in self._quantities[max(0, i - 20) : i]):
                quantity.value = whole
                return

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
        if quantity.unit is None and quantity.value >= 1e5:
            # `dari target 512 juta`, `dipotong 10.800.000`
            money = next(
                (other for other in self._neighbours(i) if unit_kinds().get(other.unit or "") == "money"), None
            )
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
            for other in self._neighbours(i):
                if self._is_shared_price(other):
                    moves = quantity.value < other.value and self._left_is(_MOVE_OF_PRICE, quantity)
                    if moves or 0.1 <= quantity.value / (other.value or 1) <= 10:
                        quantity.unit, quantity.carried = other.unit, True
                        return
            if quantity.unit == "IDR":
                return
        if self._is_score(quantity) or self._is_out_of(i, quantity):
            return
        nearest = next(self._neighbours(i), None)
        if nearest is not None and not (nearest.unit == "percent" and quantity.value > _MOST_PERCENT):
            if nearest.unit in ("count", "percent", "t", "kg", "ha", "index"):
                quantity.unit, quantity.carried = nearest.unit, True
                quantity.item = quantity.item or (nearest.item if nearest.unit == "count" else None)

    def _neighbours(self, i: int) -> Iterator[Quantity]:
        """The numbers of the sentence that have a unit by themselves: those before, the nearest first, then others."""
        first = bisect.bisect_left(self._sentences, self._sentences[i])
        last = bisect.bisect_right(self._sentences, self._sentences[i])
        for j in chain(range(i - 1, first - 1, -1), range(i + 1, last)):
            other = self._quantities[j]
            if other.unit is not None and not other.carried:
                yield other

    def _moves_a_percent(self, i: int, quantity: Quantity) -> bool:
        """`cakupannya 46,2 persen, naik 8,1 poin`: points of a percentage."""
        left = self._text[max(0, quantity.start - 40) : quantity.start]
        previous = self._quantities[i - 1].unit if i else None
        return previous in ("percent", "count") and _MOVES.search(left) is not None and not self._is_score(quantity)

    def _is_shared_price(self, other: Quantity) -> bool:
        if other.unit is None or not other.unit.startswith("IDR/") or other.unit in TIME_UNITS:
            return False
        return other.pack is None and not _PACKED.search(self._text, other.start, other.end)

    def _is_out_of(self, i: int, quantity: Quantity) -> bool:
        """`3 dari 5 subsektor`: so many of those that the next number counts."""
        if i + 1 == len(self._quantities):
            return False
        whole = self._quantities[i + 1]
        return whole.unit in (None, "count") and _OUT_OF.fullmatch(self._text, quantity.end, whole.start) is not None

    def _left_is(self, pattern: re.Pattern[str], quantity: Quantity) -> bool:
        return pattern.search(self._text[max(0, quantity.start - 50) : quantity.start]) is not None

    def _is_score(self, quantity: Quantity) -> bool:
        left = self._text[max(0, quantity.start - 60) : quantity.start]
        return _SCORE.search(left) is not None


def _scale_of(quantity: Quantity) -> float:
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3) if quantity.value >= scale), 1.0)
