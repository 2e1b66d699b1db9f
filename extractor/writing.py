"""Rows into tables by one prepared statement.

sqlite-utils looks up tables, columns and types for every call, which storing an article cannot afford.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlite_utils import Database

from extractor.records import Article, Event, Figure


def as_row(record: Article | Figure | Event) -> dict[str, Any]:
    """Return the fields of a record by name; unlike `asdict` it copies no list."""
    return {name: getattr(record, name) for name in record.__slots__}


def insert(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns, in the order of the first."""
    listed = list(rows)
    if listed:
        db.conn.executemany(_insertion(table, tuple(listed[0])), listed)


def insert_one(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Insert a row and return its rowid."""
    rowid = db.conn.execute(_insertion(table, tuple(row)), row).lastrowid
    assert rowid is not None
    return rowid


def upsert(db: Database, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row, or change the columns that are given of the row with its `id`."""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name != "id")
    db.conn.execute(f"{_insertion(table, tuple(row))} ON CONFLICT (id) DO UPDATE SET {changes}", row)


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(f":{name}" for name in columns)})'
