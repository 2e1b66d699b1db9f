"""Which period belongs to a quantity: the rules, all in one place.

In this order:
1. one that stands directly behind the number (`149 ton pada 2018`);
2. the nearest before it in its clause, then in its sentence (`tahun ini targetnya 2 triliun`);
3. one behind it in its clause before the next number (`149 ton dikirim ke Jepang pada 2018`);
4. that of the sentence before, where this one goes on from it (`Volumenya …`), else that of the last number of the
   same indicator a few sentences back, plans with plans and realisations with realisations;
5. none.
A plan (`dari pagu …`) takes the year of what is counted up to a day; a realisation of a year's plan the span so far.
The other side of a comparison (`dibanding tahun lalu`) is only for numbers behind it, and a day on which somebody
spoke is for none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.facts.scene import Scene, Sentence
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity

_DIRECTLY = re.compile(
    r"[\s(]*(?:(?:pada|di|selama|sepanjang|untuk|per|dalam|hingga|sampai|sejak|bulan|tahun|periode|kurun|waktu"
    r"|sebelumnya|yang lalu)\s+)*",
    re.IGNORECASE,
)
_LOOSELY = re.compile(r"[^.;,]{0,60}")
_AGAINST = re.compile(r"\bterhadap\s+(?:\w+\s+)*$", re.IGNORECASE)
_PLAN = re.compile(r"\b(?:target\w*|ditarget\w*|pagu|alokasi|dialokasikan|dianggarkan|kuota)\b[^.;]*$", re.IGNORECASE)
_REALISED = re.compile(
    r"\b(?:terealisasi|realisasi\w*|terserap|serapan|penyerapan|tercapai|terkumpul)\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"[“\"]?\s*(?:\w+\s+)?(?:nilai|volume|jumlah|total|angka|harga|beratnya|luas)nya\b", re.IGNORECASE
)
_OWN_NUMBER = re.compile(
    r"\byang\b|\b(?:mencapai|tercatat|sebanyak|sebesar|hanya|masih|yakni|yaitu|berada)\b", re.IGNORECASE
)
#: How many sentences back a topic's time still holds.
_CONTINUES = 3
#: How many numbers of a sentence are asked for that time: a list longer than this is a table.
_LOOKED_AT = 20


class PeriodBinder:
    """Answers, for the quantities of one article, when."""

    def __init__(self, scene: Scene, indicators: Sequence[str] = ()) -> None:
        self._scene = scene
        self._indicator = {q.start: i for q, i in zip(scene.quantities, indicators, strict=False)}
        self._periods: dict[int, Period | None] = {}
        self._statement = {id(p) for p in scene.periods if _is_statement_day(scene, p)}

    def period(self, quantity: Quantity) -> str | None:
        """Return the time that the quantity is about, as the contract writes it, or None."""
        period = self.period_span(quantity)
        return period.value if period is not None else None

    def period_span(self, quantity: Quantity) -> Period | None:
        """Return the expression of time that decides the quantity's period, or None."""
        if quantity.start not in self._periods:
            self._periods[quantity.start] = self._find_period(quantity)
        return self._periods[quantity.start]

    def _find_period(self, quantity: Quantity) -> Period | None:
        index = self._scene.sentence_index(quantity.start)
        sentence = self._scene.sentences[index]
        found = (
            self._own_period(quantity, sentence) or self._continued(index, sentence) or self._carried(quantity, index)
        )
        if found is None:
            return None
        if found.cumulative and self._is_plan(quantity):
            return _whole_year(found)
        if found.precision == "year" and self._is_realised(quantity):
            return self._so_far(quantity, found) or found
        return found

    def _is_realised(self, quantity: Quantity) -> bool:
        """Whether the number is what has come in of a plan: `baru terealisasi Rp 3 miliar (67 persen)`."""
        if self._is_plan(quantity):
            return False
        sentence = self._scene.sentence_at(quantity.start)
        floor = max(sentence.start, quantity.start - 45)
        if quantity.unit != "percent":
            floor = self._scene.previous_quantity_end(quantity, floor)
        return _REALISED.search(self._scene.text, floor, quantity.start) is not None

    def _so_far(self, quantity: Quantity, year: Period) -> Period | None:
        """The span up to a day or month of `year` that the article has named before: `hingga Agustus`."""
        named = [
            p for p in self._scene.periods
            if p.end <= quantity.start and p.cumulative and p.value and "/" in p.value and p.value[:4] == year.value
        ]  # fmt: skip
        return named[-1] if named else None

    def _is_plan(self, quantity: Quantity) -> bool:
        """Whether the number is the plan that a realisation is measured by: `dari pagu Rp 3 miliar`."""
        start = max(self._scene.sentence_at(quantity.start).start, quantity.start - 45)
        floor = self._scene.previous_quantity_end(quantity, start)
        return _PLAN.search(self._scene.text, floor, quantity.start) is not None

    def _continued(self, index: int, sentence: Sentence) -> Period | None:
        """`… dikirim Selasa (9/8/2023). Volumenya 12 ton`: the time of the sentence before."""
        if index == 0 or not _GOES_ON.match(self._scene.text, sentence.start, sentence.end):
            return None
        periods = [p for p in self._usable(self._scene.sentences[index - 1]) if not p.comparison]
        return periods[-1] if periods else None

    def _carried(self, quantity: Quantity, index: int) -> Period | None:
        """The time of the last number of the same indicator a few sentences back: the topic goes on with it.

        Plans follow plans and realisations realisations.
        """
        scene = self._scene
        indicator, plan = self._indicator.get(quantity.start), self._is_plan(quantity)
        other: Period | None = None
        for before in reversed(scene.sentences[max(0, index - _CONTINUES) : index]):
            same = [
                q for q in scene.between(scene.quantities, before.start, before.end)
                if self._indicator.get(q.start) == indicator
            ]  # fmt: skip
            for earlier in same[: -_LOOKED_AT - 1 : -1]:
                period = self.period_span(earlier)
                if period is None or (period.anchor == "published" and period.precision == "day"):
                    continue
                if self._is_plan(earlier) == plan:
                    return period
                other = other or period
        return other

    def _usable(self, sentence: Sentence) -> list[Period]:
        periods = self._scene.between(self._scene.periods, sentence.start, sentence.end)
        return [period for period in periods if id(period) not in self._statement]

    def _own_period(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        scene = self._scene
        periods = self._usable(sentence)
        if not periods:
            return None
        clause_start, clause_end = sentence.clause_at(quantity.start)
        stop = scene.next_quantity_start(quantity, clause_end)
        behind = [p for p in periods if quantity.end <= p.start < stop]
        if behind and not behind[0].comparison and _DIRECTLY.fullmatch(scene.text, quantity.end, behind[0].start):
            return behind[0]
        before = [p for p in periods if p.end <= quantity.start and self._reaches(p, quantity)]
        in_clause = [p for p in before if p.start >= clause_start and not self._taken(p, quantity)]
        if in_clause:
            return in_clause[-1]
        if behind and not behind[0].comparison:
            return behind[0]
        earlier = [p for p in before if not p.comparison]
        if earlier:
            return earlier[-1]
        later = [p for p in periods if p.start >= quantity.end and not p.comparison]
        if later and not scene.between(scene.quantities, quantity.end, later[0].start):
            return later[0]
        return None

    def _reaches(self, period: Period, quantity: Quantity) -> bool:
        """The other side of a comparison has a number only in a clause of its own: `… tahun lalu yang 40 ton`."""
        if not period.comparison:
            return True
        if _AGAINST.search(self._scene.text, max(0, period.start - 24), period.start):
            return False
        onward = self._scene.text[period.end : quantity.start]
        return _OWN_NUMBER.search(onward) is not None and not self._scene.between(
            self._scene.quantities, period.end, quantity.start
        )

    def _taken(self, period: Period, quantity: Quantity) -> bool:
        """Whether an earlier number has the period for itself: `16 unit pada 2020 menjadi 18 unit`."""
        scene = self._scene
        if scene.between(scene.quantities, period.end, quantity.start):
            return period.comparison
        previous = scene.between(scene.quantities, scene.sentence_at(period.start).start, period.start)
        if not previous:
            return False
        gap = scene.text[previous[-1].end : period.start]
        onward = scene.text[period.end : quantity.start]
        return _DIRECTLY.fullmatch(gap) is not None and re.search(r"\b(?:menjadi|jadi|ke)\b|,", onward) is not None


def _whole_year(period: Period) -> Period:
    """The year that a cumulative span belongs to: a plan is for the year."""
    value = period.value[:4] if period.value else None
    return replace(period, value=value, precision="year", cumulative=False)


def _is_statement_day(scene: Scene, period: Period) -> bool:
    """A day beside a speaker is when he spoke: `kata Rahmat, Kamis (4/4/2019)`."""
    if period.precision != "day" or "/" in (period.value or "") or period.cumulative:
        return False
    sentence = scene.sentence_at(period.start)
    named = re.match(
        r"(?i)(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\b", scene.text[period.start : period.end]
    )
    if not named:
        return False
    return scene.is_spoken(sentence)
