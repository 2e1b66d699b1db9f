"""What the commands print: tables, rows as CSV or JSON, progress."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from extractor.formatting import period_text
from extractor.jsonl import STEERING, as_rows

if TYPE_CHECKING:
    from extractor.store import Counts

#: Wide enough for a sentence beside its figure where the output is no terminal.
_PIPED_WIDTH = 160
#: Two characters for a border and a space on either side of a cell, and one for the last border.
_MOST_INDICATORS = 12

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, and the lines of a cell; empty ones are left out."""

    heading: str
    ratio: int
    lines: Callable[[Row], Iterable[str | None]]


def printable(text: str) -> str:
    """Return text on one line and without the characters that steer a terminal or turn its direction."""
    return STEERING.sub("", " ".join(re.split(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+", text)))
