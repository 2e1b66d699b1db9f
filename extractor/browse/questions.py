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

#: What is drawn of a long answer, how many series are told apart by colour, and how many pictures there are.
_BARS, _DOTS, _SERIES, _PANELS = 20, 300, 5, 2
_LINK = re.compile(r'href="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


async def questions(request: Request, datasette: Datasette) -> Response:
    """Answer `/pertanyaan`: the canned queries of the database of facts."""
    desk = await Desk.of(datasette, request)
    queries = await datasette.get_canned_queries(desk.database.name, request.actor)
    return await desk.page("desk_questions.html", database=desk.database.name, queries=list(queries.values()))


def chart_of(metadata: dict[str, Any], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return pictures of a query's answer, as its `chart` in the metadata asks: each with the names of its series.

    `chart` names columns: `x` (a time of the contract, or for bars a label), `y` (a number), and where there are any
    `series`, `label` (the value in words), `link` and `unit`: what is told in different units gets pictures of its own.
    None are returned where no row has what is to be drawn.
    """
    wanted: dict[str, Any] = metadata["chart"]
    panels: dict[str, list[_Drawn]] = {}
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        drawn = _Drawn(cells, wanted)
        if drawn.x and drawn.y is not None:
            panels.setdefault(drawn.unit, []).append(drawn)
    title = str(metadata.get("title") or "")
    draw = _bars if wanted["kind"] == "bars" else _dots
    made = []
    for unit, found in sorted(panels.items(), key=lambda panel: -len(panel[1]))[:_PANELS]:
        picture = draw(found, unit, title)
        if picture["svg"]:
            made.append(picture)
    return made


class _Drawn:
    """What is drawn of one row."""

    def __init__(self, cells: dict[str, Any], wanted: dict[str, Any]) -> None:
        def of(name: str) -> str | None:
            column = wanted.get(name)
            return None if column is None else _plain(cells.get(column))

        self.x = of("x") or ""
        self.y = _number(of("y"))
        self.series = of("series") or ""
        self.told = of("label") or of("y") or ""
        self.unit = of("unit") or ""
        self.link = _link(cells.get(wanted.get("link") or ""))


def _bars(rows: Sequence[_Drawn], unit: str, title: str) -> dict[str, Any]:
    bars = [
        charts.Bar(", ".join(part for part in (row.x, row.series) if part), row.y or 0.0, row.told, row.link)
        for row in rows[:_BARS]
    ]
    return {"svg": charts.bars(bars, title), "series": [], "unit": unit}


def _dots(rows: Sequence[_Drawn], unit: str, title: str) -> dict[str, Any]:
    series: list[str] = []
    dots = []
    for row in rows[:_DOTS]:
        bounds = period_bounds(row.x)
        if bounds is None:
            continue
        if row.series not in series:
            series.append(row.series)
        kind = str(min(series.index(row.series), _SERIES - 1))
        told = ", ".join(part for part in (row.series, row.x, row.told) if part)
        dots.append(charts.Dot(*bounds, row.y or 0.0, told, row.link, kind))
    if len(series) > _SERIES:
        series = [*series[: _SERIES - 1], "…"]
    return {"svg": charts.dots(dots, unit, title), "series": series if series != [""] else [], "unit": unit}


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
