"""Browsing: the metadata fits the schema, the canned queries answer, and pages show what articles say as text."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from asking import browsing, page, rows
from databases import ask
from datasette.app import Datasette
from news import HOSTILE, article, figure, fill, quoting

from extractor import resources, reviews
from extractor.browse.serve import build_datasette, metadata_for, serve
from extractor.errors import DatabaseError, UserError
from extractor.records import Facts
from extractor.reviews import Review
from extractor.store import Store

LAMONGAN = "Kabupaten Lamongan"
DESCRIBED = json.loads(resources.datasette_metadata().read_text(encoding="utf-8"))["databases"]["facts"]
QUERIES: dict[str, dict[str, Any]] = DESCRIBED["queries"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browse") / "facts.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def datasette(path: Path) -> Iterator[Datasette]:
    with browsing(path) as made:
        yield made


# The metadata file


@pytest.mark.asyncio
async def test_metadata_describes_every_table_and_column(datasette: Datasette) -> None:
    database = datasette.databases["facts"]
    search_tables = {name for name in await database.hidden_table_names() if "_fts" in name or "_stat" in name}
    existing = {*await database.table_names(), *await database.view_names()} - search_tables
    assert set(DESCRIBED["tables"]) == existing
    for name, described in DESCRIBED["tables"].items():
        columns = await database.table_columns(name)
        assert list(described["columns"]) == columns, name
        assert all(
            text.strip() for text in [described["title"], described["description"], *described["columns"].values()]
        )
        used = {described.get(key, columns[0]) for key in ("sort", "sort_desc", "label_column", "fts_pk")}
        # A facet over the entries of a list is written {"array": column}.
        facets = {each["array"] if isinstance(each, dict) else each for each in described.get("facets", [])}
        assert used | facets <= set(columns), name


def test_metadata_names_the_licences() -> None:
    whole = metadata_for(Path("facts.db"))
    for level in (whole, whole["databases"]["facts"]):
        assert all(level[key] for key in ("title", "description", "license", "license_url"))


def test_metadata_fits_a_database_of_any_name() -> None:
    assert list(metadata_for(Path("some where/demo 1.db"))["databases"]) == ["demo 1"]


@pytest.mark.asyncio
async def test_only_what_is_worth_reading_is_listed(datasette: Datasette) -> None:
    tables = json.loads(await page(datasette, "/facts.json"))["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} == {
        "articles", "figures", "events", "event_recipients", "places", "indicators", "units", "sectors",
        "article_sectors", "figure_sectors", "flags", "stories", "claims", "reviews",
    }  # fmt: skip


# Pages


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/facts",
        *(f"/facts/{name}" for name in (*DESCRIBED["tables"], *QUERIES)),
        "/facts/articles/satu",
        "/facts/figures/1",
        "/facts/events/1",
        "/facts/event_recipients/1,0",
        "/facts/places/35~2E24",
        "/facts/units/IDR~2Fkg",
        "/facts/indicators/export_value",
    ],
)
async def test_pages_answer(datasette: Datasette, address: str) -> None:
    text = await page(datasette, address)
    assert "<script>alert(" not in text
    assert "<img" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address",
    ["/facts/facts", "/facts/awards", "/facts/articles", "/facts/figures", "/facts/articles/lima",
     "/facts/klaim_terbaru", "/facts/siapa_meraih_penghargaan"],
)  # fmt: skip
async def test_what_an_article_says_stays_text(datasette: Datasette, address: str) -> None:
    text = await page(datasette, address)
    assert "&lt;script&gt;alert(" in text
    assert 'href="javascript:' not in text


@pytest.mark.asyncio
async def test_search(datasette: Datasette) -> None:
    assert {row["value"] for row in await rows(datasette, "/facts/facts", _search="asosiasi")} == {1.5e12}
    assert [row["name"] for row in await rows(datasette, "/facts/awards", _search="devisa")] == ["Desa Devisa"]
    assert [row["id"] for row in await rows(datasette, "/facts/articles", _search="cabai")] == ["tiga"]
    assert len(await rows(datasette, "/facts/figures", _search="cabai")) == 2


@pytest.mark.asyncio
async def test_what_was_stored_last_comes_first(datasette: Datasette) -> None:
    numbers = [row["figure_id"] for row in await rows(datasette, "/facts/facts")]
    assert len(numbers) > 3
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.asyncio
async def test_what_is_added_meanwhile_appears(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    fill(path)
    datasette = build_datasette(path)
    before = len(await rows(datasette, "/mine/klaim_terbaru"))
    with Store(path) as store:
        store.add(article("baru", "2024-01-01", "Teks."), Facts("baru", [figure(1, "count", "workers", "ID", None)]))
    assert len(await rows(datasette, "/mine/klaim_terbaru")) == before + 1


@pytest.mark.asyncio
async def test_a_review_through_the_connection_that_writes(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    fill(path)
    datasette = build_datasette(path)
    database = datasette.databases["facts"]
    review = Review("figure", 7, "corrected", "sari", field="place", value="Kota Batu")
    assert await database.execute_write_fn(lambda connection: reviews.record(connection, review)) == 1
    [told] = await database.execute_fn(lambda connection: reviews.of_figure(connection, 7))
    assert (told.value, told.reviewer, told.counts) == ("35.79", "sari", True)
    [row] = await rows(datasette, "/facts/reviewed_facts")
    assert (row["figure_id"], row["corrections"]) == (7, '{"place":"35.79"}')


@pytest.mark.asyncio
async def test_flags_are_counted_and_filtered_one_by_one(datasette: Datasette) -> None:
    address = f"/facts/facts.json?{urlencode({'_size': 0})}"
    facet = json.loads(await page(datasette, address))["facet_results"]["flags"]
    assert (facet["type"], {each["value"]: each["count"] for each in facet["results"]}) == (
        "array", {"percent": 1, "sum": 1},
    )  # fmt: skip
    assert [row["value"] for row in await rows(datasette, "/facts/facts", flags__arraycontains="sum")] == [12.5]
    assert [row["value"] for row in await rows(datasette, "/facts/facts", confidence__gt="0.89")] == [62000, 1.8e12]
    assert len(await rows(datasette, "/facts/awards", flags__arraycontains="weekday")) == 3


# Canned queries

ANSWERS = [
    ("nilai_ekspor", {}, "nilai", ["Rp2 triliun", "Rp1,6 triliun", "Rp1,8 triliun", "Rp1,5 triliun"]),
    ("nilai_ekspor", {"daerah": "lamongan", "tahun": "2021"}, "nilai", ["Rp1,8 triliun", "Rp1,5 triliun"]),
    ("nilai_ekspor", {"daerah": "35.24", "tahun": "2021"}, "penutur", ["Rahmat", "Gapeksi"]),
    ("nilai_ekspor", {"daerah": "Jawa Timur", "tahun": "2022"}, "periode", ["2022", "Januari–September 2022"]),
    ("nilai_ekspor", {"daerah": "Aceh"}, "nilai", []),
    ("nilai_ekspor", {"keyakinan_minimal": "0,85"}, "keyakinan", [0.85, 0.9]),
    ("target_dan_realisasi", {}, "persen", [80.0]),
    ("target_dan_realisasi", {"keyakinan_minimal": "0.8"}, "keyakinan", [0.8]),
    ("target_dan_realisasi", {"keyakinan_minimal": "0.81"}, "persen", []),
    ("target_dan_realisasi", {"daerah": "Lamongan", "indikator": "ekspor", "tahun": "2022"}, "target", ["Rp2 triliun"]),
    ("target_dan_realisasi", {"daerah": "Jawa Timur", "indikator": "export_value"}, "realisasi", ["Rp1,6 triliun"]),
    ("target_dan_realisasi", {"tahun": "2021"}, "persen", []),
    ("target_dan_realisasi", {"indikator": "harga"}, "persen", []),
    ("siapa_meraih_penghargaan", {}, "penghargaan", ["Desa Devisa", "Anugerah Niaga", HOSTILE]),
    ("siapa_meraih_penghargaan", {"penerima": "batu"}, "penerima", ["Pemkab Lamongan; Pemkot Batu"]),
    ("siapa_meraih_penghargaan", {"penerima": "Kota Batu"}, "daerah", ["Kabupaten Lamongan; Kota Batu"]),
    ("siapa_meraih_penghargaan", {"penghargaan": "niaga", "jenis": "penghargaan"}, "peringkat", ["utama", "utama"]),
    ("siapa_meraih_penghargaan", {"jenis": "penetapan"}, "penghargaan", ["Desa Devisa"]),
    ("siapa_meraih_penghargaan", {"jenis": "designation", "tahun": "2022"}, "jenis", ["penetapan"]),
    ("siapa_meraih_penghargaan", {"tahun": "2021"}, "penghargaan", []),
    ("siapa_meraih_penghargaan", {"keyakinan_minimal": "0.9", "tahun": "2022"}, "tanda", ['["weekday"]'] * 2),
    ("jumlah_pelaku_ekspor", {}, "jumlah", ["18 unit usaha"]),
    ("jumlah_pelaku_ekspor", {"daerah": "Lamongan", "tahun": "2022"}, "angka", [18]),
    ("jumlah_pelaku_ekspor", {"tahun": "2021"}, "jumlah", []),
    ("jumlah_pelaku_ekspor", {"keyakinan_minimal": "0.5"}, "keyakinan", [0.5]),
    ("jumlah_pelaku_ekspor", {"keyakinan_minimal": "0.51"}, "keyakinan", []),
    ("klaim_terbaru", {"indikator": "price"}, "barang", ["cabai rawit", "bawang merah"]),
    ("klaim_terbaru", {"daerah": "Lamongan", "penutur": "gapeksi"}, "nilai", ["Rp1,5 triliun"]),
    ("klaim_terbaru", {"daerah": "35.24"}, "terbit", ["2022-11-02", *["2022-10-25"] * 5]),
    ("klaim_terbaru", {"indikator": "export_value", "keyakinan_minimal": "0.55"}, "tanda",
     [None, None, None, None, '["percent", "sum"]']),
    ("harga_komoditas", {"keyakinan_minimal": "0.9"}, "komoditas", ["cabai rawit"]),
    ("harga_komoditas", {}, "harga", ["Rp34.000–35.000/kg", "Rp62.000/kg"]),
    ("harga_komoditas", {"komoditas": "cabai", "daerah": "bandung"}, "angka", [62000]),
    ("harga_komoditas", {"sejak": "2023-01", "sampai": "2023-01"}, "waktu", ["2023-01-05", "5 Januari 2023"]),
    ("harga_komoditas", {"sejak": "2023-01-06"}, "harga", []),
    ("harga_komoditas", {"sampai": "2022"}, "harga", []),
    ("klaim_berbeda", {}, "klaim", ["Rp1,8 triliun (Rahmat, satu.example); Rp1,5 triliun (Gapeksi, dua.example)"]),
    ("klaim_berbeda", {"daerah": "Lamongan", "indikator": "export_value"}, "nilai_berbeda", [2]),
    ("klaim_berbeda", {"indikator": "harga"}, "klaim", []),
    ("klaim_berbeda", {"keyakinan_minimal": "0.7"}, "keyakinan", [0.7]),
    ("klaim_berbeda", {"keyakinan_minimal": "0.71"}, "klaim", []),
    ("cari_kutipan", {"kata": "asosiasi"}, "nilai", ["Rp1,5 triliun"]),
    ("cari_kutipan", {"kata": '"cabai rawit" OR ('}, "nilai", []),
    ("cari_kutipan", {"kata": '"cabai rawit"', "daerah": "bandung"}, "barang", ["cabai rawit", "bawang merah"]),
    ("cari_kutipan", {"kata": "cabai", "keyakinan_minimal": "0.9"}, "barang", ["cabai rawit"]),
    ("perlu_diperiksa", {}, "tanda", ["persen tidak cocok", "jumlah tidak cocok"]),
    ("perlu_diperiksa", {"tanda": "sum"}, "alasan", ["jumlahnya lain"]),
    ("perlu_diperiksa", {"tanda": "persen", "daerah": "lamongan"}, "nilai", ["12,5 persen"]),
    ("perlu_diperiksa", {"daerah": "bandung"}, "nilai", []),
    ("perubahan_terbesar", {}, "persen", [-20, 12.5, 12]),
    ("perubahan_terbesar", {"arah": "naik", "tahun": "2023"}, "daerah", ["Kabupaten Jepara"]),
    ("perubahan_terbesar", {"arah": "turun", "daerah": "Jawa Tengah"}, "indikator", ["kunjungan"]),
    ("perubahan_terbesar", {"indikator": "ekspor", "keyakinan_minimal": "0.6"}, "persen", [12.5]),
    ("peringkat_daerah", {"indikator": "inflasi"}, "daerah", ["Kabupaten Jepara", "Kota Magelang"]),
    ("peringkat_daerah", {"indikator": "wage", "tahun": "2024", "tingkat": "kabupaten"}, "peringkat", [1, 2]),
    ("peringkat_daerah", {"tingkat": "provinsi"}, "daerah", []),
    ("peringkat_daerah", {"barang": "padi"}, "daerah", []),
    ("peringkat_daerah", {"keyakinan_minimal": "0.81"}, "daerah", []),
    ("deret_waktu", {"daerah": "lamongan", "indikator": "export_value"}, "waktu",
     ["2021-12-31", "2021-12-31", "2022-09-30"]),
    ("deret_waktu", {"daerah": "33.20", "indikator": "inflasi", "keyakinan_minimal": "0.85"}, "rangkaian",
     ["Kabupaten Jepara, inflasi (yoy)"]),
    ("deret_waktu", {"barang": "padi"}, "rangkaian", ["Kota Magelang, produksi, padi"]),
    ("inflasi_daerah", {}, "persen", [0.3, 2.5, 2.1]),
    ("inflasi_daerah", {"daerah": "Jepara", "tahun": "2024", "pembanding": "mtm"}, "rangkaian",
     ["Kabupaten Jepara (mtm)"]),
    ("inflasi_daerah", {"keyakinan_minimal": "0.85"}, "persen", [2.5]),
    ("narasumber", {}, "penutur", ["Ratna", HOSTILE, "Gapeksi", "Rahmat"]),
    ("narasumber", {"daerah": "Jepara", "tahun": "2024"}, "tentang", ["pertumbuhan ekonomi"]),
    ("narasumber", {"indikator": "export_value", "keyakinan_minimal": "0.9"}, "angka", [1]),
    ("daerah_peraih_penghargaan", {}, "penghargaan", [1, 1]),
    ("daerah_peraih_penghargaan", {"daerah": "batu", "tahun": "2022"}, "nama", ["Anugerah Niaga"]),
    ("daerah_peraih_penghargaan", {"keyakinan_minimal": "0.91"}, "daerah", []),
    ("perkiraan_dan_kenyataan", {}, "selisih_persen", [4.0, 4.0]),
    ("perkiraan_dan_kenyataan", {"daerah": "Jepara", "indikator": "pertumbuhan", "tahun": "2023"}, "kenyataan",
     ["5,2 persen", "5,2 persen"]),
    ("perkiraan_dan_kenyataan", {"keyakinan_minimal": "0.76"}, "perkiraan", []),
    ("pangsa", {}, "persen", [5.0, 5.0, 0.25]),
    ("pangsa", {"daerah": "jepara", "terhadap": "provinsi"}, "terhadap", ["Jawa Tengah"]),
    ("pangsa", {"terhadap": "nasional", "tahun": "2023"}, "daerah", ["Jawa Tengah", "Kabupaten Jepara"]),
    ("pangsa", {"indikator": "investasi", "keyakinan_minimal": "0.8"}, "persen", [5.0]),
    ("lapangan_usaha_per_daerah", {"daerah": "Magelang"}, "lapangan_usaha", ["Industri Pengolahan", "Konstruksi"]),
    ("lapangan_usaha_per_daerah", {"daerah": "Jepara", "tahun": "2024"}, "angka", [7, 2]),
    ("lapangan_usaha_per_daerah", {"keyakinan_minimal": "0.85"}, "tentang", ["inflasi"]),
    ("berita_banyak_salinan", {}, "situs", [2]),
    ("berita_banyak_salinan", {"kata": "delapan"}, "nama_situs", ["delapan.example,sembilan.example"]),
    ("berita_banyak_salinan", {"tahun": "2022"}, "situs", []),
    ("anggaran_dan_belanja", {}, "nilai", ["Rp2,4 triliun", "Rp2,2 triliun"]),
    ("anggaran_dan_belanja", {"daerah": "Jepara", "tahun": "2023"}, "indikator", ["belanja pemerintah"]),
    ("anggaran_dan_belanja", {"keyakinan_minimal": "0.75"}, "rupiah", [2.4e12]),
    ("kunjungan_wisata", {"pengunjung": "wisatawan", "tahun": "2023"}, "kunjungan", [120_000]),
    ("kunjungan_wisata", {"daerah": "Lamongan"}, "kunjungan", []),
    ("kunjungan_wisata", {"keyakinan_minimal": "0.81"}, "kunjungan", []),
    ("upah", {"tahun": "2024"}, "upah", ["Rp2.450.915/bulan", "Rp2.281.230/bulan"]),
    ("upah", {"daerah": "Kota Magelang"}, "angka", [2_281_230]),
    ("upah", {"keyakinan_minimal": "0.81"}, "upah", []),
    ("produksi_komoditas", {"komoditas": "padi"}, "ton", [500]),
    ("produksi_komoditas", {"daerah": "Jepara"}, "ton", []),
    ("produksi_komoditas", {"tahun": "2023", "keyakinan_minimal": "0.8"}, "produksi", ["5.000 kuintal"]),
    ("investasi", {"daerah": "Jawa Tengah"}, "nilai", ["Rp8 triliun", "Rp400 miliar"]),
    ("investasi", {"status": "actual", "tahun": "2023"}, "daerah", ["Indonesia", "Jawa Tengah", "Kabupaten Jepara"]),
    ("investasi", {"status": "target"}, "nilai", []),
    ("investasi", {"keyakinan_minimal": "0.81"}, "nilai", []),
    ("angka_baru", {}, "terbit", ["2024-03-05", "2024-03-05"]),
    ("angka_baru", {"hari": "30", "indikator": "wage", "daerah": "Magelang"}, "nilai", ["Rp2.281.230/bulan"]),
    ("angka_baru", {"hari": "30", "keyakinan_minimal": "0.85"}, "indikator", ["inflasi"]),
]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "parameters", "column", "expected"), ANSWERS, ids=str)
async def test_canned_queries_answer(
    datasette: Datasette, name: str, parameters: dict[str, str], column: str, expected: list[Any]
) -> None:
    assert set(parameters) <= set(QUERIES[name]["params"])
    assert [row[column] for row in await rows(datasette, f"/facts/{name}", **parameters)] == expected


WIRE = (
    "Menurut catatan asosiasi pengusaha, nilai ekspor Kabupaten Lamongan pada 2021 berkisar Rp1,5 triliun, jauh di"
    " bawah angka pemerintah daerah, karena sebagian besar barang dikirim atas nama perusahaan kota lain."
)


@pytest.mark.asyncio
async def test_copies_are_no_independent_claims(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    fill(path)
    claim = figure(1.4e12, "IDR", "export_value", "33.20", "2021", source="Gapeksi")
    with Store(path) as store:
        for name, value in (("satu", 1.4e12), ("dua", 1.4e12), ("tiga", 1.2e12)):
            text = f"{name.capitalize()} - {WIRE}"
            made = quoting(text, replace(claim, value=value))
            store.add(article(f"salinan-{name}", "2022-11-02", text), Facts(f"salinan-{name}", made))
    assert len(await rows(build_datasette(path), "/facts/klaim_berbeda")) == 1
    with Store(path) as store:
        text = "Ekspor Jepara pada 2021 mencapai Rp1,3 triliun, kata Bupati."
        made = quoting(text, replace(claim, value=1.3e12, source="Bupati"))
        store.add(article("lain", "2022-11-03", text), Facts("lain", made))
    [row] = [row for row in await rows(build_datasette(path), "/facts/klaim_berbeda") if row["daerah"] != LAMONGAN]
    assert (row["nilai_berbeda"], row["berita"]) == (3, 2)
    assert "Rp1,4 triliun (Gapeksi, salinan-satu.example dan 1 salinan)" in row["klaim"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", QUERIES)
async def test_superseded_versions_answer_no_query(tmp_path: Path, name: str) -> None:
    path = tmp_path / "facts.db"
    fill(path)
    with Store(path) as store:
        ids = [id for (id,) in ask(path, "SELECT id FROM articles WHERE status = 'read'")]
        for id in ids:
            assert store.add(article(id, "2024-01-01", "Berita ini ditarik."), Facts(id)) == "changed"
    datasette = build_datasette(path)
    assert await rows(datasette, f"/facts/{name}") == []
    states = [row["state"] for row in await rows(datasette, "/facts/article_versions")]
    assert (states.count("current"), states.count("superseded")) == (len(ids) + 1, len(ids))


def test_every_canned_query_is_asked_with_and_without_each_parameter() -> None:
    for name, query in QUERIES.items():
        asked = [parameters for asked_name, parameters, _, _ in ANSWERS if asked_name == name]
        assert {parameter for parameters in asked for parameter in parameters} == set(query["params"]) - {"baris"}
        assert set(re.findall(r":(\w+)", query["sql"])) == set(query["params"])
        assert query["title"]
        assert query["description"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", QUERIES)
async def test_as_many_rows_as_are_asked_for(datasette: Datasette, name: str) -> None:
    found = await rows(datasette, f"/facts/{name}")
    assert await rows(datasette, f"/facts/{name}", baris="1") == found[:1]
    assert "baris" in QUERIES[name]["params"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", QUERIES)
async def test_canned_queries_without_parameters(datasette: Datasette, name: str) -> None:
    found = await rows(datasette, f"/facts/{name}")
    assert found
    empty = dict.fromkeys(QUERIES[name]["params"], "")
    assert await rows(datasette, f"/facts/{name}", **empty) == found


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if "chart" in query])
async def test_charts_show_columns_of_the_answer(datasette: Datasette, name: str) -> None:
    chart = QUERIES[name]["chart"]
    assert set(chart) - {"unit"} == {"kind", "x", "y", "series", "label", "link"}
    assert chart["kind"] in ("dots", "bars", "line")
    found = await rows(datasette, f"/facts/{name}")
    columns = {column for key, column in chart.items() if key != "kind" and column is not None}
    assert columns <= set(found[0])
    assert all(isinstance(row[chart["y"]], int | float) for row in found)
    assert found[0][chart["link"]].startswith("http")


@pytest.mark.asyncio
@pytest.mark.parametrize("name", QUERIES)
async def test_every_answer_shows_sentence_and_source(datasette: Datasette, name: str) -> None:
    columns = set((await rows(datasette, f"/facts/{name}"))[0])
    if name != "klaim_berbeda":  # a row of which takes in several
        assert any(column.startswith("kutipan") for column in columns)
        assert any(column.startswith("tautan") for column in columns)


#: Where questions begin that would else go through all figures or claims.
BEGINNINGS = {
    "claims_levels": ("pangsa", "peringkat_daerah"),
    "claims_targets": ("target_dan_realisasi",),
    "claims_forecasts": ("perkiraan_dan_kenyataan",),
    "figures_changes": ("perubahan_terbesar",),
    "figures_latest": (
        "nilai_ekspor", "jumlah_pelaku_ekspor", "harga_komoditas", "inflasi_daerah", "anggaran_dan_belanja",
        "kunjungan_wisata", "upah", "produksi_komoditas", "investasi",
    ),
    "articles_published": ("narasumber", "lapangan_usaha_per_daerah", "berita_banyak_salinan"),
}  # fmt: skip


@pytest.mark.parametrize(("index", "name"), [(index, name) for index, names in BEGINNINGS.items() for name in names])
def test_questions_begin_in_an_index(path: Path, index: str, name: str) -> None:
    values = dict.fromkeys(QUERIES[name]["params"], "")
    with closing(sqlite3.connect(path)) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {QUERIES[name]['sql']}", values)]
    assert any(index in step for step in plan)


# Datasette by itself, and serving


def test_datasette_alone_works_with_the_metadata(path: Path) -> None:
    command = [sys.executable, "-m", "datasette", str(path), "-m", str(resources.datasette_metadata()), "--get"]
    address = "/facts/nilai_ekspor.json?_shape=array&tahun=2021"
    output = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    assert [row["nilai"] for row in json.loads(output)] == ["Rp1,8 triliun", "Rp1,5 triliun"]
    page = subprocess.run([*command, "/facts"], capture_output=True, text=True, check=True).stdout
    assert DESCRIBED["description"] in page
    assert QUERIES["nilai_ekspor"]["title"] in page


@pytest.mark.parametrize("name", ["none.db", "none/facts.db", "."])
def test_no_database(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatabaseError, match=r"no database at|is a folder"):
        serve(tmp_path / name, announce=pytest.fail)


@pytest.mark.parametrize(("host", "port"), [("host.invalid", 8001), ("127.0.0.1", 99999), ("192.0.2.1", 8001)])
def test_an_address_that_cannot_be_served(path: Path, host: str, port: int) -> None:
    with pytest.raises(UserError, match=f"cannot serve at {re.escape(host)} port {port} .*choose another host or port"):
        serve(path, host, port, announce=pytest.fail)


SERVE = """
import sys
from pathlib import Path
from extractor.browse.serve import serve
def announce(address): print(address, flush=True)
serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), open_browser=sys.argv[4] == "open", announce=announce)
print("done")
"""


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("host", "shown", "taken"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        pytest.param("::1", "[::1]", False, marks=pytest.mark.skipif(not _has_ipv6(), reason="no IPv6 here")),
    ],
)
def test_serving_until_interrupted(path: Path, host: str, shown: str, taken: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1] if taken else 0
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(path), host, str(port), "open"],
            cwd=Path(resources.__file__).parents[1],
            env={**os.environ, "BROWSER": "echo opened %s"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert re.fullmatch(rf"http://{re.escape(shown)}:\d+/", address)
        assert address != f"http://127.0.0.1:{port}/"
        with urlopen(f"{address}facts/klaim_berbeda.json?_shape=array", timeout=30) as response:
            assert len(json.load(response)) == 1
        process.send_signal(signal.SIGINT)
        # Not `communicate`: it passes over what has been read ahead with the first line.
        output = process.stdout.read()
        _, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == (f"opened {address}\ndone\n", "", 0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
@pytest.mark.asyncio
async def test_a_folder_that_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "facts.db")
        folder.chmod(0o555)
        # Permissions count for nothing with the superuser.
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            assert await rows(build_datasette(folder / "facts.db"), "/facts/klaim_berbeda")
        finally:
            os.seteuid(user)
            folder.chmod(0o755)
