"""What the commands print: tables, rows as CSV or JSON, progress."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from extractor.formatting import period_text
from extractor.jsonl import as_rows
from extractor.store import Counts

#: Wide enough for a sentence beside its figure where the output is no terminal.
_PIPED_WIDTH = 160


def output() -> Console:
    """Return the console of standard output."""
    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False, soft_wrap=False)


def progress() -> Progress:
    """Return a progress display on standard error; nothing is drawn where that is no terminal."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


def print_rows(rows: Iterable[dict[str, Any]], form: str, columns: Sequence[str]) -> int:
    """Print rows as `csv` or `json` with all their columns, or as a `table` of `columns`; returns how many."""
    listed = list(rows)
    if form == "json":
        print(as_rows(listed) if listed else "[]")
    elif form == "csv":
        if listed:
            writer = csv.DictWriter(sys.stdout, list(listed[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(listed)
    elif listed:
        output().print(_table(listed, columns))
    return len(listed)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Table:
    table = Table(show_lines=True, expand=True, header_style="bold")
    for column in columns:
        wide = column in ("quotation", "source page")
        table.add_column(column.replace("_", " "), ratio=3 if wide else 1, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(_cell(row, column))) for column in columns))
    return table


def _cell(row: dict[str, Any], column: str) -> str:
    if column == "source page":
        return "\n".join(str(part) for part in (row["title"], row["site"], row["published"], row["link"]) if part)
    if column == "value":
        return "\n".join(filter(None, [row["value_text"], row["measure"] if row["measure"] != "level" else ""]))
    if column == "date":
        return period_text(row["date"]) or ""
    if column == "name":
        return "\n".join(filter(None, [row["name"], row["rank"]]))
    value = row[{"place": "place_name", "indicator": "indicator_label", "period": "period_text"}.get(column, column)]
    return "" if value is None else value


def print_counts(counts: Counts, database: str) -> None:
    """Print what a database holds: articles, figures by indicator, awards and designations."""
    console = output()
    table = Table(title=f"What is in {database}", header_style="bold", title_justify="left")
    table.add_column("what")
    table.add_column("number", justify="right")
    table.add_row("articles", str(counts.articles))
    if counts.unreadable:
        table.add_row("  of them without facts", str(counts.unreadable))
    table.add_row("figures", str(counts.figures), end_section=not counts.indicators)
    for number, each in enumerate(counts.indicators):
        last = number == len(counts.indicators) - 1
        table.add_row(f"  {escape(each.label)} ({each.indicator})", str(each.figures), end_section=last)
    table.add_row("awards", str(counts.awards))
    table.add_row("designations", str(counts.designations))
    console.print(table)
