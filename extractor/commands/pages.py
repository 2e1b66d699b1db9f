"""Pages come in: `add`, `demo`."""

from __future__ import annotations

import shlex
from concurrent.futures import Future
from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.common import FAILED, Database, UsageError, Workers, interruptible, is_address, listed, say
from extractor.errors import ArchiveError, DatabaseError, UserError


@interruptible()
def add(
    pages: Annotated[
        list[str],
        typer.Argument(
            help="Addresses, saved HTML files, or WARC archives of pages; - reads a list, one a line, from standard"
            " input.",
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
    language: Annotated[
        str,
        typer.Option(
            help="Of an archive only articles in this language, by its ISO 639 code; any: all.", metavar="CODE"
        ),
    ] = "id",
    area: Annotated[
        str | None,
        typer.Option(help="Of an archive only articles that have to do with this area, name or code.", metavar="AREA"),
    ] = None,
    workers: Workers = None,
) -> None:
    """Add news pages to the database: each is fetched or opened, and its text and facts are read and stored.

    Prints a line for each page. Adding a page again changes nothing, unless the page or extractor has changed.
    """
    from extractor.commands.archived import add_archive, processes
    from extractor.crawl.archive import is_archive
    from extractor.crawl.fetch import parse_address
    from extractor.errors import FetchError
    from extractor.intake import Intake, Reading, read_file
    from extractor.jsonl import is_day
    from extractor.lookup import find_place
    from extractor.readers import FEW, ReaderDied, Readers
    from extractor.single import Addresses
    from extractor.store import Store
    from extractor.terminal import progress
    from extractor.wanted import Wanted

    wanted = list(listed(pages))
    if not wanted:
        raise UserError("no page to add: give addresses or files")
    if (url is not None or published is not None) and (len(wanted) != 1 or is_archive(wanted[0])):
        raise UsageError("--url and --published go with one page: add the others by themselves")
    if published is not None and not is_day(published):
        raise UsageError(f"{published!r} is no date for --published: write it as 2022-11-02")
    if url is not None:
        if is_address(wanted[0]):
            raise UsageError("--url says where a saved page is from: leave it out for an address")
        try:
            url = str(parse_address(url))
        except FetchError as error:
            raise UsageError(f"--url {error}") from error
    choice = Wanted(None if language == "any" else language, find_place(area).code if area is not None else None)
    failed = 0
    few = workers is None and len(wanted) < FEW
    with (
        Store(db) as store,
        progress() as shown,
        Addresses(store, intake := Intake(store)) as addresses,
        Readers(1 if few else processes(workers)) as readers,
    ):
        task = shown.add_task("adding", total=len(wanted))

        def begin(page: str) -> Future[Reading]:
            """Begin to read a saved page; what is no saved page waits for its turn."""
            if is_address(page) or is_archive(page):
                (nothing := Future[Reading]()).cancel()
                return nothing
            return readers.submit(read_file, Path(page), url=url, published=published)

        for page, future in readers.in_order(wanted, begin):
            try:
                if is_address(page):
                    outcome = addresses.take(page, published)
                elif is_archive(page):
                    add_archive(Path(page), store, choice, workers, shown)
                    continue
                else:
                    outcome = intake.keep(future.result())
            except (DatabaseError, ArchiveError):
                raise  # the other pages could not be stored, either
            except ReaderDied:
                failed += 1
                say(f"not added: {page}: reading it ended the process that did it, please report it", error=True)
            except UserError as error:
                failed += 1
                say(f"not added: {error}", error=True)
            else:
                failed += outcome.article.reason is not None
                say(outcome.line(page))
            finally:
                shown.advance(task)
    if failed:
        raise typer.Exit(FAILED)


@interruptible()
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
        say(f"Ask:    extractor facts --db {file} --indicator export_value")
        say(f"Browse: extractor serve --db {file}")
