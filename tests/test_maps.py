"""Maps: where places are marked, on which outlines, and what the SVG says of each."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from extractor import resources
from extractor.browse import maps
from extractor.browse.maps import ATTRIBUTION, Marked, draw, unplaced
from extractor.gazetteer import places
from extractor.tables import rows

SVG = "{http://www.w3.org/2000/svg}"
POINTS = {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows("place_points")}
OUTLINES = json.loads((resources.models() / "map_outlines.json").read_text(encoding="utf-8"))
PROVINCES = sorted(code for code, place in places().items() if place.level == "province" and code.isdigit())
REGENCIES = sorted(code for code, place in places().items() if place.level in ("regency", "city"))

#: Kabupaten and kota for which the source has no town that can be depended on.
WITHOUT = {"12.04", "31.71", "31.72", "31.73", "31.74", "62.08", "62.10", "64.03", "74.11", "76.01"}


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


# Points


def test_every_point_is_one_of_a_known_area_and_names_its_source() -> None:
    codes = [row["code"] for row in rows("place_points")]
    assert codes == sorted(set(codes))
    assert set(codes) == {*PROVINCES, *REGENCIES} - WITHOUT
    assert all(re.fullmatch(r"GeoNames \d+", row["source"]) and row["town"] for row in rows("place_points"))


def test_points_are_in_indonesia_and_rounded() -> None:
    for row in rows("place_points"):
        assert re.fullmatch(r"-?\d+\.\d{3}", row["latitude"])
        assert re.fullmatch(r"\d+\.\d{3}", row["longitude"])
    assert all(-11.1 < latitude < 6.1 and 95 < longitude < 141.1 for latitude, longitude in POINTS.values())


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        pytest.param("11.71", 5.55, 95.32, id="Kota Banda Aceh"),
        pytest.param("12.71", 3.59, 98.67, id="Kota Medan"),
        pytest.param("31", -6.2, 106.83, id="Jakarta"),
        pytest.param("32.73", -6.92, 107.61, id="Kota Bandung"),
        pytest.param("32.04", -7.03, 107.52, id="Kabupaten Bandung, at Soreang"),
        pytest.param("32.01", -6.48, 106.85, id="Kabupaten Bogor, at Cibinong"),
        pytest.param("32.71", -6.6, 106.8, id="Kota Bogor"),
        pytest.param("33.71", -7.47, 110.22, id="Kota Magelang"),
        pytest.param("34.71", -7.8, 110.37, id="Kota Yogyakarta"),
        pytest.param("35.07", -8.13, 112.57, id="Kabupaten Malang, at Kepanjen"),
        pytest.param("35.21", -7.4, 111.45, id="Kabupaten Ngawi"),
        pytest.param("35.73", -7.98, 112.63, id="Kota Malang"),
        pytest.param("35.78", -7.25, 112.75, id="Kota Surabaya"),
        pytest.param("53.71", -10.17, 123.6, id="Kota Kupang"),
        pytest.param("61.71", -0.03, 109.33, id="Kota Pontianak"),
        pytest.param("65.71", 3.3, 117.63, id="Kota Tarakan, a Kabupaten in the source"),
        pytest.param("73.71", -5.14, 119.42, id="Kota Makassar"),
        pytest.param("74.07", -5.32, 123.55, id="Kabupaten Wakatobi, at Wanci"),
        pytest.param("91.71", -2.54, 140.7, id="Kota Jayapura"),
        pytest.param("93", -8.5, 140.4, id="Papua Selatan, at Merauke"),
        pytest.param("95", -4.1, 138.95, id="Papua Pegunungan, at Wamena"),
        pytest.param("96.71", -0.88, 131.26, id="Kota Sorong"),
    ],
)
def test_places_that_everybody_knows(code: str, latitude: float, longitude: float) -> None:
    assert kilometres(POINTS[code], (latitude, longitude)) < 12


def test_no_town_stands_for_two_kabupaten() -> None:
    spots = [POINTS[code] for code in REGENCIES if code in POINTS]
    assert len(spots) == len(set(spots))


# Outlines


def test_every_province_is_in_one_outline() -> None:
    assert sorted(code for outline in OUTLINES for code in outline["codes"]) == PROVINCES
    assert [outline["codes"] for outline in OUTLINES if len(outline["codes"]) > 1] == [
        ["64", "65"],
        ["91", "93", "94", "95"],
        ["92", "96"],
    ]
    assert (resources.models() / "map_outlines.json").stat().st_size < 300_000


def test_rings_are_closed() -> None:
    rings = [ring for outline in OUTLINES for ring in outline["rings"]]
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)


def test_points_are_inside_the_outline_of_their_province() -> None:
    # The two sources know nothing of each other. A town on the coast may lie a little outside a simplified one.
    rings = {code: outline["rings"] for outline in OUTLINES for code in outline["codes"]}
    away = {
        code: min(distance(longitude, latitude, ring) for ring in rings[code[:2]])
        for code, (latitude, longitude) in POINTS.items()
    }
    # Kepulauan Seribu are islets, which the outlines leave out.
    assert {code for code, degrees in away.items() if degrees > 0.03} == {"31.01"}


def distance(x: float, y: float, ring: list[list[float]]) -> float:
    """Return how far a point is outside a ring, in degrees; 0 inside."""
    nearest, inside = math.inf, False
    for (left, top), (right, bottom) in pairwise(ring):
        if (top > y) != (bottom > y) and x < left + (y - top) / (bottom - top) * (right - left):
            inside = not inside
        length = (right - left) ** 2 + (bottom - top) ** 2
        along = ((x - left) * (right - left) + (y - top) * (bottom - top)) / length if length else 0.0
        along = min(max(along, 0.0), 1.0)
        nearest = min(nearest, math.hypot(x - left - along * (right - left), y - top - along * (bottom - top)))
    return 0.0 if inside else nearest


# Drawing


def mark(code: str, value: float | None = 1.0, link: str | None = "") -> Marked:
    """Return a mark that links to `/tempat/<code>` unless told otherwise."""
    label = "tanpa angka" if value is None else f"{value:g} fakta"
    return Marked(code, places()[code].name, value, label, f"/tempat/{code}" if link == "" else link)


def svg(markup: str) -> etree._Element:
    """Return the map itself, parsed as strictly as XML is."""
    figure = etree.fromstring(str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    found = figure.find(f".//{SVG}svg")
    assert found is not None
    return found


def drawn(marks: list[Marked], area: str | None = None) -> etree._Element:
    return svg(draw(marks, area, title="Peta fakta", description="Jumlah fakta tiap daerah."))


def dots(root: etree._Element) -> dict[str, tuple[str, float, float, float]]:
    """Return by accessible name the class of each dot, where it is and its radius."""
    found = {}
    for element in root.iter(f"{SVG}a", f"{SVG}g"):
        circle = element.find(f"{SVG}circle")
        if element.get("class") == "map-mark" and circle is not None:
            *_, number = circle.attrib["class"].rpartition("-")
            x, y, r = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
            found[element.attrib["aria-label"]] = (number, x, y, r)
    return found


def test_a_mark_is_a_link_with_the_name_and_the_value_in_words() -> None:
    root = drawn([mark("35.21", 1200)], "35")
    [link] = [element for element in root.iter(f"{SVG}a") if element.get("class") == "map-mark"]
    assert link.attrib["href"] == "/tempat/35.21"
    assert link.attrib["aria-label"] == link.findtext(f"{SVG}title") == "Kabupaten Ngawi: 1200 fakta"
    assert link.get("tabindex") is None
    assert [element.text for element in root.iter(f"{SVG}text")] == ["Ngawi"]


def test_a_mark_without_a_link_is_an_image() -> None:
    root = drawn([mark("35.21", link=None)], "35")
    assert list(root.iter(f"{SVG}a")) == []
    assert [element.get("aria-label") for element in root.iter(f"{SVG}g") if element.get("role") == "img"] == [
        "Kabupaten Ngawi: 1 fakta"
    ]


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        pytest.param([10, 20, 30, 40, 50], "12345", id="five values, five classes"),
        pytest.param([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], "1122334455", id="as many in each, however far apart"),
        pytest.param([7, 7, 7, 7, 7], "11111", id="equal values are of one class"),
        pytest.param([1, 1, 1, 1, 9], "11115", id="two classes are the ends of the scale"),
        pytest.param([1, 2, 3], "135", id="three classes"),
        pytest.param([-5, 0, 5, None, None], "13500", id="below zero, and without a value"),
        pytest.param([None], "0", id="no value at all"),
    ],
)
def test_classes(values: list[float | None], classes: str) -> None:
    codes = [code for code in REGENCIES if code.startswith("35.")][: len(values)]
    found = dots(drawn([mark(code, value) for code, value in zip(codes, values, strict=True)], "35"))
    by_code = {places()[code].name: code for code in codes}
    numbers = {by_code[name.split(":")[0]]: number for name, (number, *_) in found.items()}
    assert "".join(numbers[code] for code in codes) == classes
    radii = sorted({(number, r) for number, _, _, r in found.values()})
    assert [r for _, r in radii] == sorted({r for _, r in radii})


def test_the_legend_says_the_limits_of_the_classes_in_indonesian() -> None:
    marks = [mark(code, value) for code, value in zip(REGENCIES, (1500.5, 2000, 2000, 3e6, 4e6, None), strict=False)]
    text = draw(marks, title="Upah", description="Upah minimum.", unit="IDR")
    items = [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r"<li>(.*?)</li>", text)]
    assert items == [
        "Rp1.500,5 (1 daerah)",
        "Rp2.000 (2 daerah)",
        "Rp3 juta (1 daerah)",
        "Rp4 juta (1 daerah)",
        "tanpa angka (1 daerah)",
    ]


def test_a_range_is_written_once() -> None:
    text = draw([mark(code, n) for n, code in enumerate(PROVINCES)], title="x", description="y", unit="percent")
    assert "</svg> 0–7 persen <small>(8 daerah)</small>" in text


def test_a_place_without_a_point_is_told_and_not_drawn() -> None:
    marks = [mark("31.71"), mark("31.01"), Marked("99.99", "Atlantis", 1.0, "1 fakta", None)]
    assert [each.name for each in unplaced(marks)] == ["Kota Administrasi Jakarta Pusat", "Atlantis"]
    assert list(dots(drawn(marks, "31"))) == ["Kabupaten Administrasi Kepulauan Seribu: 1 fakta"]


def test_the_map_of_a_province_shows_no_place_of_another() -> None:
    assert list(dots(drawn([mark("35.21", 2), mark("33.14", 7)], "35"))) == ["Kabupaten Ngawi: 2 fakta"]


def test_a_province_with_an_outline_is_filled_and_one_without_is_only_a_dot() -> None:
    root = drawn([mark("35", 5), mark("33", 1), mark("94", 3)])
    filled = {element.findtext(f"{SVG}title"): element.get("class") for element in root.iter(f"{SVG}path")}
    assert filled.pop(None) == "map-land"
    assert filled == {"Jawa Timur: 5 fakta": "map-area map-class-5", "Jawa Tengah: 1 fakta": "map-area map-class-1"}
    assert set(dots(root)) == {"Jawa Timur: 5 fakta", "Jawa Tengah: 1 fakta", "Papua Tengah: 3 fakta"}
    # A filled province can be clicked, but a keyboard comes by once.
    assert {element.get("tabindex") for element in root.iter(f"{SVG}a") if element.find(f"{SVG}path") is not None} == {
        "-1"
    }


def test_land_stays_where_all_provinces_inside_are_marked() -> None:
    root = drawn([mark(code) for code in PROVINCES])
    assert sum(element.get("class") == "map-land" for element in root.iter(f"{SVG}path")) == 3


def test_the_highest_value_comes_first_and_no_value_last() -> None:
    names = list(dots(drawn([mark("35.01", None), mark("35.02", 3), mark("35.03", 8), mark("35.04", -2)], "35")))
    assert [name.split(": ")[1] for name in names] == ["8 fakta", "3 fakta", "-2 fakta", "tanpa angka"]


@pytest.mark.parametrize("area", [None, *PROVINCES])
def test_everything_fits_on_the_map(area: str | None) -> None:
    codes = [code for code in REGENCIES if area is None or code.startswith(f"{area}.")]
    root = drawn([mark(code, n) for n, code in enumerate(codes)], area)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert 300 < height <= 640
    found = dots(root)
    assert len(found) == len([code for code in codes if code in POINTS])
    for _, x, y, radius in found.values():
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    names = {place.name for place in places().values()} | {"Kota Jakarta Timur", "Kepulauan Seribu"}
    texts = list(root.iter(f"{SVG}text"))
    assert texts
    for text in texts:
        assert {text.text, f"Kabupaten {text.text}"} & names
        assert 0 <= float(text.attrib["x"]) <= width - 7 * len(str(text.text))
        assert 0 <= float(text.attrib["y"]) <= height
    assert root.find(f".//{SVG}path") is not None


def test_north_is_up_and_a_kilometre_is_as_long_both_ways() -> None:
    found = dots(drawn([mark("11.71"), mark("93.01"), mark("71.71"), mark("53.71")]))
    at = {
        name.split(":")[0].removeprefix("Kabupaten ").removeprefix("Kota "): spot[1:3] for name, spot in found.items()
    }
    assert at["Banda Aceh"][0] < at["Manado"][0] < at["Merauke"][0]
    assert at["Banda Aceh"][1] < at["Manado"][1] < at["Kupang"][1]
    long = math.dist(at["Banda Aceh"], at["Merauke"]) / kilometres(POINTS["11.71"], POINTS["93.01"])
    short = math.dist(at["Manado"], at["Kupang"]) / kilometres(POINTS["71.71"], POINTS["53.71"])
    assert long == pytest.approx(short, rel=0.02)


HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> & {0} {name}"


def test_hostile_words_stay_words() -> None:
    marks = [
        Marked("35", HOSTILE, 1.0, HOSTILE, '/tempat/35" onclick="alert(1)'),
        Marked("33.21", HOSTILE, None, HOSTILE, None),
    ]
    text = draw(marks, title=HOSTILE, description=HOSTILE)
    root = svg(text)
    assert root.attrib["aria-label"] == HOSTILE
    assert set(dots(root)) == {f"{HOSTILE}: {HOSTILE}"}
    assert {element.get("href") for element in root.iter(f"{SVG}a")} == {'/tempat/35" onclick="alert(1)'}
    assert "<script" not in text
    assert "<img" not in text
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_a_map_brings_nothing_but_links_from_elsewhere() -> None:
    text = draw([mark("35")], title="x", description="y")
    assert ATTRIBUTION in text
    assert set(re.findall(r'(\w+)="https?:', text)) == {"href"}
    assert not re.search(r"<(?:script|style|image|use|foreignObject|iframe|link)\b|style=|url\(", text)


def test_all_classes_are_in_the_style_sheet() -> None:
    marks = [mark(code, n or None) for n, code in enumerate(REGENCIES)] + [mark("35"), mark("32", link=None)]
    used = set(re.findall(r'class="([^"]+)"', draw(marks, "35", title="x", description="y")))
    css = Path(maps.__file__).parent.joinpath("plugin", "static", "map.css").read_text(encoding="utf-8")
    named = set(re.findall(r"\.(map[\w-]*)", css))
    assert {name for names in used for name in names.split()} - {"map-mark", "map-around"} <= named
    assert ".map-mark:focus-visible" in css
    assert "url(" not in css
    assert "@import" not in css


@pytest.mark.parametrize("area", ["00", "35.21", "MY", ""])
def test_an_area_that_is_no_province(area: str) -> None:
    with pytest.raises(KeyError):
        draw([], area, title="x", description="y")


def test_nothing_to_mark() -> None:
    assert dots(drawn([])) == {}
    assert "<li>" not in draw([], title="x", description="y")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("33.20", {"33.19", "33.21", "33.18"}),  # Jepara: Kudus, Demak, Pati
        ("35.24", {"35.25", "35.23"}),  # Lamongan: Gresik, Tuban
        ("51", {"52", "35"}),  # Bali: Nusa Tenggara Barat, Jawa Timur
    ],
)
def test_areas_nearest_to_one(code: str, expected: set[str]) -> None:
    near = maps.nearest(code, 6)
    assert len(near) == 6
    assert expected <= set(near)
    assert code not in near


def test_what_has_no_point_has_nothing_near() -> None:
    assert maps.nearest("ID", 3) == []
