"""The times that other sentences set for a number: the one before, the one behind, the day of an event, an honour."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractor.facts.nearby import Nearby
from extractor.facts.plans import Plans
from extractor.facts.scene import Scene, Sentence
from extractor.facts.time_words import time_words
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity

_AGAIN = re.compile(r"\W*(?:pada|dalam|di|dari)\s+(?P<words>\w+(?:\s+\w+){0,2})\s+(?:itu|tersebut)\b", re.IGNORECASE)
#: What a market day offers: it is on the day that the sentence before names.
_OFFERED = frozenset({"price", "distribution", "stock"})
#: What is handed over or sent off on the day of an event.
_HANDED_OVER = frozenset({"distribution", "export_volume", "export_value", "aid_value", "aid_recipients"})
#: How many sentences tell of the event: those of the lead.
_LEAD = 5
#: How many sentences the prices of a market are told over, from where somebody looked at it.
_LOOKED_ON = 5
#: How many sentences back an honour, and how many from the beginning what is named again, are looked for.
_REACH, _LOOKED_AT = 8, 20


class Around:
    """Answers, for the quantities of one article, which times the other sentences set."""

    def __init__(self, scene: Scene, indicators: Mapping[int, str], plans: Plans, nearby: Nearby) -> None:
        self._scene = scene
        self._indicators = indicators
        self._plans = plans
        self._nearby = nearby
        self._words = time_words()
        lead = scene.sentences[:_LEAD]
        days = [p for p in scene.between(scene.periods, 0, lead[-1].end if lead else 0) if _is_event_day(p)]
        #: The one day that the lead names, also if somebody spoke on it.
        self._event = days[0] if len({day.value for day in days}) == 1 else None

    def observed(self, quantity: Quantity, index: int) -> Period | None:
        """Return the day on which prices were looked at, some sentences before: `Saat meninjau pasar, Sabtu (…)`."""
        if self._indicators.get(quantity.start) != "price":
            return None
        for before in reversed(self._scene.sentences[max(0, index - _LOOKED_ON) : index]):
            if self._words.observed.search(self._scene.text, before.start, before.end):
                days = [p for p in self._nearby.settings(before) if p.precision == "day" and p.anchor is None]
                if len(days) == 1:
                    return days[0]
        return None

    def continued(self, index: int, sentence: Sentence) -> Period | None:
        """Return the time of the sentence before, where this one goes on: `… Selasa (9/8/2023). Volumenya 12 ton`."""
        if index == 0:
            return None
        if self._words.consists.match(self._scene.text, sentence.start, sentence.end):
            # `Volume itu terdiri atas …`: not of a moment that is told there, too
            told = [p for p in self._nearby.settings(self._scene.sentences[index - 1]) if p.anchor is None or p.until]
            return told[-1] if told else None
        if not self._words.goes_on.match(self._scene.text, sentence.start, sentence.end):
            return None
        named = self._named_again(index, sentence)
        if named is not None:
            return named
        periods = self._nearby.settings(self._scene.sentences[index - 1])
        return periods[-1] if periods else None

    def _named_again(self, index: int, sentence: Sentence) -> Period | None:
        """The time of what the sentence names again: `Pada pasar murah itu …` is when the market was."""
        again = _AGAIN.match(self._scene.text, sentence.start, sentence.end)
        if again is None:
            return None
        words = again["words"].lower()
        for before in self._scene.sentences[:index][:_LOOKED_AT]:
            if words in self._scene.lower[before.start : before.end]:
                periods = [p for p in self._nearby.settings(before) if p.anchor is None]
                if periods:
                    return periods[-1]
        return None

    def set_by(self, sentence: Sentence, quantity: Quantity) -> Period | None:
        """Return the time of the sentence before, one without a number, for what is offered and what is ahead.

        `Senin (8/1) digelar pasar murah. Berasnya …`, `Ekonomi membaik pada 2026. Pertumbuhannya diperkirakan …`.
        """
        own = self._scene.sentence_at(quantity.start)
        periods = [p for p in self._nearby.settings(sentence) if p.anchor is None]
        if self._words.ahead.search(self._scene.text, own.start, quantity.start):
            periods = [p for p in periods if p.precision != "day"]
            return periods[0] if len(periods) == 1 else None
        days = [p for p in periods if p.precision == "day"]
        return days[-1] if days and self._indicators.get(quantity.start) in _OFFERED else None

    def told_behind(self, index: int) -> Period | None:
        """Return the time that the next sentence gives to what this one told: `Keputusan itu diambil 9 Mei`."""
        if index + 1 >= len(self._scene.sentences):
            return None
        following = self._scene.sentences[index + 1]
        if self._scene.quantities_in(following.start, following.end):
            return None
        if not self._words.told_behind.match(self._scene.text, following.start, following.end):
            return None
        periods = [p for p in self._nearby.settings(following) if p.anchor is None]
        return periods[0] if len(periods) == 1 else None

    def deed(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """Return the day of the event on which something was handed over: `Bupati menyerahkan 6 ton benih`."""
        if self._event is None or self._indicators.get(quantity.start) not in _HANDED_OVER:
            return None
        if self._words.ahead.search(self._scene.text, sentence.start, sentence.end):
            return None
        return self._event if self._words.deed.search(self._scene.text, sentence.start, quantity.start) else None

    def honour(self, quantity: Quantity, index: int) -> Period | None:
        """Return the year of the honour that a score is told with: `Predikat Kota Sehat 2022 … Nilainya 618`."""
        if self._indicators.get(quantity.start) != "development_index" or self._plans.is_plan(quantity):
            return None
        for before in reversed(self._scene.sentences[max(0, index - _REACH) : index]):
            years = [p for p in self._nearby.settings(before) if p.precision != "day" and p.anchor is None]
            if years and self._words.honour.search(self._scene.text, before.start, before.end):
                return years[-1]
        return None


def _is_event_day(period: Period) -> bool:
    return period.precision == "day" and period.anchor is None and not period.comparison and not period.cumulative
