"""Charts as SVG: a dot for each claim, a bar for each row, and what an answer's metadata asks to be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from asking import browsing, texts, tree
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup
from news import HOSTILE, fill

from extractor.browse.charts import Bar, Dot, bars, dots
from extractor.browse.questions import chart_of

SVG = {"s": "http://www.w3.org/2000/svg"}
WIDTH, HEIGHT = 680, 280


def dot(year: int, value: float, **changes: Any) -> Dot:
    return Dot(f"{year}-01-01", f"{year}-12-31", value, f"{year}: {value:g}", f"/klaim?periode={year}", **changes)


def svg(markup: Markup) -> etree._Element:
    root = etree.fromstring(markup)
    assert root.tag == f"{{{SVG['s']}}}svg"
    return root


def shapes(root: etree._Element) -> list[etree._Element]:
    return root.xpath(".//s:path[contains(@class, 'dot ')]", namespaces=SVG)


def place(shape: etree._Element) -> tuple[float, float]:
    """Return where a shape begins: beside its middle or above it, always the same way."""
    found = re.match(r"M(-?[\d.]+) (-?[\d.]+)", shape.get("d"))
    assert found is not None
    return float(found[1]), float(found[2])


def labels(root: etree._Element) -> list[str]:
    return [each.text for each in root.xpath(".//s:text", namespaces=SVG)]


# Dots


def test_each_claim_is_a_dot_that_leads_to_it() -> None:
    root = svg(dots([dot(2021, 3), dot(2022, 5), dot(2023, 4)], "t", "ekspor: Jepara"))
    assert root.get("aria-label") == "ekspor: Jepara"
    links = root.xpath(".//s:a", namespaces=SVG)
    assert [each.get("href") for each in links] == [f"/klaim?periode={year}" for year in (2021, 2022, 2023)]
    assert [each.get("aria-label") for each in links] == ["2021: 3", "2022: 5", "2023: 4"]
    assert [each.findtext("s:title", None, SVG) for each in links] == ["2021: 3", "2022: 5", "2023: 4"]
    across, up = zip(*map(place, shapes(root)), strict=True)
    assert list(across) == sorted(across)
    assert up[1] < up[2] < up[0]  # the highest value lies at the top
    [line] = root.xpath(".//s:path[@class='chart-line']", namespaces=SVG)
    assert len(re.findall("[ML]", line.get("d"))) == 3
    assert {"2021", "2022", "2023"} <= set(labels(root))
    assert "4 ton" in labels(root)


def test_statuses_have_shapes_of_their_own() -> None:
    root = svg(dots([dot(2021, 3), dot(2022, 4, kind="target"), dot(2023, 5, kind="forecast")], "t", ""))
    drawn = {each.get("class"): re.sub(r"^M\S+ [^alh]*|-?[\d.]+", "", each.get("d")) for each in shapes(root)}
    assert set(drawn) == {"dot dot-actual", "dot dot-target", "dot dot-forecast"}
    assert len(set(drawn.values())) == 3
    assert root.xpath(".//s:path[@class='chart-line']", namespaces=SVG) == []


def test_what_is_contradicted_is_told_apart_and_lies_on_top() -> None:
    root = svg(dots([dot(2021, 3, contradicted=True), dot(2022, 4)], "t", ""))
    assert [each.get("class") for each in shapes(root)] == ["dot dot-actual", "dot dot-actual dot-contradicted"]


def test_a_range_is_a_line_between_its_ends() -> None:
    root = svg(dots([dot(2021, 3, value_max=5), dot(2022, 4)], "t", ""))
    [line] = root.xpath(".//s:line[@class='chart-range']", namespaces=SVG)
    low, high = float(line.get("y1")), float(line.get("y2"))
    assert high < place(shapes(root)[1])[1] < low


def test_a_claim_without_a_link_is_an_image() -> None:
    root = svg(dots([Dot("2021-01-01", "2021-12-31", 3, "tiga", None)], "t", ""))
    assert root.xpath(".//s:g[@role='img']/@aria-label", namespaces=SVG) == ["tiga"]


@pytest.mark.parametrize(
    "values",
    [
        [5],
        [0],
        [-5],
        [5, 5, 5],
        [-3, -3],
        [0, 0],
        [-12.5, 4],
        [1e-9, 2e-9],
        [1e15, 1.0001e15],
        [-1e15, 1e15],
        [99, 100],
    ],
)
def test_every_dot_is_inside_the_picture(values: list[float]) -> None:
    root = svg(dots([dot(2000 + turn, value) for turn, value in enumerate(values)], "IDR", ""))
    assert len(shapes(root)) == len(values)
    for shape in shapes(root):
        x, y = place(shape)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT
    heights = [place(shape)[1] for shape in shapes(root)]
    assert sorted(range(len(values)), key=lambda turn: -values[turn]) == sorted(
        range(len(values)), key=lambda turn: heights[turn]
    )
    assert 1 <= len(root.xpath(".//s:line[@class='chart-grid']", namespaces=SVG)) <= 12


def test_a_negative_value_lies_below_nought() -> None:
    root = svg(dots([dot(2021, -5), dot(2022, 5)], "percent", ""))
    [nought] = [each for each in root.xpath(".//s:text", namespaces=SVG) if each.text == "0 persen"]
    above, below = place(shapes(root)[1])[1], place(shapes(root)[0])[1]
    assert above < float(nought.get("y")) - 4 < below


@given(
    points=st.lists(
        st.tuples(st.dates(), st.floats(-1e16, 1e16, allow_nan=False), st.none() | st.floats(-1e16, 1e16)), max_size=12
    )
)
def test_any_claims_can_be_drawn(points: list[tuple[Any, float, float | None]]) -> None:
    made = [Dot(day.isoformat(), day.isoformat(), value, "", "/", value_max=most) for day, value, most in points]
    markup = dots(made, "t", "")
    assert len(shapes(svg(markup))) == len(made) if made else markup == ""


def test_hostile_words_stay_words() -> None:
    quoted = f'">{HOSTILE}'
    for markup in (
        dots([Dot("2021-01-01", "2021-12-31", 1, quoted, quoted)], "t", quoted),
        dots([Dot("2021-01-01", "2021-12-31", 1, quoted, None)], "", quoted),
        bars([Bar(HOSTILE[:30], 1, quoted, quoted)], quoted),
    ):
        root = svg(markup)
        assert root.get("aria-label") == quoted
        assert root.xpath(".//s:script | .//s:img | .//s:image", namespaces=SVG) == []
        assert root.xpath(".//@onerror") == []


# Bars


def test_each_row_is_a_bar_as_long_as_its_value() -> None:
    rows = [Bar("Jepara", 20, "20%", "/daerah/33.20"), Bar("Pati", 10, "10%"), Bar("x" * 50, -10, "-10%")]
    root = svg(bars(rows, "perubahan"))
    found = root.xpath(".//s:rect[@class='bar']", namespaces=SVG)
    left, long = ([float(each.get(name)) for each in found] for name in ("x", "width"))
    assert long[0] == pytest.approx(2 * long[1], abs=0.2)
    assert left[0] == left[1]
    assert left[2] + long[2] == pytest.approx(left[0], abs=0.2)  # a loss goes to the left
    assert root.xpath(".//s:a/@href", namespaces=SVG) == ["/daerah/33.20"]
    assert f"{'x' * 31}…" in labels(root)
    assert root.xpath(".//s:title/text()", namespaces=SVG) == ["Jepara: 20%", "Pati: 10%", f"{'x' * 50}: -10%"]


def test_nothing_to_draw() -> None:
    assert (dots([], "t", "x"), bars([], "x")) == ("", "")
    assert len(svg(bars([Bar("nol", 0, "0")], "")).xpath(".//s:rect", namespaces=SVG)) == 1


# What metadata asks for

LINKED = Markup('<a href="https://a.example/?x=1&amp;y=2">https://a.example/</a>')
ASKED = {
    "kind": "dots",
    "x": "waktu",
    "y": "angka",
    "series": "daerah",
    "label": "nilai",
    "link": "tautan",
    "unit": "satuan",
}
COLUMNS = ("waktu", "angka", "daerah", "nilai", "tautan", "satuan")


def drawn(rows: Sequence[Sequence[Any]], **changes: Any) -> list[dict[str, Any]]:
    return chart_of({"title": "Ekspor", "chart": {**ASKED, **changes}}, COLUMNS, rows)


def test_an_answer_is_drawn_with_series_and_links() -> None:
    [chart] = drawn(
        [
            ("2021", 5, "Jepara", "5 ton", LINKED, "t"),
            (Markup("2022"), Markup("6.5"), Markup("Pati &amp; Kudus"), Markup("6,5 ton"), Markup("\xa0"), "t"),
            ("entah", 5, "Jepara", "5 ton", None, "t"),
            (None, 5, "Jepara", "5 ton", None, "t"),
            ("2023", None, "Jepara", None, None, "t"),
            ("2023", "banyak", "Jepara", None, None, "t"),
        ]
    )
    root = svg(chart["svg"])
    assert chart["series"] == ["Jepara", "Pati & Kudus"]
    assert [each.get("class") for each in shapes(root)] == ["dot series-0", "dot series-1"]
    assert root.xpath(".//s:a/@href", namespaces=SVG) == ["https://a.example/?x=1&y=2"]
    assert root.xpath(".//s:title/text()", namespaces=SVG) == ["Jepara, 2021, 5 ton", "Pati & Kudus, 2022, 6,5 ton"]
    assert root.get("aria-label") == "Ekspor"


def test_units_have_pictures_of_their_own() -> None:
    rows = [("2021", 5, "Jepara", "", None, "t"), ("2022", 6, "Jepara", "", None, "t")]
    charts = drawn([("2021", 1e12, "Jepara", "", None, "IDR"), *rows, ("2021", 3, "Pati", "", None, "count")])
    assert [chart["unit"] for chart in charts] == ["t", "IDR"]
    assert [len(shapes(svg(chart["svg"]))) for chart in charts] == [2, 1]


def test_more_series_than_colours_share_the_last_one() -> None:
    [chart] = drawn([("2021", n, f"Daerah {n}", "", None, "t") for n in range(8)])
    assert chart["series"] == ["Daerah 0", "Daerah 1", "Daerah 2", "Daerah 3", "…"]
    assert shapes(svg(chart["svg"]))[-1].get("class") == "dot series-4"


def test_an_answer_is_drawn_as_bars() -> None:
    rows = [(f"Daerah {n}", n, None, f"{n} ton", LINKED, None) for n in range(30, 0, -1)]
    [chart] = drawn(rows, kind="bars", series=None, unit=None)
    root = svg(chart["svg"])
    assert len(root.xpath(".//s:rect", namespaces=SVG)) == 20
    assert root.xpath(".//s:title/text()", namespaces=SVG)[0] == "Daerah 30: 30 ton"
    assert chart["series"] == []


def test_an_answer_without_numbers_is_not_drawn() -> None:
    assert drawn([]) == drawn([("entah", 1, "x", "", None, "t")]) == []


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    path: Path = tmp_path_factory.mktemp("charts") / "facts.db"
    fill(path)
    with browsing(path) as made:
        yield made


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("address", "drawn", "legend"),
    [
        ("/facts/nilai_ekspor", {"path": 4}, ["Kabupaten Lamongan"]),
        ("/facts/perubahan_terbesar", {"rect": 3}, []),
        ("/facts/deret_waktu?daerah=33.20&indikator=inflasi", {"path": 2}, None),
        ("/facts/nilai_ekspor?daerah=Aceh", {}, []),
        ("/facts/klaim_terbaru", {}, []),
    ],
)
async def test_a_page_of_a_question_shows_its_picture(
    datasette: Datasette, address: str, drawn: dict[str, int], legend: list[str] | None
) -> None:
    main = await tree(datasette, address)
    assert len(main.xpath(".//figure[@class='chart']")) == bool(drawn)
    for name, number in drawn.items():
        shown = main.xpath(f".//svg[@class='chart']//{name}[contains(@class, 'dot ') or @class='bar']")
        assert len(shown) == number
        assert main.xpath(".//svg[@class='chart']//a/@href")[0].startswith("https://")
    if legend is not None:
        assert texts(main, ".//ul[@class='chart-legend']/li") == legend
