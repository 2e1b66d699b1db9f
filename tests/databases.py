"""Asks a database of facts what is in it, beside the code that is tested."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows that a question brings."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()
