"""What is fetched is kept: archived first, remembered, and counted as done when it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self

from extractor.crawl.archive import ROTATE_BYTES, Archive, read
from extractor.crawl.exchange import Exchange, Location
from extractor.errors import ArchiveError
from extractor.ledger import Ledger, archive_folder
from extractor.store import Store


class Keeper:
    """The archive of a database, with what is remembered about it.

    `left` are the pages that were archived by an earlier run and not stored; they keep their place until `done`.
    """

    def __init__(self, store: Store, *, rotate_bytes: int = ROTATE_BYTES) -> None:
        self.ledger = Ledger(store)
        self.folder = archive_folder(store.path)
        self._archive = Archive(
            self.folder, store.path.stem, known=self.ledger.checkpoints(), rotate_bytes=rotate_bytes
        )
        self.left = list(self._recovered())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive; it may be called twice."""
        self._archive.close()

    def keep(self, exchange: Exchange) -> Exchange:
        """Archive an answer, and return it with the place where it is.

        An article waits for `done`. Raises ArchiveError or DatabaseError where it cannot be written.
        """
        location = self._archive.write(exchange)
        kept = exchange.at(location)
        self.ledger.begin(location, self._archive.end(location.file))
        self.ledger.note(kept)
        if not _awaits_reading(kept):
            self.ledger.finish(location)
        return kept

    def read(self, url: str, location: Location) -> Exchange:
        """Return the answer of an address that is archived; raises ArchiveError where it is not there."""
        exchange = read(self.folder, location)
        if exchange.url != url:
            raise ArchiveError(f"{self.folder / location.file}: not the file that it was: put the archive back")
        return exchange

    def done(self, location: Location) -> None:
        """Count a page as stored."""
        self.ledger.finish(location)

    def _recovered(self) -> Iterator[Exchange]:
        """Yield the articles that wait for reading, and remember the other answers that were not yet."""
        found = [replace(exchange, body=b"") for exchange in self._archive.recover()]
        waiting = [exchange for exchange in found if _awaits_reading(exchange)]
        for exchange in waiting:
            assert exchange.location is not None
            self.ledger.begin(exchange.location, self._archive.end(exchange.location.file))
        for exchange in found:
            last = self.ledger.last(exchange.url)
            if last is None or last.fetched <= exchange.fetched:
                self.ledger.note(exchange)
        for exchange in found:
            assert exchange.location is not None
            if exchange not in waiting:
                self.ledger.begin(exchange.location, self._archive.end(exchange.location.file))
                self.ledger.finish(exchange.location)
            elif self.ledger.stored(exchange.location):
                self.ledger.finish(exchange.location)
            else:
                yield exchange


def _awaits_reading(exchange: Exchange) -> bool:
    return exchange.kind == "article" and exchange.status == 200
