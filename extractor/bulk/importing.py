"""Parquet that bulk reading wrote comes into a database, article by article, through the same door as any page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq

from extractor.bulk.tables import SCHEMAS, Row, reading_of
from extractor.errors import UserError
from extractor.intake import Intake, Reading
from extractor.ledger import Ledger
from extractor.store import Store, Stored

#: Rows that are in memory at a time; the checkpoint moves on after so many articles.
_ROWS = 200


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files of articles under some paths: files, or folders that hold any.

    Raises UserError for a path without one.
    """
    found: list[Path] = []
    for path in paths:
        globs = ("articles/month=*/*.parquet", "month=*/*.parquet", "*.parquet")
        files = [path] if path.is_file() else sorted({file for pattern in globs for file in path.glob(pattern)})
        articles = [file for file in files if file.resolve().parent.parent.name == "articles"]
        if not articles:
            raise UserError(f"{path}: no articles in Parquet: give a folder that `extractor bulk` wrote, or its months")
        found += articles
    return found


def take_file(file: Path, store: Store) -> Iterator[Stored]:
    """Store the articles of a file with their facts, each in a transaction, and yield what that changed (`Store.add`).

    A file that has been taken is passed over; one that was interrupted is gone on with. Facts that another version of
    `extractor` has read keep the number of that version, and do not take the place of stored ones. Raises UserError
    for what is no such file, or one without its figures and events, and DatabaseError where the database cannot be
    written.
    """
    intake, ledger = Intake(store), Ledger(store)
    file = file.resolve()
    task, note = f"import {file}", f"{file.stat().st_size} bytes"
    done, own = ledger.checkpoint(task, note), store.extractor_version
    if done == _opened(file, "articles").metadata.num_rows:
        return
    beside = {table: file.parent.parent.parent / table / file.parent.name / file.name for table in SCHEMAS}
    figures, events = _Grouped(_rows(beside["figures"], "figures")), _Grouped(_rows(beside["events"], "events"))
    number = 0
    try:
        for number, row in enumerate(_rows(file, "articles"), 1):
            reading = reading_of(row, figures.at(row["position"]), events.at(row["position"]))
            if (len(reading.facts.figures), len(reading.facts.events)) != (row["figures"], row["events"]):
                raise UserError(f"{file}: its figures or events are not there: copy the folder as a whole")
            if number <= done:
                continue
            if row["extractor_version"] != own and _is_stored(reading, store):
                yield "unchanged"
            else:
                store.extractor_version = row["extractor_version"]
                yield intake.keep(reading).stored
                store.extractor_version = own
            if number % _ROWS == 0:
                ledger.set(task, number, note)
    finally:
        store.extractor_version = own
    ledger.set(task, number, note)


def _is_stored(reading: Reading, store: Store) -> bool:
    article = reading.article
    return store.id_of(article.id) is not None or (article.url is not None and store.has(article.url))


class _Grouped:
    """Rows that are sorted by the article that they belong to."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = itertools.groupby(rows, key=lambda row: row["position"])
        self._next = next(self._groups, None)

    def at(self, position: int) -> list[Row]:
        """Return the rows of the article at a position, which is behind those that were asked for before."""
        if self._next is None or self._next[0] != position:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _rows(file: Path, table: str) -> Iterator[Row]:
    """Yield the rows of a file one by one; none where there is no such file."""
    if file.exists():
        for batch in _opened(file, table).iter_batches(_ROWS):
            yield from batch.to_pylist()


def _opened(file: Path, table: str) -> Any:
    try:
        opened = pq.ParquetFile(file, pre_buffer=False)
    except pyarrow.ArrowException as error:
        raise UserError(f"{file}: no Parquet that can be read: copy it again") from error
    if missing := set(SCHEMAS[table].names) - set(opened.schema_arrow.names):
        raise UserError(f"{file}: not what `extractor bulk` writes, there is no column {min(missing)}")
    return opened
