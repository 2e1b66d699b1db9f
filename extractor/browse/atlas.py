"""One indicator in many areas: the latest value of each, on a map and in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from extractor.browse import facts, maps
from extractor.browse.claims import address_of
from extractor.browse.desk import Desk, Row

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

#: Of so many claims, the latest ones, it is taken in which unit and of which item an indicator is usually told.
_SAMPLE = 3000
#: How many items can be chosen from.
_ITEMS = 30
_DEFAULT = "export_value"

_OBSERVED = "measure = 'level' AND status = 'actual' AND value IS NOT NULL"
_IN_YEAR = "(:year = '' OR (period_end >= :year || '-01-01' AND period_start <= :year || '-12-31'))"


async def atlas(request: Request, datasette: Datasette) -> Response:
    """Answer `/peta?indikator=…&tahun=…`: a map of Indonesia, or of a province with `&provinsi=33`."""
    desk = await Desk.of(datasette, request)
    label, name = facts.label_column(desk), facts.name_column(desk)
    indicators = await desk.rows(f"SELECT code, {label} AS label FROM indicators WHERE code <> 'other' ORDER BY 2")
    provinces = await desk.rows(f"SELECT code, {name} AS name FROM places WHERE level = 'province' ORDER BY 2")
    indicator = next((row for row in indicators if row["code"] == desk.argument("indikator", _DEFAULT)), indicators[0])
    province = next((row for row in provinces if row["code"] == desk.argument("provinsi")), None)
    by_kabupaten = province is not None or desk.argument("tingkat") == "kabupaten"
    years = await desk.rows(
        "SELECT DISTINCT substr(period_end, 1, 4) AS year FROM claims WHERE indicator = ? ORDER BY 1 DESC",
        [indicator["code"]],
    )
    year = desk.argument("tahun")
    year = year if any(row["year"] == year for row in years) else ""
    kinds = await kinds_of(desk, indicator["code"], year)
    item = desk.argument("barang")
    kind = next((row for row in kinds if row["item"] == item), kinds[0] if kinds else None)
    parent = province["code"] if province is not None else None
    rows = await latest(desk, indicator["code"], kind, year, parent, by_kabupaten) if kind is not None else []
    title = ", ".join(part for part in (indicator["label"], kind and kind["item"], year) if part)
    return await desk.page(
        "desk_atlas.html",
        title=title,
        indicator=indicator["code"],
        indicators=indicators,
        province=parent or "",
        province_name=province["name"] if province is not None else "",
        provinces=provinces,
        by_kabupaten=by_kabupaten,
        year=year,
        years=[row["year"] for row in years],
        kinds=kinds,
        kind=kind,
        rows=rows,
        map=drawn(desk, rows, parent, title, kind["unit"] if kind is not None else ""),
        unplaced=maps.unplaced(_marks(desk, rows)),
    )


async def kinds_of(desk: Desk, indicator: str, year: str = "", place: str = "") -> list[Row]:
    """Return the items of which an indicator is told, with the usual unit and basis of each, the commonest first."""
    sample = (
        f"SELECT item, unit, basis FROM claims WHERE indicator = :indicator AND {_OBSERVED} AND {_IN_YEAR}"
        " AND (:place = '' OR place = :place)"
        f" ORDER BY period_end DESC LIMIT {_SAMPLE}"
    )
    rows = await desk.rows(
        f"SELECT item, unit, basis, count(*) AS claims FROM ({sample}) GROUP BY item, unit, basis"
        " ORDER BY claims DESC, item, unit, basis",
        {"indicator": indicator, "year": year, "place": place},
    )
    usual: dict[str, Row] = {}
    for row in rows:
        usual.setdefault(row["item"], row)
    return list(usual.values())[:_ITEMS]


async def latest(
    desk: Desk, indicator: str, kind: Row, year: str = "", parent: str | None = None, below: bool = False
) -> list[Row]:
    """Return the latest observed value of an indicator in each area of which one is known, the largest first.

    The areas are those in `parent`, or all provinces, or, with `below`, all kabupaten and kota. `kind` is a row of
    `kinds_of`, `year` four digits or empty.
    """
    if parent is not None:
        areas = "places.parent = :parent AND places.level IN ('regency', 'city')"
    else:
        areas = "places.level IN ('regency', 'city')" if below else "places.level = 'province'"
    rows = await desk.rows(
        f"SELECT claims.*, places.{facts.name_column(desk)} AS place_name FROM places JOIN claims ON claims.id = ("
        " SELECT id FROM claims WHERE place = places.code AND indicator = :indicator AND item = :item AND unit = :unit"
        f" AND basis = :basis AND {_OBSERVED} AND {_IN_YEAR} ORDER BY period_end DESC, stories DESC, id LIMIT 1"
        f") WHERE {areas} ORDER BY claims.value DESC, place_name",
        {**kind, "indicator": indicator, "year": year, "parent": parent},
    )
    for row in facts.with_periods(rows):
        row["path"] = address_of(row)
    return rows


async def commonest(desk: Desk, province: str) -> str | None:
    """Return the indicator that is known of most kabupaten and kota of a province, None where none is of two."""
    found = await desk.first(
        "SELECT code, (SELECT count(*) FROM places WHERE parent = :province AND EXISTS ("
        f" SELECT 1 FROM claims WHERE place = places.code AND indicator = indicators.code AND {_OBSERVED})) AS areas"
        " FROM indicators WHERE code <> 'other' ORDER BY areas DESC, code LIMIT 1",
        {"province": province},
    )
    return found["code"] if found is not None and found["areas"] > 1 else None


def drawn(desk: Desk, rows: list[Row], province: str | None, title: str, unit: str) -> Markup | None:
    """Return a map of the areas, None where nothing is known of any."""
    if not rows:
        return None
    description = desk.translate("{n} daerah; setiap titik membuka klaimnya", n=len(rows))
    return maps.draw(_marks(desk, rows), province, title=title, description=description, unit=unit)


def _marks(desk: Desk, rows: list[Row]) -> list[maps.Marked]:
    path: Any = desk.datasette.urls.path
    return [
        maps.Marked(
            row["place"], row["place_name"], row["value"], f"{row['value_text']}, {row['period_text']}",
            str(path(row["path"])),
        )
        for row in rows
    ]  # fmt: skip
