"""The archive: every answer of a server as a WARC 1.1 record, on disk before anything reads it.

A folder of gzipped files, each record compressed by itself. A file has one writer at a time,
which holds a lock on it. Whatever ends a process, all but the last record of a file is sound; a last one that was not
written to its end is cut off by the next writer.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import logging
import mmap
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlsplit

from extractor import __version__
from extractor.crawl.exchange import Exchange, Kind, Location
from extractor.errors import ArchiveError, UserError

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

LOGGER = logging.getLogger(__name__)

#: Bytes; a file that has reached this size is followed by a new one.
ROTATE_BYTES = 100_000_000
SUFFIX = ".warc.gz"

#: A file without a buffer between: what is written is written.
BinaryFile = io.FileIO

_BLOCK = 1 << 16
_GZIP = b"\x1f\x8b\x08"
#: What this project adds to the headers of a record, and WARC readers pass over.
_KIND, _PUBLISHED = "X-Extractor-Kind", "X-Extractor-Published"
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
#: Bytes of one record that are read of a file of others; a longer one is a film or the like.
_LONGEST = 50_000_000


class Archive:
    """Writes answers into files of a folder, which is made when the first one comes.

    The names of the files begin with `name`. `known` gives the byte up to which what is in a file has been dealt
    with; `recover` gives the rest. Only a file that has been recovered is written on.
    """

    def __init__(
        self, folder: Path, name: str, *, known: Mapping[str, int] | None = None, rotate_bytes: int = ROTATE_BYTES
    ) -> None:
        self.folder = folder
        self.name = name
        self._known = dict(known or {})
        self._recovered: dict[str, int] = {}
        self._rotate_bytes = rotate_bytes
        self._file: BinaryFile | None = None
        self._name = ""
        self._end = 0

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file that is written to; it may be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, exchange: Exchange) -> Location:
        """Archive an answer with its request, and return where it is; it is on disk by then.

        Raises ArchiveError where it cannot be written; the file is then as it was.
        """
        try:
            if self._file is None or self._end >= self._rotate_bytes:
                self._open()
            return Location(self._name, self._append(_as_records(exchange)))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ArchiveError(f"{self.folder}: cannot archive a page, {reason}: make room and run it again") from error

    def end(self, file: str) -> int:
        """Return the size of a file in bytes."""
        return self._end if file == self._name else (self.folder / file).stat().st_size

    def recover(self) -> Iterator[Exchange]:
        """Yield the answers beyond what is known, of all files that nobody else writes to.

        What a process that was killed left half written is cut off.
        """
        for path in files(self.folder, self.name):
            with path.open("r+b", buffering=0) as file:
                if not _locked(file):
                    continue
                whole = min(self._known.get(path.name, 0), path.stat().st_size)
                for offset, end, content in _members(file, whole):
                    whole = end
                    exchange = _first_exchange(io.BytesIO(content), Location(path.name, offset))
                    if exchange is not None:
                        yield exchange
                file.truncate(whole)
                self._recovered[path.name] = whole

    def _open(self) -> None:
        """Open the newest file that has room and no other writer, or a new one."""
        self.close()
        self.folder.mkdir(exist_ok=True)
        for path in reversed(files(self.folder, self.name)):
            start = self._recovered.get(path.name)
            if start is None or path.stat().st_size >= self._rotate_bytes:
                continue
            file = path.open("r+b", buffering=0)
            if _locked(file):
                self._end = max((end for _, end, _ in _members(file, start)), default=start)
                self._file, self._name = file, path.name
                file.truncate(self._end)
                return
            file.close()
        self._create()

    def _create(self) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        for number in range(10_000):
            name = f"{self.name}-{stamp}-{number:04}{SUFFIX}"
            if name in self._known:  # of a file that was taken away: what it held is not to be looked for in this one
                continue
            with contextlib.suppress(FileExistsError):
                file = (self.folder / name).open("xb", buffering=0)
                if _locked(file):
                    self._file, self._name, self._end = file, name, 0
                    _sync_folder(self.folder)
                    self._append([_about(name)])
                    return
                file.close()
        raise OSError(f"no free name for a file of the time {stamp}")

    def _append(self, records: list[bytes]) -> int:
        """Write records, each compressed by itself, and return the byte at which the first begins."""
        assert self._file is not None
        start = self._end
        content = memoryview(b"".join(map(_compressed, records)))
        try:
            self._file.seek(start)
            written = 0
            while written < len(content):
                written += self._file.write(content[written:])
            os.fsync(self._file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                self._file.truncate(start)
            raise
        self._end = start + len(content)
        return start


def files(folder: Path, name: str) -> list[Path]:
    """Return the files of an archive in a folder, the oldest first."""
    named = re.compile(rf"{re.escape(name)}-\d{{14}}-\d{{4}}{re.escape(SUFFIX)}")
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if named.fullmatch(path.name))


def read(folder: Path, location: Location) -> Exchange:
    """Return one answer; `location.file` is a name in `folder` or a full path.

    Raises ArchiveError where there is none, or not a whole one.
    """
    path = folder / location.file
    try:
        with path.open("rb") as file:
            file.seek(location.offset)
            exchange = _first_exchange(file, location)
    except OSError as error:
        raise ArchiveError(f"{path}: {(error.strerror or str(error)).lower()}: put the archive back") from error
    if exchange is None:
        raise ArchiveError(f"{path}: no page at byte {location.offset}: put the archive back as it was")
    return exchange


def walk(path: Path, start: int = 0) -> Iterator[tuple[int, Exchange | None]]:
    """Yield the records of any WARC file from a byte on, with the byte where each begins.

    The byte may be any where each record is compressed by itself, as is usual, else it is one where a record begins.
    A record that holds no answer of a web server, or one of no use here, comes as None. Damage is passed over where
    each record is compressed by itself. Raises UserError for what is no archive.
    """
    found = False
    try:
        with path.open("rb", buffering=0) as file:
            for offset, record in _records(file, start):
                found = True
                yield offset, _exchange_of(record, Location(str(path.resolve()), offset)) if record else None
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: give a WARC file") from error
    if not found and not start:
        raise UserError(f"{path}: no archive of web pages: give a WARC file")


def is_archive(name: str) -> bool:
    """Whether a file is an archive of pages, by its name."""
    return name.lower().endswith((".warc", SUFFIX))


def _members(file: BinaryFile, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield the whole records of a file from a byte on: where each begins and ends, and its content.

    What lies between them, or behind the last, is damage, and passed over.
    """
    if os.fstat(file.fileno()).st_size <= start:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = start
        while (offset := data.find(_GZIP, offset)) >= 0:
            end, content = _member(data, offset)
            if content.startswith(b"WARC/"):
                yield offset, end, content
                offset = end
            else:
                offset += 1


def _member(data: mmap.mmap, start: int) -> tuple[int, bytes]:
    """Return the end and the content of the gzip member at a byte; no content where there is no whole one."""
    stream = zlib.decompressobj(wbits=31)
    content = bytearray()
    end = start
    while not stream.eof:
        block = data[end : end + _BLOCK]
        try:
            part = stream.decompress(block)
        except zlib.error:
            return start, b""
        if not block:
            return start, b""
        end += len(block) - len(stream.unused_data)
        if len(content) <= _LONGEST:  # the rest of a longer one is only walked through
            content += part
    return end, bytes(content)


def _locked(file: BinaryFile) -> bool:
    """Take the lock of a file, unless another process has it; it is free again when the file is closed."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Bring the name of a new file to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _compressed(record: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, 31)
    return stream.compress(record) + stream.flush()


def _about(name: str) -> bytes:
    builder = _builder()
    return _as_bytes(
        builder.create_warcinfo_record(
            name,
            {
                "software": f"extractor/{__version__}",
                "format": "WARC file version 1.1",
                "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            },
        )
    )


def _as_records(exchange: Exchange) -> list[bytes]:
    """Return the record of the answer, and that of the request where its headers are known."""
    from warcio.statusandheaders import StatusAndHeaders

    builder = _builder()
    date = exchange.fetched.replace("+00:00", "Z")
    described = {"WARC-Date": date}
    if exchange.kind is not None:
        described[_KIND] = exchange.kind
    if exchange.published is not None:
        described[_PUBLISHED] = exchange.published
    unchanged = exchange.status == HTTPStatus.NOT_MODIFIED
    if unchanged:
        described["WARC-Profile"] = _NOT_MODIFIED_PROFILE
    # The body is kept without the chunks that it was sent in.
    headers = [(name, value) for name, value in exchange.headers if name.lower() != "transfer-encoding"]
    answer = builder.create_warc_record(
        exchange.url,
        "revisit" if unchanged else "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        warc_headers_dict=described,
        http_headers=StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), headers, protocol="HTTP/1.1"),
    )
    records = [_as_bytes(answer)]
    if exchange.request_headers:
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = builder.create_warc_record(
            exchange.url,
            "request",
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
            },
            http_headers=StatusAndHeaders(
                f"GET {target} HTTP/1.1", list(exchange.request_headers), is_http_request=True
            ),
        )
        records.append(_as_bytes(request))
    return records


def _builder() -> Any:
    from warcio.recordbuilder import RecordBuilder

    return RecordBuilder(warc_version="1.1")


def _as_bytes(record: ArcWarcRecord) -> bytes:
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return buffer.getvalue()


def _records(file: BinaryFile, start: int) -> Iterator[tuple[int, ArcWarcRecord | None]]:
    """Yield the records of a file from a byte on, with the byte where each begins; None for a broken one."""
    if any(_is_gzip(file, place) for place in {0, start}):
        for offset, _, content in _members(file, start):
            yield offset, _first_record(io.BytesIO(content))
        return
    from warcio.archiveiterator import ArchiveIterator

    file.seek(start)
    iterator = ArchiveIterator(file)
    while True:
        try:
            record = next(iterator, None)
        except Exception:  # in whatever way warcio stumbles over a broken record; where the next begins is not known
            LOGGER.debug("broken record", exc_info=True)
            return
        if record is None:
            return
        yield iterator.get_record_offset(), record


def _is_gzip(file: BinaryFile, place: int) -> bool:
    file.seek(place)
    return file.read(len(_GZIP)) == _GZIP


def _first_record(file: IO[bytes]) -> ArcWarcRecord | None:
    """Return the record at the start of a file, or None where it is broken, in whatever way warcio stumbles over it."""
    from warcio.archiveiterator import ArchiveIterator

    try:
        return next(ArchiveIterator(file), None)
    except Exception:
        LOGGER.debug("broken record", exc_info=True)
        return None


def _first_exchange(file: IO[bytes], location: Location) -> Exchange | None:
    record = _first_record(file)
    return _exchange_of(record, location) if record is not None else None


def _exchange_of(record: ArcWarcRecord, location: Location) -> Exchange | None:
    """Return the answer that a record holds; None for another kind of record, and one that is broken."""
    try:
        return _as_exchange(record, location)
    except Exception:
        LOGGER.debug("broken record at %s", location, exc_info=True)
        return None


def _as_exchange(record: ArcWarcRecord, location: Location) -> Exchange | None:
    """Return the answer that a record holds; None for another kind of record, and one that is not whole."""
    from warcio.bufferedreaders import ChunkedDataReader

    if record.rec_type not in ("response", "revisit") or record.http_headers is None:
        return None
    status = record.http_headers.get_statuscode()
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not status.isdigit() or not url:
        return None
    chunked = (record.http_headers.get_header("transfer-encoding") or "").strip().lower() == "chunked"
    # ChunkedDataReader passes on what is not in chunks, although the headers say so, as it is.
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    body = _all_of(stream)
    if body is None or (not chunked and getattr(record.raw_stream, "limit", None)):
        return None  # too long, or shorter than the record says
    kind = record.rec_headers.get_header(_KIND)
    return Exchange(
        url=url.strip("<>"),
        status=int(status),
        headers=tuple(record.http_headers.headers),
        body=body,
        fetched=_time(record.rec_headers.get_header("WARC-Date")),
        kind=cast(Kind, kind) if kind in get_args(Kind) else None,
        published=record.rec_headers.get_header(_PUBLISHED),
        location=location,
    )


def _all_of(stream: Any) -> bytes | None:
    body = bytearray()
    while chunk := stream.read(_BLOCK):
        body += chunk
        if len(body) > _LONGEST:
            return None
    return bytes(body)


def _time(text: str | None) -> str:
    """Return a time of a WARC header as an ISO 8601 time in UTC, in whole seconds."""
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        time = datetime.fromtimestamp(0, UTC)
    return time.astimezone(UTC).isoformat(timespec="seconds")
