"""Pages of places: what is known of an area, one indicator over time, and the areas beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from extractor.browse import atlas, charts, facts, maps
from extractor.browse.claims import address_of
from extractor.browse.desk import Desk, Row

if TYPE_CHECKING:
    from datasette.app import Datasette

_AWARDS, _CHARTS, _POINTS, _TABLE, _NEIGHBOURS = 20, 6, 400, 200, 8
#: What of an indicator is drawn: how much there is, not how it changes.
_DRAWN = "measure = 'level' AND value IS NOT NULL"


async def index(request: Request, datasette: Datasette) -> Response:
    """Answer `/daerah`: the provinces, and below each the kabupaten and kota of which something is known."""
    desk = await Desk.of(datasette, request)
    # Jumps from place to place in the index, however many claims there are of each.
    known = await desk.rows(
        "WITH RECURSIVE known(place) AS (SELECT min(place) FROM claims UNION ALL"
        " SELECT (SELECT min(place) FROM claims WHERE place > known.place) FROM known WHERE known.place IS NOT NULL)"
        f" SELECT code, places.{facts.name_column(desk)} AS name, level, parent FROM known"
        " JOIN places ON places.code = known.place"
    )
    codes = {row["code"] for row in known}
    provinces = await desk.rows(
        f"SELECT code, {facts.name_column(desk)} AS name FROM places WHERE level = 'province' ORDER BY name"
    )
    for province in provinces:
        province["known"] = province["code"] in codes
        province["below"] = [row for row in known if row["parent"] == province["code"]]
    others = [row for row in known if row["level"] == "country"]
    return await desk.page("desk_areas.html", provinces=provinces, countries=others)


async def area(request: Request, datasette: Datasette) -> Response:
    """Answer `/daerah/35.24`; raises NotFound for what is no country, province, kabupaten or kota."""
    desk = await Desk.of(datasette, request)
    place = await _place(desk)
    indicators = await _indicators(desk, place["code"])
    drawn = sorted(indicators, key=lambda row: -row["claims"])[:_CHARTS]
    for row in drawn:
        row["charts"] = await _charts(desk, place, row, most=1)
    return await desk.page(
        "desk_area.html",
        place=place,
        indicators=indicators,
        drawn=[row for row in drawn if row["charts"]],
        awards=await _awards(desk, place["code"]),
        map=await _map(desk, place),
        **await _around(desk, place),
    )


async def series(request: Request, datasette: Datasette) -> Response:
    """Answer `/daerah/35.24/export_value`: one indicator of an area over time, and the areas beside it."""
    desk = await Desk.of(datasette, request)
    place = await _place(desk)
    label = facts.label_column(desk)
    definition = "definition_id" if desk.language == "id" else "definition_en"
    indicator = await desk.first(
        f"SELECT code AS indicator, {label} AS label, {definition} AS definition FROM indicators WHERE code = ?",
        [request.url_vars["indicator"]],
    )
    if indicator is None:
        raise NotFound(desk.translate("Indikator ini tidak ada."))
    claims = await desk.rows(
        "SELECT * FROM claims WHERE place = ? AND indicator = ? ORDER BY period_end DESC, item, id LIMIT ?",
        [place["code"], indicator["indicator"], _TABLE],
    )
    for claim in facts.with_periods(claims):
        claim["path"] = address_of(claim)
    return await desk.page(
        "desk_series.html",
        place=place,
        indicator=indicator,
        charts=await _charts(desk, place, indicator, most=4),
        claims=claims,
        most=_TABLE,
        beside=await _beside(desk, place, indicator["indicator"]),
        **await _around(desk, place),
    )


async def _place(desk: Desk) -> Row:
    name = facts.name_column(desk)
    place = await desk.first(
        f"SELECT code, {name} AS name, level, parent FROM places WHERE code = ? AND level <> 'district'",
        [desk.request.url_vars["code"]],
    )
    if place is None:
        raise NotFound(desk.translate("Daerah ini tidak ada."))
    return place


async def _indicators(desk: Desk, place: str) -> list[Row]:
    """Return the indicators of which something is claimed of a place, with the latest observed value of each."""
    label = facts.label_column(desk)
    rows = await desk.rows(
        f"SELECT code AS indicator, {label} AS label,"
        " (SELECT count(*) FROM claims WHERE place = :place AND indicator = code) AS claims,"
        " (SELECT count(*) FROM claims WHERE place = :place AND indicator = code AND agreement = 'contradicted')"
        " AS contradicted"
        " FROM indicators WHERE code <> 'other' ORDER BY \"group\", label",
        {"place": place},
    )
    known = [row for row in rows if row["claims"]]
    for row in known:
        latest = await desk.first(
            "SELECT * FROM claims WHERE place = :place AND indicator = :indicator"
            " ORDER BY measure <> 'level', status <> 'actual', period_end DESC, stories DESC, id LIMIT 1",
            {"place": place, "indicator": row["indicator"]},
        )
        assert latest is not None
        row["latest"] = facts.with_periods([latest])[0]
        row["latest"]["path"] = address_of(latest)
    return known


async def _charts(desk: Desk, place: Row, indicator: Row, most: int) -> list[Row]:
    """Return charts of an indicator: one for each item and unit of which most is claimed at more than one time."""
    kinds = await desk.rows(
        "SELECT item, unit, basis, count(DISTINCT period) AS times FROM claims"
        f" WHERE place = :place AND indicator = :indicator AND {_DRAWN}"
        " GROUP BY item, unit, basis HAVING times > 1 ORDER BY times DESC, item, unit, basis LIMIT :most",
        {"place": place["code"], "indicator": indicator["indicator"], "most": most},
    )
    made = []
    for kind in kinds:
        claims = await desk.rows(
            "SELECT * FROM claims WHERE place = :place AND indicator = :indicator AND item = :item AND unit = :unit"
            f" AND basis = :basis AND {_DRAWN} AND period_start IS NOT NULL ORDER BY period_end DESC LIMIT {_POINTS}",
            {**kind, "place": place["code"], "indicator": indicator["indicator"]},
        )
        parts = [indicator["label"], kind["item"], kind["basis"]]
        title = f"{', '.join(part for part in parts if part)}: {place['name']}"
        points = [dot_of(desk, claim) for claim in facts.with_periods(claims)]
        made.append({
            "title": title,
            "svg": charts.dots(points, kind["unit"], title),
            "statuses": [status for status in charts.STATUSES if any(point.kind == status for point in points)],
            "contradicted": any(point.contradicted for point in points),
        })  # fmt: skip
    return made


def dot_of(desk: Desk, claim: Row) -> charts.Dot:
    """Return the dot of a claim, which leads to its page and tells how many stories are behind it."""
    told = desk.translate(
        "{when}: {value}, {n} berita", when=claim["period_text"], value=claim["value_text"], n=claim["stories"]
    )
    contradicted = claim["agreement"] == "contradicted"
    if contradicted:
        told += f" ({desk.translate('bertentangan')}: {claim['summary']})"
    return charts.Dot(
        claim["period_start"],
        claim["period_end"],
        claim["value"],
        told,
        desk.datasette.urls.path(address_of(claim)),
        claim["status"],
        claim["value_max"],
        contradicted,
    )


async def _map(desk: Desk, place: Row) -> Markup | None:
    """Return the map of a province with the indicator that is known of most of its kabupaten and kota."""
    if place["level"] != "province":
        return None
    code = await atlas.commonest(desk, place["code"])
    kinds = await atlas.kinds_of(desk, code) if code is not None else []
    if code is None or not kinds:
        return None
    rows = await atlas.latest(desk, code, kinds[0], parent=place["code"])
    named = await desk.first(f"SELECT {facts.label_column(desk)} AS label FROM indicators WHERE code = ?", [code])
    assert named is not None
    title = ", ".join(part for part in (named["label"], kinds[0]["item"]) if part)
    return atlas.drawn(desk, rows, place["code"], f"{title}: {place['name']}", kinds[0]["unit"])


async def _awards(desk: Desk, place: str) -> list[Row]:
    source = (
        "event_recipients JOIN events AS event ON event.id = event_recipients.event_id"
        " JOIN articles AS article ON article.id = event.article_id"
    )
    rest = (
        "WHERE event_recipients.place = :place AND article.superseded_by IS NULL GROUP BY event.id"
        f" ORDER BY coalesce(event.date_end, article.published) DESC, event.id LIMIT {_AWARDS}"
    )
    return facts.with_dates(await desk.rows(facts.events(desk, source, rest), {"place": place}))


async def _around(desk: Desk, place: Row) -> dict[str, Any]:
    """Return what holds an area, what lies in it, and what lies beside it."""
    name = facts.name_column(desk)
    columns = f"code, {name} AS name, level"
    parent = await desk.first(f"SELECT {columns} FROM places WHERE code = ?", [place["parent"]])
    below = await desk.rows(f"SELECT {columns} FROM places WHERE parent = ? ORDER BY level, name", [place["code"]])
    near = maps.nearest(place["code"], _NEIGHBOURS)
    named = await desk.rows(f"SELECT {columns} FROM places WHERE code IN ({', '.join('?' * len(near))})", near)
    return {
        "parent": parent,
        "below": [row for row in below if row["level"] != "district"],
        "districts": [row for row in below if row["level"] == "district"],
        "neighbours": sorted(named, key=lambda row: near.index(row["code"])),
    }


async def _beside(desk: Desk, place: Row, indicator: str) -> list[Row]:
    """Return the latest value of an indicator in an area and in those beside it; nothing where it stands alone."""
    if place["level"] not in ("province", "regency", "city"):
        return []
    kinds = await atlas.kinds_of(desk, indicator, place=place["code"])
    if not kinds:
        return []
    parent = None if place["level"] == "province" else place["parent"]
    rows = await atlas.latest(desk, indicator, kinds[0], parent=parent)
    return rows if len(rows) > 1 else []
