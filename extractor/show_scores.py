"""What `evaluate` prints: tables of scores, of what is taken for what, and of single mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from extractor.evaluation import EVENT_FIELDS, FIELDS, LEVELS, Evaluation, Mistake, Record, Score, Told, value_in
from extractor.gazetteer import places
from extractor.terminal import output, printable

#: How the levels are told; each takes in what stands above it.
_LEVELS = {
    "indicator": "value, unit, indicator, measure",
    "core": "and place, period (core)",
    "strict": "and status (strict)",
}
#: How many characters of a sentence stand before and behind a number in the tables.
_BEFORE, _BEHIND = 90, 60


def print_scores(evaluation: Evaluation, *, indicators: bool) -> None:
    """Print the scores of figures and events, of their fields, and with `indicators` the strict ones of each."""
    quantities = evaluation.quantities
    levels = _score_table("figures and events")
    for label, right in (
        ("numbers found", evaluation.quantities_found),
        ("value, unit", evaluation.quantities_right),
    ):
        levels.add_row(
            label, "", _written(right / quantities if quantities else None), "", str(right), "", str(quantities)
        )
    for name in LEVELS:
        _add_score(levels, _LEVELS[name], evaluation.levels[name])
    _add_score(levels, "awards and designations", evaluation.events)
    output().print(levels)
    fields = Table(header_style="bold")
    for heading in ("field", "right", "of", "in events", "right", "of"):
        fields.add_column(heading, justify="left" if heading in ("field", "in events") else "right")
    for i, name in enumerate(FIELDS):
        cells = _field_cells(name, evaluation.fields_right[name], evaluation.compared)
        if i < len(EVENT_FIELDS):
            name = EVENT_FIELDS[i]
            cells += _field_cells(name, evaluation.event_fields_right[name], evaluation.events.right)
        fields.add_row(*cells)
    output().print(fields)
    if indicators:
        table = _score_table("indicator (strict)")
        for name, score in sorted(evaluation.by_indicator.items()):
            _add_score(table, name, score)
        output().print(table)


def print_confusions(evaluation: Evaluation, worst: int) -> None:
    """Print for each field the `worst` commonest pairs of what is meant and what was read."""
    table = Table(show_lines=True, expand=True, header_style="bold", title="worst confusions", title_justify="left")
    for heading, ratio in (("field", 4), ("gold", 6), ("read", 6), ("times", 2), ("for example", 20)):
        table.add_column(heading, ratio=ratio, overflow="fold", justify="right" if heading == "times" else "left")
    for name in (*FIELDS, "events"):
        for confusion in evaluation.confusions(name)[:worst]:
            example = Text.assemble(
                _sentence(confusion.example.told), (f"\n{printable(confusion.example.article)}", "dim")
            )
            sides = (_side(name, record) for record in (confusion.example.gold, confusion.example.read))
            table.add_row(name, *sides, str(confusion.times), example)
    if table.row_count:
        output().print(table)


def print_mistakes(mistakes: Iterable[Mistake], name: str) -> None:
    """Print each mistake in a field: article, sentence, what is meant and what was read."""
    table = Table(show_lines=True, expand=True, header_style="bold", title=f"mistakes: {name}", title_justify="left")
    for heading, ratio in (("article", 4), ("sentence", 16), ("gold", 6), ("read", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for mistake in mistakes:
        sides = (_side(name, record) for record in (mistake.gold, mistake.read))
        table.add_row(Text(printable(mistake.article)), _sentence(mistake.told), *sides)
    if table.row_count:
        output().print(table)
    else:
        print(f"no mistakes: {name}")


def _score_table(heading: str) -> Table:
    table = Table(header_style="bold")
    table.add_column(heading)
    for name in ("precision", "recall", "F1", "right", "read", "gold"):
        table.add_column(name, justify="right")
    return table


def _add_score(table: Table, label: str, score: Score) -> None:
    ratios = (_written(each) for each in (score.precision, score.recall, score.f1))
    table.add_row(label, *ratios, str(score.right), str(score.read), str(score.gold))


def _field_cells(name: str, right: int, whole: int) -> list[str]:
    return [name, _written(right / whole if whole else None), str(whole)]


def _written(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.3f}"


def _side(name: str, record: Record | None) -> Text:
    """What one side says in a field; the whole record in short where there is none on the other side."""
    if record is None:
        return Text("nothing", style="dim")
    if name in ("missed", "extra"):
        name = "indicator"
    value = record.get("name") if name == "events" else value_in(record, name)
    return Text(_value_words(name, value))


def _value_words(name: str, value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list | tuple):
        return "; ".join(_value_words(name, each) for each in value)
    if isinstance(value, float | int):
        return f"{int(value) if value == int(value) else value:,}"
    if name in ("place", "recipient_places") and value in places():
        return f"{value} {places()[value].name}"
    return printable(str(value))


def _sentence(told: Told) -> Text:
    """The sentence around a record, whose own words stand out."""
    text, start, end = told
    begin = max(0, start - _BEFORE)
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    stop = min(len(text), end + _BEHIND)
    stop = len(text) if stop == len(text) or (stop := text.find(" ", stop)) < 0 else stop
    lead, tail = "…" if begin else "", "…" if stop < len(text) else ""
    words = [printable(text[a:b]) for a, b in ((begin, start), (start, end), (end, stop))]
    return Text.assemble(lead, words[0], (f"«{words[1]}»", "bold"), words[2], tail)
