"""Pages are read by processes of their own, so that fetching and storing go on meanwhile."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import resource_tracker
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from extractor import jsonl
from extractor.article import BROKEN
from extractor.crawl import archive
from extractor.crawl.exchange import Location, Page
from extractor.crawl.fetch import Settings
from extractor.errors import FetchError, UserError
from extractor.intake import Reader, Reading, article_of
from extractor.records import Article, Facts
from extractor.wanted import Wanted

LOGGER = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

#: Fewer articles are read in this process, as others take seconds to start.
FEW = 50
#: How many tasks of each process are under way at once.
_AHEAD = 4


class ReaderDied(Exception):
    """A page ended the process that read it, twice."""


class Missing(Exception):
    """An article goes on at an address that has not been fetched."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Readers:
    """Runs tasks that read pages in `workers` processes; with one, in this process.

    A process starts when there is work for it, and ends with this object or with the process that made it. The first
    `here` tasks are done in this process, too: they may be all, and a process takes seconds to start.
    """

    def __init__(self, workers: int, *, here: int = 0) -> None:
        self.workers = workers
        self._here = here
        self._reader = Reader()
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._alone = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._alone.shutdown(wait=False, cancel_futures=True)
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def submit(self, task: Callable[Concatenate[Reader, P], T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Begin a task, which gets a reader before its arguments, and return its future.

        Its exception is ReaderDied where the task ended its process, and again when it was alone in one.
        """
        outcome: Future[T] = Future()
        outcome.set_running_or_notify_cancel()  # who waits may give up; the task goes on all the same
        if self.workers == 1 or self._here:
            self._here = max(0, self._here - 1)
            try:
                outcome.set_result(task(self._reader, *arguments, **named))
            except Exception as error:
                outcome.set_exception(error)
            return outcome

        def done(inner: Future[T]) -> None:
            if inner.cancelled():
                outcome.set_exception(CancelledError())
            elif isinstance(error := inner.exception(), BrokenProcessPool):
                try:
                    self._alone.submit(_run_alone, outcome, task, arguments, named)
                except RuntimeError:  # all is being ended
                    outcome.set_exception(CancelledError())
            elif error is not None:
                outcome.set_exception(error)
            else:
                outcome.set_result(inner.result())

        self._begin(task, arguments, named).add_done_callback(done)
        return outcome

    def in_order(self, items: Iterable[T], begin: Callable[[T], Future[R]]) -> Iterator[tuple[T, Future[R]]]:
        """Begin a task for each item and yield the items in their order, each with its task, which may be waited for.

        Items are taken as tasks are done: only some for each process are under way.
        """
        pending: deque[tuple[T, Future[R]]] = deque()
        for item in items:
            pending.append((item, begin(item)))
            while pending and (len(pending) > _AHEAD * self.workers or pending[0][1].done()):
                yield pending.popleft()
        yield from pending

    def _begin(self, task: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> Future[T]:
        with self._lock, _left_to_this_process(signal.SIGINT):
            if self._pool is None:
                self._pool = _processes(self.workers)
            try:
                return self._pool.submit(_run, task, arguments, named)
            except BrokenProcessPool:
                self._pool = _processes(self.workers)
                return self._pool.submit(_run, task, arguments, named)


def read_archived(
    reader: Reader,
    folder: Path,
    location: Location,
    further: dict[str, Location | None] | None = None,
    wanted: Wanted | None = None,
) -> Reading | str:
    """Read the article of an archived page, or return why it is not wanted.

    `further` says where the further pages of the article are archived, with None for one that cannot be had. A page
    that cannot be decoded is an article without text. Raises Missing for a page that `further` does not know, and
    ArchiveError where the archive does not hold the page.
    """
    exchange = archive.read(folder, location)
    limit = Settings().max_bytes

    def get(address: str) -> Page:
        if further is None:
            raise FetchError(f"{address}: not looked for")
        if address not in further:
            raise Missing(address)
        place = further[address]
        if place is None:
            raise FetchError(f"{address}: not there")
        return archive.read(folder, place).page(limit, lenient=True)

    try:
        page = exchange.page(limit, lenient=True)
    except FetchError as error:
        return unread(exchange.url, location, exchange.fetched, str(error).removeprefix(f"{exchange.url}: "))
    if wanted is not None and (reason := wanted.refuses_page(page)):
        return reason
    try:
        article = article_of(page, get=get)
        if wanted is not None and (reason := wanted.refuses(article)):
            return reason
        return reader.read(article)
    except (Missing, UserError, OSError, MemoryError):
        raise
    except Exception as error:  # a mistake in the reading of one page costs its text, not the run
        LOGGER.debug("cannot read %s", exchange.url, exc_info=True)
        reason = f"reading it failed ({type(error).__name__}), please report this page"
        return unread(exchange.url, location, exchange.fetched, reason)


def read_line(reader: Reader, line: str) -> str:
    """Return the line of facts of a line that holds an article; raises NotAnArticle, and what the reading raises."""
    return jsonl.write_facts(reader.read_facts(jsonl.read_article(line)))


def read_stored(reader: Reader, article: Article) -> Reading:
    """Read the facts of an article from its text."""
    return reader.read(article)


def unread(url: str, location: Location, fetched: str | None, reason: str = BROKEN) -> Reading:
    """Return an article without text for a page that cannot be read."""
    page = Page(url, url, 200, b"", None, None, fetched or "", archived=location)
    article = article_of(page)
    article.reason = reason
    return Reading(article, Facts(article.id))


def _processes(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare)


@contextlib.contextmanager
def _left_to_this_process(signal_number: int) -> Iterator[None]:
    """Let processes that are started meanwhile never see a signal."""
    resource_tracker.ensure_running()  # which lets the signal through again when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal_number])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare() -> None:
    """End this process when the one that made it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _own_reader() -> Reader:
    return Reader()


def _run(task: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> T:
    return task(_own_reader(), *arguments, **named)


def _run_alone(outcome: Future[T], task: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    try:
        with _left_to_this_process(signal.SIGINT), _processes(1) as pool:
            outcome.set_result(pool.submit(_run, task, arguments, named).result())
    except BrokenProcessPool:
        outcome.set_exception(ReaderDied())
    except Exception as error:
        outcome.set_exception(error)
