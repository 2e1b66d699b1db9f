#!/usr/bin/env python3
"""Time every page of the desk and every canned query on a database.

    desk_pages.py DATABASE [--repeat 5] [--cpu] [--markdown]

Each is asked for in this process, without a network, once to warm up and then a number of times; the median is told, in
milliseconds. With `--cpu` it is the processor time, which tells more on a machine that has other work. `make_desk.py`
makes a large database to try it on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

from extractor import resources
from extractor.browse.serve import build_datasette

#: What the bar of a page is, in milliseconds.
BAR = 200


def addresses(path: Path) -> dict[str, str]:
    """Return the pages, by what they are: of the areas, articles and claims that have most."""
    with closing(sqlite3.connect(path)) as db:
        article = db.execute(
            "SELECT article_id FROM figures GROUP BY article_id ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()[0]
        regency, figures = db.execute(
            "SELECT place, count(*) FROM figures WHERE length(place) = 5 GROUP BY place ORDER BY 2 DESC LIMIT 1"
        ).fetchone()
        indicator = db.execute(
            "SELECT indicator FROM claims WHERE place = ? GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", [regency]
        ).fetchone()[0]
        claim = db.execute(
            "SELECT place, indicator, period, measure, status, unit, item, basis FROM claims"
            " ORDER BY facts DESC LIMIT 1"
        ).fetchone()
    names = ("daerah", "indikator", "periode", "ukuran", "status", "satuan", "barang", "pembanding")
    province = regency[:2]
    return {
        "home": "/",
        "search: a word": "/cari?q=ekspor",
        "search: two words": "/cari?q=nilai+ekspor",
        "search: words and a province": f"/cari?q=naik&daerah={province}",
        "search: an area and an indicator": f"/cari?daerah={regency}&indikator={indicator}",
        "areas": "/daerah",
        "area: Indonesia": "/daerah/ID",
        "area: a province": f"/daerah/{province}",
        f"area: the kabupaten with most figures ({figures})": f"/daerah/{regency}",
        "area: one indicator": f"/daerah/{regency}/{indicator}",
        "area: prices of a province": f"/daerah/{province}/price",
        "map: provinces": "/peta",
        "map: kabupaten": "/peta?tingkat=kabupaten",
        "map: a province": f"/peta?provinsi={province}",
        "claim with most figures": f"/klaim?{urlencode(dict(zip(names, claim, strict=True)))}",
        "contradictions": "/perbedaan",
        "contradictions of a province": f"/perbedaan?daerah={province}",
        "article with most figures": f"/artikel/{quote(article, safe='')}",
        "feed": f"/umpan.atom?daerah={regency}",
        "questions": "/pertanyaan",
        **{f"table: {table}": f"/{path.stem}/{table}" for table in ("facts", "awards", "claims", "contradictions")},
        **{f"query: {name}": f"/{path.stem}/{name}" for name in _queries()},
    }


def _queries() -> list[str]:
    metadata = json.loads(resources.datasette_metadata().read_text(encoding="utf-8"))
    return list(metadata["databases"]["facts"]["queries"])


async def measure(
    path: Path, repeat: int, clock: Callable[[], float] = time.perf_counter
) -> list[tuple[str, int, float]]:
    """Return each page with its HTTP status and the median of its times by a clock, in milliseconds."""
    datasette = build_datasette(path)
    found = []
    for name, address in addresses(path).items():
        times = []
        for _ in range(repeat + 1):
            start = clock()
            response = await datasette.client.get(address)
            times.append((clock() - start) * 1000)
        found.append((name, response.status_code, statistics.median(times[1:])))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--cpu", action="store_true", help="tell the processor time")
    parser.add_argument("--markdown", action="store_true", help="write a table for the docs")
    options = parser.parse_args()
    found = asyncio.run(
        measure(options.database, options.repeat, time.process_time if options.cpu else time.perf_counter)
    )
    if options.markdown:
        print("| page | ms |\n| --- | ---: |")
    for name, status, milliseconds in found:
        wrong = "" if status == 200 else f" (HTTP {status})"
        if options.markdown:
            print(f"| {name}{wrong} | {milliseconds:.0f} |")
        else:
            print(f"{milliseconds:8.1f} ms {'' if milliseconds <= BAR else '!'} {name}{wrong}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
