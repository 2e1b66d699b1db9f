"""Which period belongs to a quantity: the rules, all in one place.

In this order:
1. what says the same as the number before (`400 ton atau 80 ribu karung`, `Rp3 miliar (67 persen)`) has its period,
   else it gives that number its own; behind a plan, a percentage is that of the realisation before it (`Rp3 miliar
   dari pagu Rp4 miliar (75%)`);
2. one that stands directly behind the number (`149 ton pada 2018`);
3. the nearest before it in its clause, then in its sentence (`tahun ini targetnya 2 triliun`);
4. one behind it in its clause before the next number (`149 ton dikirim ke Jepang pada 2018`);
5. that of the same number told before (`Investasi Rp86,4 miliar itu …`); for a price, told anew every day, after 8;
6. that of the sentence before, where this one goes on from it (`Volumenya …`), breaks it down (`Volume itu terdiri
   atas …`) or names again what was told with its time (`Pada pasar murah itu …`);
7. the day of the event, for what was handed over or sent off there (`Bupati menyerahkan 6 ton benih`);
8. that of the last number before it: in its sentence and the sentence before, of the same indicator first; further
   back of the same indicator only; plans with plans and realisations with realisations; for what is ahead, that of a
   sentence without a number;
9. the only time of the sentence, behind its last number (`inflasi 6 persen dengan IHK 113 pada Mei`); for a price, the
   day on which somebody looked at the market (`Saat meninjau pasar, Senin (…)`); that of the next
   sentence, where it tells of this one (`Keputusan itu diambil 9 Mei`); for a score, the year of the honour that it
   is told with;
10. none.
Rules 1 to 4 are in `nearby`, 6, 7 and 9 in `around`, what makes a plan in `plans`.

What a number rose or fell from (`dari 40 ton menjadi 45 ton`) has the other side of the comparison that the sentence
makes (`dibanding tahun lalu`, `secara tahunan`) or one before it, or the first year of a span of years; a price, in an
article that compares with `hari sebelumnya`, the day before; else none;
that other side is for a number behind it only. When somebody spoke, when traded goods are delivered, and when a
thing began that the number tells of (`yang dibuka pada 2009 itu memiliki 36 kios`), is for none.
A headline of another article (`Baca juga: …`) lends and borrows nothing. A habit (`60 ton per tahun`), a corridor and
a ceiling in force (`dalam rentang 1,5 sampai 3,5 persen`, `HET-nya Rp14.900`) borrow no time, and how long a stock
lasts is not when it was.

How a period is written for the number is in `fitting`: a plan (`dari pagu …`) takes the year of what is counted up to
a day, but a plan of the months so far (`target anggaran kas`) theirs; a realisation of a year's plan the span so far;
a day behind the plan (`15 ton dari target 150 ton per 10 Maret`) is that of the realisation; a span up to a time that
is still to come is that time. What accrues over a year (`models/indicators.csv`) is counted from its beginning, up to
the day of the data where one is named: `hingga saat ini terealisasi …`. `Bulan ini` is the month that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise

from extractor.facts.around import Around
from extractor.facts.claims import RATES
from extractor.facts.fitting import Fitter
from extractor.facts.nearby import Nearby
from extractor.facts.plans import Plans
from extractor.facts.scene import Scene, Sentence
from extractor.facts.time_words import accruing, time_words, told_with
from extractor.reading.periods import Period, earlier_part, shift
from extractor.reading.quantity import Quantity

_LIST = re.compile(r"[^.;,]{0,60}(?:,|,? dan\b|,? serta\b)[^.;,]{0,30}")
_THAT = re.compile(r"(?:\s+\w+){0,2}?\s+(?:itu|tersebut)\b", re.IGNORECASE)
#: `mulai dari Rp1.000 hingga Rp2.000`: not what it rose from.
_RANGE = re.compile(r"\bdari\s+$", re.IGNORECASE)
_PART = re.compile(r"\s*(?:\w+\s+){0,2}(?:di\s?antaranya)\b", re.IGNORECASE)
_TO = re.compile(r"[^.;]{0,60}?\b(?:menjadi|jadi|ke)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:yoy|y-on-y|year[ -]on[ -]year|secara tahunan|tahun sebelumnya)\b", re.IGNORECASE)
_MONTHLY = re.compile(r"\b(?:mtm|m-to-m|month[ -]to[ -]month|secara bulanan|bulan sebelumnya)\b", re.IGNORECASE)
#: A list of prices that says once what it compares with does so throughout.
_DAILY = re.compile(r"\b(?:se)?hari sebelumnya\b", re.IGNORECASE)
_YEARS = re.compile(r"(?P<first>\d{4})/(?P<last>\d{4})")
#: How many sentences back a topic's time still holds; a report of rates has one time over paragraphs.
_REACH, _REACH_OF_RATES = 4, 8
#: How many numbers of a sentence are asked for that time: a list longer than this is a table.
_LOOKED_AT = 20
#: Units that say nothing of what is measured.
_LOOSE_UNITS = frozenset({None, "count", "percent", "pp", "times", "index"})

#: The rules by which one number has the time of another.
_LENT = frozenset({"equal", "part", "carried", "next"})
#: What makes a number the same as one told before: value, end of its range, unit and indicator.
_Told = tuple[float, float | None, str | None, str | None]


class PeriodBinder:
    """Answers, for the quantities of one article, when."""

    def __init__(self, scene: Scene, indicators: Sequence[str] = ()) -> None:
        self._scene = scene
        self._words = time_words()
        self._indicator = {q.start: i for q, i in zip(scene.quantities, indicators, strict=False)}
        self._periods: dict[int, Period | None] = {}
        #: The numbers that something rose or fell from.
        self._former: set[int] = set()
        #: The last time of every number that the article has told so far.
        self._told: dict[_Told, Period] = {}
        #: The number that another, by where it begins, has its time from.
        self._lenders: dict[int, Quantity] = {}
        self._foreign = self._other_articles()
        self._plans = Plans(scene, self._indicator)
        self._nearby = Nearby(scene, self._plans)
        self._around = Around(scene, self._indicator, self._plans, self._nearby)
        self._fitter = Fitter(scene, self._indicator, self._plans, self._nearby, self._periods)
        for number, quantity in enumerate(scene.quantities):
            period = self._periods[quantity.start] = self._find(number, quantity)
            if period is not None and not period.comparison and quantity.start not in self._former:
                self._told[self._identity(quantity)] = period
        self._take_from_next()

    def _take_from_next(self) -> None:
        """Give a number without a time that of the next one, which says it again: `47.210 kg atau 47,21 ton`."""
        for quantity, following in list(pairwise(self._scene.quantities))[::-1]:
            open_ = self._periods[quantity.start] is None and quantity.start not in self._former
            if open_ and self._nearby.says_again(quantity, following):
                period = self._periods[quantity.start] = self._lent(following, quantity)
                self._noted(quantity, "next", period)

    def _other_articles(self) -> set[int]:
        """The numbers of the sentences that are headlines of other articles: `Baca juga: …`, also on its next line."""
        found: set[int] = set()
        for i, sentence in enumerate(self._scene.sentences):
            match = self._words.other_article.match(self._scene.text, sentence.start)
            if match is not None:
                found.add(i)
                if not self._scene.text[match.end() : sentence.end].strip(" :\n"):
                    found.add(i + 1)
        return found

    def period_span(self, quantity: Quantity) -> Period | None:
        """Return the period that the quantity is about, or None; its `value` is as the contract writes it."""
        return self._periods[quantity.start]

    def is_statement_day(self, period: Period) -> bool:
        """Whether the period is when somebody spoke, or when something is to be delivered: no figure's."""
        return self._nearby.is_left_out(period)

    def _find(self, number: int, quantity: Quantity) -> Period | None:
        scene = self._scene
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        behind = self._nearby.directly_behind(quantity, sentence)
        former = self._is_former(quantity)
        if former:
            self._former.add(quantity.start)
            self._nearby.own(behind)
        period = self._noted(quantity, "behind", behind) or self._noted(
            quantity, "equal", self._equal(number, quantity)
        )
        if period is not None:
            return self._fitter.fit(quantity, period)
        if former:
            return self._noted(quantity, "former", self._other_side(quantity, sentence, index), none="former")
        if self._stands(quantity, sentence):
            return self._noted(quantity, "corridor", None, none="corridor")
        became = self._noted(quantity, "became", self._became(number, quantity, sentence))
        if became is not None:
            return became
        own = self._noted(quantity, "near", self._nearby.before(quantity, sentence))
        if own is not None and self._is_horizon(quantity, own):
            return self._noted(quantity, "horizon", None, none="horizon")
        if own is None:
            foreign = index in self._foreign
            if foreign or self._is_usual(number, sentence):
                alone = "headline" if foreign else "habit"
                own = self._noted(quantity, "near", self._nearby.behind(quantity, sentence), none=alone)
            else:
                own = self._leant_on(quantity, sentence, index)
        return self._fitter.fit(quantity, own) if own is not None else None

    def _leant_on(self, quantity: Quantity, sentence: Sentence, index: int) -> Period | None:
        """The time of a number that has none before it in its sentence."""
        behind = self._nearby.behind(quantity, sentence)
        told = self._told_before(quantity)
        # a price is told anew every day
        if behind is None and told is not None and self._indicator.get(quantity.start) != "price":
            return self._noted(quantity, "told", told)
        period = self._noted(quantity, "goes on", self._around.continued(index, sentence))
        if period is None and _PART.match(self._scene.text, quantity.end):
            period = self._noted(quantity, "part", self._carried(quantity, index, of_any=True))
        if period is not None and not _lasts(period, None, 1) and self._plans.is_plan(quantity):
            period = None
        period = (
            period
            or self._noted(quantity, "near", behind)
            or self._noted(quantity, "deed", self._around.deed(quantity, sentence))
            or self._noted(quantity, "carried", self._carried(quantity, index))
        )
        if period is None:
            period = self._noted(quantity, "at end", self._nearby.at_end(quantity, sentence))
        if period is None and not self._is_ceiling(quantity, sentence):
            period = self._noted(quantity, "observed", self._around.observed(quantity, index))
        return (
            period
            or self._noted(quantity, "told", told)
            or self._noted(quantity, "told behind", self._around.told_behind(index))
            or self._noted(quantity, "honour", self._around.honour(quantity, index), none="nothing")
        )

    def _noted(self, quantity: Quantity, rule: str, period: Period | None, none: str | None = None) -> Period | None:
        """Note that a rule has found the period; or, where it has not, that for the reason `none` there is none."""
        if period is not None:
            lender = self._lenders.get(quantity.start) if rule in _LENT else None
            self._scene.note("period", quantity, rule, (period.start, period.end), lender=lender)
        elif none is not None:
            self._scene.note("period", quantity, f"none: {none}")
        return period

    def _lent(self, earlier: Quantity, quantity: Quantity) -> Period | None:
        """The period of another number, which lends it to this one."""
        period = self._periods[earlier.start]
        if period is not None:
            self._lenders[quantity.start] = earlier
        return period

    def _equal(self, number: int, quantity: Quantity) -> Period | None:
        """The period of the number that this one says again, in other words."""
        if number == 0:
            return None
        before = self._scene.quantities[number - 1]
        if not self._nearby.says_again(before, quantity):
            return None
        if quantity.unit == "percent" and self._plans.is_plan(before):
            floor = self._scene.sentences[max(0, self._scene.sentence_index(quantity.start) - 1)].start
            for earlier in reversed(self._scene.quantities[max(0, number - _LOOKED_AT) : number - 1]):
                if earlier.start < floor:
                    break
                if not self._plans.is_plan(earlier):
                    return self._lent(earlier, quantity)
        return self._lent(before, quantity)

    def _stands(self, quantity: Quantity, sentence: Sentence) -> bool:
        """Whether the number is a corridor in force, as of inflation: `masih dalam rentang 1,5 sampai 3,5 persen`."""
        if self._indicator.get(quantity.start) != "inflation":
            return False
        floor = self._scene.previous_quantity_end(quantity, max(sentence.start, quantity.start - 60))
        standing = self._words.standing.search(self._scene.text, floor, quantity.start)
        if standing is None:
            return False
        # `target inflasi 2024 yakni 1,5 sampai 3,5 persen`
        between = self._scene.between(self._scene.periods, standing.start(), quantity.start)
        return not any(period.value for period in between)

    def _is_usual(self, number: int, sentence: Sentence) -> bool:
        """Whether the number tells a habit: `biasanya 60 ton`, `60 ton per tahun`."""
        text, last = self._scene.text, self._scene.quantities[number]
        before = self._scene.previous_quantity_end(last, sentence.start)
        if self._words.usual.search(text, before, last.start):
            return True
        for following in islice(self._scene.quantities, number + 1, None):
            # `rata-rata 15, 20 dan 32 buah sehari`
            if not last.carried or following.unit != last.unit or following.start > sentence.end:
                break
            last = following
        return self._words.rate.match(text, last.end, sentence.end) is not None

    def _is_ceiling(self, quantity: Quantity, sentence: Sentence) -> bool:
        """Whether the number is a price in force, not one of a market day: `HET-nya Rp 14.900 per liter`."""
        text, before = self._scene.text, self._scene.previous_quantity_end(quantity, sentence.start)
        return (
            self._words.ceiling.search(text, before, quantity.start) is not None
            and self._words.moved.search(text, before, quantity.start) is None
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
        if quantity.value_max is not None and _RANGE.search(scene.text, start, quantity.start):
            return False
        return self._words.moved.search(scene.text, start, quantity.start) is not None

    def _became(self, number: int, quantity: Quantity, sentence: Sentence) -> Period | None:
        """The last year of a span over which something rose to this number: `pada 2012 hingga 2021 dari 30 menjadi`."""
        before = self._scene.quantities[number - 1] if number else None
        if before is None or before.start not in self._former or before.start < sentence.start:
            return None
        if not _TO.fullmatch(self._scene.text, before.end, quantity.start):
            return None
        own = self._nearby.before(before, sentence)
        span = _YEARS.fullmatch(own.value or "") if own is not None else None
        return replace(own, value=span["last"]) if own is not None and span else None

    def _other_side(self, quantity: Quantity, sentence: Sentence, index: int) -> Period | None:
        """What the sentence compares with, named or implied by a yearly or monthly rate."""
        scene = self._scene
        periods = self._nearby.usable(sentence)
        stop = scene.next_quantity_start(quantity, sentence.clause_at(quantity.start)[1])
        behind = [p for p in periods if quantity.end <= p.start < stop and not p.comparison and p.anchor is None]
        compared = [p for p in periods if p.comparison and p.start < quantity.start]
        if behind or compared:
            return behind[0] if behind else compared[-1]
        own = self._nearby.before(quantity, sentence) or self._nearby.behind(quantity, sentence)
        if own is not None and (span := _YEARS.fullmatch(own.value or "")):
            return replace(own, value=span["first"])
        if own is None:
            own = self._around.continued(index, sentence) or self._carried(quantity, index)
            earlier = [
                p
                for s in scene.sentences[max(0, index - _REACH) : index]
                for p in self._nearby.usable(s)
                if p.comparison
            ]
            if own is not None and earlier:
                return earlier[-1]
        if own is None or own.value is None:
            return None
        if self._words.expected.search(scene.text, sentence.start, sentence.end):
            return own
        daily = self._indicator.get(quantity.start) == "price" and own.precision == "day" and "/" not in own.value
        if daily and _DAILY.search(scene.text):
            return replace(own, value=shift(date.fromisoformat(own.value), "day", -1))
        for pattern, unit in ((_YEARLY, "year"), (_MONTHLY, "month")):
            if pattern.search(scene.text, sentence.start, sentence.end):
                value = earlier_part(own.value, unit)
                return replace(own, value=value) if value else None
        return None

    def _told_before(self, quantity: Quantity) -> Period | None:
        """The time of the same number where it was told before: `Investasi Rp 86,4 miliar itu …`."""
        indicator = self._indicator.get(quantity.start)
        period = self._told.get(self._identity(quantity))
        if period is None or indicator == "other":
            return None
        again = _THAT.match(self._scene.text, quantity.end) is not None and _lasts(period, indicator, 1)
        return period if again or _is_particular(quantity) else None

    def _identity(self, quantity: Quantity) -> _Told:
        return quantity.value, quantity.value_max, quantity.unit, self._indicator.get(quantity.start)

    def _carried(self, quantity: Quantity, index: int, of_any: bool = False) -> Period | None:
        """The time of a number before this one: the topic goes on with it."""
        scene = self._scene
        indicator, plan = self._indicator.get(quantity.start), self._plans.is_plan(quantity)
        ceiling = indicator == "price" and self._is_ceiling(quantity, scene.sentences[index])
        paragraph = scene.sentences[index].paragraph
        for distance in range(min(_REACH_OF_RATES if indicator in RATES else _REACH, index) + 1):
            before = scene.sentences[index - distance]
            if distance and ceiling:
                return None
            if index - distance in self._foreign:
                continue
            latest = scene.last_quantities(before.start, min(before.end, quantity.start), _LOOKED_AT)
            earlier = [q for q in latest if q.start not in self._former]
            same = [q for q in earlier if self._indicator.get(q.start) == indicator]
            if distance > 1 and before.paragraph != paragraph and not _goes_far(indicator):
                same = []
            candidates = same or [q for q in earlier if of_any or self._related(q, quantity, distance)]
            alike = [q for q in candidates if self._plans.is_plan(q) == plan]
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
            if distance == 1 and not latest:
                day = self._around.set_by(before, quantity)
                if day is not None:
                    return day
        return None

    def _is_horizon(self, quantity: Quantity, period: Period) -> bool:
        """Whether the period is how long a stock lasts: `cukup hingga akhir tahun dengan stok 60 ribu ton`."""
        if self._indicator.get(quantity.start) != "stock" or not period.cumulative or period.until or not period.value:
            return False
        end, published = period.value.split("/")[-1], self._scene.published
        return published is not None and (period.precision == "year" or end > published.isoformat()[: len(end)])

    def _is_ahead(self, period: Period) -> bool:
        """Whether the period lies in a later year than the article: what is planned for it is no time of a fact."""
        published = self._scene.published
        return bool(published and period.value and period.value[:4] > str(published.year))

    def _related(self, earlier: Quantity, quantity: Quantity, distance: int) -> bool:
        """Whether the time of a number of another indicator holds for this one, too.

        It does where both add up over a year, and a sentence on where the two are told together.
        """
        other, own = self._indicator.get(earlier.start), self._indicator.get(quantity.start)
        if (
            distance == 0
            and earlier.unit == quantity.unit
            and _LIST.fullmatch(self._scene.text, earlier.end, quantity.start)
        ):
            return True
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


def _is_particular(quantity: Quantity) -> bool:
    """Whether the number is told by three digits or more: it is hardly another one with the same value."""
    return len(f"{quantity.value:f}".replace(".", "").strip("0")) >= 3


def _goes_far(indicator: str | None) -> bool:
    """Whether a report tells of the indicator over paragraphs: what accrues and rates, not how many there are."""
    return indicator in accruing() or indicator in RATES or indicator in ("budget", "exchange_rate")


def _lasts(period: Period, indicator: str | None, distance: int) -> bool:
    """A moment (`kini`, `hari ini`) is not carried into another sentence, but for prices, told one after another."""
    momentary = period.anchor == "published" and period.precision == "day" and not period.cumulative
    return not momentary or distance == 0 or (distance == 1 and indicator == "price")
