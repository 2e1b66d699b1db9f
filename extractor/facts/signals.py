"""What speaks for and against a figure's being right: its signals, which `confidence` weighs.

None of them looks at what the words mean; they tell by which rules the fields were decided, how near the deciding words
stand, and how much else stands there that could have decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.facts.going_on import Choice
from extractor.facts.scene import Scene, Sentence
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.reading.quantity import Quantity, unit_kinds
from extractor.records import Event, Figure

#: Characters that count as one step of distance, and the most steps.
_STEP, _FARTHEST = 60, 4
#: The fields whose rule is a signal.
_RULED = ("period", "place", "status", "measure", "item", "unit")
#: Where counts are cut off: more of them tells no more.
_MOST = 8


class SignalReader:
    """Reads the signals of one article's figures; what they share is counted once."""

    def __init__(self, scene: Scene, when: PeriodBinder, where: PlaceBinder, choices: Sequence[Choice]) -> None:
        self._scene = scene
        self._when = when
        self._where = where
        self._choices = choices
        self._times = len({period.value for period in scene.periods})
        self._areas = len({mention.area for mention in scene.places if mention.area})
        self._told: dict[str, int] = {}
        for choice in choices:
            self._told[choice.indicator] = self._told.get(choice.indicator, 0) + 1

    def read(self, number: int, figures: Sequence[Figure]) -> dict[str, float]:
        """Return the signals of figure `number` by name; those that are 0 are left out.

        `figures` are those of the whole article, one for each quantity of the scene.
        """
        figure, quantity, choice = figures[number], self._scene.quantities[number], self._choices[number]
        index = self._scene.sentence_index(quantity.start)
        sentence = self._scene.sentences[index]
        told = self._told[figure.indicator]
        found: dict[str, float] = {
            f"indicator {figure.indicator}": 1,
            f"kind {unit_kinds().get(figure.unit, 'count')}": 1,
            f"measure {figure.measure}": 1,
            f"status {figure.status}": 1,
            "item": figure.item is not None,
            "unit carried": quantity.carried,
            "unit unsaid": quantity.unit is None,
            "spoken": figure.source is not None,
            "modified": figure.modifier != "exact",
            "flagged": bool(figure.flags),
            "small count": figure.unit == "count" and abs(figure.value) < 10,
            "in words": not any(letter.isdigit() for letter in figure.text),
            "numbers in sentence": min(_MOST, self._scene.quantities_in(sentence.start, sentence.end)),
            "sentence length": min(5.0, (sentence.end - sentence.start) / 100),
            "sentences before": min(_MOST, index),
            "numbers before": min(2 * _MOST, number),
            "told of indicator": min(_MOST, told),
            "part of article": told / len(figures),
        }
        for name in _RULED:
            reason = self._scene.reasons.of(name, quantity.start)
            found[f"{name} by {reason.rule if reason is not None else 'nothing'}"] = 1
        found |= self._of_cue(quantity, choice, sentence, index)
        found |= self._of_period(quantity, figure, sentence, index)
        found |= self._of_place(figure, sentence)
        for side, other in (("previous", number - 1), ("next", number + 1)):
            if 0 <= other < len(figures):
                neighbour = figures[other]
                found[f"{side} indicator"] = neighbour.indicator == figure.indicator
                found[f"{side} period"] = neighbour.period == figure.period
                found[f"{side} place"] = neighbour.place == figure.place
        return {name: float(value) for name, value in found.items() if value}

    def _of_cue(self, quantity: Quantity, choice: Choice, sentence: Sentence, index: int) -> dict[str, float]:
        found: dict[str, float] = {
            "weight": choice.weight,
            "goes on": choice.lender is not None,
            "by title": choice.titled,
            f"cue {self._side(quantity, sentence, index, choice.cue)}": 1,
        }
        if choice.cue is not None:
            found |= self._distance("cue", quantity, choice.cue)
        return found

    def _of_period(self, quantity: Quantity, figure: Figure, sentence: Sentence, index: int) -> dict[str, float]:
        period = self._when.period_span(quantity)
        here = self._scene.between(self._scene.periods, sentence.start, sentence.end)
        found: dict[str, float] = {
            "times in sentence": min(_MOST, len({other.value for other in here})),
            "times in article": min(2 * _MOST, self._times),
        }
        if period is None or figure.period is None:
            kind = (
                figure.indicator if figure.indicator == "price" else figure.unit if figure.unit == "count" else "other"
            )
            return found | {"period none": 1, f"no period {kind}": 1, "unused time": bool(here)}
        span = (period.start, period.end)
        found |= {
            f"period {self._side(quantity, sentence, index, span)}": 1,
            f"precision {period.precision}": 1,
            f"anchor {period.anchor}": 1,
            "cumulative": period.cumulative,
            "until now": period.until,
            "compared": period.comparison,
            "another time": any(other.value != period.value for other in here),
        }
        found |= self._distance("period", quantity, span)
        return found

    def _of_place(self, figure: Figure, sentence: Sentence) -> dict[str, float]:
        mentions = self._scene.between(self._scene.places, sentence.start, sentence.end)
        here = {mention.area for mention in mentions if mention.area}
        focus = self._where.focus
        side = "none" if figure.place is None else "named" if figure.place in here else "focus"
        return {
            f"place {side}": 1,
            "place is focus": figure.place == focus,
            "country": figure.place == "ID",
            "areas in sentence": min(_MOST, len(here)),
            "areas in article": min(2 * _MOST, self._areas),
        }

    def _side(self, quantity: Quantity, sentence: Sentence, index: int, span: tuple[int, int] | None) -> str:
        """On which side of the quantity the words stand, and how far."""
        if span is None:
            return "none"
        start, _end = span
        if start < sentence.start:
            return f"back {min(3, index - self._scene.sentence_index(start))}"
        if start >= quantity.start:
            return "behind"
        return "clause" if start >= sentence.clause_at(quantity.start)[0] else "sentence"

    def _distance(self, what: str, quantity: Quantity, span: tuple[int, int]) -> dict[str, float]:
        first, last = (span[1], quantity.start) if span[0] < quantity.start else (quantity.end, span[0])
        return {
            f"{what} distance": min(_FARTHEST, abs(last - first) / _STEP),
            f"{what} numbers between": min(_MOST, self._scene.quantities_in(first, last)),
        }


def event_signals(event: Event) -> dict[str, float]:
    """Return the signals of an event by name; those that are 0 are left out."""
    found = {
        "event": 1,
        f"event {event.type}": 1,
        "told in full": event.giver is not None or event.occasion is not None,
    }
    return {name: float(value) for name, value in found.items() if value}
