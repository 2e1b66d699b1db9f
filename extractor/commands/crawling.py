"""Pages are looked for: `crawl`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.archived import processes
from extractor.commands.common import FAILED, Database, Since, UsageError, Workers, interruptible, say
from extractor.errors import FetchError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from extractor.crawl.discover import Found
    from extractor.crawl.progress import Tally
    from extractor.harvest import Choice, Harvest, Start
    from extractor.intake import Outcome

_USUAL_LIST = Path("sources.toml")


@interruptible()
def crawl(
    starts: Annotated[
        list[str] | None,
        typer.Argument(
            help="Feeds (RSS, Atom), sitemaps, listings, or sites that have some; the listed sources when left out.",
            metavar="[FEED|SITEMAP|SITE]…",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="A listed source, by its name; may be given more than once.", metavar="NAME"),
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="Only sources and articles of this area: a name or code.", metavar="AREA")
    ] = None,
    since: Since = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Try at most so many new pages of each source.", metavar="N")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be fetched; read feeds and sitemaps only.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Also ask again for stored articles that their feed says have changed.")
    ] = False,
    db: Database = Path("facts.db"),
    delay: Annotated[
        float | None,
        typer.Option(
            min=0, help="Seconds between two requests to one host, over what is configured.", show_default="2"
        ),
    ] = None,
    workers: Workers = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses that are not on the public internet.")
    ] = False,
    sources: Annotated[
        Path | None,
        typer.Option(
            envvar="EXTRACTOR_SOURCES",
            help="Your own list of sources, merged over the bundled one; sources.toml, if there is one.",
            show_default=False,
            metavar="FILE",
        ),
    ] = None,
) -> None:
    """Find new articles through feeds, sitemaps and listings, fetch, archive and add them.

    Obeys robots.txt and waits between requests. Ends with 0 also when nothing is new, with 1 when something failed.
    """
    from extractor.crawl.fetch import parse_address
    from extractor.harvest import Choice, Start
    from extractor.lookup import find_days, find_place

    place = find_place(area) if area is not None else None
    choice = Choice(
        since=find_days("since", since)[0] if since is not None else None,
        area=place.code if place is not None else None,
        limit=limit,
        recheck=recheck,
        dry_run=dry_run,
    )
    wanted = []
    for start in starts or []:
        try:
            wanted.append(Start(start, str(parse_address(start))))
        except FetchError as error:
            raise UsageError(str(error)) from error
    if source or not starts:
        wanted += _listed_sources(source or [], choice, place.name if place is not None else "", sources, delay)
    if not wanted:
        raise UsageError("nothing to crawl: give the address of a feed, sitemap or site, or --source NAME")
    _crawl(wanted, choice, db, delay, processes(workers), allow_private)


def _listed_sources(names: list[str], choice: Choice, area: str, file: Path | None, delay: float | None) -> list[Start]:
    """Return where the chosen sources begin; a search looks for the wanted area, or for its own."""
    from extractor.crawl.sources import load_sources, select
    from extractor.gazetteer import places
    from extractor.harvest import Start

    if file is None and _USUAL_LIST.exists():
        file = _USUAL_LIST
    starts = []
    for each in select(load_sources(file), names, choice.area):
        address = each.address(area or places()[each.area].name)
        searched = choice.area if each.kind == "search" and choice.area is not None else each.area
        wait = each.delay if delay is None else None
        starts.append(Start(each.name, address, each.kind, searched, wait, each.include, each.exclude))
    return starts


def _crawl(
    starts: list[Start], choice: Choice, db: Path, delay: float | None, workers: int, allow_private: bool
) -> None:
    import contextlib
    from functools import partial

    from extractor.config import crawl_settings
    from extractor.crawl.engine import run
    from extractor.crawl.progress import Tally
    from extractor.harvest import Harvest
    from extractor.keeping import Keeper
    from extractor.readers import Readers
    from extractor.store import Store
    from extractor.terminal import progress

    settings = crawl_settings(allow_private=allow_private, delay=delay)
    with contextlib.ExitStack() as stack:
        store = keeper = None
        if not choice.dry_run:
            store = stack.enter_context(Store(db))
            store.write_lazily()
            keeper = stack.enter_context(Keeper(store))
        elif db.exists():
            store = stack.enter_context(Store(db, readonly=True))
        readers = stack.enter_context(Readers(workers))
        shown = stack.enter_context(progress())
        harvest = Harvest(store, keeper, readers, choice, _Screen(shown, alone=len(starts) == 1))
        try:
            run(
                partial(harvest.run, starts=starts),
                settings,
                keeper.keep if keeper is not None else lambda answer: answer,
            )
        finally:
            shown.stop()
            _summarize(harvest, alone=len(starts) == 1)
    total = Tally()
    for tally in harvest.tallies.values():
        total.add(tally)
    if total.errors["private address"]:
        say("Addresses that are not on the public internet are allowed with --allow-private.", error=True)
    if total.errors:
        raise typer.Exit(FAILED)


def _summarize(harvest: Harvest, alone: bool) -> None:
    from extractor.crawl.progress import Tally

    total = Tally()
    for name, tally in harvest.tallies.items():
        total.add(tally)
        if not alone or len(harvest.tallies) > 1:
            say(f"{name}: {tally.line()}")
    say(total.line() if alone else f"all: {total.line()}")


class _Screen:
    """Shows how a crawl goes on: a line for each article, a bar for each source."""

    def __init__(self, shown: Progress, *, alone: bool) -> None:
        self._shown = shown
        self._alone = alone
        self._tasks: dict[str, TaskID] = {}

    def took(self, url: str, outcome: Outcome) -> None:
        if outcome.stored != "unchanged":
            say(outcome.line(url))

    def failed(self, reason: str) -> None:
        say(f"not added: {reason}", error=True)

    def would_fetch(self, found: Found) -> None:
        say(found.address)

    def moved(self, start: Start, tally: Tally) -> None:
        from rich.markup import escape

        from extractor.terminal import printable

        if start.name not in self._tasks:
            self._tasks[start.name] = self._shown.add_task(escape(printable(start.name)[:40]), total=None)
        done = tally.skipped.total() + tally.fetched + tally.errors.total()
        self._shown.update(self._tasks[start.name], completed=done, total=max(tally.found, done))
