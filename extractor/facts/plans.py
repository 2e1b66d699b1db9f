"""Plans and what has come in of them: `Rp 3 miliar dari pagu Rp 4 miliar`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractor.facts.scene import Scene
from extractor.facts.time_words import accruing, time_words
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity

_FROM = re.compile(r"\s*\)?\s*(?:lebih\s+)?dari\s", re.IGNORECASE)
_AS_OF = re.compile(r"\s*\)?\s*(?:hingga\s+)?per\s+", re.IGNORECASE)


class Plans:
    """Tells, for the quantities of one article, which are plans and which are realised.

    `indicators` are the indicator codes by where a quantity starts.
    """

    def __init__(self, scene: Scene, indicators: Mapping[int, str]) -> None:
        self._scene = scene
        self._indicators = indicators
        self._words = time_words()
        self._known: dict[int, bool] = {}

    def is_plan(self, quantity: Quantity) -> bool:
        """Whether the number is the plan that a realisation is measured by: `dari pagu Rp 3 miliar`."""
        if quantity.start not in self._known:
            start = max(self._scene.sentence_at(quantity.start).start, quantity.start - 90)
            floor = self._scene.previous_quantity_end(quantity, start)
            self._known[quantity.start] = self._words.plan.search(self._scene.text, floor, quantity.start) is not None
        return self._known[quantity.start]

    def is_cash_plan(self, quantity: Quantity) -> bool:
        """Whether the plan is for the months so far and not for the year: `target anggaran kas Rp 3 miliar`."""
        start = self._scene.previous_quantity_end(quantity, max(0, quantity.start - 90))
        return self._words.cash_plan.search(self._scene.text, start, quantity.start) is not None

    def is_part(self, quantity: Quantity, following: Quantity) -> bool:
        """Whether the number is told as a part of the plan that follows: `15 ton dari target 150 ton`."""
        gap = self._scene.text[quantity.end : following.start]
        return self.is_plan(following) and _FROM.match(gap) is not None

    def is_as_of(self, quantity: Quantity, period: Period) -> bool:
        """Whether a plan stands before the day that its realisation was counted on: `target 150 ton per 10 Maret`."""
        return self.is_plan(quantity) and self.is_counted_on(quantity, period)

    def is_counted_on(self, quantity: Quantity, period: Period) -> bool:
        """Whether the period stands right behind the number as the day of a count: `150 ton per 10 Maret`."""
        return _AS_OF.fullmatch(self._scene.text, quantity.end, period.start) is not None

    def is_realised(self, quantity: Quantity) -> bool:
        """Whether the number is what has come in of a plan: `baru terealisasi Rp 3 miliar (67 persen)`."""
        indicator = self._indicators.get(quantity.start)
        if self.is_plan(quantity) or not (indicator == "budget" or indicator in accruing()):
            return False
        following = self._scene.next_quantity(quantity)
        if following is not None and self.is_part(quantity, following):
            return True
        floor = max(self._scene.sentence_at(quantity.start).start, quantity.start - 60)
        if quantity.unit != "percent":
            floor = self._scene.previous_quantity_end(quantity, floor)
        return self._words.realised.search(self._scene.text, floor, quantity.start) is not None
