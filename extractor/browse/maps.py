"""Maps of Indonesia and of its provinces, as SVG that needs no script, no inline style and nothing from elsewhere.

A place is a dot at its seat; a province that has an outline of its own is filled, too. The colours and sizes of the
five classes are those of `plugin/static/map.css`; towns and outlines come from `models/` (see `models/README.md`).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markupsafe import Markup

from extractor import resources
from extractor.formatting import value_text
from extractor.tables import rows

#: What the licences ask to be said where the map is shown.
ATTRIBUTION = Markup(
    'Titik: <a href="https://www.geonames.org/">GeoNames</a> '
    '(<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>). '
    'Garis: <a href="https://www.naturalearthdata.com/">Natural Earth</a>.'
)

#: Width of a map and its greatest height, in units of the drawing; about a pixel each on a wide screen.
_WIDTH, _MAX_HEIGHT = 1000.0, 640.0
#: Degrees around what is on a map, as a part of its extent and at least. Where a province has no outline of its own,
#: more of the land around tells where it is.
_PADDING, _WIDE_PADDING, _MIN_PADDING = 0.03, 0.3, 0.15
#: A line is drawn no finer than this, in units of the drawing.
_DETAIL = 1.2
_CLASSES = 5
#: Radius of a dot of each class, the lowest first, on a map with few places and on one with many.
_RADII, _SMALL_RADII = (6, 7, 8, 9, 10), (3, 3.5, 4, 4.5, 5)
_MANY = 60
#: Radius of a dot without a value, as a part of the least radius.
_NO_VALUE = 0.8
#: Size of the names on a map, as in the style sheet, and width of a letter, which is a little more than most need.
_LETTER_HEIGHT, _LETTER_WIDTH = 14.0, 7.4

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Marked:
    """A place to be marked: code of `places.csv`, name, value or None, the value in words, address of its page."""

    code: str
    name: str
    value: float | None
    label: str
    link: str | None = None


@dataclass(frozen=True)
class _Outline:
    """An outline, as (longitude, latitude), and the codes of the provinces that are inside it."""

    codes: tuple[str, ...]
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class _Frame:
    """What is on a map: the north-western corner in degrees, units for a degree each way, height in units."""

    west: float
    north: float
    across: float
    down: float
    height: float

    def spot(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point of the earth is on the map."""
        return (longitude - self.west) * self.across, (self.north - latitude) * self.down


@dataclass(frozen=True)
class _Class:
    """A class of values: least and greatest value, how many places, its number from 1 to 5 as in the style sheet."""

    low: float
    high: float
    size: int
    number: int


def draw(
    marks: Sequence[Marked], area: str | None = None, *, title: str, description: str, unit: str = "count"
) -> Markup:
    """Return a map as `<figure class="map">`: of Indonesia, or of the province whose code is `area` (`35`).

    Every mark in the area that has a point is drawn, the highest value first, and named where there is room;
    `unplaced` tells the others. `title` names the map to those who do not see it, `description` stands below it,
    `unit` is the code of the unit of the values, in which the legend is written. Raises KeyError for an area that is
    no province and for an unknown unit.
    """
    frame = _frame(area)
    placed = [mark for mark in marks if mark.code in _points() and _is_in(mark.code, area)]
    classes = _classes([mark.value for mark in placed if mark.value is not None])
    placed.sort(key=lambda mark: (mark.value is None, -(mark.value or 0)))
    radii = _SMALL_RADII if len(placed) > _MANY else _RADII
    return Markup(
        '<figure class="map"><div class="map-view">'
        '<svg viewBox="0 0 {width:g} {height:g}" role="group" aria-label="{title}">'
        '<g aria-hidden="true">{land}{areas}</g>{dots}<g aria-hidden="true">{names}</g></svg></div>'
        '<figcaption><p>{description}</p>{legend}<p class="map-source">{attribution}</p></figcaption></figure>'
    ).format(
        width=_WIDTH,
        height=frame.height,
        title=title,
        land=_land(area, {(mark.code,) for mark in placed}),
        areas=_join(_area(mark, classes, area) for mark in placed),
        dots=_join(_dot(mark, classes, frame, radii) for mark in placed),
        names=_names(placed, frame, radii[-1]),
        description=description,
        legend=_legend(classes, sum(mark.value is None for mark in placed), unit),
        attribution=ATTRIBUTION,
    )


def unplaced(marks: Iterable[Marked]) -> list[Marked]:
    """Return the marks that no map shows, since no dependable point is known for their places."""
    return [mark for mark in marks if mark.code not in _points()]


def nearest(code: str, number: int) -> list[str]:
    """Return the codes of the areas of the same kind (province, or kabupaten and kota) nearest to one, by their seats.

    None where the area has no point.
    """
    points = _points()
    if code not in points:
        return []
    longitude, latitude = points[code]
    shrink = math.cos(math.radians(latitude))

    def distance(other: str) -> float:
        there = points[other]
        return math.hypot((there[0] - longitude) * shrink, there[1] - latitude)

    kind = [other for other in points if len(other) == len(code) and other != code]
    return sorted(kind, key=lambda other: (distance(other), other))[:number]


def _is_in(code: str, area: str | None) -> bool:
    return area is None or code.split(".")[0] == area


# Classes


def _classes(values: Sequence[float]) -> list[_Class]:
    """Return up to five classes of about as many values each, the lowest first; equal values share a class."""
    ordered = sorted(values)
    highs = sorted(
        {ordered[math.ceil(len(ordered) * part / _CLASSES) - 1] for part in range(1, _CLASSES + 1)} if ordered else ()
    )
    members: list[list[float]] = [[] for _ in highs]
    for value in ordered:
        members[bisect_left(highs, value)].append(value)
    # Fewer classes are spread over the whole scale, so that they can be told apart.
    numbers = [1 + round(place * (_CLASSES - 1) / max(len(highs) - 1, 1)) for place in range(len(highs))]
    return [_Class(each[0], each[-1], len(each), number) for each, number in zip(members, numbers, strict=True)]


def _number(value: float | None, classes: list[_Class]) -> int:
    """Return the number of the class of a value; 0 without a value."""
    return 0 if value is None else next(each.number for each in classes if value <= each.high)


def _radius(number: int, radii: tuple[float, ...]) -> float:
    return radii[number - 1] if number else radii[0] * _NO_VALUE


def _legend(classes: list[_Class], without: int, unit: str) -> Markup:
    entries = [
        (each.number, value_text(each.low, each.high if each.high > each.low else None, unit), each.size)
        for each in classes
    ]
    if without:
        entries.append((0, "tanpa angka", without))
    item = Markup(
        '<li><svg class="map-key" viewBox="0 0 24 24" aria-hidden="true">'
        '<circle class="map-dot map-class-{}" cx="12" cy="12" r="{:g}"/></svg> {} <small>({} daerah)</small></li>'
    )
    items = _join(item.format(number, _radius(number, _RADII), text, size) for number, text, size in entries)
    return Markup('<ul class="map-legend">{}</ul>').format(items)


# Marks


def _dot(mark: Marked, classes: list[_Class], frame: _Frame, radii: tuple[float, ...]) -> Markup:
    number = _number(mark.value, classes)
    x, y = frame.spot(*_points()[mark.code])
    words = f"{mark.name}: {mark.label}"
    circle = Markup('<title>{}</title><circle class="map-dot map-class-{}" cx="{:.1f}" cy="{:.1f}" r="{:g}"/>').format(
        words, number, x, y, _radius(number, radii)
    )
    if mark.link is None:
        return Markup('<g class="map-mark" role="img" aria-label="{}">{}</g>').format(words, circle)
    return Markup('<a class="map-mark" href="{}" aria-label="{}">{}</a>').format(mark.link, words, circle)


def _area(mark: Marked, classes: list[_Class], area: str | None) -> Markup:
    """Return the fill of a province that has an outline of its own; its dot is what a keyboard reaches."""
    path = _paths(area).get((mark.code,))
    if path is None:
        return Markup()
    body = Markup('<path class="map-area map-class-{}" d="{}"><title>{}</title></path>').format(
        _number(mark.value, classes), path, f"{mark.name}: {mark.label}"
    )
    return body if mark.link is None else Markup('<a href="{}" tabindex="-1">{}</a>').format(mark.link, body)


def _names(placed: Sequence[Marked], frame: _Frame, radius: float) -> Markup:
    """Return the names of the places beside their dots, those of the highest values first, as far as there is room."""
    spots = [frame.spot(*_points()[mark.code]) for mark in placed]
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y in spots]
    entry = Markup('<text class="map-name" x="{:.1f}" y="{:.1f}">{}</text>')
    parts = []
    for mark, (x, y) in zip(placed, spots, strict=True):
        # The reader knows a kabupaten by its bare name; a kota always bears the word.
        name = mark.name.removeprefix("Kabupaten ").replace("Administrasi ", "")
        width, gap = len(name) * _LETTER_WIDTH, radius + 2
        beside = y - _LETTER_HEIGHT / 2
        for left, top in (
            (x + gap, beside),
            (x - gap - width, beside),
            (x - width / 2, y + gap),
            (x - width / 2, y - gap - _LETTER_HEIGHT),
        ):
            right, bottom = left + width, top + _LETTER_HEIGHT
            inside = left >= 0 and top >= 0 and right <= _WIDTH and bottom <= frame.height
            if inside and not any(left < c and a < right and top < d and b < bottom for a, b, c, d in taken):
                taken.append((left, top, right, bottom))
                parts.append(entry.format(left, bottom - _LETTER_HEIGHT / 4, name))
                break
    return _join(parts)


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)


# Land


@cache
def _points() -> dict[str, tuple[float, float]]:
    """Return the (longitude, latitude) of the places that have a point, by code."""
    return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in rows("place_points")}


@cache
def _outlines() -> tuple[_Outline, ...]:
    read = json.loads((resources.models() / "map_outlines.json").read_text(encoding="utf-8"))
    return tuple(
        _Outline(tuple(row["codes"]), tuple(tuple((x, y) for x, y in ring) for ring in row["rings"])) for row in read
    )


@cache
def _frame(area: str | None) -> _Frame:
    shown = [outline for outline in _outlines() if area is None or area in outline.codes]
    if not shown:
        raise KeyError(area)
    corners = [
        point
        for outline in shown
        # An outline that holds several provinces would leave most of the map of one of them empty.
        if area is None or outline.codes == (area,)
        for ring in outline.rings
        for point in ring
    ]
    corners += [point for code, point in _points().items() if _is_in(code, area)]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    part = _PADDING if area is None or (area,) in [outline.codes for outline in shown] else _WIDE_PADDING
    padding = max(_MIN_PADDING, part * max(east - west, north - south))
    west, east, south, north = west - padding, east + padding, south - padding, north + padding
    # So near the equator a degree of longitude is the shorter one by the cosine of the latitude.
    shorter = math.cos(math.radians((south + north) / 2))
    down = min(_WIDTH / ((east - west) * shorter), _MAX_HEIGHT / (north - south))
    across = down * shorter
    return _Frame((west + east) / 2 - _WIDTH / across / 2, north, across, down, round((north - south) * down, 1))


@cache
def _paths(area: str | None) -> dict[tuple[str, ...], str]:
    """Return the outlines on a map as SVG paths, by the codes of their provinces."""
    frame = _frame(area)
    paths = {outline.codes: "".join(_path(ring, frame) for ring in outline.rings) for outline in _outlines()}
    return {codes: path for codes, path in paths.items() if path}


def _land(area: str | None, filled: set[tuple[str, ...]]) -> Markup:
    """Return the land whose outline is none of `filled`."""
    return _join(
        Markup('<path class="map-land{}" d="{}"/>').format(" map-around" if area and area not in codes else "", path)
        for codes, path in _paths(area).items()
        if codes not in filled
    )


def _path(ring: Ring, frame: _Frame) -> str:
    """Return a ring as a part of an SVG path, as fine as the map shows it; empty where the map does not."""
    spots = [frame.spot(*point) for point in ring]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    if max(xs) < 0 or min(xs) > _WIDTH or max(ys) < 0 or min(ys) > frame.height:
        return ""
    kept = spots[:1]
    for spot in spots:
        if math.dist(kept[-1], spot) >= _DETAIL:
            kept.append(spot)
    if len(kept) < 3:
        return ""
    # Steps from point to point are shorter to write than the points.
    tenths = [(round(10 * x), round(10 * y)) for x, y in kept]
    steps = ((x - left, y - top) for (left, top), (x, y) in pairwise(tenths))
    start = f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}"
    return start + "".join(f"l{x / 10:g},{y / 10:g}" for x, y in steps) + "Z"
