"""The folder that bulk reading writes to.

    articles/month=2024-05/KEY-0.parquet    and so figures/ and events/: by the month of publication
    rejected/KEY.jsonl                      records of a unit that could not be read, with the reason
    _run.json                               with which options and version all was read
    _done/KEY.json                          a unit that is finished: written when all its files stand
    _attempts/KEY, _unfinished/KEY-…/       what is being read
    _lock, _ray.log                         held by the process that gives out the work; what Ray says

KEY is that of a unit. Whatever ends a process, a unit is finished as a whole or done anew; its files have the same
names every time.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import struct
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.bulk.inputs import Unit
from extractor.bulk.tables import SCHEMAS, Row, rows_of
from extractor.errors import UserError
from extractor.intake import Reading
from extractor.jsonl import write_row

#: The folder of articles without a date of publication.
NO_MONTH = "unknown"
#: Characters of articles that a unit keeps before it writes them into files.
_KEPT = 32_000_000
_POSITION = struct.Struct("<q")
#: A record that has ended so many processes is left out; a unit that has ended so many more is set aside.
_DEATHS, _ATTEMPTS = 2, 10


@dataclass(slots=True)
class Done:
    """What became of a unit: `refused` counts the records that are not wanted, by reason; `failed` says why it could
    not be read to its end. `seconds` of processor time were spent and `megabytes` of memory used at most.
    """

    key: str
    path: str
    articles: int = 0
    figures: int = 0
    events: int = 0
    rejected: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    megabytes: float = 0
    failed: str | None = None


class Output:
    """The folder as the process sees it that gives out the work; at most one at a time, as it holds a lock.

    Opening makes the folder, or takes away what unfinished work has left there. Raises UserError where another process
    writes to it, or where it was written with other `options`.
    """

    def __init__(self, folder: Path, options: dict[str, Any]) -> None:
        self.folder = folder
        self._options = options

    def __enter__(self) -> Self:
        for name in ("_done", "_attempts", "_unfinished", "rejected", *SCHEMAS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "_lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise UserError(f"{self.folder}: another run writes to it: wait, or choose another folder") from None
        try:
            self._check_options()
            self._clear()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def left(self, units: Iterable[Unit]) -> list[Unit]:
        """Return the units that are not finished; what was read of files that have changed since is taken away."""
        wanted = {unit.key: unit for unit in units}
        paths = {unit.path for unit in wanted.values()}
        done = {each.key: each for each in self.done()}
        stale = {key for key, each in done.items() if key not in wanted and each.path in paths}
        for key in stale:
            (self.folder / "_done" / f"{key}.json").unlink()
        self._drop(lambda key: key in stale)
        return [unit for key, unit in wanted.items() if key not in done]

    def done(self) -> Iterator[Done]:
        """Yield the units that are finished."""
        for marker in sorted((self.folder / "_done").glob("*.json")):
            yield Done(**json.loads(marker.read_text(encoding="utf-8")))

    def _check_options(self) -> None:
        file = self.folder / "_run.json"
        if not file.exists():
            _write(file, json.dumps(self._options))
            return
        before = json.loads(file.read_text(encoding="utf-8"))
        for name, value in self._options.items():
            if before.get(name) != value:
                raise UserError(
                    f"{self.folder}: was written with {name} {before.get(name)}, not {value}: choose another folder"
                )

    def _clear(self) -> None:
        for name in ("_attempts", "_unfinished"):
            shutil.rmtree(self.folder / name)
            (self.folder / name).mkdir()
        finished = {marker.stem for marker in (self.folder / "_done").glob("*.json")}
        self._drop(lambda key: key not in finished)

    def _drop(self, unwanted: Callable[[str], bool]) -> None:
        for file in [*self.folder.glob("*/month=*/*.parquet"), *self.folder.glob("rejected/*.jsonl")]:
            if unwanted(file.stem.partition("-")[0]):
                file.unlink()


class Attempts:
    """Where processes stood that began to read a unit: what has ended two of them at one record is the record."""

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / "_attempts" / key
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT)
        found = os.pread(self._file, 1 << 16, 0)
        ends = [position for (position,) in _POSITION.iter_unpack(found[: len(found) // 8 * 8])]
        deaths = Counter(position for position in ends if position >= 0)
        #: Positions of records that end the process that reads them.
        self.deadly = {position for position, number in deaths.items() if number >= _DEATHS}
        #: Whether leaving them out does not help.
        self.hopeless = len(ends) >= _ATTEMPTS or any(number > 2 * _DEATHS for number in deaths.values())
        self._slot = len(ends) * _POSITION.size
        self.at(-1)

    def at(self, position: int) -> None:
        """Note what is read next; a negative position is no record."""
        os.pwrite(self._file, _POSITION.pack(position), self._slot)

    def forget(self) -> None:
        """Forget about them: the unit is done with."""
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file that they are noted in."""
        os.close(self._file)


class Parts:
    """The files of one unit, kept apart until `finish`; few rows of them are in memory at a time."""

    def __init__(self, folder: Path, unit: Unit) -> None:
        self.done = Done(unit.key, unit.path)
        self._folder = folder
        self._own = folder / "_unfinished" / f"{unit.key}-{uuid.uuid4().hex}"
        self._input = unit.path
        self._kept: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._characters = self._number = 0
        self._rejected: list[str] = []

    def add(self, position: int, reading: Reading) -> None:
        """Take what was read from a record."""
        month = (reading.article.published or NO_MONTH)[:7]
        for table, rows in rows_of(reading, self._input, position).items():
            if rows:
                self._kept[table, month] += rows
        self.done.articles += 1
        self.done.figures += len(reading.facts.figures)
        self.done.events += len(reading.facts.events)
        self._characters += len(reading.article.text)
        if self._characters >= _KEPT:
            self._write()

    def reject(self, position: int | None, reason: str, url: str | None = None) -> None:
        """Set a record aside, or the whole unit where the position is None."""
        row = {"input": self._input, "position": position, "url": url, "reason": reason}
        self._rejected.append(write_row(row) + "\n")
        self.done.rejected += 1

    def finish(self) -> Done:
        """Put all files in their places, and then the mark that they are there."""
        self._write()
        for file in sorted(self._own.glob("*/month=*/*.parquet")):
            place = self._folder / file.relative_to(self._own)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
        if self._rejected:
            _write(self._folder / "rejected" / f"{self.done.key}.jsonl", "".join(self._rejected))
        if self.done.failed is None:
            _write(self._folder / "_done" / f"{self.done.key}.json", json.dumps(asdict(self.done)))
        self.drop()
        return self.done

    def drop(self) -> None:
        """Take away what is not finished."""
        shutil.rmtree(self._own, ignore_errors=True)

    def _write(self) -> None:
        for (table, month), rows in self._kept.items():
            file = self._own / table / f"month={month}" / f"{self.done.key}-{self._number}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, SCHEMAS[table]), file, compression="zstd")
        self._kept.clear()
        self._characters = 0
        self._number += 1


def _write(path: Path, text: str) -> None:
    """Write a small file that is there as a whole or not at all."""
    unfinished = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def describe(total: Iterable[Done]) -> str:
    """Return what finished units hold, in one line."""
    refused: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for each in total:
        refused.update(each.refused)
        for name in ("articles", "figures", "events", "rejected"):
            numbers[name] += getattr(each, name)
    skipped = ", ".join(f"{number} {reason}" for reason, number in sorted(refused.items()))
    return (
        f"{numbers['articles']} articles, {numbers['figures']} figures, {numbers['events']} events,"
        f" {refused.total()} skipped" + (f" ({skipped})" if skipped else "") + f", {numbers['rejected']} rejected"
    )
