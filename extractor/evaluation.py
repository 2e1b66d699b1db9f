"""How well articles are read: facts compared with gold facts, as the contract for facts wants them compared.

Figures are paired one to one where their spans overlap, events where type, name and a recipient agree. A figure is
right at a level only when everything up to there is right: value and unit; indicator and measure; place and period;
status. Figures whose indicator is `other` count for the reading of numbers only: they are neither missed nor wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

#: A figure, an event, or all facts of an article, as the contract's JSON has them.
Record = dict[str, Any]

#: The fields of a figure that are compared, in the order in which they are told.
FIELDS = ("value", "unit", "indicator", "measure", "place", "period", "status", "modifier", "basis", "item", "source")
EVENT_FIELDS = ("giver", "occasion", "venue", "date", "rank", "recipients", "recipient_places")
_QUANTITY = ("value", "unit")
#: What must be right at each level.
LEVELS: dict[str, tuple[str, ...]] = {
    "indicator": (*_QUANTITY, "indicator", "measure"),
    "core": (*_QUANTITY, "indicator", "measure", "place", "period"),
    "strict": (*_QUANTITY, "indicator", "measure", "place", "period", "status"),
}
OTHER = "other"
#: What a field says where it is left out or null.
_DEFAULTS = {"measure": "level", "status": "actual", "modifier": "exact"}
#: Numbers that differ by less than this part of the larger one (or of 1) are the same.
_TOLERANCE = 1e-6
#: Names are alike from this token F1 on.
_ALIKE = 0.5
_TOKEN = re.compile(r"\w+")


@dataclass(slots=True)
class Score:
    """How many of `gold` records there are, how many were `read`, and how many of these are `right`."""

    right: int = 0
    read: int = 0
    gold: int = 0

    @property
    def precision(self) -> float | None:
        """The part of what is read that is right; None where nothing is read."""
        return _ratio(self.right, self.read)

    @property
    def recall(self) -> float | None:
        """The part of the gold that is read right; None without gold."""
        return _ratio(self.right, self.gold)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there is neither."""
        return _ratio(2 * self.right, self.read + self.gold)

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the score for JSON."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "right": self.right,
            "predicted": self.read,
            "gold": self.gold,
        }


class Told(NamedTuple):
    """A sentence, and where in it a record stands: at `sentence[start:end]`."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A figure or event that was read `wrong` in `fields`, was `missed`, or is `extra`, with both records.

    `told` is the sentence that tells it.
    """

    article: str
    what: Literal["figure", "event"]
    kind: Literal["wrong", "missed", "extra"]
    fields: tuple[str, ...]
    gold: Record | None
    read: Record | None
    told: Told

    def as_dict(self) -> Record:
        """Return the mistake for JSON."""
        return {
            "article": self.article,
            "what": self.what,
            "kind": self.kind,
            "fields": list(self.fields),
            "gold": self.gold,
            "read": self.read,
            "sentence": self.told.sentence,
        }


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was read for what, `times` times; None on a side stands for no record there, or an empty field."""

    gold: Any
    read: Any
    times: int
    example: Mistake


@dataclass(slots=True)
class Evaluation:
    """Scores of articles, added one by one, and every mistake."""

    articles: int = 0
    quantities: int = 0
    quantities_found: int = 0
    quantities_right: int = 0
    levels: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in LEVELS})
    by_indicator: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    #: How many figures with an indicator were paired, and in how many of them each field is right.
    compared: int = 0
    fields_right: Counter[str] = field(default_factory=Counter)
    events: Score = field(default_factory=Score)
    event_fields_right: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    def add(
        self, article: str, gold: Record, read: Record, tell: Callable[[Record], Told] = lambda _: Told("", 0, 0)
    ) -> None:
        """Compare the facts of one article with its gold facts.

        Args:
            article: its id.
            tell: returns the sentence that tells a record, for the lists of mistakes.
        """
        self.articles += 1
        self._add_figures(article, gold.get("figures") or [], read.get("figures") or [], tell)
        self._add_events(article, gold.get("events") or [], read.get("events") or [], tell)

    def _add_figures(
        self, article: str, gold: Sequence[Record], read: Sequence[Record], tell: Callable[[Record], Told]
    ) -> None:
        partner = pair_figures(gold, read)
        self.quantities += len(gold)
        self.quantities_found += len(partner)
        for score in self.levels.values():
            score.gold += sum(_has_indicator(figure) for figure in gold)
            score.read += sum(_has_indicator(figure) for figure in read)
        for g, wanted in enumerate(gold):
            given = read[partner[g]] if g in partner else None
            wrong = _wrong_fields(FIELDS, wanted, given, same_field)
            self.quantities_right += given is not None and not wrong & set(_QUANTITY)
            if not _has_indicator(wanted):
                wrong &= {*_QUANTITY, "indicator"}
                if given is not None and wrong:
                    self._note(article, "figure", "wrong", FIELDS, wrong, wanted, given, tell)
                continue
            of_indicator = self.by_indicator[wanted["indicator"]]
            of_indicator.gold += 1
            if given is None:
                self._note(article, "figure", "missed", (), set(), wanted, None, tell)
                continue
            for name, score in self.levels.items():
                score.right += not wrong & set(LEVELS[name])
            of_indicator.right += not wrong & set(LEVELS["strict"])
            self.compared += 1
            self.fields_right.update(set(FIELDS) - wrong)
            if wrong:
                self._note(article, "figure", "wrong", FIELDS, wrong, wanted, given, tell)
        paired = set(partner.values())
        for r, given in enumerate(read):
            if _has_indicator(given):
                self.by_indicator[given["indicator"]].read += 1
                if r not in paired:
                    self._note(article, "figure", "extra", (), set(), None, given, tell)

    def _add_events(
        self, article: str, gold: Sequence[Record], read: Sequence[Record], tell: Callable[[Record], Told]
    ) -> None:
        partner = pair_events(gold, read)
        self.events.gold += len(gold)
        self.events.read += len(read)
        self.events.right += len(partner)
        for g, wanted in enumerate(gold):
            if g not in partner:
                self._note(article, "event", "missed", (), set(), wanted, None, tell)
                continue
            given = read[partner[g]]
            wrong = _wrong_fields(EVENT_FIELDS, wanted, given, same_event_field)
            self.event_fields_right.update(set(EVENT_FIELDS) - wrong)
            if wrong:
                self._note(article, "event", "wrong", EVENT_FIELDS, wrong, wanted, given, tell)
        paired = set(partner.values())
        for r, given in enumerate(read):
            if r not in paired:
                self._note(article, "event", "extra", (), set(), None, given, tell)

    def _note(
        self,
        article: str,
        what: Literal["figure", "event"],
        kind: Literal["wrong", "missed", "extra"],
        order: Sequence[str],
        wrong: set[str],
        gold: Record | None,
        read: Record | None,
        tell: Callable[[Record], Told],
    ) -> None:
        fields = tuple(name for name in order if name in wrong)
        told = tell(gold if gold is not None else read or {})
        self.mistakes.append(Mistake(article, what, kind, fields, gold, read, told))

    def report(self) -> Record:
        """Return all scores as the contract's scorer writes them as JSON."""
        return {
            "articles": self.articles,
            "quantity": {
                "found": _ratio(self.quantities_found, self.quantities),
                "right": _ratio(self.quantities_right, self.quantities),
                "gold": self.quantities,
            },
            **{name: score.as_dict() for name, score in self.levels.items()},
            "fields": {name: _ratio(self.fields_right[name], self.compared) for name in FIELDS},
            "events": self.events.as_dict(),
            "event_fields": {name: _ratio(self.event_fields_right[name], self.events.right) for name in EVENT_FIELDS},
            "by_indicator": {name: score.as_dict() for name, score in sorted(self.by_indicator.items())},
        }

    def mistakes_in(self, name: str) -> Iterator[Mistake]:
        """Yield the mistakes in a field of figures or events, in the order of the articles.

        `indicator` takes in the figures that were missed or are extra. `missed` and `extra` are these figures alone,
        `events` the events that were missed or are extra.
        """
        for mistake in self.mistakes:
            astray = mistake.kind if mistake.what == "figure" else "events" if mistake.kind != "wrong" else None
            wanted = (name, "missed", "extra") if name == "indicator" else (name,)
            if name in mistake.fields or astray in wanted:
                yield mistake

    def confusions(self, name: str) -> list[Confusion]:
        """Return what was read for what in a field of figures, the commonest first."""
        times: Counter[tuple[str, str]] = Counter()
        examples: dict[tuple[str, str], tuple[Any, Any, Mistake]] = {}
        for mistake in self.mistakes_in(name):
            pair = [value_in(record, name) for record in (mistake.gold, mistake.read)]
            key = (repr(pair[0]), repr(pair[1]))
            times[key] += 1
            examples.setdefault(key, (pair[0], pair[1], mistake))
        # Those that come equally often stay in the order of the articles.
        return [Confusion(examples[key][0], examples[key][1], n, examples[key][2]) for key, n in times.most_common()]


def value_in(record: Record | None, name: str) -> Any:
    """Return what a record says in a field: a range as a pair, defaults for what is left out, None for no record."""
    if record is None:
        return None
    value = record.get(name)
    if name == "value" and record.get("value_max") is not None:
        return (value, record["value_max"])
    return _DEFAULTS.get(name) if value is None else value


def pair_figures(gold: Sequence[Record], read: Sequence[Record]) -> dict[int, int]:
    """Return for each gold figure that has one the figure read at its place, by their numbers.

    Each goes with one other: those with equal values first, then those that share more characters.
    """
    rivals = []
    for g, wanted in enumerate(gold):
        for r, given in enumerate(read):
            shared = min(wanted["end"], given["end"]) - max(wanted["start"], given["start"])
            if shared > 0:
                rivals.append((not _same_number(wanted["value"], given.get("value")), -shared, g, r))
    return _first_come(rivals)


def _first_come(rivals: list[tuple[bool, int, int, int]]) -> dict[int, int]:
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, r in sorted(rivals):
        if g not in partner and r not in taken:
            partner[g] = r
            taken.add(r)
    return partner


def pair_events(gold: Sequence[Record], read: Sequence[Record]) -> dict[int, int]:
    """Return for each gold event that has one the event read for it, by their numbers.

    Both are of one type, their names are alike, and they share a recipient or the place of one.
    """
    partner: dict[int, int] = {}
    for g, wanted in enumerate(gold):
        free = [r for r, given in enumerate(read) if r not in partner.values() and _same_event(wanted, given)]
        if free:
            partner[g] = max(free, key=lambda r: _token_f1(wanted["name"], read[r].get("name")))
    return partner


def _same_event(gold: Record, read: Record) -> bool:
    if gold["type"] != read.get("type") or not alike(gold["name"], read.get("name")):
        return False
    if set(gold.get("recipient_places") or ()) & set(read.get("recipient_places") or ()):
        return True
    return any(alike(a, b) for a in gold.get("recipients") or () for b in read.get("recipients") or ())


def same_field(name: str, gold: Record, read: Record) -> bool:
    """Whether a field of a figure is right; `item` and `source` need only be alike."""
    if name == "value":
        return all(_same_number(gold.get(end), read.get(end)) for end in ("value", "value_max"))
    if name in ("item", "source"):
        return alike(gold.get(name), read.get(name))
    default = _DEFAULTS.get(name)
    return (gold.get(name) or default) == (read.get(name) or default) if default else gold.get(name) == read.get(name)


def same_event_field(name: str, gold: Record, read: Record) -> bool:
    """Whether a field of an event is right; names need only be alike."""
    wanted, given = gold.get(name), read.get(name)
    if name == "recipients":
        given = given or []
        return len(wanted or []) == len(given) and all(any(alike(a, b) for b in given) for a in wanted or [])
    if name == "recipient_places":
        return set(wanted or ()) == set(given or ())
    return bool(wanted == given) if name == "date" else alike(wanted, given)


def _wrong_fields(
    names: Sequence[str], gold: Record, read: Record | None, same: Callable[[str, Record, Record], bool]
) -> set[str]:
    return set() if read is None else {name for name in names if not same(name, gold, read)}


def alike(one: str | None, other: str | None) -> bool:
    """Whether two names share half of their words, or the shorter, of two words or more, is all in the longer."""
    if _token_f1(one, other) >= _ALIKE:
        return True
    a, b = _tokens(one), _tokens(other)
    size = min(a.total(), b.total())
    return size >= 2 and (a & b).total() == size


def _token_f1(one: str | None, other: str | None) -> float:
    a, b = _tokens(one), _tokens(other)
    if not a or not b:
        return float(not a and not b)
    return 2 * (a & b).total() / (a.total() + b.total())


def _tokens(name: str | None) -> Counter[str]:
    return Counter(_TOKEN.findall((name or "").lower()))


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE * max(1.0, abs(one), abs(other))


def _has_indicator(figure: Record) -> bool:
    return (figure.get("indicator") or OTHER) != OTHER


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
