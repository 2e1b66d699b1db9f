"""Places: names that several areas share, offices, short forms, kecamatan, datelines, words that are no places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import known
from hypothesis import given
from hypothesis import strategies as st

from extractor.gazetteer import places
from extractor.reading.places import Mention, PlaceReader, province_of
from extractor.tables import rows


def codes(reader: PlaceReader, text: str, title: str = "") -> list[tuple[str, str | None]]:
    return [(mention.name, mention.code) for mention in reader.read(text, title)]


RESOLVED: list[tuple[str, list[tuple[str, str | None]]]] = [
    # kabupaten and kota of the same name, told apart by the word before
    (
        "Ekspor Kabupaten Bandung naik, sedangkan Kota Bandung turun.",
        [("Bandung", "32.04"), ("Bandung", "32.73")],
    ),
    ("Ekspor Kab. Magelang naik.", [("Magelang", "33.08")]),
    ("Ekspor Kota Magelang naik.", [("Magelang", "33.71")]),
    ("Ekspor Kabupaten Bandung Barat naik.", [("Bandung Barat", "32.17")]),
    ("Ekspor Kota Tangerang Selatan naik.", [("Tangerang Selatan", "36.74")]),
    # … by the office before
    ("Bupati Kediri memanen padi.", [("Kediri", "35.06")]),
    ("Wali Kota Kediri memanen padi.", [("Kediri", "35.71")]),
    ("Walikota Malang meninjau pasar.", [("Malang", "35.73")]),
    ("Pemkab Malang meninjau pasar.", [("Malang", "35.07")]),
    ("Pj Bupati Bogor meninjau pasar.", [("Bogor", "32.01")]),
    ("Dinas Perdagangan Kota Bogor meninjau pasar.", [("Bogor", "32.71")]),
    # … by how the article names it elsewhere
    ("Pemkot Bandung menata pasar. Hotel di Bandung penuh.", [("Bandung", "32.73"), ("Bandung", "32.73")]),
    ("Pemkab Bandung menata pasar. Hotel di Bandung penuh.", [("Bandung", "32.04"), ("Bandung", "32.04")]),
    # … and by nothing
    ("Ekspor dari Bandung naik.", [("Bandung", None)]),
    ("Ekspor dari Sorong naik.", [("Sorong", None)]),
    ("Di Jawa Barat, ekspor dari Bandung naik.", [("Jawa Barat", "32"), ("Bandung", None)]),
    (
        "Pemkab dan Pemkot Magelang bertemu. Bupati Magelang hadir. Hotel di Magelang penuh.",
        [("Magelang", "33.71"), ("Magelang", "33.08"), ("Magelang", None)],
    ),
    # a bare name that a province shares
    ("Ekspor dari Jambi naik.", [("Jambi", "15")]),
    ("Ekspor dari Kota Jambi naik.", [("Jambi", "15.71")]),
    ("Ekspor dari Gorontalo naik.", [("Gorontalo", "75")]),
    ("Ekspor dari Kabupaten Gorontalo naik.", [("Gorontalo", "75.01")]),
    ("Ekspor dari Yogyakarta naik.", [("Yogyakarta", "34")]),
    ("Ekspor dari Kota Yogyakarta naik.", [("Yogyakarta", "34.71")]),
    ("Gubernur Bengkulu melepas ekspor itu.", [("Bengkulu", "17")]),
    # one name inside another
    ("Kopi Lampung Barat dan lada Lampung naik.", [("Lampung Barat", "18.04"), ("Lampung", "18")]),
    ("Ekspor Kepulauan Riau naik.", [("Kepulauan Riau", "21")]),
    ("Ekspor Riau naik.", [("Riau", "14")]),
    ("Ekspor Papua Barat Daya naik.", [("Papua Barat Daya", "96")]),
    # spellings
    ("Ekspor Bandarlampung dan Bandar Lampung naik.", [("Bandarlampung", "18.71"), ("Bandar Lampung", "18.71")]),
    ("Ekspor Pangkal Pinang dan Pangkalpinang naik.", [("Pangkal Pinang", "19.71"), ("Pangkalpinang", "19.71")]),
    ("Ekspor Gunungkidul naik.", [("Gunungkidul", "34.03")]),
    # countries
    (
        "Kopi dikirim ke Jepang, Korea Selatan, dan Amerika Serikat.",
        [("Jepang", "JP"), ("Korea Selatan", "KR"), ("Amerika Serikat", "US")],
    ),
    ("Kopi dikirim ke AS dan Timor Leste.", [("AS", "US"), ("Timor Leste", "TL")]),
    ("Ekspor Indonesia naik.", [("Indonesia", "ID")]),
    ("Secara nasional ekspor naik.", [("nasional", "ID")]),
    # kecamatan: in the area that the article names, else nowhere
    ("Panen di Kecamatan Banjit mundur.", [("Banjit", "18.08.03")]),
    ("Panen di Kecamatan Sukorejo mundur.", [("Sukorejo", None)]),
    ("Panen di Kecamatan Sukorejo, Kabupaten Ponorogo.", [("Sukorejo", "35.02.15"), ("Ponorogo", "35.02")]),
    ("Panen di Kecamatan Sukorejo. Bupati Ponorogo hadir.", [("Sukorejo", "35.02.15"), ("Ponorogo", "35.02")]),
    ("Panen di Sukorejo mundur.", []),
    # a kecamatan that the press calls kabupaten
    ("Pabrik di Kabupaten Kebomas, Gresik, dibuka.", [("Kebomas", "35.25.14"), ("Gresik", "35.25")]),
    # words that are no places
    ("Kantor itu di Jalan Surabaya.", []),
    ("Peneliti Universitas Lampung menguji padi.", []),
    ("Bank Jatim menyalurkan kredit.", []),
    ("Kapal melintasi Selat Bali.", []),
    ("Nilainya 3 juta dolar AS.", []),
    ("Harga batu bata dan metro mini naik.", []),
    ("Harga Batu bata naik.", []),
    ("Pemkot Batu dan Pemkot Metro hadir.", [("Batu", "35.79"), ("Metro", "18.72")]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *RESOLVED,
        pytest.param("Ekspor Palangka Raya naik.", [("Palangka Raya", "62.71")]),
        pytest.param("Pasar di Jakarta Selatan ramai.", [("Jakarta Selatan", "31.74")]),
        pytest.param("Ekspor Sumatra Selatan naik.", [("Sumatra Selatan", "16")]),
        pytest.param("Kopi dikirim ke Myanmar.", [("Myanmar", "MM")]),
        pytest.param("Kopi dikirim ke Perancis.", [("Perancis", "FR")]),
        pytest.param("Rumput laut Sulsel turun.", [("Sulsel", "73")]),
        known(
            "Panen di Kecamatan Kota, Kabupaten Kudus.",
            [("Kota", "33.19.02"), ("Kudus", "33.19")],
            reason="the one Kecamatan Kota of the table, in Kediri, is taken",
        ),
        pytest.param("Ekspor Kepulauan Anambas naik. Anambas maju.",
              [("Kepulauan Anambas", "21.05"), ("Anambas", "21.05")]),
    ],
)  # fmt: skip
def test_names_are_resolved(place_reader: PlaceReader, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert codes(place_reader, text) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Ekspor Kota Bandung Naik", "Hotel di Bandung penuh.", "32.73"),
        ("Ekspor Kabupaten Bandung Naik", "Hotel di Bandung penuh.", "32.04"),
        ("Panen Raya di Ponorogo", "Panen di Kecamatan Sukorejo mundur.", "35.02.15"),
        ("Panen Raya di Pasuruan", "Panen di Kecamatan Sukorejo mundur.", None),
    ],
)
def test_the_title_decides_too(place_reader: PlaceReader, title: str, text: str, expected: str | None) -> None:
    [(_, code)] = codes(place_reader, text, title)
    assert code == expected


def test_the_title_is_read_in_the_company_of_the_text(place_reader: PlaceReader) -> None:
    mentions = place_reader.read("Pemkot Bandung menata pasar.")
    assert [m.code for m in place_reader.read_title("Hotel di Bandung Penuh", mentions)] == ["32.73"]
    assert [m.code for m in place_reader.read_title("Hotel di Bandung Penuh", [])] == [None]


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("Pemerintah Kabupaten Jepara", "", "33.20"),
        ("Pemkot Parepare", "", "73.72"),
        ("Dinas Perdagangan Jepara", "", "33.20"),
        ("Kecamatan Banjit", "", "18.08"),
        ("Provinsi Bali", "", "51"),
        ("Koperasi Maju Bersama", "Bupati Jepara hadir.", None),
        ("Bandung", "Pemkot Bandung menata pasar.", "32.73"),
        ("Bandung", "", None),
    ],
)
def test_the_area_of_a_name(place_reader: PlaceReader, name: str, context: str, expected: str | None) -> None:
    assert place_reader.resolve_name(name, place_reader.read(context)) == expected


LONG = " sejak awal tahun ini, sehingga warga beralih ke bahan lain"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (f"Jakarta (KABAR) - Harga beras di Lamongan naik{LONG}.", ["dateline", "plain"]),
        (f"SURABAYA, KABAR – Harga beras di Lamongan naik{LONG}.", ["dateline", "plain"]),
        (f"Surabaya, KABAR.com - Harga beras di Lamongan naik{LONG}.", ["dateline", "plain"]),
        (f"LAMONGAN — Harga beras di Lamongan naik{LONG}.", ["dateline", "plain"]),
        (f"Harga beras di Lamongan naik{LONG}, kata Rahmat di Surabaya, Senin (15/1).", ["plain", "statement"]),
        (f"Harga beras di Lamongan naik{LONG}, kata Rahmat di Surabaya, kemarin.", ["plain", "statement"]),
        (f"Pemkab Lamongan menggelar pasar murah{LONG}.", ["office"]),
        (f"Harga beras di Lamongan dan Bupati Gresik{LONG}.", ["plain", "office"]),
        pytest.param("Harga beras di Lamongan naik.", ["plain"]),
        pytest.param("Pemkab Lamongan bersiap.", ["office"]),
    ],
)
def test_where_the_reporter_sat_and_where_somebody_spoke(
    place_reader: PlaceReader, text: str, roles: list[str]
) -> None:
    assert [mention.role for mention in place_reader.read(text)] == roles


def test_a_kecamatan_takes_its_kabupaten() -> None:
    assert Mention(0, 1, "Banjit", ("18.08.03",), "18.08.03").area == "18.08"
    assert Mention(0, 1, "Jepara", ("33.20",), "33.20").area == "33.20"
    assert Mention(0, 1, "Bali", ("51",), "51").area == "51"
    assert Mention(0, 1, "Bandung", ("32.04", "32.73")).area is None


@pytest.mark.parametrize(
    ("code", "province"), [("33.20", "33"), ("18.08.03", "18"), ("51", "51"), ("ID", None), ("JP", None), (None, None)]
)
def test_province_of(code: str | None, province: str | None) -> None:
    assert province_of(code) == province


def test_mentions_begin_at_the_word_of_their_kind(place_reader: PlaceReader) -> None:
    text = "Ekspor Kabupaten Jepara naik, kata Wakil Bupati Jepara."
    assert [text[m.start : m.end] for m in place_reader.read(text)] == ["Kabupaten Jepara", "Wakil Bupati Jepara"]


def test_a_text_in_lower_case(place_reader: PlaceReader) -> None:
    text = "ekspor dari jepara dan kota bandung naik, sedangkan ekspor dari kudus turun"
    assert codes(place_reader, text) == [("jepara", "33.20"), ("bandung", "32.73"), ("kudus", "33.19")]


#: Areas that are not found by the name that the table gives them.
NOT_FOUND = {"71.09"}


def test_every_province_kabupaten_and_kota_is_found_by_its_name(place_reader: PlaceReader) -> None:
    missed = {
        place.code
        for place in places().values()
        if place.level in ("province", "regency", "city")
        and (place.name, place.code)
        not in [
            (text[m.start : m.end], m.code)
            for text in [f"Menurut dinas, ekspor dari {place.name} naik."]
            for m in place_reader.read(text)
        ]
    }
    assert missed == NOT_FOUND


def test_every_kecamatan_is_found_in_its_kabupaten(place_reader: PlaceReader) -> None:
    districts = [place for place in places().values() if place.level == "district"]
    found = 0
    for place in districts[::20]:
        text = f"Menurut dinas, panen di Kecamatan {place.name}, {places()[place.parent].name}, mundur."
        found += place_reader.read(text)[0].area == place.parent
    assert found >= 0.98 * len(districts[::20])


@pytest.mark.parametrize("row", rows("place_aliases"), ids=lambda row: row["alias"])
def test_every_short_form_stands_for_its_area(place_reader: PlaceReader, row: dict[str, str]) -> None:
    text = f"Menurut dinas, ekspor dari {row['alias']} naik."
    assert codes(place_reader, text) == [(row["alias"], row["code"])]


@given(data=st.data())
def test_any_text_is_read(place_reader: PlaceReader, any_text: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(any_text)
    found = place_reader.read(text, data.draw(any_text))
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.name in text[mention.start : mention.end]
        assert mention.code is None or mention.code in places()
        assert set(mention.candidates) <= set(places())
        assert mention.role in ("plain", "office", "dateline", "statement")
    assert all(a.end <= b.start for a, b in pairwise(found))
