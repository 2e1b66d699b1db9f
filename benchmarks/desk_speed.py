#!/usr/bin/env python3
"""Measure how long the ready-made questions take on a large database, such as `make_desk.py` makes.

    desk_speed.py DATABASE

Each question of `datasette-metadata.json` is asked without parameters, and then with each of its parameters that stands
below. What is shown is the processor time in milliseconds, the best of three, and how many rows the answer has; as in
the browser, at most 2000 are read.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

METADATA = Path(__file__).resolve().parent.parent / "datasette-metadata.json"
ROWS, RUNS = 2000, 3
#: What is asked for; the area is replaced by the kabupaten or kota that most figures are about.
ASKED = {
    "daerah": "", "indikator": "export_value", "tahun": "2024", "kata": "kopi", "komoditas": "cabai",
    "keyakinan_minimal": "0.8",
}  # fmt: skip


def measure(db: sqlite3.Connection, sql: str, parameters: Mapping[str, str]) -> tuple[float, int]:
    """Return the best time in milliseconds and the number of rows."""
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        rows = len(db.execute(sql, parameters).fetchmany(ROWS))
        times.append((time.process_time() - began) * 1000)
    return min(times), rows


def main(path: str) -> None:
    queries = json.loads(METADATA.read_text(encoding="utf-8"))["databases"]["facts"]["queries"]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        # Datasette brings this function; here, words are asked for as they are.
        db.create_function("escape_fts", 1, lambda words: words)
        sql = "SELECT place_name FROM facts WHERE place LIKE '__.__' GROUP BY place ORDER BY count(*) DESC LIMIT 1"
        [(area,)] = db.execute(sql)
        for name, query in queries.items():
            empty = dict.fromkeys(query["params"], "")
            line = []
            for key in ("", *(key for key in query["params"] if key in ASKED)):
                asked = {key: area if key == "daerah" else ASKED[key]} if key else {}
                best, rows = measure(db, query["sql"], empty | asked)
                line.append(f"{key or 'nothing given'} {best:.0f} ms ({rows})")
            print(f"{name}: {', '.join(line)}")


if __name__ == "__main__":
    main(sys.argv[1])
