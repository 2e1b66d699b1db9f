"""Which period and which place belong to a quantity: the rules, all in one place.

Period, in this order:
1. one that stands directly behind the number (`149 ton pada 2018`);
2. the nearest before it in its clause, then in its sentence (`tahun ini targetnya 2 triliun`);
3. one behind it in its clause before the next number (`149 ton dikirim ke Jepang pada 2018`);
4. that of the sentence before, where this one goes on from it (`Volumenya …`), else that of the last number of the
   same indicator a few sentences back, plans with plans and realisations with realisations;
5. none.
A plan (`dari pagu …`) takes the year of what is counted up to a day; a realisation of a year's plan the span so far.
The other side of a comparison (`dibanding tahun lalu`) is only for numbers behind it, and a day on which somebody
spoke is for none.

Place, in this order: its own clause (before the number, else `di …` behind it), the whole
country for what is set nationally (`HPP`), the sentence, the sentence that it
continues, the article's focus. Where the reporter sat and where somebody spoke are no places of figures; several
areas named together are none, unless as many numbers follow in the same order (`masing-masing`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extractor.facts.scene import Scene, Sentence
from extractor.reading.periods import Period
from extractor.reading.places import Mention, province_of
from extractor.reading.quantity import Quantity
from extractor.tables import compile_words, rows

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
_LIST = re.compile(r"\s*(?:,|dan|serta|,\s*dan|,\s*serta|maupun)\s*(?:(?:kabupaten|kota|provinsi)\s+)?", re.IGNORECASE)
#: How many sentences back a topic's time still holds.
_CONTINUES = 3
#: How many numbers of a sentence are asked for that time: a list longer than this is a table.
_LOOKED_AT = 20
#: How many sentences of a paragraph a place holds for.
_PLACE_CONTINUES = 2


class Binder:
    """Answers, for the quantities of one article, when and where."""

    def __init__(self, scene: Scene, indicators: Sequence[str] = ()) -> None:
        self._scene = scene
        self._indicator = {q.start: i for q, i in zip(scene.quantities, indicators, strict=False)}
        self._periods: dict[int, Period | None] = {}
        self._focus: str | None = focus(scene)
        self._statement = {id(p) for p in scene.periods if _is_statement_day(scene, p)}

    @property
    def focus(self) -> str | None:
        """The area that the article is about."""
        return self._focus

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

    def place(self, quantity: Quantity) -> str | None:
        """Return the code of the area that the quantity describes, or None."""
        scene = self._scene
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        mentions = self._places_in(sentence)
        clause_start, clause_end = sentence.clause_at(quantity.start)
        before = [m for m in mentions if m.end <= quantity.start]
        in_clause = [m for m in before if m.start >= clause_start]
        stop = scene.next_quantity_start(quantity, clause_end)
        behind = [m for m in mentions if quantity.end <= m.start < stop]
        located = [m for m in behind if _located(scene.text, m)]
        if in_clause:
            return self._one_of(in_clause, quantity)
        if located:
            return located[0].area
        if _national_matters().search(scene.text, scene.previous_quantity_end(quantity, clause_start), quantity.start):
            return "ID"
        if before:
            return self._one_of(before, quantity)
        return self._place_before(index) or self._focus

    def _place_before(self, index: int) -> str | None:
        """The one area of the sentence before in the paragraph, when this sentence goes on without one."""
        sentence = self._scene.sentences[index]
        for before in reversed(self._scene.sentences[max(0, index - _PLACE_CONTINUES) : index]):
            if before.paragraph != sentence.paragraph:
                return None
            areas = {mention.area for mention in self._places_in(before)}
            if areas:
                return areas.pop() if len(areas) == 1 else None
        return None

    def _places_in(self, sentence: Sentence) -> list[Mention]:
        mentions = self._scene.between(self._scene.places, sentence.start, sentence.end)
        return [m for m in mentions if m.area and m.role not in ("dateline", "statement") and _is_home(m)]

    def _one_of(self, mentions: list[Mention], quantity: Quantity) -> str | None:
        """The nearest mention, or the one of its turn in a list of as many numbers, or None for a list."""
        # `Kalimantan Utara (Kaltara)` is one mention
        mentions = [
            m for m, after in zip(mentions, [*mentions[1:], None], strict=True)
            if after is None or m.area != after.area or self._scene.text[m.end : after.start] != " ("
        ]  # fmt: skip
        group = [mentions[-1]]
        for mention in reversed(mentions[:-1]):
            if not _LIST.fullmatch(self._scene.text[mention.end : group[0].start]):
                break
            group.insert(0, mention)
        if len(group) > 1 and group[-1].area == province_of(group[-2].area):
            # `Kabupaten Sambas, Kalimantan Barat` is one place
            return group[-2].area
        if len(group) == 1 or len({m.area for m in group}) == 1:
            return group[-1].area
        numbers = self._scene.between(self._scene.quantities, group[-1].end, len(self._scene.text))[: len(group)]
        if quantity in numbers and "masing-masing" in self._scene.lower[group[-1].end : numbers[0].start]:
            return group[numbers.index(quantity)].area
        return None


def _whole_year(period: Period) -> Period:
    """The year that a cumulative span belongs to: a plan is for the year."""
    value = period.value[:4] if period.value else None
    return replace(period, value=value, precision="year", cumulative=False)


def _is_home(mention: Mention) -> bool:
    return mention.area == "ID" or province_of(mention.area) is not None


def _located(text: str, mention: Mention) -> bool:
    return (
        re.search(
            r"\b(?:di|dari|asal|se-?|wilayah|untuk)\s*(?:seluruh\s+)?$",
            text[max(0, mention.start - 16) : mention.start],
            re.I,
        )
        is not None
    )


_SPEECH_DAY = re.compile(r"[(\s]*$")


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


#: What a mention weighs for the focus, by where it stands; found by search on articles with gold places.
_TITLE, _FIRST_SENTENCE, _SECOND_SENTENCE, _OFFICE, _DATELINE, _STATEMENT, _COUNTRY = 5.0, 5.5, 2.5, 1.7, 1.5, 0.2, 0.9
#: The country is the focus when it weighs so much more than the heaviest province.
_COUNTRY_OVER = 1.2
#: A province must hold this part of all weight, a kabupaten this part of its province's areas and of its own name.
_PROVINCE_PART, _AREA_PART, _AREA_OVER_PROVINCE = 0.5, 0.4, 0.7
#: So many names of national bodies make an article without a place a national one.
_NATIONAL_BODIES = 2


@cache
def _national_matters() -> re.Pattern[str]:
    """What is set for the whole country wherever it is spoken of: `HPP`, `BI Rate`."""
    return compile_words(row["words"] for row in rows("national_matters"))


@cache
def _national_bodies() -> re.Pattern[str]:
    return compile_words(row["words"] for row in rows("national_bodies"))


def focus(scene: Scene) -> str | None:
    """Return the area that an article is about, from its title, its lead and how often it names what."""
    weights = _weights(scene)
    national = len(_national_bodies().findall(scene.text)) >= _NATIONAL_BODIES
    provinces: dict[str, float] = defaultdict(float)
    for code, weight in weights.items():
        if code != "ID":
            provinces[str(province_of(code))] += weight
    if not provinces:
        return "ID" if national or weights["ID"] else None
    country = bool(national or weights["ID"])
    province, total = max(provinces.items(), key=lambda pair: pair[1])
    reported = any(
        m.role not in ("dateline", "statement") and m.area and m.area != "ID" and _is_home(m) for m in scene.places
    )
    if (country and not reported) or weights["ID"] >= _COUNTRY_OVER * total:
        return "ID"
    if total < _PROVINCE_PART * sum(provinces.values()):
        return "ID" if country else None
    inside = {code: n for code, n in weights.items() if "." in code and province_of(code) == province}
    if inside:
        area, weight = max(inside.items(), key=lambda pair: pair[1])
        if weight >= _AREA_PART * sum(inside.values()) and weight >= _AREA_OVER_PROVINCE * weights[province]:
            return area
    return province


def _weights(scene: Scene) -> dict[str, float]:
    """How much each area weighs in an article."""
    weights: dict[str, float] = defaultdict(float)
    ends = [sentence.end for sentence in scene.sentences[:2]]
    for mention in scene.title_places:
        if mention.area and _is_home(mention):
            weights[mention.area] += _TITLE * (_COUNTRY if mention.area == "ID" else 1)
    for mention in scene.places:
        if mention.area is None or not _is_home(mention):
            continue
        weight = 1.0
        if mention.role in ("dateline", "statement"):
            weight = _DATELINE if mention.role == "dateline" else _STATEMENT
        elif ends and mention.start < ends[0]:
            weight = _FIRST_SENTENCE
        elif ends and mention.start < ends[-1]:
            weight = _SECOND_SENTENCE
        elif mention.role == "office":
            weight = _OFFICE
        weights[mention.area] += weight * (_COUNTRY if mention.area == "ID" else 1)
    return weights
