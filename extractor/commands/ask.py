"""Questions to the database: `facts`, `awards`, `serve`."""

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
    first,
    interruptible,
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
