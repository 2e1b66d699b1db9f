#!/usr/bin/env python3
"""Crawl and serve one database for an hour, with faults, and see that nothing is lost and nothing grows.

    soak.py [--minutes 60] [--folder FOLDER]

Sites on loopback (`soak_site.py`) publish and change articles and often answer badly. `extractor crawl` runs again and
again with two readers, and is killed (SIGKILL) now and then; `extractor serve` runs beside it on the same database, and
a client asks for the desk's pages and reviews facts all the time. Each minute one line tells how things stand. At the
end the sites answer well, a last crawl takes what is left, and it is checked that each article is stored once as it is
today, reviews are there, claims are what comparing all anew gives, the database is sound, nobody was told that it is
locked, and the server's memory no longer grows. Ends with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import IO

import httpx
from crawl_speed import ROOT, family
from soak_site import Sites
from sqlite_utils import Database

from extractor import agreement, reviewers
from extractor.store import Store

REVIEWER, PASSWORD = "pemeriksa", "sandi untuk uji ketahanan"
#: Seconds between two samples of memory.
_SAMPLE = 5.0
#: The server's memory in the last third of the time may be so many times that of the second third.
_GROWTH = 1.1
_LOCKED = re.compile(r"database (?:table )?is locked|in use by another program", re.IGNORECASE)
_TOKEN = re.compile(r'name="csrftoken" value="([^"]+)"')


class Client:
    """Asks for pages of the desk in a thread of its own, one after the other; counts answers and what was saved."""

    def __init__(self, address: str, path: Path) -> None:
        self.answers = Counter[int]()
        #: What went wrong: pages with their HTTP status or error, at most so many.
        self.wrong: list[str] = []
        self.locked = 0
        #: The notes of the reviews that the desk said it has saved, and how many it refused.
        self.saved: list[str] = []
        self.refused = 0
        self.ended = threading.Event()
        self._path = path
        self._random = random.Random(1)
        self._http = httpx.Client(base_url=address, timeout=60, follow_redirects=True)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        token = self._token(self._http.get("/-/login").text)
        self._http.post("/-/login", data={"csrftoken": token, "nama": REVIEWER, "sandi": PASSWORD})
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self.ended.wait(0.1):
            try:
                if self._random.random() < 0.1:
                    self._review()
                else:
                    self._ask(self._page())
            except (httpx.HTTPError, sqlite3.Error) as error:
                self._note(f"{type(error).__name__}: {error}")

    def _ask(self, address: str) -> str:
        return self._taken(address, self._http.get(address))

    def _taken(self, address: str, response: httpx.Response) -> str:
        self.answers[response.status_code] += 1
        self.locked += bool(_LOCKED.search(response.text))
        # What was found a moment ago may be gone: a claim that nobody states any more, an article's older facts.
        if response.status_code not in (200, 404):
            self._note(f"{response.status_code} {address}")
        return response.text

    def _note(self, problem: str) -> None:
        if len(self.wrong) < 50:
            self.wrong.append(problem)

    def _page(self) -> str:
        name = self._path.stem
        article, place, claim = self._chosen()
        return self._random.choice(
            [
                "/", "/cari?q=ekspor", f"/cari?q=naik&daerah={place[:2]}", "/daerah", f"/daerah/{place}", "/peta",
                "/perbedaan", f"/klaim?{claim}", f"/artikel/{article}", f"/artikel/{article}", "/pertanyaan",
                f"/umpan.atom?daerah={place}", f"/{name}/facts", f"/{name}/claims", f"/{name}/klaim_terbaru",
                f"/{name}/klaim_berbeda?daerah={place}", f"/{name}/nilai_ekspor",
            ]
        )  # fmt: skip

    def _chosen(self) -> tuple[str, str, str]:
        """Return an article, the place of a figure of it, and the address of the claim that it states."""
        columns = ("place", "indicator", "period", "measure", "status", "unit", "item", "basis")
        names = ("daerah", "indikator", "periode", "ukuran", "status", "satuan", "barang", "pembanding")
        sql = (
            f"SELECT article_id, {', '.join(f'claims.{column}' for column in columns)} FROM figures"
            " JOIN claims ON claims.id = claim_id WHERE figures.id >= abs(random()) % (SELECT max(id) FROM figures)"
            " ORDER BY figures.id LIMIT 1"
        )
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=15)) as db:
            row = db.execute(sql).fetchone()
        if row is None:
            return "", "ID", ""
        return row[0], row[1], str(httpx.QueryParams(dict(zip(names, row[1:], strict=True))))

    def _review(self) -> None:
        article = self._chosen()[0]
        text = self._ask(f"/artikel/{article}")
        facts = re.findall(r'name="jenis" value="figure"><input type="hidden" name="sasaran" value="(\d+)"', text)
        if not facts:
            return
        note = f"catatan {len(self.saved) + self.refused}"
        sent = {
            "csrftoken": self._token(text), "jenis": "figure", "sasaran": self._random.choice(facts),
            "putusan": self._random.choice(("right", "right", "wrong")), "catatan": note,
            "kembali": f"/artikel/{article}",
        }  # fmt: skip
        text = self._taken("/tinjau", self._http.post("/tinjau", data=sent))
        if "Pemeriksaan disimpan." in text:
            self.saved.append(note)
        else:
            self.refused += 1

    @staticmethod
    def _token(text: str) -> str:
        found = _TOKEN.search(text)
        return found[1] if found else ""


class Crawler:
    """Crawls again and again in a thread of its own; each crawl may be killed."""

    def __init__(self, sites: Sites, path: Path, log: Path) -> None:
        self.runs = self.killed = 0
        #: Exit codes other than of a crawl that went well, had bad answers, or was killed.
        self.codes = Counter[int]()
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = threading.Event()
        self._sites, self._path, self._log = sites, path, log
        self._random = random.Random(1)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the crawl that goes on come to its end, and begin no other."""
        self.ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self.ended.is_set():
            # Most runs may end; the others are killed at any moment, in the first seconds, too.
            self.crawl(self._random.uniform(2, 60) if self._random.random() < 0.4 else None)

    def crawl(self, killed_after: float | None = None) -> None:
        command = [
            sys.executable, "-m", "extractor", "crawl", *self._sites.sitemaps, "--recheck", "--delay", "0",
            "--allow-private", "--workers", "2", "--db", str(self._path),
        ]  # fmt: skip
        self.runs += 1
        with self._log.open("ab") as log:
            self.process = start(command, log, log)
            try:
                code = self.process.wait(killed_after)
            except subprocess.TimeoutExpired:
                self.process.kill()
                code = self.process.wait()
                self.killed += 1
        if code not in (0, 1, -signal.SIGKILL):
            self.codes[code] += 1


def start(command: list[str], out: IO[bytes] | int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a command of this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=out, stderr=log, env=environment)


def memory(process: subprocess.Popen[bytes] | None) -> float:
    """Return the resident memory of a process and those that it started, in MB."""
    return 0.0 if process is None else sum(used for used, _ in family(process.pid).values()) / 1e6


def tell(begun: float, line: str) -> None:
    print(f"{(time.monotonic() - begun) / 60:5.1f} min  {line}", flush=True)


def soak(minutes: float, folder: Path) -> list[str]:
    """Run for so many minutes; returns what is not as it should be."""
    path, crawl_log, serve_log = folder / "facts.db", folder / "crawl.log", folder / "serve.log"
    Store(path).close()
    reviewers.add(path, REVIEWER, PASSWORD)
    sites = Sites(first=200, rate=1.0, changes=0.1, most=int(200 + 70 * minutes))
    sites.start()
    crawler = Crawler(sites, path, crawl_log)
    command = [sys.executable, "-m", "extractor", "serve", "--db", str(path), "--port", "0"]
    with serve_log.open("ab") as log:
        server = start(command, subprocess.PIPE, log)
    assert server.stdout is not None
    found = re.search(rb"http://\S+", server.stdout.readline())
    assert found is not None, serve_log.read_text(encoding="utf-8")
    client = Client(found[0].decode(), path)
    client.start()
    crawler.start()
    begun, samples = time.monotonic(), list[float]()
    try:
        _watch(minutes, begun, path, crawler, client, server, samples)
        tell(begun, f"{sum(sites.faults.values())} bad answers: {dict(sites.faults)}")
        crawler.stop()
        sites.troubled = False
        crawler.crawl()
        client.stop()
    finally:
        server.terminate()
        server.wait()
    wrong = [*_memory_problems(samples), *_stored_problems(path, sites), *_kept_problems(path, client)]
    logs = crawl_log.read_text(encoding="utf-8"), serve_log.read_text(encoding="utf-8")
    wrong += [f"locked: {line}" for text in logs for line in text.splitlines() if _LOCKED.search(line)]
    wrong += [f"{each.count('Traceback')} tracebacks in a log" for each in logs if "Traceback" in each]
    wrong += [f"a crawl ended with {code}, {times} times" for code, times in crawler.codes.items()]
    wrong += [f"the desk answered {problem}" for problem in client.wrong]
    tell(begun, f"{crawler.runs} crawls, {crawler.killed} killed; the desk answered {dict(client.answers)}")
    tell(begun, f"{len(client.saved)} reviews saved, {client.refused} refused, as their fact was gone")
    return wrong


def _watch(
    minutes: float, begun: float, path: Path, crawler: Crawler, client: Client, server: subprocess.Popen[bytes],
    samples: list[float],
) -> None:  # fmt: skip
    """Note the server's memory and tell each minute how things stand."""
    highest, told = 0.0, 0
    while (passed := time.monotonic() - begun) < minutes * 60:
        time.sleep(_SAMPLE)
        samples.append(memory(server))
        highest = max(highest, memory(crawler.process))
        if passed // 60 > told:
            told = int(passed // 60)
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=15)) as db:
                articles, figures = db.execute(
                    "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM figures)"
                ).fetchone()
            errors = sum(times for status, times in client.answers.items() if status >= 500)
            tell(
                begun,
                f"{articles} articles, {figures} figures; crawler {highest:.0f} MB at most, server {samples[-1]:.0f}"
                f" MB; {crawler.runs} crawls, {crawler.killed} killed; desk: {sum(client.answers.values())} answers,"
                f" {errors} of 5xx, {len(client.wrong)} wrong, {client.locked} locked; {len(client.saved)} reviews",
            )
            highest = 0.0


def _memory_problems(samples: list[float]) -> list[str]:
    third = len(samples) // 3
    second, last = statistics.mean(samples[third : 2 * third]), statistics.mean(samples[2 * third :])
    print(f"server: {second:.0f} MB in the second third, {last:.0f} MB in the last, {max(samples):.0f} MB at most")
    return [f"the server grew from {second:.0f} to {last:.0f} MB"] if last > _GROWTH * second else []


def _stored_problems(path: Path, sites: Sites) -> list[str]:
    """Return which articles are not stored exactly once and as they are today."""
    wrong = []
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT url, text, status FROM articles WHERE superseded_by IS NULL").fetchall()
        kept = Counter(db.execute("SELECT version FROM articles").fetchall())
    stored = Counter(int(url.rpartition("/")[2]) for url, _, _ in rows)
    texts = {int(url.rpartition("/")[2]): text for url, text, status in rows if status == "read"}
    shown = sites.stories[: sites.shown]
    for story in shown:
        if stored[story.number] != 1 or story.number not in texts:
            state = "unreadable" if stored[story.number] else "not stored"
            wrong.append(f"article {story.number}: {state if stored[story.number] < 2 else 'stored twice'}")
        elif story.mark not in texts[story.number]:
            wrong.append(f"article {story.number}: not as it is today")
    again = sum(sum(story.served.values()) - len(story.served) for story in shown)
    changed = sum(story.version > 0 for story in shown)
    print(f"sites: {len(shown)} articles, {changed} changed; versions stored: {sum(kept.values())}")
    print(f"answers in full that had been given before: {again}")
    return wrong


def _kept_problems(path: Path, client: Client) -> list[str]:
    """Return what is wrong with the database itself, its reviews and its claims."""
    wrong = []
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for check in ("integrity_check", "foreign_key_check"):
            wrong += [f"{check}: {row}" for row in db.execute(f"PRAGMA {check}") if row != ("ok",)]
        notes = {note for (note,) in db.execute("SELECT note FROM reviews")}
        wrong += [f"the review {note!r} is gone" for note in client.saved if note not in notes]
        every = "SELECT * FROM claims ORDER BY id"
        before = db.execute(every).fetchall()
        db.execute("BEGIN")
        agreement.refresh_all(Database(db))
        after = set(db.execute(every))
        db.execute("ROLLBACK")
        wrong += [f"the claim {row[:9]} is not up to date" for row in before if row not in after]
        try:
            for table in ("articles", "figures", "events"):
                db.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            wrong.append(f"the search index: {error}")
    print(f"{len(before)} claims, {len(notes)} reviews; {path.stat().st_size / 1e6:.0f} MB")
    return wrong


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--folder", type=Path, help="a new folder to work in and to keep")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        wrong = soak(options.minutes, folder)
    print("\n".join(["wrong:", *wrong[:50], f"{len(wrong)} in all"]) if wrong else "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
