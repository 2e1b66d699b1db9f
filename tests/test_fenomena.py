"""Notes for statistics offices: which facts they are, and the workbook and CSV that they are written into."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import Command

from extractor import __version__
from extractor.fenomena import collect, component_of
from extractor.formatting import period_bounds
from extractor.records import Article, Event, Facts, Figure, Sectors
from extractor.store import Store
from extractor.workbook import CAUTION, COLUMNS, NO_SECTOR, SUMMARY

JEPARA, MAGELANG = "33.20", "33.71"
HARVEST = "Panen padi di Jepara mencapai 5.250 ton, kata Ratna."
FORMULA = '=HYPERLINK("https://jahat.example") kata warga\x0b soal harga cabai.'
AGENCY = (
    "Realisasi investasi di Kabupaten Jepara sampai akhir tahun diperkirakan mencapai Rp2 triliun, lebih tinggi dari"
    " yang direncanakan, karena dua pabrik baru mulai dibangun di kawasan industri sejak bulan Mei lalu."
)


def figure(value: float, unit: str, indicator: str, place: str, period: str | None, **changes: Any) -> Figure:
    made = Figure(
        0, 0, "", value, None, unit, None, indicator, "level", place, period, "actual", "exact", None, None
    )  # fmt: skip
    return replace(made, **changes)


def add(
    store: Store,
    name: str,
    published: str | None,
    text: str,
    facts: list[Any],
    sectors: list[list[str]],
    **changes: Any,
) -> None:
    """Store an article with facts that quote all of it, and their sectors."""
    quoting = [replace(fact, quotation=text, quote_start=0, quote_end=len(text)) for fact in facts]
    article = Article(name, f"https://{name}.example/1", f"Judul {name}", published, text, site=f"{name}.example")
    figures = [fact for fact in quoting if isinstance(fact, Figure)]
    events = [fact for fact in quoting if isinstance(fact, Event)]
    store.add(replace(article, **changes), Facts(name, figures, events), Sectors(sectors[0], sectors))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "facts.db"
    with Store(path) as store:
        ratna = {"source": "Ratna", "source_role": "Kepala Dinas Pertanian", "confidence": 0.9}
        harvest = figure(5250, "t", "production", JEPARA, "2025-08", item="padi", **ratna)
        later = figure(6000, "t", "production", JEPARA, "2025-10", item="padi")
        other = figure(12, "count", "other", JEPARA, "2025-08", item="lomba")
        add(
            store,
            "panen",
            "2025-09-02",
            HARVEST,
            [harvest, later, other],
            [["A", "G"], ["A"], ["A"]],
            fetched="2025-09-03",
        )
        chili = figure(
            61_500.5, "IDR/kg", "price", MAGELANG, None, item="=cabai", flags=["magnitude"], flag_details=["x"]
        )
        add(store, "harga", "2025-07-01", FORMULA, [chili], [[]])
        add(store, "lama", "2025-06-30", FORMULA, [chili], [[]])
        investment = figure(2e12, "IDR", "investment_value", JEPARA, "2025", status="forecast", value_max=3e12)
        for name, day in (("dua", "2025-07-06"), ("satu", "2025-07-05")):
            add(store, name, day, AGENCY, [investment], [["F"]])
        prize = Event(
            "award", 0, 6, "Piala Panen", ["Pemkab Jepara"], [JEPARA], "Gubernur", None, None, "2025-08-17", "utama"
        )  # fmt: skip
        add(store, "piala", "2025-08-18", "Pemkab Jepara meraih Piala Panen.", [prize], [["A"]])
        add(store, "jauh", "2025-08-18", "Harga cabai Rp70.000.", [replace(chili, place="35.24")], [["G"]])
    return path


def written(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each sheet behind the first one."""
    book = openpyxl.load_workbook(path)
    sheets = {}
    for sheet in book.worksheets[1:]:
        head, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return sheets


@pytest.mark.parametrize(
    ("area", "period", "other", "expected"),
    [
        ("Jepara", "2025-Q3", False, ["piala", "panen", "satu"]),
        ("33.20", "2025-q3", True, ["piala", "panen", "panen", "satu"]),
        ("Jawa Tengah", "2025-Q3", False, ["piala", "panen", "satu", "harga"]),
        ("Kota Magelang", "2025-Q2", False, ["lama"]),
        ("Jepara", "2025-10", False, ["panen", "satu"]),
        ("Jepara", "2024", False, []),
        ("Indonesia", "2025-Q3", False, []),
    ],
)
def test_notes_of_an_area_and_a_period(path: Path, area: str, period: str, other: bool, expected: list[str]) -> None:
    with Store(path, readonly=True) as store:
        report = collect(store, area, period, other=other)
    assert [note.title.removeprefix("Judul ") for note in report.notes] == expected
    assert report.days == period_bounds(period.upper())


def test_a_workbook_has_a_sheet_for_each_category(run: Command, path: Path) -> None:
    result = run("fenomena", "--db", path, "--area", "Jateng", "--period", "2025-Q3", "-o", "f.xlsx")
    assert (result.code, result.err) == (0, "")
    assert result.lines == ["4 notes on Jawa Tengah, triwulan III 2025, in f.xlsx"]
    assert not (run.folder / "f.xlsx.part").exists()
    sheets = written(run.folder / "f.xlsx")
    assert list(sheets) == ["A Pertanian, Kehutanan, dan Per", "F Konstruksi", NO_SECTOR]
    prize, harvest = sheets["A Pertanian, Kehutanan, dan Per"]
    assert harvest == {
        "Kategori lapangan usaha": "A Pertanian, Kehutanan, dan Perikanan", "Komponen pengeluaran": None,
        "Tanggal": harvest["Tanggal"], "Wilayah": "Kabupaten Jepara", "Ringkasan fenomena": HARVEST,
        "Indikator": "produksi", "Barang": "padi", "Angka": 5250, "Angka tertinggi": None, "Satuan": "ton",
        "Periode": "Agustus 2025", "Sifat": "nyata", "Narasumber": "Ratna", "Jabatan": "Kepala Dinas Pertanian",
        "Media": "panen.example", "Tautan": "https://panen.example/1", "Judul berita": "Judul panen",
        "Kategori lain": "G Perdagangan Besar dan Eceran, Reparasi Mobil dan Sepeda Motor", "Juga dimuat": None,
        "Keyakinan": 0.9, "Tanda": None, "Jenis": "angka",
    }  # fmt: skip
    assert harvest["Tanggal"].date() == date(2025, 9, 2)
    assert [prize[name] for name in ("Jenis", "Indikator", "Barang", "Sifat", "Angka", "Periode")] == [
        "penghargaan", "Piala Panen", "dari Gubernur", "utama", None, "17 Agustus 2025",
    ]  # fmt: skip
    [investment] = sheets["F Konstruksi"]
    assert [investment[name] for name in ("Media", "Juga dimuat", "Angka", "Angka tertinggi", "Sifat")] == [
        "satu.example", "dua.example", 2e12, 3e12, "perkiraan",
    ]  # fmt: skip
    assert investment["Komponen pengeluaran"] == "Pembentukan modal tetap bruto (PMTB)"
    [chili] = sheets[NO_SECTOR]
    assert (chili["Angka"], chili["Satuan"], chili["Tanda"]) == (61_500.5, "rupiah per kilogram", "besaran meleset")


def test_what_an_article_says_is_no_formula(run: Command, path: Path) -> None:
    run("fenomena", "--db", path, "--area", MAGELANG, "--period", "2025-Q3", "-o", "f.xlsx")
    sheet = openpyxl.load_workbook(run.folder / "f.xlsx")[NO_SECTOR]
    cells = dict(zip(COLUMNS, sheet[2], strict=True))
    assert cells["Ringkasan fenomena"].value == FORMULA.replace("\x0b", "")
    for name in ("Ringkasan fenomena", "Barang"):
        assert (cells[name].data_type, cells[name].quotePrefix) == ("s", True)
    assert (cells["Angka"].data_type, cells["Angka"].number_format) == ("n", "#,##0.####")
    assert (cells["Tanggal"].data_type, cells["Tanggal"].number_format) == ("d", "yyyy-mm-dd")
    assert cells["Tautan"].hyperlink.target == "https://harga.example/1"
    assert cells["Ringkasan fenomena"].alignment.wrap_text


def test_a_reader_finds_the_way(run: Command, path: Path) -> None:
    run("fenomena", "--db", path, "--area", "Jepara", "--period", "2025-Q3", "-o", "f.xlsx")
    book = openpyxl.load_workbook(run.folder / "f.xlsx")
    assert book.sheetnames[0] == SUMMARY
    told = {row[0]: row[1] for row in book[SUMMARY].iter_rows(values_only=True)}
    assert (told["Wilayah"], told["Periode"], told["Catatan"]) == ("Kabupaten Jepara", "triwulan III 2025", 3)
    assert (told["Dari"].date(), told["Sampai"].date()) == (date(2025, 7, 1), date(2025, 9, 30))
    assert (told["Basis data"], told["Berita terbaru di dalamnya"].date()) == ("facts.db", date(2025, 9, 2))
    assert told["Dibaca dengan extractor"] == __version__
    assert told["Perhatian"] == CAUTION
    assert "CC BY 4.0" in told["Lisensi"]
    assert (told["A Pertanian, Kehutanan, dan Perikanan"], told["F Konstruksi"]) == (2, 1)
    assert told["Pembentukan modal tetap bruto (PMTB)"] == 1
    for sheet in book.worksheets[1:]:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
        assert sheet.column_dimensions["E"].width == COLUMNS["Ringkasan fenomena"]


def test_the_same_notes_are_the_same_bytes(run: Command, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("fenomena", "--db", path, "--area", "Jateng", "--period", "2025-Q3", "-o")
    run(*asked, "one.xlsx")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    run(*asked, "two.xlsx")
    assert (run.folder / "one.xlsx").read_bytes() == (run.folder / "two.xlsx").read_bytes()


def test_csv(run: Command, path: Path) -> None:
    asked = ("fenomena", "--db", path, "--area", "Jateng", "--period", "2025-Q3")
    printed = run(*asked)
    head, *rows = csv.reader(io.StringIO(printed.out))
    assert head == list(COLUMNS)
    assert [row[head.index("Tanggal")] for row in rows] == ["2025-08-18", "2025-09-02", "2025-07-05", "2025-07-01"]
    assert run(*asked, "-o", "f.CSV").code == 0
    assert (run.folder / "f.CSV").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--area", "Jepra", "--period", "2025-Q3"), 1, "Error: no place 'Jepra': did you mean"),
        (("--area", "Jepara", "--period", "2025-Q5"), 1, "Error: '2025-Q5' is no period: write 2025-Q3, 2025-S1"),
        (("--area", "Jepara", "--period", "2025-Q3", "-o", "f.ods"), 2, "Error: f.ods: give a file that ends in .xlsx"),
        (("--area", "Jepara", "--period", "2019", "-o", "f.xlsx"), 0, "No such facts: widen the question"),
        (("--area", "Jepara", "--period", "2025-Q3", "-o", "no/f.xlsx"), 1, "Error: no/f.xlsx"),
        (("--area", "Jepara", "--period", "2025-Q3", "--min-confidence", "0.95"), 0, "No such facts: widen"),
    ],
)
def test_what_cannot_be_written(run: Command, path: Path, options: tuple[str, ...], code: int, message: str) -> None:
    result = run("fenomena", "--db", path, *options)
    assert (result.code, result.out) == (code, "")
    [line] = result.errors
    assert line.startswith(message)
    assert not list(run.folder.glob("f.*"))


@pytest.mark.parametrize(
    ("indicator", "sentence", "component"),
    [
        ("budget", "Pemkab Alor menganggarkan Rp14 miliar untuk jembatan.", "4"),
        ("budget", "Pemkab Alor menganggarkan Rp14 miliar untuk gaji.", "3"),
        ("distribution", "Bulog menjual 12 ton beras.", "1"),
        ("production", "Panen mencapai 5.250 ton.", None),
    ],
)
def test_components_of_expenditure(indicator: str, sentence: str, component: str | None) -> None:
    assert component_of(indicator, sentence) == component
