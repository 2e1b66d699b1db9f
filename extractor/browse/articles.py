"""The page of an article: its text with every reading in place, and its archived copy."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette.utils.asgi import NotFound, Request, Response

from extractor.browse import facts, reviewing
from extractor.browse.desk import Desk, Row, article_path
from extractor.browse.security import SANDBOX
from extractor.crawl.exchange import Location
from extractor.errors import ArchiveError, FetchError
from extractor.ledger import archive_folder

if TYPE_CHECKING:
    from datasette.app import Datasette

#: The most bytes of an archived page that are shown.
_LARGEST_PAGE = 10_000_000
#: The name of a character set; a page may give any text for one, line ends too.
_CHARSET = re.compile(r"[a-z0-9][a-z0-9._:+-]{1,39}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of the text was read as: `kind` is `figure` or `event`, `told` the reading in a few words."""

    start: int
    end: int
    kind: str
    anchor: str
    told: str
    doubted: bool
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, with what it was read as; `first` where that begins."""

    text: str
    mark: Mark | None = None
    first: bool = False


async def article(request: Request, datasette: Datasette) -> Response:
    """Answer `/artikel/ID`; raises NotFound for an article that is not stored."""
    desk = await Desk.of(datasette, request)
    row = await _row(desk)
    readings = [*await _figures(desk, row["id"]), *await _events(desk, row["id"])]
    readings.sort(key=lambda reading: (reading["start"], reading["end"]))
    marks = [_mark(reading) for reading in readings]
    whole = await reviewing.add_to(desk, row["id"], readings)
    article_id = row["superseded_by"] or row["id"]
    return await desk.page(
        "desk_article.html",
        article=row,
        safe_link=safe_link(row["url"] or row["canonical_url"]),
        paragraphs=paragraphs(row["text"], marks),
        readings=readings,
        complete=whole,
        copies=await desk.rows(
            "SELECT id, site, title FROM articles WHERE story_id = ? AND superseded_by IS NULL AND id <> ? LIMIT 20",
            [row["story_id"], article_id],
        ),
        versions=await desk.rows(
            "SELECT id, version FROM articles WHERE id = :id OR superseded_by = :id ORDER BY version",
            {"id": article_id},
        ),
    )


async def archived(request: Request, datasette: Datasette) -> Response:
    """Answer `/artikel/ID/arsip`: the page as it was fetched, in a sandbox; raises NotFound where it is not kept."""
    desk = await Desk.of(datasette, request)
    row = await _row(desk)
    path = desk.database.path
    if row["archive_file"] is None or path is None:
        raise NotFound(desk.translate("Halaman ini tidak diarsipkan."))
    location = Location(row["archive_file"], row["archive_offset"])
    try:
        body, kind, charset = await _read(archive_folder(Path(path)), location)
    except (ArchiveError, FetchError, OSError) as error:
        raise NotFound(desk.translate("Salinan arsip tidak ada di server ini.")) from error
    if kind not in ("text/html", "application/xhtml+xml"):
        kind, charset = "text/plain", charset or "utf-8"
    named = f"{kind}; charset={charset}" if charset and _CHARSET.fullmatch(charset) else kind
    return Response(body, headers={"content-security-policy": SANDBOX}, content_type=named)


async def _read(folder: Path, location: Location) -> tuple[bytes, str | None, str | None]:
    from extractor.crawl import archive

    def read() -> tuple[bytes, str | None, str | None]:
        page = archive.read(folder, location).page(_LARGEST_PAGE, lenient=True)
        return page.content, page.content_type, page.charset

    return await asyncio.get_running_loop().run_in_executor(None, read)


async def figure(request: Request, datasette: Datasette) -> Response:
    """Answer `/angka/12` by leading to its place in the article; raises NotFound for a figure that is not stored."""
    desk = await Desk.of(datasette, request)
    row = await desk.first('SELECT article_id, "start", "end" FROM figures WHERE id = ?', [int(request.url_vars["id"])])
    if row is None:
        raise NotFound(desk.translate("Angka ini tidak ada di sini."))
    path = f"{article_path(row['article_id'])}#a{row['start']}-{row['end']}"
    return Response.redirect(datasette.urls.path(path))


def safe_link(address: str | None) -> str | None:
    """Return an address that a link may lead to: one of the web, or None (`javascript:` is none)."""
    return address if address is not None and address.lower().startswith(("http://", "https://")) else None


def paragraphs(text: str, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return the paragraphs of a text (a line each, empty ones left out) in pieces, marked where something was read.

    Where two marks lie over each other, the shorter one is shown there.
    """
    found: list[list[Piece]] = []
    edges = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    begun: set[str] = set()
    line: list[Piece] = []
    for start, end in pairwise(edges):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        mark = min(over, key=lambda each: each.end - each.start, default=None)
        for number, part in enumerate(text[start:end].split("\n")):
            if number:
                found.append(line)
                line = []
            if part:
                line.append(Piece(part, mark, mark is not None and mark.anchor not in begun))
                if mark is not None:
                    begun.add(mark.anchor)
    found.append(line)
    return [pieces for pieces in found if any(piece.text.strip() for piece in pieces)]


async def _row(desk: Desk) -> Row:
    row = await desk.first("SELECT * FROM articles WHERE id = ?", [unquote(desk.request.url_vars["id"])])
    if row is None:
        raise NotFound(desk.translate("Artikel ini tidak ada di sini."))
    return row


async def _figures(desk: Desk, article_id: str) -> list[Row]:
    source = (
        "figures AS figure JOIN articles AS article ON article.id = figure.article_id"
        " LEFT JOIN claims AS claim ON claim.id = figure.claim_id"
    )
    sql = facts.figures(desk, source, "WHERE figure.article_id = ?", "claim.agreement, claim.stories,")
    rows = await desk.rows(sql, [article_id])
    for row in rows:
        told = [row["indicator_label"], row["item"], row["place_name"], row["period_text"]]
        _complete(desk, row, "figure", "a", ", ".join(part for part in told if part))
    await _name_doubts(desk, rows)
    return rows


async def _events(desk: Desk, article_id: str) -> list[Row]:
    source = "events AS event JOIN articles AS article ON article.id = event.article_id"
    rows = facts.with_dates(await desk.rows(facts.events(desk, source, "WHERE event.article_id = ?"), [article_id]))
    for row in rows:
        told = [row["recipients"], row["giver"], row["date_text"]]
        _complete(desk, row, "event", "e", ", ".join(part for part in told if part) or row["name"])
    await _name_doubts(desk, rows)
    return rows


def _complete(desk: Desk, row: Row, kind: str, letter: str, told: str) -> None:
    row["kind"] = kind
    row["anchor"] = f"{letter}{row['start']}-{row['end']}"
    row["told"] = told
    row["citation"] = facts.citation(row, desk.day(row["published"]))


async def _name_doubts(desk: Desk, rows: list[Row]) -> None:
    flags = await desk.rows(f"SELECT code, {facts.label_column(desk)} AS label FROM flags")
    names = {flag["code"]: flag["label"] for flag in flags}
    for row in rows:
        codes: list[Any] = json.loads(row["flags"] or "[]")
        details: list[Any] = json.loads(row["flag_details"] or "[]")
        row["doubts"] = [(names.get(code, code), detail) for code, detail in zip(codes, details, strict=False)]


def _mark(reading: Row) -> Mark:
    return Mark(
        reading["start"],
        reading["end"],
        reading["kind"],
        reading["anchor"],
        reading["told"],
        bool(reading["doubts"]),
        reading.get("indicator") == "other",
    )
