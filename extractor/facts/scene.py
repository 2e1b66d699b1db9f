"""The surroundings of a quantity: its sentence, its clause, its neighbours, its paragraph."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeVar

from spacy.tokens import Doc

from extractor.facts.phrases import Word, words_of
from extractor.facts.reasons import Reason, Reasons, Span
from extractor.reading.periods import Period
from extractor.reading.places import Mention
from extractor.reading.quantity import Quantity
from extractor.reading.sentences import text_of
from extractor.reading.speakers import Attribution
from extractor.tables import alternation, compile_words, rows

R = TypeVar("R", Quantity, Period, Mention)
_SEMICOLON = re.compile(r";|\.\s")


@cache
def _turns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that begin a clause of its own anywhere (`sedangkan`), and those that do behind a comma only (`lalu`)."""
    words = {comma: [row["words"] for row in rows("clause_words") if row["comma"] == comma] for comma in ("", "yes")}
    return compile_words(words[""]), re.compile(rf"(?<=, ){alternation(words['yes'])}(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Sentence:
    """A sentence at `text[start:end]`, with the offsets at which its clauses begin and its paragraph's number."""

    start: int
    end: int
    paragraph: int
    clauses: list[int] = field(default_factory=list)

    def clause_at(self, offset: int) -> tuple[int, int]:
        """Return the span of the clause that holds `offset`."""
        i = bisect.bisect_right(self.clauses, offset) - 1
        return self.clauses[i], self.clauses[i + 1] if i + 1 < len(self.clauses) else self.end


class Scene:
    """An annotated article, indexed for the questions that the readers of facts ask."""

    def __init__(self, doc: Doc, reasons: Reasons | None = None) -> None:
        #: Where the readers note why they decide as they do, if anybody wants to know.
        self.reasons = Reasons() if reasons is None else reasons
        self.text = text_of(doc)
        self.title: str = doc._.title
        self.published = doc._.published
        self.seat: str | None = doc._.seat
        self.quantities: list[Quantity] = list(doc._.quantities)
        self.periods: list[Period] = list(doc._.periods)
        self.places: list[Mention] = list(doc._.places)
        self.title_places: list[Mention] = list(doc._.title_places)
        self.attributions: list[Attribution] = list(doc._.attributions)
        self._breaks = [match.start() for match in re.finditer("\n", self.text)]
        self.sentences = [self._sentence(s.start_char, s.end_char) for s in doc.sents]
        self._starts = [sentence.start for sentence in self.sentences]
        self._quantity_starts = [quantity.start for quantity in self.quantities]
        self._said: list[list[Attribution]] = [[] for _ in self.sentences]
        for attribution in self.attributions:
            first = self.sentence_index(attribution.start)
            for said in self._said[first : bisect.bisect_left(self._starts, attribution.end)]:
                said.append(attribution)

    def _sentence(self, start: int, end: int) -> Sentence:
        clauses = [start]
        clauses += [m.start() for turn in _turns() for m in turn.finditer(self.text, start + 1, end)]
        clauses += [m.end() for m in _SEMICOLON.finditer(self.text, start, end) if m.end() < end]
        return Sentence(start, end, bisect.bisect_left(self._breaks, start), sorted(set(clauses)))

    def note(
        self,
        name: str,
        quantity: Quantity,
        rule: str,
        *spans: Span,
        lender: Quantity | None = None,
        table: str | None = None,
        row: int | None = None,
    ) -> None:
        """Note which rule decided the field `name` of a quantity (see `Reason`)."""
        start = None if lender is None else lender.start
        self.reasons.note(name, quantity.start, Reason(rule, spans, start, table, row))

    def sentence_index(self, offset: int) -> int:
        """Return the number of the sentence that holds `offset`."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds `offset`."""
        return self.sentences[self.sentence_index(offset)]

    @cached_property
    def lower(self) -> str:
        """The text in lower case, offset by offset."""
        lowered = self.text.lower()
        return lowered if len(lowered) == len(self.text) else "".join(c.lower()[:1] or c for c in self.text)

    @cached_property
    def words(self) -> list[Word]:
        """The words of the text in lower case, with their offsets."""
        return words_of(self.lower)

    @cached_property
    def _word_starts(self) -> list[int]:
        return [start for _, start, _ in self.words]

    def words_in(self, start: int, end: int) -> list[Word]:
        """Return the words of `text[start:end]` in lower case; of one that reaches over either end only what is in."""
        first, last = (bisect.bisect_left(self._word_starts, offset) for offset in (start, end))
        found = self.words[first:last]
        if first and self.words[first - 1][2] > start:
            found[:0] = self._cut(start, min(end, self.words[first - 1][2]))
        if found and found[-1][2] > end:
            found[-1:] = self._cut(found[-1][1], end)
        return found

    def _cut(self, start: int, end: int) -> list[Word]:
        return [(word, start + first, start + last) for word, first, last in words_of(self.lower[start:end])]

    def attribution_at(self, offset: int) -> Attribution | None:
        """Return to whom the text attributes what stands at `offset`; None for the narrator."""
        said = self._said[self.sentence_index(offset)]
        return next((a for a in reversed(said) if a.start <= offset < a.end), None)

    def is_spoken(self, sentence: Sentence) -> bool:
        """Whether the sentence tells who said something: a day beside that is the day of the saying."""
        return bool(self._said[self.sentence_index(sentence.start)])

    def between(self, records: Sequence[R], start: int, end: int) -> list[R]:
        """Return the records that begin in `text[start:end]`; `records` are in the order of the text."""
        first = bisect.bisect_left(records, start, key=lambda record: record.start)
        return list(records[first : bisect.bisect_left(records, end, first, key=lambda record: record.start)])

    def quantities_in(self, start: int, end: int) -> int:
        """Return how many quantities begin in `text[start:end]`."""
        starts = self._quantity_starts
        return max(0, bisect.bisect_left(starts, end) - bisect.bisect_left(starts, start))

    def previous_quantity_end(self, quantity: Quantity, floor: int) -> int:
        """Return where the quantity before ends, not before `floor`."""
        i = bisect.bisect_left(self._quantity_starts, quantity.start) - 1
        return max(floor, self.quantities[i].end) if i >= 0 else floor

    def last_quantities(self, start: int, end: int, limit: int) -> list[Quantity]:
        """Return the last `limit` quantities that begin in `text[start:end]`, the last first."""
        stop = bisect.bisect_left(self._quantity_starts, end)
        first = max(bisect.bisect_left(self._quantity_starts, start), stop - limit)
        return self.quantities[first:stop][::-1]

    def next_quantity(self, quantity: Quantity) -> Quantity | None:
        """Return the quantity behind this one, None for the last."""
        i = bisect.bisect_left(self._quantity_starts, quantity.end)
        return self.quantities[i] if i < len(self.quantities) else None

    def next_quantity_start(self, quantity: Quantity, ceiling: int) -> int:
        """Return where the next quantity begins, not behind `ceiling`."""
        i = bisect.bisect_left(self._quantity_starts, quantity.end)
        return min(ceiling, self._quantity_starts[i]) if i < len(self._quantity_starts) else ceiling
