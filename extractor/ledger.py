"""What a crawl remembers: the last answer of each address, and how far long work has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from extractor.crawl.exchange import Exchange, Kind, Location
from extractor.crawl.fetch import redirect_of
from extractor.errors import FetchError
from extractor.store import Store

#: Statuses after which an address is not asked for again: what it had is archived, or it is gone.
_SETTLED = frozenset({200, 203, 404, 410})
_LONGEST_CHAIN = 10


def archive_folder(database: Path) -> Path:
    """Return the folder of the archive that belongs to a database."""
    return database.absolute().parent / "archive"


@dataclass(frozen=True, slots=True)
class Fetch:
    """The last answer of one address, as it is remembered."""

    url: str
    fetched: str
    status: int
    kind: Kind | None
    redirect: str | None
    etag: str | None
    last_modified: str | None
    archive_file: str | None
    archive_offset: int | None

    @property
    def location(self) -> Location | None:
        """Where the answer is archived."""
        if self.archive_file is None or self.archive_offset is None:
            return None
        return Location(self.archive_file, self.archive_offset)

    @property
    def conditions(self) -> dict[str, str]:
        """Return the headers with which a server answers only if the page has changed since."""
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in conditions.items() if value}


class Ledger:
    """The answers and checkpoints that are kept in a database.

    A checkpoint of a file of the archive is the byte up to which every page of it has been stored. Pages are stored
    as they come out of the readers, not in the order of the file; `begin` and `finish` keep count.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[str, set[int]] = defaultdict(set)
        self._end: dict[str, int] = {}

    def note(self, exchange: Exchange) -> None:
        """Remember an answer that is archived; one that says that nothing has changed leaves the older in its place."""
        with self._store.writing() as db:
            if exchange.status == 304:
                db.execute("UPDATE fetches SET fetched = ? WHERE url = ?", [exchange.fetched, exchange.url])
                return
            try:
                redirect = redirect_of(exchange)
            except FetchError:
                redirect = None
            location = exchange.location
            row = {
                "url": exchange.url,
                "fetched": exchange.fetched,
                "status": exchange.status,
                "kind": exchange.kind,
                "redirect": redirect,
                "etag": exchange.header("etag"),
                "last_modified": exchange.header("last-modified"),
                "archive_file": location.file if location else None,
                "archive_offset": location.offset if location else None,
            }
            db.table("fetches").upsert(row, pk="url")

    def forget(self, url: str) -> None:
        """Forget the answer of an address."""
        with self._store.writing() as db:
            db.execute("DELETE FROM fetches WHERE url = ?", [url])

    def last(self, url: str) -> Fetch | None:
        """Return the last answer of an address, or None where it has not been asked for."""
        with self._store.asking() as db:
            row = next(db.query("SELECT * FROM fetches WHERE url = ?", [url]), None)
        return Fetch(**row) if row is not None else None

    def target(self, url: str) -> str:
        """Return where the redirects end that are known to begin at an address; itself where none is known."""
        for _ in range(_LONGEST_CHAIN):
            fetch = self.last(url)
            if fetch is None or fetch.redirect is None:
                return url
            url = fetch.redirect
        return url

    def settled(self, url: str) -> bool:
        """Whether an address, or the one that it redirects to, need not be asked for again."""
        fetch = self.last(self.target(url))
        return fetch is not None and fetch.status in _SETTLED

    def stored(self, location: Location) -> bool:
        """Whether an article is stored that was read from this place of an archive."""
        sql = "SELECT EXISTS (SELECT 1 FROM articles WHERE archive_file = ? AND archive_offset = ?)"
        with self._store.asking() as db:
            return bool(db.execute(sql, list(location)).fetchone()[0])

    # Checkpoints

    def begin(self, location: Location, end: int) -> None:
        """Count a page that is archived up to the byte `end` and not yet stored."""
        self._open[location.file].add(location.offset)
        self._end[location.file] = max(end, self._end.get(location.file, 0))

    def finish(self, location: Location) -> None:
        """Count a page as stored, and move the checkpoint of its file on."""
        pending = self._open[location.file]
        pending.discard(location.offset)
        self.set(location.file, min(pending, default=self._end[location.file]))

    def checkpoint(self, name: str, note: str | None = None) -> int:
        """Return how far some work has come, 0 where it has not begun or was begun under another note."""
        with self._store.asking() as db:
            row = db.execute("SELECT position, note FROM checkpoints WHERE name = ?", [name]).fetchone()
        return int(row[0]) if row and row[1] == note else 0

    def checkpoints(self) -> dict[str, int]:
        """Return all checkpoints by name."""
        with self._store.asking() as db:
            return dict(db.execute("SELECT name, position FROM checkpoints").fetchall())

    def set(self, name: str, position: int, note: str | None = None) -> None:
        """Remember how far some work has come."""
        with self._store.writing() as db:
            db.table("checkpoints").upsert({"name": name, "position": position, "note": note}, pk="name")

    def clear(self, name: str) -> None:
        """Forget about work that is done."""
        with self._store.writing() as db:
            db.execute("DELETE FROM checkpoints WHERE name = ?", [name])
