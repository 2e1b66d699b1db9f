"""Ready-made questions: their list, and a picture of an answer where its metadata asks for one."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from extractor.browse import charts
from extractor.browse.desk import Desk
from extractor.formatting import period_bounds

if TYPE_CHECKING:
    from datasette.app import Datasette

#: What is drawn of a long answer, and how many series are told apart by colour.
_BARS, _DOTS, _SERIES = 25, 300, 5
_LINK = re.compile(r'href="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


async def questions(request: Request, datasette: Datasette) -> Response:
    """Answer `/pertanyaan`: the canned queries of the database of facts."""
    desk = await Desk.of(datasette, request)
    queries = await datasette.get_canned_queries(desk.database.name, request.actor)
    return await desk.page("desk_questions.html", database=desk.database.name, queries=list(queries.values()))


def chart(metadata: dict[str, Any], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any] | None:
    """Return the picture of a query's answer, as its `chart` in the metadata asks, and the names of its series.

    `chart` names columns: `x` (a time of the contract, or for bars a label), `y` (a number), and where there are any
    `series`, `label` (the value in words) and `link`. None where no row has what is to be drawn.
    """
    wanted: dict[str, Any] = metadata["chart"]
    found = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    links = [_link(dict(zip(columns, row, strict=True)).get(wanted.get("link") or "")) for row in rows]
    drawn = [
        (row, value, link)
        for row, link in zip(found, links, strict=True)
        if row.get(wanted["x"]) and (value := _number(row.get(wanted["y"]))) is not None
    ]
    title = str(metadata.get("title") or "")
    if wanted["kind"] == "bars":
        bars = [
            charts.Bar(row[wanted["x"]] or "", value, _told(row, wanted), link) for row, value, link in drawn[:_BARS]
        ]
        return {"svg": charts.bars(bars, title), "series": []} if bars else None
    series: list[str] = []
    dots = []
    for row, value, link in drawn[:_DOTS]:
        bounds = period_bounds(row[wanted["x"]])
        if bounds is None:
            continue
        name = row.get(wanted.get("series") or "") or ""
        if name not in series:
            series.append(name)
        kind = str(min(series.index(name), _SERIES - 1))
        told = ", ".join(part for part in (name, row[wanted["x"]], _told(row, wanted)) if part)
        dots.append(charts.Dot(*bounds, value, told, link, kind))
    if not dots:
        return None
    if len(series) > _SERIES:
        series = [*series[: _SERIES - 1], "lainnya"]
    return {"svg": charts.dots(dots, "", title), "series": series if series != [""] else []}


def _told(row: dict[str, str | None], wanted: dict[str, Any]) -> str:
    return row.get(wanted.get("label") or wanted["y"]) or ""


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _plain(cell: Any) -> str | None:
    """Return what a cell of Datasette says: it makes links of addresses, and blanks of what is empty."""
    if hasattr(cell, "__html__"):
        return html.unescape(_TAG.sub("", str(cell))).replace("\xa0", " ").strip() or None
    return str(cell)


def _link(cell: Any) -> str | None:
    found = _LINK.search(str(cell)) if hasattr(cell, "__html__") else None
    return html.unescape(found[1]) if found else None
