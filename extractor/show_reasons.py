"""What `explain` prints: each figure in its sentence, and field by field what decided."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractor.facts.explain import ArticleReason, Evidence, FieldReason, FigureReason, TableRow, place_words
from extractor.formatting import value_text
from extractor.terminal import output, printable

#: How many characters of the words of a row are shown.
_LONGEST = 60


def print_article(reason: ArticleReason, figures: Sequence[FigureReason]) -> None:
    """Print an article's head and the figures of it that are wanted."""
    article = reason.article
    console = output()
    console.print(Text(printable(article.title or article.id), style="bold"))
    parts = [article.id, f"published {article.published}" if article.published else "no date of publication"]
    if reason.focus is not None:
        about = "no single area" if reason.focus.place is None else place_words(reason.focus.place)
        parts.append(f"about {about}: {reason.focus.why}")
    console.print(Text(printable(" | ".join(parts)), style="dim"))
    for figure in figures:
        console.print()
        console.print(Group(_heading(figure), _sentence(figure), _table(figure)))


def _heading(reason: FigureReason) -> Text:
    figure = reason.figure
    value = value_text(figure.value, figure.value_max, figure.unit, figure.modifier, figure.item)
    return Text.assemble((f"{reason.number}  ", "bold"), (printable(value), "bold"), (f"  at {figure.start}", "dim"))


def _sentence(reason: FigureReason) -> Text:
    figure = reason.figure
    start, end = figure.start - figure.quote_start, figure.end - figure.quote_start
    quotation = figure.quotation
    return Text.assemble(
        "   ",
        printable(quotation[:start]),
        (f"«{printable(quotation[start:end])}»", "bold"),
        printable(quotation[end:]),
    )


def _table(reason: FigureReason) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, expand=True, header_style="bold")
    for heading, ratio in (("field", 2), ("reading", 4), ("decided by", 14)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for each in reason.fields:
        table.add_row(each.field, Text(printable(each.reading or "–")), _decided_by(each))
    return table


def _decided_by(reason: FieldReason) -> Text:
    words = Text(", ").join(_words(each) for each in reason.evidence)
    lines = [Text.assemble(printable(reason.why), ": " if reason.evidence else "", words)]
    lines += [Text(printable(note), style="dim") for note in reason.notes]
    if reason.table is not None:
        lines.append(Text(_row(reason.table), style="dim"))
    return Text("\n").join(lines)


def _words(evidence: Evidence) -> Text:
    where = f" ({evidence.where}, {evidence.start}–{evidence.end})"
    return Text.assemble((f"“{printable(evidence.text)}”", "bold"), where)


def _row(row: TableRow) -> str:
    if row.line is None:
        return f"words: {row.file}"
    words = printable(row.words or "")
    return f"{row.file} line {row.line}: {words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}"
