#!/usr/bin/env python3
"""Measure how many facts a second are stored in a new database, in a batch as `extractor import` does.

    store_speed.py ARTICLES.jsonl [--limit 1500] [--runs 3]

The facts are read first; what is told is processor time.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from pathlib import Path

from extractor.facts import FactReader
from extractor.jsonl import read_article
from extractor.reading.sectors import SectorReader
from extractor.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, default=1500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    facts, sectors = FactReader(), SectorReader()
    readings = []
    with options.articles.open(encoding="utf-8") as lines:
        for line in itertools.islice(lines, options.limit):
            article = read_article(line)
            found = facts.read(article)
            readings.append((article, found, sectors.read(article, found.figures)))
    number = sum(len(found.figures) + len(found.events) for _, found, _ in readings)
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "facts.db") as store:
            store.write_lazily()
            start = time.process_time()
            with store.batch():
                for reading in readings:
                    store.add(*reading)
            print(f"{number} facts of {len(readings)} articles: {number / (time.process_time() - start):.0f} a second")


if __name__ == "__main__":
    main()
