"""A period as the number means it: the year of a plan, the span so far of what adds up, the month that is reported."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import replace

from extractor.facts.claims import RATES
from extractor.facts.nearby import Nearby
from extractor.facts.plans import Plans
from extractor.facts.scene import Scene
from extractor.facts.time_words import accruing, time_words
from extractor.reading.periods import Period, preceding, written_in_months
from extractor.reading.quantity import Quantity

#: What a statistical office reports for a month or quarter that has ended.
_STATISTICS = RATES | {"farmer_terms", "price_index", "export_value", "import_value", "trade_balance"}
#: How many spans and numbers back are asked for what the article has named.
_LOOKED_AT = 20
#: A span from month to month.
_MONTHS = re.compile(r"\d{4}-\d\d/(?P<last>\d{4}-\d\d)")


class Fitter:
    """Writes the periods of one article's quantities; `told` are the periods by where a quantity starts, so far."""

    def __init__(
        self,
        scene: Scene,
        indicators: Mapping[int, str],
        plans: Plans,
        nearby: Nearby,
        told: Mapping[int, Period | None],
    ) -> None:
        self._scene = scene
        self._indicators = indicators
        self._plans = plans
        self._nearby = nearby
        self._told = told
        self._words = time_words()
        self._spans = [p for p in scene.periods if p.value and (p.until or (p.cumulative and "/" in p.value))]

    def fit(self, quantity: Quantity, period: Period) -> Period:
        """Return the period as this number means it."""
        indicator = self._indicators.get(quantity.start)
        if period.anchor == "published" and period.precision in ("month", "quarter") and indicator in _STATISTICS:
            period = self._reported(quantity, period)
        span = _MONTHS.fullmatch(period.value or "")
        if indicator == "inflation" and span is not None and "-01/" not in span[0]:
            # `dari Agustus 2023 hingga Agustus 2024`: what it is compared with, and when it was
            return replace(period, value=span["last"], precision="month", cumulative=False)
        if (period.cumulative or period.until) and self._plans.is_plan(quantity):
            # a year's plan is of what adds up; a number of families is that of the months told
            counted = quantity.unit == "count" and indicator not in accruing()
            return period if counted or self._plans.is_cash_plan(quantity) else _whole_year(period)
        if self._is_deadline(quantity, period):
            return replace(period, value=(period.value or "").split("/")[-1], cumulative=False)
        realised = self._plans.is_realised(quantity)
        if indicator == "budget" and period.anchor == "published" and period.precision == "day" and not realised:
            return _whole_year(period)
        form = self._form_of_comparison(quantity, period)
        if form is not None:
            return replace(period, value=form)
        if period.until and indicator in accruing() and quantity.unit not in (None, "count"):
            return self._data_day(quantity, period) or self._so_far(quantity, period) or _since_new_year(period)
        if period.precision == "year" and realised:
            return self._so_far(quantity, period) or period
        return period

    def _is_deadline(self, quantity: Quantity, period: Period) -> bool:
        """Whether a span runs up to a time that is still to come: `disalurkan hingga September`, told in May.

        What is expected to add up until then (`produksi hingga Oktober diperkirakan 40 ton`) has the span.
        """
        published, value = self._scene.published, period.value or ""
        if not period.cumulative or period.until or published is None or "/" not in value:
            return False
        sentence, end = self._scene.sentence_at(quantity.start), value.split("/")[-1]
        if self._indicators.get(quantity.start) in accruing() and self._words.expected.search(
            self._scene.text, sentence.start, quantity.start
        ):
            return False
        return "Q" not in end and end > published.isoformat()[: len(end)]

    def _form_of_comparison(self, quantity: Quantity, period: Period) -> str | None:
        """The period as the sentence writes what it compares with: `dibanding semester I 2022` makes `2023-S1`."""
        for other in self._nearby.usable(self._scene.sentence_at(quantity.start)):
            if other.comparison and other.value and period.value and other.precision in ("half", "quarter"):
                form = f"{period.value[:4]}{other.value[4:]}"
                if period.value in written_in_months(form):
                    return form
        return None

    def _reported(self, quantity: Quantity, period: Period) -> Period:
        """The month or quarter that a report tells of and calls `bulan ini`: mostly the one before it came out."""
        before = preceding(period.value, period.precision) if period.value else None
        indicator = self._indicators.get(quantity.start)
        for earlier in self._scene.last_quantities(0, quantity.start, _LOOKED_AT):
            told = self._told.get(earlier.start)
            if told is not None and told.anchor is None and self._indicators.get(earlier.start) == indicator:
                return replace(period, value=before) if before and told.value == before else period
        return period

    def _named(self, quantity: Quantity, year: Period) -> list[Period]:
        """The spans of the period's year that the article has named before the number, the last first."""
        last = bisect.bisect_left(self._spans, quantity.start, key=lambda period: period.end)
        spans = self._spans[max(0, last - _LOOKED_AT) : last]
        return [span for span in reversed(spans) if span.value and year.value and span.value[:4] == year.value[:4]]

    def _so_far(self, quantity: Quantity, year: Period) -> Period | None:
        """The span up to a day or month of that year that the article has named before: `hingga Agustus`."""
        span = next(iter(self._named(quantity, year)), None)
        return _since_new_year(span) if span is not None and span.until else span

    def _data_day(self, quantity: Quantity, until: Period) -> Period | None:
        """The span up to the day of the data, where one is named: `hingga 8 Mei … sampai saat ini`."""
        named = self._named(quantity, until)
        return next((span for span in named if span.precision == "day" and not span.until), None)


def _whole_year(period: Period) -> Period:
    """The year that a cumulative span belongs to: a plan is for the year."""
    value = period.value[:4] if period.value else None
    return replace(period, value=value, precision="year", cumulative=False)


def _since_new_year(period: Period) -> Period:
    """From New Year to the day: `hingga saat ini`."""
    value = f"{period.value[:4]}-01-01/{period.value}" if period.value else None
    return replace(period, value=value, cumulative=True, until=False)
