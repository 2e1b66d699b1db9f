"""Questions to the database: `facts`, `awards`, `fenomena`, `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.common import (
    Database,
    Flagged,
    Form,
    Format,
    Limit,
    MinConfidence,
    Place,
    Since,
    Status,
    Until,
    UsageError,
    first,
    interruptible,
    say,
    unfinished_file,
    written,
)  # fmt: skip


@interruptible("Interrupted.")
def facts(
    db: Database = Path("facts.db"),
    place: Place = None,
    indicator: Annotated[
        str | None,
        typer.Option(help="Only this indicator: a code (export_value) or name (nilai ekspor).", metavar="INDICATOR"),
    ] = None,
    since: Since = None,
    until: Until = None,
    status: Annotated[Status | None, typer.Option(help="Only observed, planned or expected figures.")] = None,
    sector: Annotated[
        str | None,
        typer.Option(help="Only this sector of the regional GDP: a code (A, G, O) or name.", metavar="SECTOR"),
    ] = None,
    min_confidence: MinConfidence = None,
    flagged: Flagged = None,
    other: Annotated[bool, typer.Option("--other", help="Also figures that belong to no indicator.")] = False,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """Show figures, each with its sentence and source."""
    from extractor.store import Store
    from extractor.terminal import FIGURES, print_rows

    with Store(db, readonly=True) as store:
        state = status.value if status else None
        rows = store.facts(place, indicator, since, until, state, None, sector, min_confidence, flagged)
        kept = (row for row in rows if other or indicator is not None or row["indicator"] != "other")
        if not print_rows(first(kept, limit), form.value, FIGURES):
            typer.echo("No such figures: widen the question, or add pages with: extractor add URL", err=True)


@interruptible("Interrupted.")
def awards(
    db: Database = Path("facts.db"),
    place: Place = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = None,
    flagged: Flagged = None,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """Show awards and designations: who received what, when, from whom, with sentence and source."""
    from extractor.store import Store
    from extractor.terminal import AWARDS, print_rows

    with Store(db, readonly=True) as store:
        rows = store.awards(place, since, until, None, limit, min_confidence, flagged)
        if not print_rows(rows, form.value, AWARDS):
            typer.echo("No such awards: widen the question, or add pages with: extractor add URL", err=True)


@interruptible("Interrupted.")
def fenomena(
    area: Annotated[
        str,
        typer.Option(help="The area: a name (Lamongan, Jatim) or code (35.24).", metavar="AREA", show_default=False),
    ],
    period: Annotated[
        str, typer.Option(help="The time: 2025-Q3, 2025-S1, 2025 or 2025-07.", metavar="PERIOD", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write a workbook (.xlsx) or CSV (.csv), not standard output.", metavar="FILE"
        ),
    ] = None,
    db: Database = Path("facts.db"),
    min_confidence: MinConfidence = None,
    other: Annotated[bool, typer.Option("--other", help="Also figures that belong to no indicator.")] = False,
) -> None:
    """Write what statistics offices file each quarter: notes by category of industry, in the words of the news."""
    from extractor.fenomena import collect
    from extractor.store import Store
    from extractor.workbook import write_csv, write_workbook

    suffix = ".csv" if output is None else output.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise UsageError(f"{output}: give a file that ends in .xlsx or .csv")
    with Store(db, readonly=True) as store:
        report = collect(store, area, period, min_confidence=min_confidence, other=other)
    if not report.notes:
        typer.echo("No such facts: widen the question, or add pages with: extractor add URL", err=True)
        return
    unfinished = unfinished_file(output)
    if output is None or unfinished is None or suffix == ".csv":
        with written(output, unfinished) as file:
            write_csv(report, file)
    else:
        write_workbook(report, db.name, unfinished)
        unfinished.replace(output.resolve())
    if output is not None:
        say(f"{len(report.notes)} notes on {report.area}, {report.period}, in {output}")


@interruptible("Interrupted.")
def serve(
    db: Database = Path("facts.db"),
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen at; a free one where it is taken.")
    ] = 8001,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser, too.")] = False,
) -> None:
    """Browse the database with Datasette; prints the address. Ctrl-C ends it."""
    from extractor.browse.serve import serve as serve_database

    serve_database(db, host, port, open_browser, lambda address: typer.echo(f"Browse at {address} (Ctrl-C ends)"))
