"""The command `extractor`: thin commands over the modules that do the work.

Nothing heavy is imported before a command needs it, so that `extractor --help` answers at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from extractor import __version__
from extractor.errors import UserError

app = typer.Typer(
    help="Reads figures and awards out of Indonesian news, each with the sentence that says so, into a database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FAILED = 1
_INTERRUPTED = 130


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Status(StrEnum):
    """Whether a figure is observed, planned or expected."""

    ACTUAL = "actual"
    TARGET = "target"
    FORECAST = "forecast"


Database = Annotated[
    Path,
    typer.Option("--db", envvar="EXTRACTOR_DB", help="The database file.", show_default=True, metavar="FILE"),
]
Place = Annotated[str | None, typer.Option(help="Only this area: a name (Lamongan, Jatim) or code (35.24).")]
Since = Annotated[str | None, typer.Option(help="Only from this time on: 2021, 2021-10 or 2021-10-31.", metavar="TIME")]
Until = Annotated[str | None, typer.Option(help="Only up to this time: 2021, 2021-10 or 2021-10-31.", metavar="TIME")]
Format = Annotated[Form, typer.Option("--format", help="A table to read, or JSON or CSV with every column.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many.", metavar="N")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None: ...


@app.command()
def add(
    pages: Annotated[
        list[str],
        typer.Argument(help="Addresses or saved HTML files; - reads a list, one a line, from standard input."),
    ],
    db: Database = Path("facts.db"),
    url: Annotated[str | None, typer.Option(help="Where a saved page is from (one page only).")] = None,
    published: Annotated[
        str | None,
        typer.Option(help="Its date of publication, over what the page says (one page only).", metavar="DATE"),
    ] = None,
) -> None:
    """Read news pages into the database: fetch or open each, strip it, read its facts, store them."""
    from extractor.intake import Intake
    from extractor.jsonl import is_day
    from extractor.store import Store
    from extractor.terminal import progress

    wanted = list(_listed(pages))
    if (url or published) and len(wanted) != 1:
        raise UserError("--url and --published go with one page: add the others by themselves")
    if published is not None and not is_day(published):
        raise UserError(f"{published!r} is no date for --published: write it as 2022-11-02")
    if not wanted:
        raise UserError("no page to add: give addresses or files")
    failed = 0
    with _interruptible(), Store(db) as store, progress() as shown:
        intake = Intake(store)
        task = shown.add_task("adding", total=len(wanted))
        for page in wanted:
            try:
                if _is_address(page):
                    outcome = intake.take_url(page, published=published)
                else:
                    outcome = intake.take_file(Path(page), url=url, published=published)
            except UserError as error:
                failed += 1
                typer.echo(f"not added: {error}", err=True)
            else:
                failed += outcome.article.reason is not None
                typer.echo(outcome.line())
            shown.advance(task)
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
def extract(
    articles: Annotated[
        str, typer.Argument(help="JSON Lines of articles: id, url, title, published, text; - for standard input.")
    ] = "-",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the facts there, not to standard output.")
    ] = None,
) -> None:
    """Read facts out of articles in JSON Lines, without a database; one line of facts for each article, in order."""
    from extractor.facts import FactReader
    from extractor.jsonl import NotAnArticle, read_article, write_facts

    failed = 0
    with _interruptible("Interrupted."), _opened(articles) as source, _written(output) as sink:
        reader = FactReader()
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            try:
                article = read_article(line)
            except NotAnArticle as error:
                failed += 1
                typer.echo(f"line {number}: not an article: {error}", err=True)
                continue
            sink.write(write_facts(reader.read(article)) + "\n")
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
def facts(
    db: Database = Path("facts.db"),
    place: Place = None,
    indicator: Annotated[str | None, typer.Option(help="Only this indicator: a code (export_value) or label.")] = None,
    since: Since = None,
    until: Until = None,
    status: Annotated[Status | None, typer.Option(help="Only observed, planned or expected figures.")] = None,
    other: Annotated[bool, typer.Option("--other", help="Also figures that belong to no indicator.")] = False,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """Show figures, each with its sentence and source."""
    from extractor.store import Store
    from extractor.terminal import print_rows

    with Store(db, readonly=True) as store:
        rows = store.facts(place, indicator, since, until, status.value if status else None, None)
        kept = (row for row in rows if other or indicator is not None or row["indicator"] != "other")
        columns = ("place", "indicator", "item", "period", "value", "status", "quotation", "source", "source page")
        if not print_rows(_first(kept, limit), form.value, columns):
            typer.echo("No such figures: widen the question, or add pages with: extractor add URL", err=True)


@app.command()
def awards(
    db: Database = Path("facts.db"),
    place: Place = None,
    since: Since = None,
    until: Until = None,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """Show awards and designations: who received what, when, from whom, with sentence and source."""
    from extractor.store import Store
    from extractor.terminal import print_rows

    with Store(db, readonly=True) as store:
        columns = ("type", "name", "recipients", "giver", "date", "venue", "quotation", "source page")
        if not print_rows(store.awards(place, since, until, None, limit), form.value, columns):
            typer.echo("No such awards: widen the question, or add pages with: extractor add URL", err=True)


@app.command()
def crawl(
    start: Annotated[
        str, typer.Argument(help="A feed (RSS, Atom), a sitemap, or a site that has one.", metavar="FEED|SITEMAP|SITE")
    ],
    db: Database = Path("facts.db"),
    limit: Annotated[int | None, typer.Option(min=1, help="Try at most so many new pages.", metavar="N")] = None,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 2.0,
) -> None:
    """Find the new articles of a site through its feeds and sitemaps and add them, politely."""
    from extractor.crawl import Failure, Settings
    from extractor.crawl import crawl as find_pages
    from extractor.intake import Intake
    from extractor.store import Store
    from extractor.terminal import progress

    added = failed = 0
    with _interruptible(), Store(db) as store, progress() as shown:
        intake = Intake(store)
        task = shown.add_task("crawling", total=limit)
        for page in find_pages(start, limit=limit, settings=Settings(delay=delay), seen=store.has):
            if isinstance(page, Failure):
                failed += 1
                typer.echo(f"not added: {page.reason}", err=True)
            else:
                outcome = intake.take_page(page)
                added += outcome.stored == "added"
                typer.echo(outcome.line())
            shown.advance(task)
    typer.echo(f"{added} new, {failed} failed")
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
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


@app.command()
def demo(
    db: Annotated[Path, typer.Option("--db", help="The database to write.", metavar="FILE")] = Path("demo.db"),
) -> None:
    """Read the bundled sample pages into a database and show what was found."""
    from extractor.intake import Intake
    from extractor.samples import sample_pages
    from extractor.store import Store
    from extractor.terminal import print_counts, print_rows, progress

    with _interruptible(), Store(db) as store:
        intake, samples = Intake(store), sample_pages()
        with progress() as shown:
            for sample in shown.track(samples, description="reading"):
                intake.take_bytes(sample.pages, url=sample.url)
        counts = store.counts()
        print_counts(counts, str(db))
        print_rows(store.awards(limit=3), "table", ("type", "name", "recipients", "giver", "date", "quotation"))
        typer.echo(f"Ask:    extractor facts --db {db} --indicator export_value")
        typer.echo(f"Browse: extractor serve --db {db}")


def _is_address(page: str) -> bool:
    return page.lower().startswith(("http://", "https://"))


def _listed(pages: list[str]) -> Iterator[str]:
    """The pages themselves, with `-` replaced by the lines of standard input."""
    for page in pages:
        if page != "-":
            yield page
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()


def _first(rows: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    return islice(rows, limit)


@contextlib.contextmanager
def _interruptible(message: str = "Interrupted: what was read so far is stored.") -> Iterator[None]:
    """Let Ctrl-C end a command with one line."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(message, err=True)
        raise typer.Exit(_INTERRUPTED) from None


@contextlib.contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    """A file of lines, or standard input for `-`, whatever bytes it holds."""
    if path == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        file = open(path, encoding="utf-8", errors="replace")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: give a file of articles") from error
    with file:
        yield file


@contextlib.contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """A file to write, or standard output."""
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{path}: {(error.strerror or str(error)).lower()}: choose another file for the facts"
        ) from error
    with file:
        yield file


def main() -> None:
    """Run the command line; errors that a user can put right are one line and exit code 1, wrong usage is 2."""
    try:
        app()
    except UserError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(_FAILED)
    except BrokenPipeError:
        # `extractor facts | head`: the reader has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_FAILED)
