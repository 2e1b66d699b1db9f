"""What the commands share: options, messages, files of lines, exit codes."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from extractor.errors import UserError

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


class UsageError(UserError):
    """Options that do not fit together, or an option with a value that cannot be."""


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Status(StrEnum):
    """Whether a figure is observed, planned or expected."""

    ACTUAL = "actual"
    TARGET = "target"
    FORECAST = "forecast"


Database = Annotated[
    Path,
    typer.Option("--db", envvar="EXTRACTOR_DB", help="The database file.", show_default=True, metavar="FILE"),
]
Place = Annotated[
    str | None, typer.Option(help="Only this area: a name (Lamongan, Jatim) or code (35.24).", metavar="AREA")
]
Since = Annotated[str | None, typer.Option(help="Only from this time on: 2021, 2021-10 or 2021-10-31.", metavar="TIME")]
Until = Annotated[str | None, typer.Option(help="Only up to this time: 2021, 2021-10 or 2021-10-31.", metavar="TIME")]
MinConfidence = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Only what is right with at least this confidence, from 0 to 1.", metavar="X"),
]
Flagged = Annotated[
    bool | None,
    typer.Option(
        "--flagged/--unflagged", help="Only what a check has questioned, or only the rest.", show_default=False
    ),
]
Format = Annotated[Form, typer.Option("--format", help="A table to read, or JSON or CSV with every column.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many.", metavar="N")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that read pages; as many as there are processors when left out.", metavar="N"),
]


def say(line: str, *, error: bool = False) -> None:
    """Print a line, whatever a page or a file name holds."""
    from extractor.terminal import printable

    # Not echo(), which would write over a progress bar.
    print(printable(line), file=sys.stderr if error else sys.stdout, flush=True)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextlib.contextmanager
def interruptible(message: str = "Interrupted: what was read so far is stored.") -> Iterator[None]:
    """Let Ctrl-C end a command with one line."""
    try:
        yield
    except KeyboardInterrupt:
        say(message, error=True)
        raise typer.Exit(INTERRUPTED) from None


def is_address(page: str) -> bool:
    return page.lower().startswith(("http://", "https://"))


def listed(pages: list[str]) -> Iterator[str]:
    """Yield the pages themselves, with `-` replaced by the lines of standard input."""
    for page in pages:
        if page != "-":
            yield page
            continue
        # File names need not be UTF-8; they come back as they were.
        for line in standard_input("surrogateescape"):
            if line.strip():
                yield line.strip()


def first(rows: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    return islice(rows, limit)


def standard_input(errors: str) -> TextIO:
    """Return standard input as UTF-8 with or without the mark that some editors put before it."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors=errors)
    return sys.stdin


@contextlib.contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """Give a file of lines, or standard input for `-`, whatever bytes it holds."""
    if path == "-":
        yield standard_input("replace")
        return
    try:
        file = open(path, encoding="utf-8-sig", errors="replace")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}: give a file of articles") from error
    with file:
        yield file


def unfinished_file(path: Path | None) -> Path | None:
    """Return where facts are written until all are there: beside `path`, or to it where it is a pipe or device."""
    return path if path is None or (path.exists() and not path.is_file()) else path.with_name(f"{path.name}.part")


@contextlib.contextmanager
def written(path: Path | None, unfinished: Path | None) -> Iterator[TextIO]:
    """Give a file that takes its name `path` when all is written, or standard output, written line by line."""
    if path is None or unfinished is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
        yield sys.stdout
        return
    try:
        file = unfinished.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"{path}: {reason}: choose another file for the facts") from error
    with file:
        yield file
    unfinished.replace(path.resolve())
