"""A crawl from its sources to the database: discover, choose, fetch, archive, read, store."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from extractor.crawl.discover import Discovery, Failure, Found, ListKind
from extractor.crawl.engine import Fetcher
from extractor.crawl.exchange import Exchange, Location, Page
from extractor.crawl.fetch import check_status
from extractor.crawl.manners import GivenUp
from extractor.crawl.progress import Tally
from extractor.crawl.robots import RobotsError
from extractor.errors import ArchiveError, FetchError
from extractor.intake import Intake, Outcome, Reading
from extractor.keeping import Keeper
from extractor.readers import Missing, ReaderDied, Readers, read_archived, unread
from extractor.store import Store
from extractor.wanted import lies_in, touches

#: Sources that are read at the same time; of one host, one request at a time is sent in any case.
_SOURCES_AT_ONCE = 16
#: Pages that wait for each reader.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Start:
    """Where a crawl begins: an address, what it leads to (None: to be found out), and what is known about it."""

    name: str
    url: str
    kind: ListKind | None = None
    area: str | None = None
    delay: float | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted: articles since a day (`YYYY-MM-DD`), of an area (code), at most so many new ones a source.

    `recheck` asks again for stored articles that their list says have changed; `dry_run` only tells what would be
    fetched.
    """

    since: str | None = None
    area: str | None = None
    limit: int | None = None
    recheck: bool = False
    dry_run: bool = False


class Listener(Protocol):
    """Who is told how a crawl goes on."""

    def took(self, url: str, outcome: Outcome) -> None:
        """An article was stored."""

    def failed(self, reason: str) -> None:
        """A list or an article could not be had."""

    def would_fetch(self, found: Found) -> None:
        """An article would be fetched, if this were not a dry run."""

    def moved(self, start: Start, tally: Tally) -> None:
        """The tally of a source has changed."""


@dataclass(slots=True)
class _Run:
    """The state of one source."""

    start: Start
    tally: Tally = field(default_factory=Tally)
    tried: int = 0


class Harvest:
    """One crawl over some sources. The tallies of the sources are in `tallies`, by name."""

    def __init__(
        self, store: Store | None, keeper: Keeper | None, readers: Readers, choice: Choice, listener: Listener
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._readers = readers
        self._choice = choice
        self._listener = listener
        self._intake = Intake(store) if store is not None else None
        self._room = asyncio.Semaphore(_AHEAD * readers.workers)
        self._reading: set[asyncio.Task[None]] = set()
        self._broken: Exception | None = None
        self._begun: set[str] = set()
        self._given_up: set[str] = set()
        self.tallies: dict[str, Tally] = {}

    async def run(self, fetcher: Fetcher, starts: Sequence[Start]) -> None:
        """Crawl: first what an earlier run archived and did not store, then each source.

        Raises ArchiveError and DatabaseError where nothing more can be stored.
        """
        for start in starts:
            host = urlsplit(start.url).hostname or ""
            if start.delay is not None:
                fetcher.hosts.slow_down(host, start.delay)
        try:
            await self._take_left(fetcher)
            at_once = asyncio.Semaphore(_SOURCES_AT_ONCE)

            async def one(start: Start) -> None:
                async with at_once:
                    await self._source(fetcher, start)

            await _all(one(start) for start in starts)
        finally:
            # What is archived is read also when the user ends the crawl.
            while self._reading:
                await asyncio.gather(*self._reading, return_exceptions=True)
        self._check()

    async def _take_left(self, fetcher: Fetcher) -> None:
        if self._keeper is None or not self._keeper.left:
            return
        run = _Run(Start("archived", ""))
        self.tallies[run.start.name] = run.tally
        for exchange in self._keeper.left:
            run.tally.found += 1
            await self._read_later(fetcher, run, exchange.url, exchange)

    async def _source(self, fetcher: Fetcher, start: Start) -> None:
        run = _Run(start)
        self.tallies[start.name] = run.tally
        discovery = Discovery(
            lambda url: self._list(fetcher, url), lambda url: fetcher.robots.sitemaps(url), self._choice.since
        )
        try:
            async for found in discovery.find(start.url, start.kind):
                self._check()
                if isinstance(found, Failure):
                    self._fail(run, found.reason, found.kind)
                    continue
                run.tally.found += 1
                if (reason := self._refuses(start, found)) is not None:
                    run.tally.skipped[reason] += 1
                elif await self._article(fetcher, run, found):
                    run.tried += 1
                self._listener.moved(start, run.tally)
                if run.tried == self._choice.limit:
                    return
        except FetchError as error:
            self._fail(run, str(error), error.kind)

    async def _list(self, fetcher: Fetcher, url: str) -> Page:
        """Return a list; one that has not changed since the last time comes from the archive."""
        ledger = self._keeper.ledger if self._keeper is not None else None
        last = ledger.last(url) if ledger is not None else None
        conditions = last.conditions if last is not None and last.status == 200 and last.location else {}
        exchange = await fetcher.get(url, "list", conditions)
        if exchange.status == 304 and last is not None and last.location is not None and self._keeper is not None:
            try:
                exchange = self._keeper.read(last.url, last.location)
            except ArchiveError:  # somebody took it away
                exchange = await fetcher.get(url, "list")
        check_status(exchange)
        return exchange.page(fetcher.settings.max_bytes, lenient=True)

    def _refuses(self, start: Start, found: Found) -> str | None:
        """Return why an article is not fetched, by what its list says of it, or None."""
        address, choice = found.address, self._choice
        if start.include and not any(re.search(pattern, address, re.IGNORECASE) for pattern in start.include):
            return "not included"
        if any(re.search(pattern, address, re.IGNORECASE) for pattern in start.exclude):
            return "excluded"
        if choice.since is not None and found.day is not None and found.day < choice.since:
            return "older"
        if choice.area is not None and not (
            lies_in(start.area, choice.area) or touches(address, found.title, "", choice.area)
        ):
            return "other area"
        return None

    async def _article(self, fetcher: Fetcher, run: _Run, found: Found) -> bool:
        """Fetch an article that is not stored, and have it read; returns whether it was tried."""
        address, conditions = found.address, {}
        if self._is_known(address):
            conditions = self._conditions(found)
            if not conditions:
                run.tally.skipped["known"] += 1
                return False
        if address in self._begun:
            run.tally.skipped["known"] += 1
            return False
        self._begun.add(address)
        if self._choice.dry_run:
            self._listener.would_fetch(found)
            return True
        assert self._keeper is not None
        ledger = self._keeper.ledger
        target = ledger.target(address)
        try:
            exchange = await fetcher.get(target, "article", conditions)
            if exchange.status != 304:
                check_status(exchange)
        except RobotsError:
            run.tally.skipped["robots.txt"] += 1
            return False
        except GivenUp as error:
            host = urlsplit(target).netloc
            if host in self._given_up:
                run.tally.skipped["host given up"] += 1
            else:
                self._given_up.add(host)
                self._fail(run, str(error), error.kind)
            return False
        except FetchError as error:
            if target != address:
                ledger.forget(address)
            self._fail(run, str(error), error.kind)
            return True
        run.tally.fetched += 1
        if exchange.status == 304:
            run.tally.unchanged += 1
        else:
            await self._read_later(fetcher, run, address, exchange)
        return True

    def _is_known(self, address: str) -> bool:
        if self._store is None:
            return False
        return self._store.has(address) or (self._keeper is not None and self._keeper.ledger.settled(address))

    def _conditions(self, found: Found) -> dict[str, str]:
        """Return the headers to ask again for a known article with; none where it is not asked for."""
        if not self._choice.recheck or self._keeper is None or found.changed is None:
            return {}
        ledger = self._keeper.ledger
        last = ledger.last(ledger.target(found.address))
        if last is None:
            return {}
        if last.status != 200:  # of a busy site its change was asked for in vain
            return {} if ledger.settled(last.url) else {"Cache-Control": "max-age=0"}
        if last.fetched >= found.changed:
            return {}
        return last.conditions or {"Cache-Control": "max-age=0"}

    async def _read_later(self, fetcher: Fetcher, run: _Run, address: str, exchange: Exchange) -> None:
        """Have a page read as soon as there is room, and go on meanwhile."""
        await self._room.acquire()
        self._check_or_release()
        task = asyncio.ensure_future(self._take(fetcher, run, address, exchange))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _take(self, fetcher: Fetcher, run: _Run, address: str, exchange: Exchange) -> None:
        assert self._keeper is not None
        assert self._intake is not None
        assert exchange.location is not None
        try:
            reading = await self._read(fetcher, exchange, exchange.location)
            outcome = self._intake.keep(reading)
            self._keeper.done(exchange.location)
        except Exception as error:
            self._broken = self._broken or error
            return
        finally:
            self._room.release()
        tally, stored = run.tally, outcome.stored
        tally.new += stored == "added"
        tally.changed += stored not in ("added", "unchanged")
        tally.unchanged += stored == "unchanged"
        tally.unreadable += stored == "added" and outcome.article.reason is not None
        if stored != "unchanged":
            tally.facts += len(outcome.facts.figures) + len(outcome.facts.events)
        self._listener.took(address, outcome)
        self._listener.moved(run.start, tally)

    async def _read(self, fetcher: Fetcher, exchange: Exchange, location: Location) -> Reading:
        """Return the reading of an article, whose further pages are fetched as they turn up."""
        assert self._keeper is not None
        further: dict[str, Location | None] = {}
        while True:
            future = self._readers.submit(read_archived, self._keeper.folder, location, dict(further))
            try:
                reading = await asyncio.wrap_future(future)
            except Missing as missing:
                further[missing.address] = await self._further(fetcher, missing.address, exchange.fetched)
                continue
            except ReaderDied:
                return unread(exchange.url, location, exchange.fetched)
            assert isinstance(reading, Reading)
            return reading

    async def _further(self, fetcher: Fetcher, address: str, since: str) -> Location | None:
        """Return where a further page of an article is archived, by this run or the one that was cut off."""
        assert self._keeper is not None
        last = self._keeper.ledger.last(address)
        if last is not None and last.kind == "page" and last.status == 200 and last.fetched >= since:
            return last.location
        try:
            exchange = await fetcher.get(address, "page")
            check_status(exchange)
        except FetchError:
            return None
        return exchange.location

    def _fail(self, run: _Run, reason: str, kind: str) -> None:
        run.tally.errors[kind] += 1
        self._listener.failed(reason)
        self._listener.moved(run.start, run.tally)

    def _check(self) -> None:
        """Raise what keeps articles from being stored."""
        if self._broken is not None:
            raise self._broken

    def _check_or_release(self) -> None:
        try:
            self._check()
        except BaseException:
            self._room.release()
            raise


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run coroutines together; the first exception, or being cancelled, cancels the others and waits for them."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
