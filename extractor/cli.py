"""The command `extractor`: thin commands over the modules that do the work.

Nothing heavy is imported before a command needs it, so that `extractor --help` answers at once.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from extractor import __version__
from extractor.errors import DatabaseError, UserError

app = typer.Typer(
    help="Reads figures and awards out of Indonesian news, each with the sentence that says so, into a database.",
    epilog="Begin with [bold]extractor demo[/bold]. Then add pages with [bold]extractor add ADDRESS[/bold], ask with"
    " [bold]extractor facts --place Lamongan[/bold] and browse with [bold]extractor serve[/bold]."
    " [bold]extractor COMMAND --help[/bold] says what a command can do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FAILED = 1
_WRONG_USAGE = 2
_INTERRUPTED = 130


class _UsageError(UserError):
    """Options that do not fit together, or an option with a value that cannot be."""


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
Place = Annotated[
    str | None, typer.Option(help="Only this area: a name (Lamongan, Jatim) or code (35.24).", metavar="AREA")
]
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


def _say(line: str, *, error: bool = False) -> None:
    """Print a line, whatever a page or a file name holds."""
    from extractor.terminal import printable

    # Not echo(), which would write over a progress bar.
    print(printable(line), file=sys.stderr if error else sys.stdout, flush=True)


@contextlib.contextmanager
def _interruptible(message: str = "Interrupted: what was read so far is stored.") -> Iterator[None]:
    """Let Ctrl-C end a command with one line."""
    try:
        yield
    except KeyboardInterrupt:
        _say(message, error=True)
        raise typer.Exit(_INTERRUPTED) from None


@app.command()
@_interruptible()
def add(
    pages: Annotated[
        list[str],
        typer.Argument(
            help="Addresses or saved HTML files; - reads a list, one a line, from standard input.",
            metavar="ADDRESS|FILE…",
        ),
    ],
    db: Database = Path("facts.db"),
    url: Annotated[
        str | None, typer.Option(help="Where a saved page is from (one file only).", metavar="ADDRESS")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(help="Date of publication (2022-11-02), over what the page says (one page only).", metavar="DATE"),
    ] = None,
) -> None:
    """Add news pages to the database: each is fetched or opened, and its text and facts are read and stored.

    Prints a line for each page. Adding a page again changes nothing, unless the page or extractor has changed.
    """
    from extractor.crawl.fetch import parse_address
    from extractor.errors import FetchError
    from extractor.intake import Intake
    from extractor.jsonl import is_day
    from extractor.store import Store
    from extractor.terminal import progress

    wanted = list(_listed(pages))
    if not wanted:
        raise UserError("no page to add: give addresses or files")
    if (url is not None or published is not None) and len(wanted) != 1:
        raise _UsageError("--url and --published go with one page: add the others by themselves")
    if published is not None and not is_day(published):
        raise _UsageError(f"{published!r} is no date for --published: write it as 2022-11-02")
    if url is not None:
        if _is_address(wanted[0]):
            raise _UsageError("--url says where a saved page is from: leave it out for an address")
        try:
            url = str(parse_address(url))
        except FetchError as error:
            raise _UsageError(f"--url {error}") from error
    failed = 0
    with Store(db) as store, progress() as shown:
        intake = Intake(store)
        task = shown.add_task("adding", total=len(wanted))
        for page in wanted:
            try:
                if _is_address(page):
                    outcome = intake.take_url(page, published=published)
                else:
                    outcome = intake.take_file(Path(page), url=url, published=published)
            except DatabaseError:
                raise  # the other pages could not be stored, either
            except UserError as error:
                failed += 1
                _say(f"not added: {error}", error=True)
            else:
                failed += outcome.article.reason is not None
                _say(outcome.line(page))
            shown.advance(task)
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
@_interruptible("Interrupted.")
def extract(
    articles: Annotated[
        str,
        typer.Argument(
            help="JSON Lines of articles: id, url, title, published, text; - for standard input.",
            metavar="ARTICLES.jsonl",
        ),
    ] = "-",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the facts there, not to standard output.", metavar="FACTS.jsonl"),
    ] = None,
) -> None:
    """Read facts out of articles in JSON Lines, without a database; one line of facts for each article, in order.

    A line that is no article is reported with its number, and the others are read. A file of facts takes its name
    only when it is complete; until then it is FACTS.jsonl.part.
    """
    from extractor.facts import FactReader
    from extractor.jsonl import NotAnArticle, read_article, write_facts

    if output is not None and output.is_file() and Path(articles).is_file() and output.samefile(articles):
        raise _UsageError(f"{output}: the facts would replace the articles: choose another file for them")
    unfinished = _unfinished(output)
    message = "Interrupted." if output is None else f"Interrupted: the facts so far are in {unfinished}."
    failed = 0
    with _interruptible(message), _opened(articles) as source, _written(output, unfinished) as sink:
        reader = FactReader()
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            try:
                article = read_article(line)
            except NotAnArticle as error:
                failed += 1
                _say(f"line {number}: not an article: {error}", error=True)
                continue
            try:
                found = reader.read(article)
            except Exception as error:  # a mistake in the reading of one article costs its facts, not the run
                failed += 1
                _say(f"line {number}: reading the facts failed ({type(error).__name__}), please report it", error=True)
                continue
            sink.write(write_facts(found) + "\n")
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
@_interruptible("Interrupted.")
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
    other: Annotated[bool, typer.Option("--other", help="Also figures that belong to no indicator.")] = False,
    form: Format = Form.TABLE,
    limit: Limit = None,
) -> None:
    """Show figures, each with its sentence and source."""
    from extractor.store import Store
    from extractor.terminal import FIGURES, print_rows

    with Store(db, readonly=True) as store:
        rows = store.facts(place, indicator, since, until, status.value if status else None, None, sector)
        kept = (row for row in rows if other or indicator is not None or row["indicator"] != "other")
        if not print_rows(_first(kept, limit), form.value, FIGURES):
            typer.echo("No such figures: widen the question, or add pages with: extractor add URL", err=True)


@app.command()
@_interruptible("Interrupted.")
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
    from extractor.terminal import AWARDS, print_rows

    with Store(db, readonly=True) as store:
        if not print_rows(store.awards(place, since, until, None, limit), form.value, AWARDS):
            typer.echo("No such awards: widen the question, or add pages with: extractor add URL", err=True)


@app.command()
@_interruptible()
def crawl(
    start: Annotated[
        str, typer.Argument(help="A feed (RSS, Atom), a sitemap, or a site that has one.", metavar="FEED|SITEMAP|SITE")
    ],
    db: Database = Path("facts.db"),
    limit: Annotated[int | None, typer.Option(min=1, help="Try at most so many new pages.", metavar="N")] = None,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 2.0,
) -> None:
    """Find the new articles of a site through its feeds and sitemaps and add them.

    Obeys the site's robots.txt and waits between requests.
    """
    from extractor.crawl import Failure, Settings
    from extractor.crawl import crawl as find_pages
    from extractor.intake import Intake
    from extractor.store import Store
    from extractor.terminal import progress

    added = unreadable = failed = 0
    with Store(db) as store, progress() as shown:
        intake = Intake(store)
        task = shown.add_task("crawling", total=limit)
        for page in find_pages(start, limit=limit, settings=Settings(delay=delay), seen=store.has):
            if isinstance(page, Failure):
                failed += 1
                _say(f"not added: {page.reason}", error=True)
            else:
                outcome = intake.take_page(page)
                added += outcome.stored == "added"
                unreadable += outcome.stored == "added" and outcome.article.reason is not None
                _say(outcome.line(page.url))
            shown.advance(task)
    without = f" ({unreadable} without facts)" if unreadable else ""
    typer.echo(f"{added} new{without}, {failed} failed")
    if failed:
        raise typer.Exit(_FAILED)


@app.command()
@_interruptible("Interrupted.")
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
@_interruptible()
def demo(
    db: Annotated[Path, typer.Option("--db", help="The database to write.", metavar="FILE")] = Path("demo.db"),
) -> None:
    """Read the bundled sample pages into a database and show what was found."""
    from extractor.intake import Intake
    from extractor.samples import sample_pages
    from extractor.store import Store
    from extractor.terminal import AWARDS, print_counts, print_rows, progress

    with Store(db) as store:
        intake, samples = Intake(store), sample_pages()
        with progress() as shown:
            for sample in shown.track(samples, description="reading"):
                intake.take_bytes(sample.pages, url=sample.url)
        print_counts(store.counts(), str(db))
        print_rows(store.awards(limit=3), "table", AWARDS)
        file = shlex.quote(str(db))
        _say(f"Ask:    extractor facts --db {file} --indicator export_value")
        _say(f"Browse: extractor serve --db {file}")


@app.command()
@_interruptible("Interrupted.")
def bench(
    articles: Annotated[
        str | None,
        typer.Argument(
            help="JSON Lines of articles, as for [bold]extract[/bold]; - for standard input; the bundled samples"
            " when left out.",
            metavar="ARTICLES.jsonl",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How often all are read; medians are shown.", metavar="N")] = 5,
) -> None:
    """Measure how fast articles are read: articles a second, and milliseconds a stage, in one process.

    Nothing is stored. Lines that are no articles are left out and counted.
    """
    from extractor.bench import benchmark
    from extractor.jsonl import NotAnArticle, read_article
    from extractor.samples import sample_articles
    from extractor.terminal import print_benchmark, progress

    wanted, left_out = [], 0
    with _opened(str(sample_articles()) if articles is None else articles) as source:
        for line in source:
            try:
                wanted += [read_article(line)] if line.strip() else []
            except NotAnArticle:
                left_out += 1
    if not any(article.text for article in wanted):
        raise UserError("no article with a text to read: give a file of articles in JSON Lines")
    with progress() as shown:
        task = shown.add_task("reading", total=runs + 1)
        measured = benchmark(wanted, runs, done=lambda: shown.advance(task))
    print_benchmark(measured)
    if left_out:
        _say(f"{left_out} lines are no articles and were left out", error=True)


def _is_address(page: str) -> bool:
    return page.lower().startswith(("http://", "https://"))


def _listed(pages: list[str]) -> Iterator[str]:
    """Yield the pages themselves, with `-` replaced by the lines of standard input."""
    for page in pages:
        if page != "-":
            yield page
            continue
        # File names need not be UTF-8; they come back as they were.
        for line in _standard_input("surrogateescape"):
            if line.strip():
                yield line.strip()


def _first(rows: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    return islice(rows, limit)


def _standard_input(errors: str) -> TextIO:
    """Return standard input as UTF-8 with or without the mark that some editors put before it."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors=errors)
    return sys.stdin


@contextlib.contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    """Give a file of lines, or standard input for `-`, whatever bytes it holds."""
    if path == "-":
        yield _standard_input("replace")
        return
    try:
        file = open(path, encoding="utf-8-sig", errors="replace")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: give a file of articles") from error
    with file:
        yield file


def _unfinished(path: Path | None) -> Path | None:
    """Return where facts are written until all are there: beside `path`, or to it where it is a pipe or device."""
    return path if path is None or (path.exists() and not path.is_file()) else path.with_name(f"{path.name}.part")


@contextlib.contextmanager
def _written(path: Path | None, unfinished: Path | None) -> Iterator[TextIO]:
    """Give a file that takes its name `path` when all is written, or standard output, written line by line."""
    if path is None or unfinished is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
        yield sys.stdout
        return
    try:
        file = unfinished.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"{path}: {reason}: choose another file for the facts") from error
    with file:
        yield file
    unfinished.replace(path.resolve())


def main() -> None:
    """Run the command line; what goes wrong is one line and exit code 1, wrong usage is 2, Ctrl-C is 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter gets its number
    try:
        app()
    except UserError as error:
        _say(f"Error: {error}", error=True)
        sys.exit(_WRONG_USAGE if isinstance(error, _UsageError) else _FAILED)
    except KeyboardInterrupt:  # before a command has begun
        _say("Interrupted.", error=True)
        sys.exit(_INTERRUPTED)
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        _say(f"Error: {file}{(error.strerror or str(error)).lower()}: make room, or choose another file", error=True)
        sys.exit(_FAILED)
