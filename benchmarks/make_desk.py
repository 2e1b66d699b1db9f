#!/usr/bin/env python3
"""Make a database of invented facts, as large as a question about speed needs it.

    make_desk.py N PATH [--seed 1]

N figures (200000, 10000000) of real areas and indicators, 2015 to 2026, in invented articles of invented sites: each
states its figures in sentences, so that spans and quotations are right and every page opens. One figure in five differs
from what others say of the same area, indicator and time; one story in eight has copies on other sites; some articles
hand over an award, some have an older version. The same N and seed give the same rows. The tables are filled directly,
so what only reading writes is left out: article archives, and the index that finds copies of articles added later.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from desk_words import AWARDS, FILLERS, GIVERS, KINDS, NAMES, ROLES, SITES, SURNAMES, Kind
from sqlite_utils import Database

from extractor import __version__, agreement
from extractor.formatting import period_bounds, period_text, value_text
from extractor.gazetteer import Place, places
from extractor.store import Store
from extractor.tables import rows
from extractor.terminal import progress
from extractor.versions import keys_of

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2026, 11, 20)
#: So many articles are written in one transaction.
BATCH = 2000

# Few periods are told, again and again.
_bounds, _period_text = cache(period_bounds), cache(period_text)

TABLES = {
    "stories": "id, title",
    "articles": "id, url, canonical_url, site, title, author, published, fetched, language, text, extractor_version,"
    " status, page_sha256, story_id, version, superseded_by",
    "article_addresses": "address, article_id",
    "article_sectors": "article_id, position, sector",
    "figures": 'id, article_id, "start", "end", text, value, value_max, value_text, unit, item, indicator, measure,'
    " place, period, period_text, period_start, period_end, status, modifier, basis, source, source_role, quotation,"
    " quote_start, quote_end, confidence, flags, flag_details",
    "figure_sectors": "figure_id, position, sector",
    "events": 'id, article_id, type, "start", "end", name, giver, occasion, venue, date, date_start, date_end, rank,'
    " quotation, quote_start, quote_end, confidence, flags, flag_details",
    "event_recipients": "event_id, position, name, place",
}
Rows = dict[str, list[tuple[object, ...]]]


@dataclass(slots=True)
class Piece:
    """A sentence of an article with where its figure or award stands in it, and the row of that without its ids."""

    sentence: str
    start: int
    end: int
    table: str
    row: tuple[object, ...] = ()
    sector: str = ""
    recipient: tuple[str, str] = ("", "")


class Desk:
    """Invents articles, one after the other."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ids = {"articles": 0, "stories": 0, "figures": 0, "events": 0}
        areas = [place for place in places().values() if place.level in ("province", "regency", "city")]
        self.random.shuffle(areas)
        self.areas = areas
        # A few areas are much written about, and most rarely.
        self.area_weights = list(accumulate(1 / (rank + 12) for rank in range(len(areas))))
        self.kind_weights = list(accumulate(kind.weight for kind in KINDS))
        self.site_weights = list(accumulate(1 / (rank + 3) for rank in range(len(SITES))))
        self.flags = [(row["code"], row["definition_id"]) for row in rows("flags")]

    def write_story(self, into: Rows, most: int) -> int:
        """Write an article with its copies and older versions; return how many figures, at most `most`, they have."""
        chance, first = self.random.random, self.ids["figures"]
        [area] = self.random.choices(self.areas, cum_weights=self.area_weights)
        day = FIRST_DAY + timedelta(days=int((LAST_DAY - FIRST_DAY).days * chance() ** 0.7))
        speaker = (f"{self._one(NAMES)} {self._one(SURNAMES)}", self._one(ROLES).format(area=_short(area)))
        wanted = min(self.random.randint(3, 13), most)
        pieces = [self._figure(area, day, speaker) for _ in range(wanted)]
        if chance() < 0.06:
            pieces.append(self._award(area, day))
        title = pieces[0].sentence.removesuffix(".").partition(", kata")[0]
        self.ids["stories"] += 1
        into["stories"].append((self.ids["stories"], title))
        copies = self.random.randint(1, 5) if chance() < 0.125 else 0
        for site in self._sites(1 + copies):
            room = (most - self.ids["figures"] + first) // wanted
            if not room:
                break
            late = timedelta(days=self.random.randint(0, 1))
            version = 2 if room > 1 and chance() < 0.01 else 1
            self._article(into, site, title, min(day + late, LAST_DAY), area, pieces, version)
        return self.ids["figures"] - first

    def _sites(self, number: int) -> list[str]:
        return list(dict.fromkeys(self.random.choices(SITES, cum_weights=self.site_weights, k=number)))

    def _one(self, choices: Sequence[str]) -> str:
        return choices[int(self.random.random() * len(choices))]

    def _article(
        self, into: Rows, site: str, title: str, day: date, area: Place, pieces: list[Piece], version: int
    ) -> None:
        """Write an article of one site; of its older versions, that one sentence was still lacking."""
        self.ids["articles"] += 1
        url = f"https://{site}/{day:%Y/%m/%d}/berita-{self.ids['articles']}"
        id = hashlib.sha256(url.encode()).hexdigest()[:12]
        paragraphs = [FILLERS[(self.ids["articles"] + n) % len(FILLERS)] for n in range(0, len(pieces), 3)]
        head, old = f"{_short(area)}, {site} – ", None
        for number in range(version, 0, -1):
            text, kept = head, pieces if number == version else pieces[:-1]
            starts = []
            for n, piece in enumerate(kept):
                if n and n % 3 == 0:
                    text += f"{paragraphs[n // 3]}\n\n"
                starts.append(len(text))
                text += f"{piece.sentence} "
            own_id = f"{id}-{number}" if old else id
            stored = (own_id, url, url, site, title, None, f"{day}", f"{day}T0{9 - version + number}:00:00+00:00", "id")
            story = (__version__, "read", None, self.ids["stories"], number, old)
            into["articles"].append((*stored, text.rstrip(), *story))
            old = id
            into["article_sectors"].append((own_id, 0, pieces[0].sector))
            for piece, start in zip(kept, starts, strict=True):
                self._fact(into, own_id, piece, start)
        into["article_addresses"] += [(key, id) for key in keys_of(url, url)]

    def _fact(self, into: Rows, article_id: str, piece: Piece, offset: int) -> None:
        self.ids[piece.table] += 1
        id = self.ids[piece.table]
        span = (piece.start + offset, piece.end + offset)
        sentence = (piece.sentence, offset, offset + len(piece.sentence))
        checks = self._checks()
        if piece.table == "figures":
            text = piece.sentence[piece.start : piece.end]
            into["figures"].append((id, article_id, *span, text, *piece.row, *sentence, *checks))
            into["figure_sectors"].append((id, 0, piece.sector))
        else:
            into["events"].append((id, article_id, "award", *span, *piece.row, *sentence, *checks))
            into["event_recipients"].append((id, 0, *piece.recipient))

    def _checks(self) -> tuple[float, str, str]:
        """Return a confidence with flags and what they say, as they are stored."""
        chance = self.random.random()
        if chance > 0.04:
            return round(0.3 + 0.69 * self.random.random() ** 0.5, 2), "[]", "[]"
        code, reason = self.flags[int(chance / 0.04 * len(self.flags))]
        return round(0.1 + 0.5 * self.random.random(), 2), json.dumps([code]), json.dumps([reason], ensure_ascii=False)

    def _figure(self, area: Place, day: date, speaker: tuple[str, str]) -> Piece:
        chance = self.random.random
        [kind] = self.random.choices(KINDS, cum_weights=self.kind_weights)
        place, item = self._place(area), self._one(kind.items) if kind.items else None
        measure = "level"
        if kind.moves and chance() < 0.2:
            measure = "change" if chance() < 0.7 else "share"
        status = "actual" if chance() < 0.86 else ("target" if chance() < 0.55 else "forecast")
        period = self._period(kind, day, status) if chance() < 0.93 else None
        unit = kind.unit if measure == "level" else "percent"
        value = _truth(kind, item, place.code, period or str(day.year), measure)
        if status != "actual":
            value = _rounded(value * (0.85 + 0.25 * chance()), unit)
        elif chance() < 0.2:  # some say otherwise
            value = _rounded(value * (0.6 + 0.9 * chance()), unit)
        modifier = "exact" if chance() < 0.85 else "approx"
        written = value_text(value, None, unit, modifier, kind.counted)
        sentence = kind.phrase.format(item=item, place=place.name)
        if period is not None:
            sentence += f" pada {_period_text(period)}"
        sentence += " " + _VERBS[status][measure]
        start = len(sentence) + 1
        told = chance() < 0.6
        sentence += f" {written}, kata {speaker[1]} {speaker[0]}." if told else f" {written}."
        first, last = _bounds(period) or (None, None)
        shown = _period_text(period) if period else None
        said = speaker if told else (None, None)
        basis = kind.basis if measure == "level" else ("yoy" if measure == "change" else None)
        row = (
            value, None, written, unit, item or kind.counted, kind.indicator, measure, place.code, period, shown,
            first, last, status, modifier, basis, *said,
        )  # fmt: skip
        return Piece(sentence, start, start + len(written), "figures", row, kind.sector)

    def _place(self, area: Place) -> Place:
        """Return an area that a figure is about: that of the article, and sometimes the one above."""
        chance = self.random.random()
        if chance > 0.15 or area.level == "province":
            return places()["ID"] if chance < 0.03 else area
        return places()[area.parent] if chance > 0.03 else places()["ID"]

    def _period(self, kind: Kind, day: date, status: str) -> str:
        if status != "actual":
            return str(day.year + self.random.randint(0, 1))
        if kind.period == "year":
            return str(day.year - self.random.choices((1, 2, 3), (7, 2, 1))[0])
        before = day - timedelta(days=day.day)  # the last day of the month before
        if kind.period == "quarter":
            before = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
            return f"{before.year}-Q{(before.month + 2) // 3}"
        return f"{before:%Y-%m}" if kind.period == "month" else day.isoformat()

    def _award(self, area: Place, day: date) -> Piece:
        name, giver = self._one(AWARDS), self._one(GIVERS)
        handed = day - timedelta(days=self.random.randint(0, 6))
        who = f"Pemerintah {area.name}"
        sentence = f"{who} meraih {name} dari {giver} pada {_period_text(handed.isoformat())}."
        start = len(who) + len(" meraih ")
        row = (name, giver, None, None, *[handed.isoformat()] * 3, None)
        return Piece(sentence, start, start + len(name), "events", row, recipient=(who, area.code))


_VERBS = {
    "actual": {"level": "tercatat", "change": "naik", "share": "menyumbang"},
    "target": {"level": "ditargetkan mencapai", "change": "ditargetkan naik", "share": "ditargetkan menyumbang"},
    "forecast": {"level": "diperkirakan mencapai", "change": "diperkirakan naik", "share": "diperkirakan menyumbang"},
}


def _short(area: Place) -> str:
    return area.name.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Administrasi ")


@cache
def _part(*names: object) -> float:
    """Return a number from 0 to 1 that belongs to names."""
    return zlib.crc32(repr(names).encode()) / 2**32


def _truth(kind: Kind, item: str | None, place: str, period: str, measure: str) -> float:
    """Return what the area's figure is for the time, in full units."""
    noise = zlib.crc32(f"{kind.indicator} {item} {place} {period} {measure}".encode()) / 2**32
    if measure != "level":
        return _rounded(1 + 24 * noise, "percent")
    if kind.low is not None:
        return _rounded(kind.low + (kind.usual - kind.low) * 2 * noise, kind.unit)
    spread = 10 ** (1.2 * _part(kind.indicator, item, place) - 0.6)
    growth = 1.06 ** (int(period[:4]) - 2015)
    return _rounded(kind.usual * spread * growth * (0.95 + 0.1 * noise), kind.unit)


def _rounded(value: float, unit: str) -> float:
    if unit == "count":
        return int(float(f"{value:.3g}"))
    if unit == "percent":
        return round(value, 2)
    value = float(f"{value:.3g}")
    return int(value) if value == int(value) else value


def make(number: int, path: Path, seed: int = 1) -> None:
    """Write a new database with so many figures to `path`."""
    with Store(path):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as db, progress() as bar:
        for pragma in ("synchronous = OFF", "cache_size = -200000", "temp_store = FILE", "analysis_limit = 400"):
            db.execute(f"PRAGMA {pragma}")
        later = _set_aside(db)
        task = bar.add_task("figures", total=number)
        for batch in _batches(number, seed):
            db.execute("BEGIN")
            for table, columns in TABLES.items():
                marks = ", ".join("?" * (columns.count(",") + 1))
                db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch[table])
            db.execute("COMMIT")
            bar.advance(task, len(batch["figures"]))
        derive(db, later)


def derive(db: sqlite3.Connection, later: list[str]) -> None:
    """Make what follows from the facts: indexes, claims, search, the statistics of the query planner."""
    for sql in later:
        db.execute(sql)
    db.execute("BEGIN")
    agreement.refresh_all(Database(db))
    db.execute("COMMIT")
    for table in ("articles", "figures", "events"):
        db.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
    db.execute("ANALYZE")


def _set_aside(db: sqlite3.Connection) -> list[str]:
    """Drop indexes and triggers, which are quicker to make when all rows are there; return how to make them."""
    sql = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    later = db.execute(sql).fetchall()
    for type, name, _ in later:
        db.execute(f"DROP {type} {name}")
    return [sql for _, _, sql in later]


def _batches(number: int, seed: int) -> Iterator[Rows]:
    desk, left = Desk(seed), number
    while left:
        batch: Rows = {table: [] for table in TABLES}
        while left and len(batch["articles"]) < BATCH:
            left -= desk.write_story(batch, left)
        yield batch


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("number", type=int, help="how many figures")
    parser.add_argument("path", type=Path, help="the database to make")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.path.exists() or options.number < 1:
        parser.error("give a number of figures, 1 or more, and the path of a file that is not there yet")
    make(options.number, options.path, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
