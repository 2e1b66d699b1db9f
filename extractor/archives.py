"""Archives of pages, ours and others', read into a database."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

from extractor import __version__
from extractor.crawl import archive
from extractor.crawl.exchange import Exchange, Location
from extractor.intake import Intake, Outcome, Reading
from extractor.ledger import Ledger, archive_folder
from extractor.readers import Missing, ReaderDied, Readers, read_archived, unread
from extractor.store import Store
from extractor.wanted import Wanted

#: Pages that are given out to each reader at a time.
_AHEAD = 4
#: The checkpoint moves on after so many records without an article.
_OFTEN = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One record of an archive: `outcome` of an article, or why it is `refused`; `position` bytes are read by then."""

    position: int
    outcome: Outcome | None = None
    refused: str | None = None


class Further:
    """The further pages of the articles of a file, looked for in it when the first of them is missing."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._known: dict[str, Location | None] = {}

    def whole(
        self, first: Callable[[], Reading | str], again: Callable[[dict[str, Location | None]], Reading | str]
    ) -> Reading | str:
        """Return the reading of a page: `first` reads it alone, `again` with the further pages of its article."""
        known = self._known
        try:
            return first()
        except Missing as missing:
            if not known:
                known.update(self._find())
            known.setdefault(missing.address, None)
        while True:  # an article has a limited number of pages, and each is missed once
            try:
                return again(known)
            except Missing as missing:
                known[missing.address] = None

    def _find(self) -> Iterator[tuple[str, Location]]:
        for offset, exchange in archive.walk(self._path):
            if exchange is not None and exchange.kind == "page" and exchange.status == 200:
                yield exchange.url, Location(self._name, offset)


@dataclass(frozen=True, slots=True)
class _Page:
    offset: int
    exchange: Exchange
    future: Future[Reading | str]


def take_archive(path: Path, store: Store, readers: Readers, wanted: Wanted | None = None) -> Iterator[Step]:
    """Read the articles of a WARC file into a database, and yield what becomes of each record.

    An interrupted run is gone on with where it stopped, if the same is wanted. Articles point at the file as their
    archive. Raises UserError for what is no archive, DatabaseError where the database cannot be written.
    """
    intake, ledger = Intake(store), Ledger(store)
    folder = archive_folder(store.path)
    own = path.resolve().parent == folder.resolve()
    name = path.name if own else str(path.resolve())
    task, note = f"add {name}", f"{__version__} {asdict(wanted) if wanted else {}}"
    start = ledger.checkpoint(task, note)
    if path.is_file() and start > path.stat().st_size:
        start = 0
    pending: deque[_Page] = deque()
    further = Further(path, name)
    since_last = 0

    def finish() -> Step:
        page = pending.popleft()
        location = Location(name, page.offset)

        def again(known: dict[str, Location | None]) -> Reading | str:
            return readers.submit(read_archived, folder, location, known, wanted).result()

        try:
            reading = further.whole(page.future.result, again)
        except ReaderDied:
            reading = unread(page.exchange.url, location, page.exchange.fetched)
        if isinstance(reading, str):
            return Step(page.offset, refused=reading)
        return Step(page.offset, intake.keep(reading))

    for offset, exchange in archive.walk(path, start):
        if exchange is None or exchange.status != 200 or exchange.kind not in (None, "article"):
            yield Step(offset)
        else:
            ours: dict[str, Location | None] | None = {} if exchange.kind is not None else None
            future = readers.submit(read_archived, folder, Location(name, offset), ours, wanted)
            pending.append(_Page(offset, exchange, future))
        while pending and (len(pending) > _AHEAD * readers.workers or pending[0].future.done()):
            yield finish()
            since_last = _OFTEN
        since_last += 1
        if since_last >= _OFTEN:
            ledger.set(task, pending[0].offset if pending else offset, note)
            since_last = 0
    while pending:
        yield finish()
        if pending:
            ledger.set(task, pending[0].offset, note)
    ledger.clear(task)
