"""Which period belongs to a quantity: the rules, all in one place.

In this order:
1. what says the same as the number before (`400 ton atau 80 ribu karung`, `Rp3 miliar (67 persen)`) has its period;
   behind a plan, a percentage is that of the realisation before it (`Rp3 miliar dari pagu Rp4 miliar (75%)`);
2. one that stands directly behind the number (`149 ton pada 2018`);
3. the nearest before it in its clause, then in its sentence (`tahun ini targetnya 2 triliun`);
4. one behind it in its clause before the next number (`149 ton dikirim ke Jepang pada 2018`);
5. that of the sentence before, where this one goes on from it (`Volumenya …`);
6. that of the last number before it: in its sentence and the sentence before, of the same indicator first; further
   back of the same indicator only; plans with plans and realisations with realisations;
7. none.

The sentence goes on, too, where it names again what was told with its time (`Pada pasar murah itu …`).

What a number rose or fell from (`dari 40 ton menjadi 45 ton`) has the other side of the comparison that the sentence
makes (`dibanding tahun lalu`, `secara tahunan`), else none; that other side is for a number behind it only, and a day
on which somebody spoke is for none. A headline of another article (`Baca juga: …`) lends and borrows nothing.
A habit (`60 ton per tahun`) and a corridor in force (`dalam rentang 1,5 sampai 3,5 persen`) borrow no time.

A plan (`dari pagu …`) takes the year of what is counted up to a day; a realisation of a year's plan the span so far;
a day behind the plan (`15 ton dari target 150 ton per 10 Maret`) is that of the realisation.
What accrues over a year (`models/indicators.csv`) is counted from its beginning: `hingga saat ini terealisasi …`.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.facts.claims import RATES
from extractor.facts.scene import Scene, Sentence
from extractor.facts.time_words import accruing, time_words, told_with
from extractor.reading.periods import Period, earlier_part
from extractor.reading.quantity import Quantity

_DIRECTLY = re.compile(
    r"[\s(]*(?:(?:pada|di|selama|sepanjang|untuk|per|dalam|hingga|sampai|sejak|bulan|tahun|periode|kurun|waktu"
    r"|sebelumnya|yang lalu)\s+)*",
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"\s*,?\s*(?:\(|atau|setara|alias|artinya|berarti)\s*(?:(?:dengan|sekitar|sebesar|senilai|sebanyak|hampir|lebih"
    r"|sudah|telah|baru|terpenuhi|tercapai|terealisasi|mencapai)\s+){0,3}",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\bterhadap\s+(?:\w+\s+)*$", re.IGNORECASE)
_OWN_NUMBER = re.compile(
    r"\byang\b|\b(?:mencapai|tercatat|sebanyak|sebesar|hanya|masih|yakni|yaitu|berada)\b", re.IGNORECASE
)
_LEADS = re.compile(
    r"\s*(?:(?:ini|seluas|sebanyak|sebesar|senilai|hanya|baru|cuma|tinggal|sudah|jadi|menjadi|di\w+)\s+)?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:dibanding\w*|ketimbang|daripada|di (?:bawah|atas))\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_AS_OF = re.compile(r"\s*\)?\s*(?:hingga\s+)?per\s+", re.IGNORECASE)
_AGAIN = re.compile(r"\W*(?:pada|dalam|di|dari)\s+(?P<words>\w+(?:\s+\w+){0,2})\s+(?:itu|tersebut)\b", re.IGNORECASE)
_PART = re.compile(r"\s*(?:\w+\s+){0,2}(?:di\s?antaranya)\b", re.IGNORECASE)
_TO = re.compile(r"[^.;]{0,60}?\b(?:menjadi|jadi|ke)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:yoy|y-on-y|year[ -]on[ -]year|secara tahunan|tahun sebelumnya)\b", re.IGNORECASE)
_MONTHLY = re.compile(r"\b(?:mtm|m-to-m|month[ -]to[ -]month|secara bulanan|bulan sebelumnya)\b", re.IGNORECASE)
_FROM_PLAN = re.compile(r"\s*\)?\s*(?:lebih\s+)?dari\s", re.IGNORECASE)
_SIDE = re.compile(r"\s*,\s*(?!yang\b|yakni\b|yaitu\b|sebesar\b|sebanyak\b)", re.IGNORECASE)
#: How many sentences back a topic's time still holds; a report of rates has one time over paragraphs.
_REACH, _REACH_OF_RATES = 4, 8
#: How many numbers of a sentence are asked for that time: a list longer than this is a table.
_LOOKED_AT = 20


#: Units that say nothing of what is measured.
_LOOSE_UNITS = frozenset({None, "count", "percent", "pp", "times", "index"})


class PeriodBinder:
    """Answers, for the quantities of one article, when."""

    def __init__(self, scene: Scene, indicators: Sequence[str] = ()) -> None:
        self._scene = scene
        self._words = time_words()
        self._indicator = {q.start: i for q, i in zip(scene.quantities, indicators, strict=False)}
        self._statement = {id(p) for p in scene.periods if _is_statement_day(scene, p)}
        self._periods: dict[int, Period | None] = {}
        self._plans: dict[int, bool] = {}
        self._former: set[int] = set()
        #: The periods that belong to such a former number alone.
        self._owned: set[int] = set()
        #: The number that another, by where it begins, has its time from.
        self._lenders: dict[int, Quantity] = {}
        self._spans = [p for p in scene.periods if p.value and (p.until or (p.cumulative and "/" in p.value))]
        #: The numbers to which the other side of a comparison belongs: `dibandingkan 40 ton pada 2023`.
        self._compared: dict[int, int] = {}
        self._mark_compared()
        for number, quantity in enumerate(scene.quantities):
            self._periods[quantity.start] = self._find(number, quantity)

    def _mark_compared(self) -> None:
        for quantity in self._scene.quantities:
            sentence = self._scene.sentence_at(quantity.start)
            start = self._scene.previous_quantity_end(quantity, max(sentence.start, quantity.start - 40))
            if not _COMPARED.search(self._scene.text, start, quantity.start):
                continue
            for p in self._usable(sentence):
                if p.start >= quantity.end and _DIRECTLY.fullmatch(self._scene.text, quantity.end, p.start):
                    p.comparison = True
                    self._compared[id(p)] = quantity.start

    def period_span(self, quantity: Quantity) -> Period | None:
        """Return the period that the quantity is about, or None; its `value` is as the contract writes it."""
        return self._periods[quantity.start]

    def is_statement_day(self, period: Period) -> bool:
        """Whether the period is a day on which somebody spoke, which is no figure's."""
        return id(period) in self._statement

    def _find(self, number: int, quantity: Quantity) -> Period | None:
        scene = self._scene
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        behind = self._directly_behind(quantity, sentence)
        former = self._is_former(quantity)
        if former:
            self._former.add(quantity.start)
            self._owned.add(id(behind))
        period = self._noted(quantity, "behind", behind) or self._noted(
            quantity, "equal", self._equal(number, quantity)
        )
        if period is not None:
            return self._fitted(quantity, period)
        if former:
            return self._noted(quantity, "former", self._other_side(quantity, sentence, index), none="former")
        if self._stands(quantity, sentence):
            return self._noted(quantity, "corridor", None, none="corridor")
        own = self._noted(quantity, "near", self._before(quantity, sentence))
        other_article = self._words.other_article.match(scene.text, sentence.start) is not None
        leaning = not other_article and not self._is_usual(quantity, sentence)
        if own is None and leaning:
            own = self._noted(quantity, "goes on", self._continued(index, sentence))
        if own is None and leaning and _PART.match(scene.text, quantity.end):
            own = self._noted(quantity, "part", self._carried(quantity, index, of_any=True))
        own = own or self._noted(quantity, "near", self._behind(quantity, sentence))
        if own is None:
            carried = self._carried(quantity, index) if leaning else None
            alone = "nothing" if leaning else "headline" if other_article else "habit"
            own = self._noted(quantity, "carried", carried, none=alone)
        return self._fitted(quantity, own) if own is not None else None

    def _noted(self, quantity: Quantity, rule: str, period: Period | None, none: str | None = None) -> Period | None:
        """Note that a rule has found the period; or, where it has not, that for the reason `none` there is none."""
        if period is not None:
            lender = None if rule == "former" else self._lenders.get(quantity.start)
            self._scene.note("period", quantity, rule, (period.start, period.end), lender=lender)
        elif none is not None:
            self._scene.note("period", quantity, f"none: {none}")
        return period

    def _fitted(self, quantity: Quantity, period: Period) -> Period:
        """The period as this number means it: a plan's year, the span so far of a realisation."""
        indicator = self._indicator.get(quantity.start)
        if period.cumulative and self._is_plan(quantity):
            return _whole_year(period)
        if indicator == "budget" and period.anchor == "published" and period.precision == "day":
            return _whole_year(period)
        if period.until and indicator in accruing() and quantity.unit not in (None, "count"):
            return self._so_far(quantity, period) or _since_new_year(period)
        if period.precision == "year" and self._is_realised(quantity):
            return self._so_far(quantity, period) or period
        return period

    def _is_realised(self, quantity: Quantity) -> bool:
        """Whether the number is what has come in of a plan: `baru terealisasi Rp 3 miliar (67 persen)`."""
        if self._is_plan(quantity):
            return False
        following = self._scene.next_quantity(quantity)
        if following is not None and self._is_of_plan(quantity, following):
            return True
        sentence = self._scene.sentence_at(quantity.start)
        floor = max(sentence.start, quantity.start - 45)
        if quantity.unit != "percent":
            floor = self._scene.previous_quantity_end(quantity, floor)
        return self._words.realised.search(self._scene.text, floor, quantity.start) is not None

    def _so_far(self, quantity: Quantity, year: Period) -> Period | None:
        """The span up to a day or month of that year that the article has named before: `hingga Agustus`."""
        last = bisect.bisect_left(self._spans, quantity.start, key=lambda period: period.end)
        for span in reversed(self._spans[max(0, last - _LOOKED_AT) : last]):
            if span.value and year.value and span.value[:4] == year.value[:4]:
                return _since_new_year(span) if span.until else span
        return None

    def _is_plan(self, quantity: Quantity) -> bool:
        """Whether the number is the plan that a realisation is measured by: `dari pagu Rp 3 miliar`."""
        if quantity.start not in self._plans:
            start = max(self._scene.sentence_at(quantity.start).start, quantity.start - 90)
            floor = self._scene.previous_quantity_end(quantity, start)
            self._plans[quantity.start] = self._words.plan.search(self._scene.text, floor, quantity.start) is not None
        return self._plans[quantity.start]

    def _is_of_plan(self, quantity: Quantity, following: Quantity) -> bool:
        """Whether the number is told as a part of the plan that follows: `15 ton dari target 150 ton`."""
        gap = self._scene.text[quantity.end : following.start]
        return self._is_plan(following) and _FROM_PLAN.match(gap) is not None

    def _equal(self, number: int, quantity: Quantity) -> Period | None:
        """The period of the number that this one says again, in other words."""
        if number == 0:
            return None
        before = self._scene.quantities[number - 1]
        if not _EQUALS.fullmatch(self._scene.text, before.end, quantity.start):
            return None
        if quantity.unit == "percent" and self._is_plan(before):
            floor = self._scene.sentences[max(0, self._scene.sentence_index(quantity.start) - 1)].start
            for earlier in reversed(self._scene.quantities[max(0, number - _LOOKED_AT) : number - 1]):
                if earlier.start < floor:
                    break
                if not self._is_plan(earlier):
                    return self._lent(earlier, quantity)
        return self._lent(before, quantity)

    def _lent(self, earlier: Quantity, quantity: Quantity) -> Period | None:
        """The period of an earlier number, which lends it to this one."""
        period = self._periods[earlier.start]
        if period is not None:
            self._lenders[quantity.start] = earlier
        return period

    def _stands(self, quantity: Quantity, sentence: Sentence) -> bool:
        """Whether the number is a corridor in force, as of inflation: `masih dalam rentang 1,5 sampai 3,5 persen`."""
        if self._indicator.get(quantity.start) != "inflation":
            return False
        floor = self._scene.previous_quantity_end(quantity, max(sentence.start, quantity.start - 60))
        return self._words.standing.search(self._scene.text, floor, quantity.start) is not None

    def _is_usual(self, quantity: Quantity, sentence: Sentence) -> bool:
        """Whether the number tells a habit: `biasanya 60 ton`, `60 ton per tahun`."""
        text = self._scene.text
        return (
            self._words.usual.search(text, self._scene.previous_quantity_end(quantity, sentence.start), quantity.start)
            is not None
            or self._words.rate.match(text, quantity.end, sentence.end) is not None
        )

    def _is_former(self, quantity: Quantity) -> bool:
        """Whether something rose or fell from this number: `dari 40 ton menjadi`, `turun dari 40 ton`."""
        scene = self._scene
        start = scene.previous_quantity_end(quantity, max(scene.sentence_at(quantity.start).start, quantity.start - 90))
        if not self._words.former.search(scene.text, start, quantity.start):
            return False
        following = scene.next_quantity(quantity)
        if following is not None and _TO.fullmatch(scene.text, quantity.end, following.start):
            return True
        return self._words.moved.search(scene.text, start, quantity.start) is not None

    def _other_side(self, quantity: Quantity, sentence: Sentence, index: int) -> Period | None:
        """What the sentence compares with, named or implied by a yearly or monthly rate."""
        scene = self._scene
        periods = self._usable(sentence)
        stop = scene.next_quantity_start(quantity, sentence.clause_at(quantity.start)[1])
        behind = [p for p in periods if quantity.end <= p.start < stop and not p.comparison and p.anchor is None]
        compared = [p for p in periods if p.comparison and p.start < quantity.start]
        if behind or compared:
            return behind[0] if behind else compared[-1]
        own = self._before(quantity, sentence) or self._behind(quantity, sentence)
        if own is None:
            own = self._carried(quantity, index)
            earlier = [p for s in scene.sentences[max(0, index - 2) : index] for p in self._usable(s) if p.comparison]
            if own is not None and earlier:
                return earlier[-1]
        if own is None or own.value is None:
            return None
        if self._words.expected.search(scene.text, sentence.start, sentence.end):
            return own
        for pattern, unit in ((_YEARLY, "year"), (_MONTHLY, "month")):
            if pattern.search(scene.text, sentence.start, sentence.end):
                value = earlier_part(own.value, unit)
                return replace(own, value=value) if value else None
        return None

    def _continued(self, index: int, sentence: Sentence) -> Period | None:
        """`… dikirim Selasa (9/8/2023). Volumenya 12 ton`: the time of the sentence before."""
        if index == 0 or not self._words.goes_on.match(self._scene.text, sentence.start, sentence.end):
            return None
        named = self._named_again(index, sentence)
        if named is not None:
            return named
        periods = [p for p in self._usable(self._scene.sentences[index - 1]) if not p.comparison]
        return periods[-1] if periods else None

    def _named_again(self, index: int, sentence: Sentence) -> Period | None:
        """The time of what the sentence names again: `Pada pasar murah itu …` is when the market was."""
        again = _AGAIN.match(self._scene.text, sentence.start, sentence.end)
        if again is None:
            return None
        words = again["words"].lower()
        for before in self._scene.sentences[:index][:_LOOKED_AT]:
            if words in self._scene.lower[before.start : before.end]:
                periods = [p for p in self._usable(before) if not p.comparison and p.anchor is None]
                if periods:
                    return periods[-1]
        return None

    def _carried(self, quantity: Quantity, index: int, of_any: bool = False) -> Period | None:
        """The time of a number before this one: the topic goes on with it."""
        scene = self._scene
        indicator, plan = self._indicator.get(quantity.start), self._is_plan(quantity)
        paragraph = scene.sentences[index].paragraph
        for distance in range(min(_REACH_OF_RATES if indicator in RATES else _REACH, index) + 1):
            before = scene.sentences[index - distance]
            if self._words.other_article.match(scene.text, before.start):
                continue
            latest = scene.last_quantities(before.start, min(before.end, quantity.start), _LOOKED_AT)
            earlier = [q for q in latest if q.start not in self._former]
            same = [q for q in earlier if self._indicator.get(q.start) == indicator]
            if distance > 1 and before.paragraph != paragraph and not _goes_far(indicator):
                same = []
            candidates = same or [q for q in earlier if of_any or self._related(q, quantity, distance)]
            alike = [q for q in candidates if self._is_plan(q) == plan]
            for group in (alike, [] if plan and indicator in RATES else candidates):
                for candidate in group:
                    period = self._periods[candidate.start]
                    if period is None or period.comparison or not _lasts(period, indicator, distance):
                        continue
                    if not plan and self._is_ahead(period):
                        continue
                    # a plan is for no single day on which its realisation was counted
                    if not (plan and period.precision == "day" and candidate not in alike and not period.cumulative):
                        return self._lent(candidate, quantity)
            if distance == 1 and not latest and indicator in ("price", "distribution", "stock"):
                day = self._market_day(before)
                if day is not None:
                    return day
        return None

    def _is_ahead(self, period: Period) -> bool:
        """Whether the period lies in a later year than the article: what is planned for it is no time of a fact."""
        published = self._scene.published
        return bool(published and period.value and period.value[:4] > str(published.year))

    def _market_day(self, sentence: Sentence) -> Period | None:
        """The date of a sentence without a number: `Senin (8/1) digelar pasar murah. Berasnya …`."""
        days = [p for p in self._usable(sentence) if not p.comparison and p.precision == "day" and p.anchor is None]
        return days[-1] if days else None

    def _related(self, earlier: Quantity, quantity: Quantity, distance: int) -> bool:
        """Whether the time of a number of another indicator holds for this one, too.

        It does where both add up over a year, and a sentence on where the two are told together.
        """
        other, own = self._indicator.get(earlier.start), self._indicator.get(quantity.start)
        if distance <= 1 and other in told_with().get(own or "", ()):
            return True
        if "other" in (other, own) and earlier.unit == quantity.unit and earlier.unit not in _LOOSE_UNITS:
            # what no indicator takes goes with the same kind of amount
            return distance <= 1
        if {other, own} == {"price", "distribution"}:
            # what a market day offers, and at what price
            period = self._periods[earlier.start]
            return distance <= 1 and period is not None and period.precision == "day"
        return {other, own} <= accruing()

    def _usable(self, sentence: Sentence) -> list[Period]:
        periods = self._scene.between(self._scene.periods, sentence.start, sentence.end)
        return [period for period in periods if id(period) not in self._statement]

    def _directly_behind(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        stop = self._scene.next_quantity_start(quantity, sentence.clause_at(quantity.start)[1])
        for period in self._usable(sentence):
            if quantity.start < period.start < quantity.end:
                return period
            if quantity.end <= period.start < stop:
                if self._is_as_of(quantity, period):
                    return None
                if (not period.comparison or self._compared.get(id(period)) == quantity.start) and _DIRECTLY.fullmatch(
                    self._scene.text, quantity.end, period.start
                ):
                    # `Rp 40.000 sekarang Rp 50.000`
                    bare = not self._scene.text[quantity.end : period.start].strip()
                    return None if bare and self._leads_next(period, stop) else period
                return None
        return None

    def _before(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """The nearest period before the number that reaches it, in its clause, then in its sentence."""
        clause_start = sentence.clause_at(quantity.start)[0]
        before = [p for p in self._usable(sentence) if p.end <= quantity.start and self._reaches(p, quantity)]
        before = [p for p in before if id(p) not in self._owned]
        in_clause = [p for p in before if p.start >= clause_start and not self._taken(p, quantity)]
        if in_clause:
            return in_clause[-1]
        behind = self._next_in_clause(quantity, sentence)
        if behind is not None:
            return behind
        earlier = [p for p in before if not p.comparison]
        return earlier[-1] if earlier else None

    def _next_in_clause(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """The first period behind the number in its clause, before the next number and not that one's."""
        end = sentence.clause_at(quantity.start)[1]
        # `400 ton atau 80 ribu karung pada 2023`: what says the same again is passed over
        following = self._scene.next_quantity(last := quantity)
        while following is not None and _EQUALS.fullmatch(self._scene.text, last.end, following.start):
            following = self._scene.next_quantity(last := following)
        if following is not None and self._is_of_plan(last, following):
            # `15 ton dari target 150 ton per 10 Maret`: the day is that of what is realised
            behind = [p for p in self._usable(sentence) if following.end <= p.start < end]
            if behind and _AS_OF.fullmatch(self._scene.text, following.end, behind[0].start):
                return behind[0]
        stop = min(end, following.start) if following is not None else end
        behind = [p for p in self._usable(sentence) if quantity.end <= p.start < stop]
        if not behind or behind[0].comparison or self._leads_next(behind[0], stop):
            return None
        return None if self._is_as_of(quantity, behind[0]) else behind[0]

    def _is_as_of(self, quantity: Quantity, period: Period) -> bool:
        """Whether a plan stands before the day that its realisation was counted on: `target 150 ton per 10 Maret`."""
        gap = self._scene.text[quantity.end : period.start]
        return self._is_plan(quantity) and _AS_OF.fullmatch(gap) is not None

    def _leads_next(self, period: Period, stop: int) -> bool:
        """Whether the period opens the words of the next number: `biasanya 40 ton, sekarang 50 ton`."""
        text = self._scene.text
        return (
            self._scene.between(self._scene.quantities, stop, stop + 1) != []
            and _LEADS.fullmatch(text, period.end, stop) is not None
        )

    def _behind(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """The first period behind the number in its sentence, when no other number stands between."""
        behind = self._next_in_clause(quantity, sentence)
        if behind is not None:
            return behind
        end = sentence.clause_at(quantity.start)[1]
        later = [p for p in self._usable(sentence) if quantity.end <= p.start < end and not p.comparison]
        if not later or self._scene.between(self._scene.quantities, quantity.end, later[0].start):
            return None
        stop = self._scene.next_quantity_start(quantity, sentence.end)
        return None if self._leads_next(later[0], stop) or self._is_as_of(quantity, later[0]) else later[0]

    def _reaches(self, period: Period, quantity: Quantity) -> bool:
        """The other side of a comparison has a number only in a clause of its own: `… tahun lalu yang 40 ton`."""
        if not period.comparison:
            return True
        if _AGAINST.search(self._scene.text, max(0, period.start - 24), period.start):
            return False
        onward = self._scene.text[period.end : quantity.start]
        if _SIDE.search(onward):
            return False
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


def _goes_far(indicator: str | None) -> bool:
    """Whether a report tells of the indicator over paragraphs: what accrues and rates, not how many there are."""
    return indicator in accruing() or indicator in RATES or indicator == "budget"


def _lasts(period: Period, indicator: str | None, distance: int) -> bool:
    """A moment (`kini`, `hari ini`) is not carried into another sentence, but for prices, told one after another."""
    momentary = period.anchor == "published" and period.precision == "day" and not period.cumulative
    return not momentary or distance == 0 or (distance == 1 and indicator == "price")


def _whole_year(period: Period) -> Period:
    """The year that a cumulative span belongs to: a plan is for the year."""
    value = period.value[:4] if period.value else None
    return replace(period, value=value, precision="year", cumulative=False)


def _since_new_year(period: Period) -> Period:
    """From New Year to the day: `hingga saat ini`."""
    value = f"{period.value[:4]}-01-01/{period.value}" if period.value else None
    return replace(period, value=value, cumulative=True, until=False)


def _is_statement_day(scene: Scene, period: Period) -> bool:
    """A day beside a speaker is when he spoke: `kata Rahmat, Kamis (4/4/2019)`."""
    if period.precision != "day" or "/" in (period.value or "") or period.cumulative:
        return False
    sentence = scene.sentence_at(period.start)
    named = re.match(
        r"(?i)(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\b", scene.text[period.start : period.end]
    )
    if not named or time_words().observed.search(scene.text, sentence.start, sentence.end):
        return False
    return scene.is_spoken(sentence)
