#!/usr/bin/env python3
"""Measure how fast a crawl is when neither the network nor the delay holds it up, and how much memory it takes.

    crawl_speed.py [--pages 2000] [--workers 1 2] [--bare]

A server of its own process answers at once with pages of about 70 KB, made of the sample articles between menus and
scripts (`--bare`: without these); each is another article. For each number of workers the whole path is run into a new
database: fetch, archive, strip, read, store. The rate counts from the tenth part of the articles on, when all processes
are loaded. Beside it stands the processor time of an article in the process that fetches and stores and in all, which
tells the same on a machine that has other work, too. Memory is that of all processes together, sampled each second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MENU = "".join(f'<li class="menu-item menu-{n}"><a href="/kanal/{n}">Kanal nomor {n}</a></li>' for n in range(120))
_SCRIPT = "<script>" + "window.dataLayer.push({'event':'view','slot':'top'});" * 400 + "</script>"
_STYLE = "<style>" + ".card{margin:0 auto;padding:4px 8px;display:flex}" * 350 + "</style>"
_SIDE = "".join(
    f'<div class="card"><a href="/berita/{n}"><img src="/gambar/{n}.jpg" alt=""><h3>Kabar lain nomor {n} dari daerah'
    f"</h3></a><span>{n} menit lalu</span></div>"
    for n in range(60)
)


def page(number: int, article: dict[str, str], bare: bool) -> bytes:
    """Return an article as a portal shows it, or only itself; the number makes it another one."""
    title = f"{article['title']} ({number})"
    text = "".join(f"<p>{escape(line)}</p>" for line in article["text"].splitlines())
    date = f'<meta property="article:published_time" content="{article["published"]}T08:00:00+07:00">'
    head, above, below = (_STYLE + _SCRIPT, f"<nav><ul>{_MENU}</ul></nav>", f"<aside>{_SIDE}</aside>")
    if bare:
        head = above = below = ""
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{escape(title)}</title>{date}{head}</head>'
        f"<body>{above}<article><h1>{escape(title)}</h1>{text}</article>{below}<footer>{above}</footer></body></html>"
    ).encode()


def serve(pages: int, bare: bool, port: Connection) -> None:
    """Answer at once, over connections that stay open, until the process is ended."""
    lines = (ROOT / "corpus" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]

    def answer(path: str, address: str) -> tuple[str, bytes]:
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{address}/berita/{n}</loc></url>" for n in range(pages))
            return "application/xml", f"<urlset>{urls}</urlset>".encode()
        if path.startswith("/berita/"):
            number = int(path.rpartition("/")[2])
            return "text/html; charset=utf-8", page(number, articles[number % len(articles)], bare)
        return "text/plain", b""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                kind, body = answer(
                    head.split(b" ", 2)[1].decode(), "http://{}:{}".format(*writer.get_extra_info("sockname"))
                )
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def family(root: int) -> dict[int, tuple[int, float]]:
    """Return the resident memory in bytes and the processor time in seconds of a process and all that it started."""
    parents: dict[int, int] = {}
    found: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            found[int(entry.name)] = (int(fields[21]) * os.sysconf("SC_PAGE_SIZE"), seconds)
    members = {root}
    while more := {each for each, parent in parents.items() if parent in members} - members:
        members |= more
    return {each: found[each] for each in members if each in found}


@dataclass
class Measured:
    """What one crawl took: rate in articles a second, processor time in ms an article, memory in bytes by second."""

    articles: int
    rate: float
    main_ms: float
    all_ms: float
    memory: list[int]


def measure(address: str, pages: int, workers: int, folder: Path) -> Measured:
    """Crawl once."""
    command = [
        sys.executable, "-m", "extractor", "crawl", f"{address}/sitemap.xml", "--delay", "0", "--allow-private",
        "--workers", str(workers), "--db", str(folder / f"{workers}.db"),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    memory: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1):
            memory.append(sum(used for used, _ in family(process.pid).values()))

    threading.Thread(target=watch, daemon=True).start()
    articles = 0
    marks: list[tuple[int, float, dict[int, tuple[int, float]]]] = []
    for line in process.stdout:
        articles += " | " in line
        if articles in (pages // 10, pages - 5) and len(marks) < 2:
            marks.append((articles, time.monotonic(), family(process.pid)))
    ended.set()
    if process.wait() != 0 or len(marks) < 2:
        sys.exit("the crawl failed")
    (first, begun, before), (last, done, after) = marks
    each = {
        member: 1000 * (seconds - before.get(member, (0, 0.0))[1]) / (last - first)
        for member, (_, seconds) in after.items()
    }
    return Measured(articles, (last - first) / (done - begun), each[process.pid], sum(each.values()), memory)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--bare", action="store_true", help="pages that hold nothing but the article")
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(options.pages, options.bare, theirs), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{ours.recv()}"
    for workers in options.workers:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(address, options.pages, workers, Path(folder))
            size = sum(path.stat().st_size for path in (Path(folder) / "archive").iterdir())
        quarters = [
            found.memory[min(len(found.memory) - 1, len(found.memory) * part // 4)] / 1e6 for part in range(1, 5)
        ]
        print(f"{workers} workers: {found.articles} articles, {found.rate:.1f} a second")
        print(f"  processor time: {found.main_ms:.1f} ms an article in the main process, {found.all_ms:.1f} ms in all")
        print(f"  memory: {', '.join(f'{mark:.0f}' for mark in quarters)} MB, peak {max(found.memory) / 1e6:.0f} MB")
        print(f"  archive: {size / found.articles / 1000:.1f} KB an article", flush=True)
    server.terminate()


if __name__ == "__main__":
    main()
