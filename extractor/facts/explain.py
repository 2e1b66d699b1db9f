"""Why each figure of an article says what it says, for the person who finds one that is wrong.

Nothing is decided here: the readers of facts note by which rule and by which words they decide
(`extractor.facts.reasons`), and are asked again where a runner-up is wanted. This module puts that into words and
names the row of the table under `models/` that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from extractor.facts import FactReader, Reading
from extractor.facts.going_on import OTHER, Choice
from extractor.facts.indicators import THRESHOLD
from extractor.facts.reasons import Reason, Reasons, Span
from extractor.facts.scene import Scene
from extractor.facts.where import focus_weights
from extractor.gazetteer import places
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity
from extractor.records import Article, Figure
from extractor.tables import line_numbers, rows

#: The fields that are explained, in their order; the value is what the number itself says.
EXPLAINED = ("indicator", "measure", "item", "unit", "place", "period", "status", "basis", "source")

#: What each rule of a field is in words. `{lender}` is the figure that the field is taken from.
RULES: dict[str, dict[str, str]] = {
    "measure": {
        "level": "no word of change or share governs the number",
        "rate": "a rate is a level in itself",
        "change": "a word of rise or fall governs the number",
        "share": "a word of share stands beside the number",
        "percent": "a percentage without a word of change before it is a part of something",
        "contribution": "a contribution to a rate",
        "deflation": "deflation: a level below zero",
        "contraction": "a contraction: a level below zero",
        "balance": "a balance is a level; a deficit is below zero",
        "listed": "goes on with {lender}",
    },
    "status": {
        "none": "no word of plan or expectation before it in its clause",
        "word": "the last word of plan, expectation or fact before it in its clause",
        "word of another": "the word belongs to {lender}, which stands next to it",
        "ahead": "the words behind it say that it is still to come",
        "plan": "the number is the plan that another is measured by",
        "of plan": "the number is told as a part of a plan: it is what was reached",
        "realised of plan": "a percentage behind the plan {lender} is what was reached",
        "equal": "says again what {lender} says",
        "listed": "goes on with {lender}",
    },
    "basis": {
        "none": "the sentence does not say what it compares with",
        "word": "the sentence says it",
        "compared": "the sentence compares with this time",
    },
    "item": {
        "counted": "the noun that the number counts",
        "before": "the words before the number in its piece of the sentence",
        "goes on": "nothing is named since {lender}",
        "behind cue": "the words behind those that decided the indicator",
        "topic": "the topic: nothing nearer is named",
        "told before": "the item of {lender}: nothing nearer is named",
        "none": "nothing is named",
    },
    "unit": {
        "number": "in the words of the number",
        "carried": "from a number beside it",
        "piece": "the price of a piece or a pack",
        "same good": "the unit of the same price, or of the same good nearby",
        "wage": "a wage, which is told per month",
        "exchange rate": "the price of a dollar",
        "fee": "a fee, which is paid each time",
        "count": "no unit of measure or money in the words of the number: it counts something",
    },
    "place": {
        "behind": "named right behind the number",
        "near": "the nearest name",
        "located": "the number is said to be there",
        "goes on": "the sentence names none and goes on from an earlier one",
        "national": "set for the whole country wherever it is spoken of",
        "national elsewhere": "the article gives this amount as one for the whole country in another sentence",
        "rate": "the price of the rupiah in another currency is the country's",
        "too many": "so many there cannot be in the area that is named: the one around it",
        "market day": "the market day that the sentence points back to was held there",
        "focus": "no area is named for it: the one that the article is about",
    },
    "period": {
        "behind": "directly behind the number",
        "near": "the nearest time",
        "equal": "says again what {lender} says",
        "former": "what it rose or fell from: the other side of the comparison",
        "goes on": "the sentence goes on from an earlier one",
        "part": "a part of {lender}",
        "carried": "carried from {lender}",
        "next": "says the same as {lender}, behind it",
        "became": "the last year of the span over which it rose or fell to this",
        "told": "the same number was told with this time before",
        "deed": "what is handed over or sent off on the one day that the beginning of the article names",
        "at end": "the only time of its sentence, at the end",
        "observed": "the day on which somebody looked at the prices, in an earlier sentence",
        "told behind": "the next sentence tells the time of this one",
        "honour": "a score takes the time of the honour that it is told with",
        "event day": "the day of an earlier sentence, which has no number",
        "none: nothing": "no time in its sentence, and none that goes on to it",
        "none: former": "what it rose or fell from: the text does not say when that was",
        "none: corridor": "a corridor in force, which has no time",
        "none: horizon": "the time beside it is how long a stock lasts",
        "none: habit": "a habit, which borrows no time",
        "none: headline": "the headline of another article, which borrows no time",
    },
    "source": {
        "said": "words of saying in its sentence, or around its quotation",
        "none": "no words of saying in its sentence: the narrator",
    },
}
#: By what rule an article is about an area (`where.focus`), in words.
FOCUS_RULES = {
    "capital": "it names Jakarta alone, as the seat of national bodies",
    "no area": "it names no area, but the country or national bodies",
    "abroad": "it names no area at home, and this country most",
    "seat": "it names no area: that of the government whose site it is on, if any",
    "country": "the country weighs more than any province",
    "divided": "no province has half of the weight",
    "area": "the heaviest kabupaten or kota of the heaviest province",
    "province": "the heaviest province; no kabupaten or kota of it stands out",
}
#: The tables whose words make a rule apply, where the reader does not say which.
_TABLES = {
    ("period", "goes on"): "time_words",
    ("period", "former"): "time_words",
    ("period", "none: former"): "time_words",
    ("period", "none: corridor"): "time_words",
    ("period", "none: habit"): "time_words",
    ("period", "none: headline"): "time_words",
    ("place", "national"): "national_matters",
    ("place", "national elsewhere"): "national_matters",
    ("item", "topic"): "item_topics goods",
    ("unit", "number"): "unit_words currency_signs",
    ("unit", "count"): "unit_words",
    ("unit", "piece"): "piece_words",
    ("unit", "fee"): "fee_words",
    ("status", "none"): "status_words",
    ("basis", "none"): "basis_words",
    ("source", "none"): "speech_verbs",
    ("source", "said"): "speech_verbs",
}
#: The columns of the tables that hold words, and of those that hold patterns.
_WORD_COLUMNS, _PATTERN_COLUMN = ("words", "word", "alias", "sign"), "pattern"
#: How many areas are shown of those that an article may be about.
_HEAVIEST = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that decided, at `text[start:end]`, and where they stand as seen from the number."""

    text: str
    start: int
    end: int
    where: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table under `models/`: the file, the line of the row, and its words; without them the whole table."""

    file: str
    line: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class FieldReason:
    """What a field says, by which rule, in words, and by which words of the text.

    `lender` is the number of the figure that the field is taken from. `notes` say more.
    """

    field: str
    reading: str | None
    rule: str
    why: str
    evidence: tuple[Evidence, ...] = ()
    table: TableRow | None = None
    lender: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureReason:
    """Why a figure says what it says; figures are numbered from 1 in the order of the text."""

    number: int
    figure: Figure
    fields: tuple[FieldReason, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation for JSON: the contract's fields and the reasons."""
        return {"number": self.number, "figure": asdict(self.figure), "reasons": [asdict(each) for each in self.fields]}


@dataclass(frozen=True, slots=True)
class Focus:
    """Which area an article is about, by which rule, what weighs how much, and where else it may come from."""

    place: str | None
    why: str
    weights: tuple[tuple[str, float], ...] = ()
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleReason:
    """Why the figures of an article say what they say."""

    article: Article
    focus: Focus | None = None
    figures: list[FigureReason] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation for JSON."""
        return {
            "id": self.article.id,
            "url": self.article.url,
            "title": self.article.title,
            "published": self.article.published,
            "focus": None if self.focus is None else asdict(self.focus),
            "figures": [figure.as_dict() for figure in self.figures],
        }


def explain(reader: FactReader, article: Article) -> ArticleReason:
    """Read an article and return why each of its figures says what it says; no figures for one without a text."""
    reasons = Reasons()
    reading = reader.study(article, reasons=reasons)
    if reading is None:
        return ArticleReason(article)
    return _Explainer(reader, article, reading, reasons).article()


class _Explainer:
    """Puts into words what was noted about one article."""

    def __init__(self, reader: FactReader, article: Article, reading: Reading, reasons: Reasons) -> None:
        self._article = article
        self._reading = reading
        self._scene: Scene = reading.scene
        self._reasons = reasons
        self._runners_up = reader.figures.indicators.runners_up(reading.scene, reading.choices)
        self._number = {quantity.start: i for i, quantity in enumerate(reading.scene.quantities, 1)}
        self._words_of_time = {(period.start, period.end): period for period in reading.scene.periods}
        self._focus = self._focus_of_article()

    def article(self) -> ArticleReason:
        figures = [
            FigureReason(i, figure, tuple(self._fields(i - 1, quantity, figure)))
            for i, (quantity, figure) in enumerate(
                zip(self._scene.quantities, self._reading.facts.figures, strict=True), 1
            )
        ]
        return ArticleReason(self._article, self._focus, figures)

    def _fields(self, i: int, quantity: Quantity, figure: Figure) -> Iterator[FieldReason]:
        for name in EXPLAINED:
            if name == "indicator":
                yield self._indicator(i, quantity, figure)
                continue
            reason = self._reason(name, quantity, figure)
            if reason is None:
                continue
            table = self._table(name, reason)
            notes: list[str] = []
            evidence = self._evidence(reason.spans, quantity)
            if name == "place":
                if figure.place is not None and evidence:  # of several that name it, the nearest tells enough
                    evidence = (min(evidence, key=lambda each: abs(each.start - quantity.start)),)
                table, notes = self._more_of_place(reason, figure, evidence, table)
            elif name == "period":
                notes = self._more_of_period(quantity, reason)
            yield FieldReason(
                name,
                self._reading_of(name, figure),
                reason.rule,
                RULES[name].get(reason.rule, reason.rule).format(lender=self._lender(reason.lender, quantity)),
                evidence,
                table,
                None if reason.lender is None else self._number[reason.lender],
                tuple(notes),
            )

    def _reason(self, name: str, quantity: Quantity, figure: Figure) -> Reason | None:
        """What was noted; or, where only the language layer knows, what it says of the field."""
        reason = self._reasons.of(name, quantity.start)
        if name == "unit" and reason is None:
            if quantity.carried:
                return Reason("carried")
            span = (quantity.start, quantity.end)
            if figure.unit == "count":
                return Reason("count")
            return Reason("number", (span,), table="per_words" if "/" in figure.unit else None)
        if name == "source":
            said = self._scene.attribution_at(quantity.start)
            return Reason("none" if said is None else "said")
        if name == "period" and reason is not None and reason.rule == "carried" and reason.lender is None:
            return Reason("event day", reason.spans)
        if name == "item" and reason is not None and reason.rule == "counted" and figure.item is not None:
            at = self._scene.text.find(figure.item, quantity.start, quantity.end + 2 * len(figure.item))
            return Reason("counted", ((at, at + len(figure.item)),) if at >= 0 else ())
        return reason

    # Indicator

    def _indicator(self, i: int, quantity: Quantity, figure: Figure) -> FieldReason:
        choice, runner_up = self._reading.choices[i], self._runners_up[i]
        lender = None
        if choice.indicator == OTHER:
            rule, why = "none", f"nothing weighs more than {THRESHOLD:.2f}"
        elif choice.lender is not None:
            rule = "goes on"
            lender = choice.lender + 1
            why = f"says nothing of itself and goes on with {self._figure(lender)}"
        else:
            rule = "rule"
            why = f"the heaviest rule, {choice.weight:.2f}, by {self._told_by(choice, figure)}"
        spans = [choice.cue] if choice.cue is not None and not choice.titled and choice.lender is None else []
        evidence = self._evidence(spans, quantity)
        notes = (self._second(runner_up, figure),) if runner_up.rule is not None else ()
        table = None if choice.rule is None else _row("indicator_rules", choice.rule, "near", "item")
        return FieldReason("indicator", figure.indicator, rule, why, evidence, table, lender, notes)

    def _second(self, choice: Choice, figure: Figure) -> str:
        """What the number would be if not for the indicator that it has."""
        assert choice.rule is not None
        row = _row("indicator_rules", choice.rule, "near", "item")
        told = self._told_by(choice, figure)
        if choice.cue is not None and not choice.titled:
            told += f", “{self._scene.text[slice(*choice.cue)]}”"
        nearest = "nearest to it" if figure.indicator == OTHER else "runner-up"
        return f"{nearest}: {choice.indicator} {choice.weight:.2f}, by {told} ({row.file} line {row.line})"

    def _told_by(self, choice: Choice, figure: Figure) -> str:
        """By what a rule applies: the counted noun, words near the number or in the title, the unit alone."""
        assert choice.rule is not None
        row = rows("indicator_rules")[choice.rule]
        parts = [f"the counted noun “{figure.item}”"] if row["item"] else []
        if choice.titled:
            parts.append("words in the title")
        elif choice.cue is not None:
            parts.append("words near it")
        return " with ".join(parts) or f"the unit {figure.unit}"

    # Place

    def _focus_of_article(self) -> Focus:
        where, scene = self._reading.where, self._scene
        weights = sorted(focus_weights(scene).items(), key=lambda pair: -pair[1])[:_HEAVIEST]
        rounded = tuple((code, round(weight, 1)) for code, weight in weights if weight)
        return Focus(where.focus, FOCUS_RULES.get(where.focus_rule, where.focus_rule), rounded, scene.seat)

    def _more_of_place(
        self, reason: Reason, figure: Figure, evidence: tuple[Evidence, ...], table: TableRow | None
    ) -> tuple[TableRow | None, list[str]]:
        """The row that knows the name, and what the area of the article is made of."""
        if reason.rule == "focus":
            return table, [f"the article: {self._focus.why}", *self._heaviest()]
        if figure.place is None and len(evidence) > 1:
            return table, ["several areas together are none"]
        if reason.rule in ("behind", "near", "located", "goes on") and evidence:
            return _row_with("place_aliases", evidence[0].text) or TableRow("models/places.csv"), []
        return table, []

    def _heaviest(self) -> Iterator[str]:
        if self._focus.weights:
            yield "weights: " + ", ".join(f"{place_words(code)} {weight}" for code, weight in self._focus.weights)
        named = [m for m in self._scene.title_places if m.area == self._focus.place and m.area is not None]
        if named:
            yield "named in the title"
        datelines = [m for m in self._scene.places if m.role == "dateline"]
        if datelines:
            yield f"dateline: {', '.join(dict.fromkeys(self._scene.text[m.start : m.end] for m in datelines))}"

    # Period

    def _more_of_period(self, quantity: Quantity, reason: Reason) -> list[str]:
        """What the words were taken for, and which times of the sentence were left out."""
        notes: list[str] = []
        found = self._reading.when.period_span(quantity)
        words = self._words_of_time.get(reason.spans[0]) if reason.spans else None
        if found is not None and words is not None:
            notes += self._taken_for(found, words)
        sentence = self._scene.sentence_at(quantity.start)
        for period in self._scene.between(self._scene.periods, sentence.start, sentence.end):
            if self._reading.when.is_statement_day(period):
                said = self._scene.text[period.start : period.end]
                notes.append(f"“{said}” is when somebody spoke: left out")
        return notes

    def _taken_for(self, found: Period, words: Period) -> Iterator[str]:
        if found.value is None:
            told = (
                "the article has no date of publication" if self._article.published is None else "there is no such day"
            )
            yield f"the words have no value: {told}"
        elif found.value != words.value:
            if found.precision == "year" and not found.cumulative:
                yield f"the words say {words.value}: a plan is for its year"
            elif found.cumulative:
                yield f"the words say {words.value}: what adds up over a year is counted from its beginning"
            else:
                yield f"the words say {words.value}: the same time a year or month before"
        elif words.anchor == "published":
            yield f"counted from the day of publication, {self._article.published}"
        elif words.anchor is not None:
            yield "counted from the time named before"

    # Words

    def _reading_of(self, name: str, figure: Figure) -> str | None:
        value = getattr(figure, name)
        return place_words(value) if name == "place" and value is not None else value

    def _lender(self, lender: int | None, quantity: Quantity) -> str:
        """The figure that a field is taken from, and how far back it stands."""
        if lender is None:
            return "an earlier figure"
        back = self._scene.sentence_index(quantity.start) - self._scene.sentence_index(lender)
        return f"{self._figure(self._number[lender])}{', ' + _sentences(back) + ' before' if back else ''}"

    def _figure(self, number: int) -> str:
        quantity = self._scene.quantities[number - 1]
        return f"figure {number} “{self._scene.text[quantity.start : quantity.end]}”"

    def _evidence(self, spans: Iterable[Span], quantity: Quantity) -> tuple[Evidence, ...]:
        found = []
        for start, end in spans:
            words = self._scene.text[start:end]
            start += len(words) - len(words.lstrip())
            end = start + len(words.strip())
            if end > start:
                found.append(Evidence(self._scene.text[start:end], start, end, self._where(start, end, quantity)))
        return tuple(sorted(found, key=lambda each: each.start))

    def _where(self, start: int, end: int, quantity: Quantity) -> str:
        """Where words stand as seen from a number."""
        scene = self._scene
        sentences = scene.sentence_index(start) - scene.sentence_index(quantity.start)
        if sentences:
            return f"{_sentences(abs(sentences))} {'before' if sentences < 0 else 'behind'}"
        if quantity.start <= start and end <= quantity.end:
            return "in the number"
        first, last = scene.sentence_at(quantity.start).clause_at(quantity.start)
        inside = "clause" if first <= start < last else "sentence"
        return f"{'before' if start < quantity.start else 'behind'} it in its {inside}"

    def _table(self, name: str, reason: Reason) -> TableRow | None:
        """The row that has the deciding words, or the table that would have to have them."""
        tables = (reason.table or _TABLES.get((name, reason.rule), "")).split()
        if reason.row is not None:
            return _row(tables[0], reason.row, *_WORD_COLUMNS, _PATTERN_COLUMN)
        for table in tables:
            for start, end in reason.spans:
                if (row := _row_with(table, self._scene.text[start:end])) is not None:
                    return row
        return TableRow(f"models/{tables[0]}.csv") if tables else None


def place_words(code: str) -> str:
    """Return a code of a place with its name."""
    return f"{code} {places()[code].name}" if code in places() else code


def _sentences(number: int) -> str:
    return "one sentence" if number == 1 else f"{number} sentences"


def _row(table: str, number: int, *columns: str) -> TableRow:
    row = rows(table)[number]
    words = next((row[column] for column in columns if row.get(column)), None)
    return TableRow(f"models/{table}.csv", line_numbers(table)[number], words)


@cache
def _patterns(table: str) -> list[tuple[re.Pattern[str], int]]:
    """A pattern for the words of each row of a table, with the number of the row."""
    found = []
    for number, row in enumerate(rows(table)):
        words = next((row[column] for column in _WORD_COLUMNS if row.get(column)), None)
        if words is not None:
            # A digit may stand beside it: `Rp15.000`, `40%`.
            pattern = rf"(?<![^\W\d]){re.escape(words)}(?![^\W\d])"
            found.append((re.compile(pattern, re.IGNORECASE), number))
    return found


def _row_with(table: str, text: str) -> TableRow | None:
    """The row whose words stand in a text, the first of them, and of those that begin there the longest."""
    found = [(match, number) for pattern, number in _patterns(table) if (match := pattern.search(text)) is not None]
    if not found:
        return None
    _, number = min(found, key=lambda pair: (pair[0].start(), -pair[0].end()))
    return _row(table, number, *_WORD_COLUMNS)
