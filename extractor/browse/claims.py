"""Claims side by side: what stories state of one thing, where they agree, and all that contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Request, Response

from extractor import agreement
from extractor.browse import facts
from extractor.browse.desk import Desk, Row
from extractor.errors import UserError
from extractor.lookup import find_indicator, find_place

if TYPE_CHECKING:
    from datasette.app import Datasette

#: The parameters of a claim's address, with the columns that they give. No row number: it would not last.
ADDRESS = {
    "daerah": "place",
    "indikator": "indicator",
    "periode": "period",
    "ukuran": "measure",
    "status": "status",
    "satuan": "unit",
    "barang": "item",
    "pembanding": "basis",
}
_PAGE = 30
_LAST_PAGE = 200
#: The most statements of one claim that are shown.
_STATEMENTS = 300


def address_of(claim: Row) -> str:
    """Return the address of the page of a claim, or of what a figure states."""
    values = {name: (claim[column] or "") for name, column in ADDRESS.items()}
    values["barang"] = values["barang"].lower()
    return f"/klaim?{urlencode(values)}"


async def claim(request: Request, datasette: Datasette) -> Response:
    """Answer `/klaim?daerah=…&indikator=…`; raises NotFound where nothing states it."""
    desk = await Desk.of(datasette, request)
    values = {column: desk.argument(name) for name, column in ADDRESS.items()}
    where = " AND ".join(f"claims.{column} = :{column}" for column in values)
    row = await desk.first(
        f"SELECT claims.*, places.{facts.name_column(desk)} AS place_name,"
        f" indicators.{facts.label_column(desk)} AS indicator_label"
        " FROM claims JOIN places ON places.code = claims.place JOIN indicators ON indicators.code = claims.indicator"
        f" WHERE {where}",
        values,
    )
    if row is None:
        raise NotFound(desk.translate("Tidak ada berita yang menyatakan ini."))
    statements = await desk.rows(
        facts.figures(
            desk,
            "figures AS figure JOIN articles AS article ON article.id = figure.article_id",
            "WHERE figure.claim_id = :claim ORDER BY article.published, figure.id LIMIT :most",
            f"{agreement.COUNTS} AS counts,",
        ),
        {"claim": row["id"], "most": _STATEMENTS},
    )
    for statement in statements:
        statement["citation"] = facts.citation(statement, desk.day(statement["published"]))
    counted = [statement for statement in statements if statement["counts"]]
    return await desk.page(
        "desk_claim.html",
        claim=facts.with_periods([row])[0],
        readings=_readings(counted),
        misread=[statement for statement in statements if not statement["counts"]],
        shown=len(counted),
        others=await _others(desk, row),
    )


def _readings(statements: list[Row]) -> list[Row]:
    """Group statements by what they say, and within that by story; what most stories say comes first."""
    by_reading: dict[tuple[Any, ...], dict[int, list[Row]]] = {}
    for statement in statements:
        said = (statement["value"], statement["value_max"], statement["modifier"])
        story = statement["story_id"] or -statement["figure_id"]
        by_reading.setdefault(said, {}).setdefault(story, []).append(statement)
    readings = [
        {
            "value_text": next(iter(stories.values()))[0]["value_text"],
            "stories": [{"first": said[0], "copies": _copies(said)} for said in stories.values()],
        }
        for stories in by_reading.values()
    ]
    return sorted(readings, key=lambda reading: -len(reading["stories"]))


def _copies(said: list[Row]) -> list[Row]:
    """Return, of the statements of one story, one for each further article."""
    others = {row["article_id"]: row for row in said if row["article_id"] != said[0]["article_id"]}
    return list(others.values())


async def _others(desk: Desk, row: Row) -> list[Row]:
    """Return the claims of the same thing for other times, of which a reader may have meant one."""
    others = await desk.rows(
        "SELECT * FROM claims WHERE place = :place AND indicator = :indicator AND item = :item AND unit = :unit"
        " AND measure = :measure AND id <> :id ORDER BY period_end DESC LIMIT 12",
        row,
    )
    for other in facts.with_periods(others):
        other["path"] = address_of(other)
    return others


async def contradictions(request: Request, datasette: Datasette) -> Response:
    """Answer `/perbedaan`: all claims on which two stories do not agree."""
    desk = await Desk.of(datasette, request)
    page, confidence = desk.number("hal", 0, _LAST_PAGE), desk.share("keyakinan")
    where, problem = ["1"], None
    values: dict[str, Any] = {"limit": _PAGE + 1, "offset": page * _PAGE}
    try:
        if desk.argument("daerah"):
            values["place"] = find_place(desk.argument("daerah")).code
            where.append("(place = :place OR (place >= :place || '.' AND place < :place || '/'))")
        if desk.argument("indikator"):
            values["indicator"] = find_indicator(desk.argument("indikator"))
            where.append("indicator = :indicator")
    except UserError as error:
        problem = str(error)
    if confidence:
        values["confidence"] = confidence
        where.append("confidence >= :confidence")
    label = facts.label_column(desk)
    rows = await desk.rows(
        f"SELECT contradictions.*, places.{facts.name_column(desk)} AS place_name,"
        f" indicators.{label} AS indicator_label FROM contradictions"
        " CROSS JOIN places ON places.code = place CROSS JOIN indicators ON indicators.code = indicator"
        f" WHERE {' AND '.join(where)} ORDER BY last_published DESC, claim_id LIMIT :limit OFFSET :offset",
        values,
    )
    if problem:
        rows = []
    names = ("daerah", "indikator", "keyakinan")
    query = urlencode({name: desk.argument(name) for name in names if desk.argument(name)})
    return await desk.page(
        "desk_contradictions.html",
        claims=facts.with_periods(rows[:_PAGE]),
        more=len(rows) > _PAGE and page < _LAST_PAGE,
        page=page,
        problem=problem,
        area=desk.argument("daerah"),
        indicator=desk.argument("indikator"),
        confidence=desk.argument("keyakinan"),
        indicators=await desk.rows(f"SELECT code, {label} AS label FROM indicators WHERE code <> 'other' ORDER BY 2"),
        address=f"?{query}",
        table=f"/{desk.database.route}/contradictions",
    )
