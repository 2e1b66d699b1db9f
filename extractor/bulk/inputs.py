"""Files of pages and articles, cut into units of work, and the records of a unit."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal

from extractor.crawl import archive
from extractor.crawl.exchange import Exchange
from extractor.errors import UserError

Kind = Literal["warc", "jsonl", "parquet"]

#: What the name of a file ends in, and what it holds then.
_ENDINGS: tuple[tuple[str, Kind], ...] = (
    (".warc.gz", "warc"),
    (".warc", "warc"),
    (".jsonl.gz", "jsonl"),
    (".jsonl", "jsonl"),
    (".parquet", "parquet"),
)
_GZIP = b"\x1f\x8b"
#: Bytes; a longer line is no article.
_LONGEST_LINE = 20_000_000
#: Columns of a Parquet file of articles, the first two of which have to be there.
COLUMNS = ("id", "text", "url", "title", "published")
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a file that is read as a whole: from `start` up to `end`, bytes or, of Parquet, row groups.

    A record belongs to the unit in which it begins. `size` (bytes) is the whole file's.
    """

    path: str
    kind: Kind
    start: int
    end: int
    size: int

    @property
    def key(self) -> str:
        """What the unit's files are named by: the same for the same piece of the same file."""
        return hashlib.sha256(f"{self.path}\n{self.size}\n{self.start}\n{self.end}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Record:
    """What stands at a `position` of a file, a byte or, of Parquet, a row: a page, a line, a row; `wrong` says why none
    of them could be made of it.
    """

    position: int
    content: Exchange | str | dict[str, Any] | None
    wrong: str | None = None


def units_of(paths: Iterable[Path], unit_bytes: int) -> list[Unit]:
    """Return the units of files, of some `unit_bytes` each, as far as a file can be cut.

    WARC files can where each record is compressed by itself, as is usual; gzipped JSON Lines cannot. Raises UserError
    for a file that is neither.
    """
    return [unit for path in paths for unit in _units(path.resolve(), unit_bytes)]


def records(unit: Unit) -> Iterator[Record]:
    """Yield the records of a unit, one at a time.

    Raises UserError where the file is not what it was said to be, OSError where it cannot be read.
    """
    read = {"warc": _pages, "jsonl": _lines, "parquet": _rows}[unit.kind]
    return read(Path(unit.path), unit)


def _units(path: Path, unit_bytes: int) -> Iterator[Unit]:
    kind = next((kind for ending, kind in _ENDINGS if path.name.lower().endswith(ending)), None)
    if kind is None:
        endings = ", ".join(ending for ending, _ in _ENDINGS)
        raise UserError(f"{path}: give files that end in {endings}")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            compressed = file.read(len(_GZIP)) == _GZIP
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: give files that can be read") from error
    if kind == "parquet":
        bounds = _row_groups(path, unit_bytes)
    elif compressed == (kind == "warc"):
        bounds = [*range(0, size, unit_bytes), size]
    else:
        bounds = [0, size]
    for start, end in itertools.pairwise(bounds):
        yield Unit(str(path), kind, start, end, size)


def _pages(path: Path, unit: Unit) -> Iterator[Record]:
    for offset, exchange in archive.walk(path, unit.start):
        if offset >= unit.end:
            return
        # As for `add`: other kinds of records, errors of servers, and what only a crawl needs hold no article.
        if exchange is not None and exchange.status == 200 and exchange.kind in (None, "article"):
            yield Record(offset, exchange)


def _lines(path: Path, unit: Unit) -> Iterator[Record]:
    with path.open("rb") as raw:
        compressed = raw.read(len(_GZIP)) == _GZIP
    file: IO[bytes] = gzip.open(path) if compressed else path.open("rb")  # type: ignore[assignment]  # noqa: SIM115
    with file:
        if unit.start:  # behind the line that an earlier unit reads to its end
            file.seek(unit.start - 1)
            _skip_line(file)
        while (position := file.tell()) < unit.end or compressed:
            try:
                line = file.readline(_LONGEST_LINE)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                yield Record(position, None, f"the file is broken from here on ({error})")
                return
            if not line:
                return
            if len(line) == _LONGEST_LINE:
                _skip_line(file)
                yield Record(position, None, f"a line of more than {_LONGEST_LINE // 1_000_000} MB")
            elif text := line.decode("utf-8-sig" if position == 0 else "utf-8", "replace").strip():
                yield Record(position, text)


def _skip_line(file: IO[bytes]) -> None:
    while (part := file.readline(_LONGEST_LINE)) and not part.endswith(b"\n"):
        pass


def _row_groups(path: Path, unit_bytes: int) -> list[int]:
    """Return where the units of a Parquet file begin, in row groups, and where the last ends."""
    metadata = _opened(path).metadata
    bounds, size = [0], 0
    for number in range(metadata.num_row_groups):
        if size and size + metadata.row_group(number).total_byte_size > unit_bytes:
            bounds.append(number)
            size = 0
        size += metadata.row_group(number).total_byte_size
    return [*bounds, metadata.num_row_groups] if metadata.num_row_groups else []


def _rows(path: Path, unit: Unit) -> Iterator[Record]:
    file = _opened(path)
    position = sum(file.metadata.row_group(number).num_rows for number in range(unit.start))
    columns = [name for name in COLUMNS if name in file.schema_arrow.names]
    for batch in file.iter_batches(_ROWS, row_groups=list(range(unit.start, unit.end)), columns=columns):
        for row in batch.to_pylist():
            if isinstance(day := row.get("published"), date):  # or a time, which is one, too
                row["published"] = day.isoformat()[:10]
            yield Record(position, row)
            position += 1


def _opened(path: Path) -> Any:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path, memory_map=False, pre_buffer=False)
    except pyarrow.ArrowException as error:
        raise UserError(f"{path}: no Parquet that can be read: give a file of articles") from error
    if not {"id", "text"} <= set(file.schema_arrow.names):
        raise UserError(f"{path}: no columns id and text: give a file of articles")
    return file
