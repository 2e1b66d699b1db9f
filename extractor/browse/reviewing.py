"""Reviews on the pages: what was said of a reading, the form to say it, and the list of all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from datasette.utils.asgi import Forbidden, Request, Response
from sqlite_utils import Database as Connected

from extractor import agreement, reviews
from extractor.browse import facts
from extractor.browse.desk import Desk, Row, article_path
from extractor.browse.names import FIELDS, PROBLEMS
from extractor.browse.signing import may_review
from extractor.browse.wording import path_here
from extractor.errors import ReviewError
from extractor.review_values import FIELDS as CORRECTABLE

if TYPE_CHECKING:
    from datasette.app import Datasette

_LIST, _QUEUE = 60, 30
#: Below this confidence a reading is one that somebody should look at.
_DOUBTFUL = 0.5
_INFO, _ERROR = 1, 3


async def review(request: Request, datasette: Datasette) -> Response:
    """Answer a POST to `/tinjau`: store what a reviewer says, and go back to where it was said.

    Raises Forbidden without a session and the permission; Datasette has checked the CSRF token before.
    """
    desk = await Desk.of(datasette, request)
    if request.method != "POST" or not await may_review(datasette, request):
        raise Forbidden(desk.translate("Masuklah lebih dahulu untuk memeriksa."))
    sent = await request.post_vars()
    reviewer = str(request.actor["id"])
    try:
        if sent.get("batalkan"):
            await _write(desk, lambda connection: _withdraw(connection, sent["batalkan"], reviewer))
            said = desk.translate("Pemeriksaan dibatalkan.")
        else:
            made = _review_of(sent, reviewer)
            await _write(desk, lambda connection: _record(connection, made))
            said = desk.translate("Pemeriksaan disimpan.")
        datasette.add_message(request, said, _INFO)
    except ReviewError as error:
        told = PROBLEMS.get(error.code)
        message = desk.translate(told) if told else f"{desk.translate(FIELDS.get(error.code, error.code))}: {error}"
        datasette.add_message(request, message, _ERROR)
    return Response.redirect(path_here(sent.get("kembali")))


async def listed(request: Request, datasette: Datasette) -> Response:
    """Answer `/tinjauan`: what was reviewed last, and what somebody should look at."""
    desk = await Desk.of(datasette, request)
    rows = await desk.rows(
        "SELECT current_reviews.*, articles.title FROM current_reviews"
        f" LEFT JOIN articles ON articles.id = article_id ORDER BY review_id DESC LIMIT {_LIST}"
    )
    for row in rows:
        row["field_name"] = desk.translate(FIELDS[row["field"]]) if row["field"] else None
        row["before"] = json.loads(row["was"]).get(row["field"]) if row["field"] else None
        row["after"] = None if row["value"] is None else json.loads(row["value"])
    queue = await desk.rows(
        facts.figures(
            desk,
            "figures AS figure CROSS JOIN articles AS article ON article.id = figure.article_id",
            "WHERE figure.indicator <> 'other' AND article.superseded_by IS NULL"
            f" AND (figure.flags <> '[]' OR figure.confidence < {_DOUBTFUL})"
            " AND NOT EXISTS (SELECT 1 FROM reviewed_facts WHERE reviewed_facts.figure_id = figure.id)"
            f" ORDER BY figure.id DESC LIMIT {_QUEUE}",
        )
    )
    table = f"/{desk.database.route}/current_reviews"
    return await desk.page("desk_reviews.html", reviews=rows, queue=queue, table=table, review_anchor=anchor_of)


async def add_to(desk: Desk, article_id: str, readings: list[Row]) -> list[reviews.Reviewed]:
    """Give the readings of an article what was said of them; return what was said of the article as a whole."""
    said = await desk.database.execute_fn(lambda connection: reviews.of_article(connection, article_id))
    standing = {
        kind: {
            row["id"]: row
            for row in await desk.rows(
                f"SELECT {kind}_id AS id, verdict, state, disputed FROM {view} WHERE article_id = ?", [article_id]
            )
        }
        for kind, view in (("figure", "reviewed_facts"), ("event", "reviewed_awards"))
    }
    for reading in readings:
        kind, fact = reading["kind"], reading[f"{reading['kind']}_id"]
        found = standing[kind].get(fact, {})
        reading |= {
            "verdict": found.get("verdict"),
            "review_state": found.get("state"),
            "disputed": found.get("disputed"),
            "target": fact,
            "reviews": [each for each in said if each.kind == kind and each.fact == fact],
            "fields": [
                {"name": field, "label": desk.translate(FIELDS[field]), "now": _now(reading, field)}
                for field in CORRECTABLE[kind]
            ],
        }
    return [each for each in said if each.kind == "article"]


def _now(reading: Row, field: str) -> str:
    """Return how a field is read today, as it can be typed."""
    value = reading.get({"recipient_places": "places"}.get(field, field))
    return "" if value is None else str(value)


def _review_of(sent: dict[str, str], reviewer: str) -> reviews.Review:
    kind, verdict, target = sent.get("jenis") or "", sent.get("putusan") or "", sent.get("sasaran") or ""
    number = kind in ("figure", "event")
    if number and not (target.isdecimal() and len(target) < 19):
        raise ReviewError(f"no {kind} {target!r}", "gone")
    corrected = verdict == "corrected"
    return reviews.Review(
        kind,  # type: ignore[arg-type]  # `record` refuses others
        int(target) if number else target,
        verdict,  # type: ignore[arg-type]
        reviewer,
        (sent.get("ruas") or "") if corrected else None,
        (sent.get("nilai") or "") if corrected else None,
        sent.get("catatan"),
    )


def _record(connection: sqlite3.Connection, made: reviews.Review) -> None:
    id = reviews.record(connection, made)
    _compare_again(connection, id)


def _withdraw(connection: sqlite3.Connection, id: str, reviewer: str) -> None:
    if not (id.isdecimal() and len(id) < 19):
        raise ReviewError(f"no review {id!r}", "gone")
    reviews.withdraw(connection, int(id), reviewer)
    _compare_again(connection, int(id))


def _compare_again(connection: sqlite3.Connection, review_id: int) -> None:
    """Let the claims of an article leave out, or count again, what was said to be misread."""
    db = Connected(connection, execute_plugins=False)
    [(article_id,)] = connection.execute("SELECT article_id FROM reviews WHERE id = ?", [review_id]).fetchall()
    agreement.assign(db, article_id)
    agreement.refresh(db, agreement.of_article(db, article_id))


async def _write(desk: Desk, change: Callable[[sqlite3.Connection], None]) -> None:
    """Change the database in one transaction; raises ReviewError where it cannot be written."""

    def write(connection: sqlite3.Connection) -> ReviewError | None:
        try:
            connection.execute("BEGIN IMMEDIATE")
            change(connection)
            connection.commit()
        except ReviewError as error:
            connection.rollback()
            return error  # Datasette prints what is raised
        except BaseException:
            connection.rollback()
            raise
        return None

    if not desk.database.is_mutable:
        raise ReviewError("the database cannot be written", "readonly")
    try:
        refused = await desk.database.execute_write_fn(write)
    except sqlite3.OperationalError as error:
        raise ReviewError(f"the database cannot be written ({error})", "readonly") from error
    if refused is not None:
        raise refused


def anchor_of(row: Row) -> str:
    """Return the address of what a review belongs to."""
    path = article_path(row["article_id"])
    if row["kind"] == "article" or row["start"] is None:
        return path
    return f"{path}#{'a' if row['kind'] == 'figure' else 'e'}{row['start']}-{row['end']}"
