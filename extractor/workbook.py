"""Writes the notes of `extractor.fenomena` as a workbook of Excel, a sheet for each category of industry, or as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from extractor import __version__, resources
from extractor.fenomena import Note, Report, component_labels
from extractor.tables import rows
from extractor.terminal import printable

#: The columns with their widths in characters.
COLUMNS = {
    "Kategori lapangan usaha": 24, "Komponen pengeluaran": 20, "Tanggal": 12, "Wilayah": 22, "Ringkasan fenomena": 70,
    "Indikator": 20, "Barang": 18, "Angka": 20, "Angka tertinggi": 20, "Satuan": 18, "Periode": 20, "Sifat": 16,
    "Narasumber": 24, "Jabatan": 24, "Media": 20, "Tautan": 40, "Judul berita": 40, "Kategori lain": 20,
    "Juga dimuat": 24, "Keyakinan": 11, "Tanda": 24, "Jenis": 12,
}  # fmt: skip
NO_SECTOR = "Tanpa kategori"
SUMMARY = "Ringkasan"
CAUTION = (
    "Angka, wilayah, periode, kategori, dan komponen dibaca secara otomatis dan dapat keliru. Ringkasan fenomena adalah"
    " kalimat berita, kata demi kata. Periksalah kalimat dan tautannya sebelum memakai sebuah catatan."
)

#: Excel's limits: characters of a sheet's name, and of an address, of which a sheet may have so many.
_NAME, _ADDRESS, _ADDRESSES = 31, 2079, 65_530
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_FORMULA = ("=", "+", "-", "@")
#: Files of a workbook carry no later time, so that the same notes are the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD, _FILL = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
_LINK = Font(color="0563C1", underline="single")


def cells(note: Note) -> list[Any]:
    """Return what stands in the columns of a note: text, numbers, a date, or None."""
    components = component_labels()
    return [
        sector_name(note.sector),
        components[note.component] if note.component else None,
        _day(note.published),
        note.place,
        note.quotation,
        note.indicator,
        note.item,
        note.value,
        note.value_max,
        note.unit,
        note.period,
        note.nature,
        note.source,
        note.source_role,
        note.site,
        note.link,
        note.title,
        "; ".join(map(sector_name, note.other_sectors)) or None,
        "; ".join(note.also) or None,
        note.confidence,
        "; ".join(note.flags) or None,
        note.kind,
    ]


def sector_name(code: str | None) -> str:
    """Return a category as the offices write it, its code before its name."""
    if code is None:
        return NO_SECTOR
    return next((f"{code} {row['label_id']}" for row in rows("sectors") if row["code"] == code), code)


def write_csv(report: Report, file: TextIO) -> None:
    """Write the notes as CSV with a heading, each in one line."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for note in report.notes:
        writer.writerow(printable(cell) if isinstance(cell, str) else cell for cell in cells(note))


def write_workbook(report: Report, database: str, path: Path) -> None:
    """Write a workbook: a sheet that says what it holds, then one for each category that has notes.

    `database` is named in it. The same notes give the same bytes. Raises OSError where `path` cannot be written.
    """
    book = Workbook()
    summary = book.active
    summary.title = SUMMARY
    _write_summary(summary, report, database)
    codes = dict.fromkeys([*(row["code"] for row in rows("sectors")), *(note.sector for note in report.notes)])
    for code in sorted(codes, key=lambda code: code is None):  # those without a category come last
        notes = [note for note in report.notes if note.sector == code]
        if notes:
            name = _NOT_IN_NAMES.sub(" ", sector_name(code))[:_NAME].strip()
            _write_notes(book.create_sheet(name), notes)
    packed = io.BytesIO()
    book.save(packed)
    path.write_bytes(_without_times(packed))


def _write_summary(sheet: Worksheet, report: Report, database: str) -> None:
    licence = json.loads(resources.datasette_metadata().read_text(encoding="utf-8"))["license"]
    lines: list[Sequence[Any]] = [
        ("Fenomena ekonomi", f"{report.area}, {report.period}"),
        ("Wilayah", report.area),
        ("Periode", report.period),
        ("Dari", _day(report.days[0])),
        ("Sampai", _day(report.days[1])),
        ("Catatan", len(report.notes)),
        ("Basis data", database),
        ("Berita terbaru di dalamnya", _day(report.newest)),
        ("Dibaca dengan extractor", ", ".join(report.versions)),
        ("Ditulis dengan extractor", __version__),
        ("Lisensi", licence),
        ("Perhatian", CAUTION),
        (),
        *_counts("Kategori lapangan usaha", [sector_name(note.sector) for note in report.notes]),
        (),
        *_counts("Komponen pengeluaran", [cells(note)[1] or "Tanpa komponen" for note in report.notes]),
    ]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            cell.font = Font(bold=column == 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 90


def _counts(heading: str, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield heading, "Catatan"
    yield from sorted(Counter(names).items())


def _write_notes(sheet: Worksheet, notes: Sequence[Note]) -> None:
    for column, (heading, width) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill, cell.alignment = _HEAD, _FILL, _TOP
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, note in enumerate(notes, 2):
        for column, (heading, value) in enumerate(zip(COLUMNS, cells(note), strict=True), 1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            if heading == "Tautan" and number <= _ADDRESSES and _is_address(value):
                cell.hyperlink, cell.font = cell.value, _LINK
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(notes) + 1}"


def _fill(cell: Cell, value: Any) -> None:
    """Write a value into a cell: what a page says stays text, also where it looks like a formula."""
    cell.alignment = _TOP
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA)
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, int | float):
        cell.number_format = "#,##0.####" if value % 1 else "#,##0"


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) <= _ADDRESS


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _without_times(packed: io.BytesIO) -> bytes:
    """Return a workbook without the time at which it was written."""
    written = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
