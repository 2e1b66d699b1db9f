"""What the commands print: tables, rows as CSV or JSON, progress."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from extractor.formatting import period_text
from extractor.jsonl import STEERING, as_rows

if TYPE_CHECKING:
    from extractor.bench import Benchmark
    from extractor.store import Counts

#: Wide enough for a sentence beside its figure where the output is no terminal.
_PIPED_WIDTH = 160

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, and the lines of a cell (empty ones are left out)."""

    heading: str
    ratio: int
    lines: Callable[[Row], Iterable[str | None]]


def printable(text: str) -> str:
    """Return text in one line, without the characters that steer a terminal or turn the direction of writing."""
    return STEERING.sub("", re.sub(r"\s", " ", text))


def output() -> Console:
    """Return the console of standard output."""
    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False, soft_wrap=False)


def progress() -> Progress:
    """Return a progress display on standard error; nothing is drawn where that is no terminal."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        # What is printed meanwhile goes round the display, except where it goes into a file or pipe.
        console=console, disable=not console.is_terminal, transient=True, redirect_stdout=sys.stdout.isatty(),
    )  # fmt: skip


def print_rows(rows: Iterable[Row], form: str, columns: Sequence[Column], *, ruled: bool = True) -> int:
    """Print rows as `csv` or `json` with all their columns, or as a `table` of `columns`; returns how many.

    `ruled` puts a line between the rows of the table.
    """
    listed = list(rows)
    if form != "table" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what other programs read does not depend on the terminal
    if form == "json":
        print(as_rows(listed) if listed else "[]")
    elif form == "csv":
        if listed:
            writer = csv.DictWriter(sys.stdout, list(listed[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _csv_cell(value) for name, value in row.items()} for row in listed)
    elif listed:
        output().print(_table(listed, columns, ruled))
    sys.stdout.flush()  # a reader that has gone is noticed here, not while Python ends
    return len(listed)


def _csv_cell(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(value)
    return printable(value) if isinstance(value, str) else value


def _table(rows: Sequence[Row], columns: Sequence[Column], ruled: bool) -> Table:
    table = Table(show_lines=ruled, expand=True, header_style="bold")
    for column in columns:
        table.add_column(column.heading, ratio=column.ratio, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(column.lines(row)) for column in columns))
    return table


def _cell(lines: Iterable[str | None]) -> Text:
    """Return a cell whose first line stands out; Text, as a page may hold what looks like the console's markup."""
    first, *others = [printable(line) for line in lines if line] or [""]
    return Text.assemble(first, *((f"\n{line}", "dim") for line in others))


def _place_and_time(row: Row) -> Iterator[str | None]:
    yield row["place_name"]
    yield row["period_text"]


def _figure(row: Row) -> Iterator[str | None]:
    yield row["value_text"]
    yield ": ".join(filter(None, (row["indicator_label"], row["item"])))
    # A stand that was observed is what a reader expects; the rest is said.
    yield ", ".join(word for word in (row["measure"], row["status"]) if word not in ("level", "actual"))
    yield from _checks(row)


def _checks(row: Row) -> Iterator[str | None]:
    """Yield how sure a fact is, and what questions it."""
    yield None if row["confidence"] is None else f"confidence {row['confidence']:.2f}"
    yield f"flags: {', '.join(row['flags'])}" if row["flags"] else None
    yield row["flag_details"]
    if row["review"] is not None:
        outdated = " before it was read anew" if row["review_state"] == "outdated" else ""
        yield f"reviewed: {row['review']}{outdated}"
    yield row["corrections"]


def _award(row: Row) -> Iterator[str | None]:
    yield row["name"]
    yield row["rank"]
    yield row["type"]
    yield from _checks(row)


def _honoured(row: Row) -> Iterator[str | None]:
    yield row["recipients"]
    yield row["giver"] and f"from {row['giver']}"
    yield row["date"] and period_text(row["date"])
    yield row["occasion"]
    yield row["venue"]


def _evidence(row: Row) -> Iterator[str | None]:
    """Yield the sentence, who says so, and where it stands."""
    yield row["quotation"]
    said_by = ", ".join(filter(None, (row.get("source"), row.get("source_role"))))
    yield f"said by {said_by}" if said_by else None
    yield row["title"]
    yield ", ".join(filter(None, (row["site"], row["published"])))
    yield row["link"]


def _source(row: Row) -> Iterator[str | None]:
    yield row["name"]
    yield row["title"]


def _source_area(row: Row) -> Iterator[str | None]:
    yield row["area_name"]
    yield row["area"]


def _source_address(row: Row) -> Iterator[str | None]:
    yield row["url"]
    yield ", ".join([row["kind"], f"every {row['delay']:g} s", *([] if row["enabled"] else ["disabled"])])


def _verdict(row: Row) -> Iterator[str | None]:
    yield row["verdict"] + ("" if row["field"] is None else f" {row['field']}: {row['value']}")
    yield row["state"] if row["state"] != "current" else None
    yield row["note"]


def _reviewed_by(row: Row) -> Iterator[str | None]:
    yield row["reviewer"]
    yield row["reviewed"]


def _what_was_reviewed(row: Row) -> Iterator[str | None]:
    yield row["text"]
    yield row["was"] if row["kind"] != "article" else None
    yield row["quotation"]
    yield row["article_id"]


_EVIDENCE = Column("sentence and source", 2, _evidence)
#: The tables of figures and of awards; three columns are what a terminal of 80 characters can show.
FIGURES = (Column("place and time", 1, _place_and_time), Column("figure", 1, _figure), _EVIDENCE)
AWARDS = (Column("award", 1, _award), Column("who and when", 1, _honoured), _EVIDENCE)
#: The table of sources.
SOURCES = (Column("source", 3, _source), Column("area", 2, _source_area), Column("where", 5, _source_address))

#: The table of reviews.
REVIEWS = (
    Column("review", 2, _verdict), Column("by", 2, _reviewed_by), Column("of", 5, _what_was_reviewed),
)  # fmt: skip


def print_counts(counts: Counts, database: str) -> None:
    """Print what a database holds: articles, figures by indicator, awards and designations."""
    table = Table(title=Text(f"What is in {printable(database)}"), header_style="bold", title_justify="left")
    table.add_column("what")
    table.add_column("number", justify="right")
    table.add_row("articles", str(counts.articles))
    if counts.unreadable:
        table.add_row("  of them without facts", str(counts.unreadable))
    table.add_row("figures", str(counts.figures), end_section=not counts.indicators)
    for number, each in enumerate(counts.indicators, 1):
        last = number == len(counts.indicators)
        table.add_row(Text(f"  {each.label} ({each.indicator})"), str(each.figures), end_section=last)
    table.add_row("awards", str(counts.awards))
    table.add_row("designations", str(counts.designations))
    output().print(table)


def print_benchmark(measured: Benchmark) -> None:
    """Print what a benchmark measured: a row for each stage, then the language layer and all together."""
    size = f"{measured.articles} articles of {measured.characters / measured.articles:,.0f} characters"
    table = Table(title=f"{size}, median of {measured.runs} runs", header_style="bold", title_justify="left")
    table.add_column("stage")
    table.add_column("ms an article", justify="right")
    table.add_column("ms for 2,500 characters", justify="right")
    table.add_column("share", justify="right")
    for number, timing in enumerate((*measured.stages, measured.language, measured.total)):
        name = {"language": "language layer (to places)", "total": "all"}.get(timing.stage, timing.stage)
        share = f"{timing.article_ms / measured.total.article_ms:.0%}"
        last = number == len(measured.stages) - 1
        table.add_row(name, f"{timing.article_ms:.2f}", f"{timing.usual_ms:.2f}", share, end_section=last)
    output().print(table)
    print(f"{measured.articles_a_second:.0f} articles a second in one process; loaded in {measured.load_s:.2f} s")
