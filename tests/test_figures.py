"""Figures: what a number is about, when, where, who says so, and which sentence says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any

import pytest
from conftest import known
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts import FactReader
from extractor.gazetteer import places
from extractor.records import Article, Event, Facts, Figure
from extractor.tables import rows

Read = Callable[..., Facts]
Fields = dict[str, Any]
#: What a figure is where a case says nothing else.
USUAL: Fields = {
    "value_max": None, "measure": "level", "status": "actual", "modifier": "exact", "basis": None, "source": None,
}  # fmt: skip


def fig(
    words: str, value: float, unit: str, indicator: str, place: str | None, period: str | None, **more: Any
) -> Fields:
    """Describe a figure; `more` are the fields that are not as usual."""
    return USUAL | {
        "text": words, "value": value, "unit": unit, "indicator": indicator, "place": place, "period": period,
    } | more  # fmt: skip


def told(facts: Facts, expected: list[Fields]) -> list[Fields]:
    """The figures of an article, each with the fields that are expected of the one in its place."""
    found = [asdict(figure) for figure in facts.figures]
    pairs = zip_longest(found, expected[: len(found)], fillvalue=USUAL)
    return [{name: row[name] for name in row if name in fields} for row, fields in pairs]


#: One indicator after the other, with sign, measure and basis.
KINDS: list[tuple[str, list[Fields]]] = [
    # from one to the other: two levels, each with its time
    (
        "Jumlah eksportir di Kabupaten Jepara naik dari 16 unit pada 2021 menjadi 18 unit pada 2022.",
        [
            fig("16 unit", 16, "count", "exporters", "33.20", "2021"),
            fig("18 unit", 18, "count", "exporters", "33.20", "2022"),
        ],
    ),
    (
        "Tingkat pengangguran terbuka Banten turun dari 8,09 persen pada 2022 menjadi 7,52 persen pada 2023.",
        [
            fig("8,09 persen", 8.09, "percent", "unemployment", "36", "2022"),
            fig("7,52 persen", 7.52, "percent", "unemployment", "36", "2023"),
        ],
    ),
    # by how much to how much: a change and a level
    (
        "Nilai ekspor Kabupaten Jepara pada 2022 naik 10 persen menjadi Rp5 miliar.",
        [
            fig("10 persen", 10, "percent", "export_value", "33.20", "2022", measure="change"),
            fig("Rp5 miliar", 5e9, "IDR", "export_value", "33.20", "2022"),
        ],
    ),
    (
        "Nilai ekspor Kabupaten Jepara pada 2022 turun 2,34 persen dibanding tahun sebelumnya.",
        [fig("2,34 persen", -2.34, "percent", "export_value", "33.20", "2022", measure="change", basis="yoy")],
    ),
    (
        "Volume ekspor kopi Lampung pada 2022 mencapai 320 ton, turun dari 400 ton pada 2021.",
        [
            fig("320 ton", 320, "t", "export_volume", "18", "2022"),
            fig("400 ton", 400, "t", "export_volume", "18", "2021"),
        ],
    ),
    # what has come in, and of which target
    (
        "Realisasi PAD Kabupaten Kudus hingga Oktober 2023 sebesar Rp310 miliar atau 67 persen dari target "
        "Rp462 miliar.",
        [
            fig("Rp310 miliar", 310e9, "IDR", "government_revenue", "33.19", "2023-01/2023-10"),
            fig("67 persen", 67, "percent", "government_revenue", "33.19", "2023-01/2023-10", measure="share"),
            fig("Rp462 miliar", 462e9, "IDR", "government_revenue", "33.19", "2023", status="target"),
        ],
    ),
    # each number its own time and status
    (
        "Nilai ekspor Jepara pada 2021 Rp4 triliun, pada 2022 Rp5 triliun, dan tahun ini ditargetkan Rp6 triliun.",
        [
            fig("Rp4 triliun", 4e12, "IDR", "export_value", "33.20", "2021"),
            fig("Rp5 triliun", 5e12, "IDR", "export_value", "33.20", "2022"),
            fig("Rp6 triliun", 6e12, "IDR", "export_value", "33.20", "2024", status="target"),
        ],
    ),
    (
        "Realisasi ekspor Kabupaten Pekalongan sampai September 2023 sebesar 610 miliar, sedangkan Oktober 85 miliar.",
        [
            fig("610 miliar", 610e9, "IDR", "export_value", "33.26", "2023-01/2023-09"),
            fig("85 miliar", 85e9, "IDR", "export_value", "33.26", "2023-10"),
        ],
    ),
    (
        "Nilai ekspor Jepara tahun ini diproyeksikan Rp6 triliun.",
        [fig("Rp6 triliun", 6e12, "IDR", "export_value", "33.20", "2024", status="forecast")],
    ),
    (
        "Pemkab Jepara menargetkan nilai ekspor Rp6 triliun pada 2025.",
        [fig("Rp6 triliun", 6e12, "IDR", "export_value", "33.20", "2025", status="target", source="Pemkab Jepara")],
    ),
    # a list of areas, a list of values
    (
        "Inflasi Kota Kediri, Kota Malang, dan Kota Madiun pada Mei 2023 masing-masing 0,3 persen, 0,4 persen, "
        "dan 0,5 persen.",
        [
            fig("0,3 persen", 0.3, "percent", "inflation", "35.71", "2023-05"),
            fig("0,4 persen", 0.4, "percent", "inflation", "35.73", "2023-05"),
            fig("0,5 persen", 0.5, "percent", "inflation", "35.77", "2023-05"),
        ],
    ),
    # a list whose unit and topic go on
    (
        "Harga cabai rawit di Kudus Rp40.000 per kilogram, bawang merah Rp32.000, dan telur Rp28.000.",
        [
            fig("Rp40.000 per kilogram", 40e3, "IDR/kg", "price", "33.19", None, item="cabai rawit"),
            fig("Rp32.000", 32e3, "IDR/kg", "price", "33.19", None, item="bawang merah"),
            fig("Rp28.000", 28e3, "IDR/kg", "price", "33.19", None, item="telur"),
        ],
    ),
    (
        "Inflasi di Jepara 2,1 persen, di Kudus 2,4 persen, dan di Pati 2,6 persen.",
        [
            fig("2,1 persen", 2.1, "percent", "inflation", "33.20", None),
            fig("2,4 persen", 2.4, "percent", "inflation", "33.19", None),
            fig("2,6 persen", 2.6, "percent", "inflation", "33.18", None),
        ],
    ),
    (
        "PAD Kudus tahun 2023 ditargetkan Rp400 miliar, terealisasi Rp310 miliar hingga Oktober 2023.",
        [
            fig("Rp400 miliar", 400e9, "IDR", "government_revenue", "33.19", "2023", status="target"),
            fig("Rp310 miliar", 310e9, "IDR", "government_revenue", "33.19", "2023-01/2023-10"),
        ],
    ),
    # shares
    (
        "Kopi menyumbang 8,6 persen dari ekspor Lampung pada 2022.",
        [fig("8,6 persen", 8.6, "percent", "export_value", "18", "2022", measure="share")],
    ),
    # rates and their signs
    (
        "Kota Sorong pada Juli 2023 mengalami deflasi 0,61 persen (mtm).",
        [fig("0,61 persen", -0.61, "percent", "inflation", "96.71", "2023-07", basis="mtm")],
    ),
    (
        "Inflasi Kota Kediri pada Mei 2023 sebesar 0,4 persen (mtm) dan 2,8 persen (yoy).",
        [
            fig("0,4 persen", 0.4, "percent", "inflation", "35.71", "2023-05", basis="mtm"),
            fig("2,8 persen", 2.8, "percent", "inflation", "35.71", "2023-05", basis="yoy"),
        ],
    ),
    (
        "Pertumbuhan ekonomi Bengkulu pada triwulan II 2023 sebesar 4,62 persen (yoy).",
        [fig("4,62 persen", 4.62, "percent", "gdp_growth", "17", "2023-Q2", basis="yoy")],
    ),
    (
        "Pertumbuhan ekonomi Bengkulu pada triwulan II 2023 minus 3,49 persen (yoy).",
        [fig("3,49 persen", -3.49, "percent", "gdp_growth", "17", "2023-Q2", basis="yoy")],
    ),
    (
        "Angka kemiskinan Wonogiri pada Maret 2023 adalah 10,94 persen, turun 0,13 persen dibanding tahun sebelumnya.",
        [
            fig("10,94 persen", 10.94, "percent", "poverty", "33.12", "2023-03"),
            fig("0,13 persen", -0.13, "percent", "poverty", "33.12", "2023-03", measure="change", basis="yoy"),
        ],
    ),
    (
        "Neraca perdagangan Riau pada April 2023 defisit US$ 1,2 juta.",
        [fig("US$ 1,2 juta", -1.2e6, "USD", "trade_balance", "14", "2023-04")],
    ),
    (
        "Neraca perdagangan Riau pada April 2023 surplus US$ 1,2 juta.",
        [fig("US$ 1,2 juta", 1.2e6, "USD", "trade_balance", "14", "2023-04")],
    ),
    # two indicators in one breath
    (
        "Produksi padi Kabupaten Demak pada 2023 sebanyak 512 ribu ton, sedangkan stok beras 36.000 ton.",
        [
            fig("512 ribu ton", 512e3, "t", "production", "33.21", "2023"),
            fig("36.000 ton", 36e3, "t", "stock", "33.21", "2023"),
        ],
    ),
    (
        "Luas panen padi di Kabupaten Demak pada 2023 mencapai 98 ribu hektare dengan produktivitas 6,1 ton per "
        "hektare.",
        [
            fig("98 ribu hektare", 98e3, "ha", "area", "33.21", "2023"),
            fig("6,1 ton per hektare", 6.1, "t/ha", "productivity", "33.21", "2023"),
        ],
    ),
    (
        "Tahun ini Pemkab Kudus menargetkan nilai ekspor Rp900 miliar. Hingga September 2023 sudah Rp655 miliar.",
        [
            fig("Rp900 miliar", 900e9, "IDR", "export_value", "33.19", "2024", status="target", source="Pemkab Kudus"),
            fig("Rp655 miliar", 655e9, "IDR", "export_value", "33.19", "2023-01/2023-09"),
        ],
    ),
    (
        "Ekonomi Provinsi Bengkulu pada triwulan II 2023 terkontraksi 3,49 persen (yoy).",
        [fig("3,49 persen", -3.49, "percent", "gdp_growth", "17", "2023-Q2", basis="yoy")],
    ),
    (
        "Ekonomi Bengkulu tumbuh 4,62 persen pada triwulan II 2023.",
        [fig("4,62 persen", 4.62, "percent", "gdp_growth", "17", "2023-Q2")],
    ),
    # one of each further kind
    (
        "UMK Kabupaten Karawang tahun 2024 ditetapkan Rp5.257.834 per bulan.",
        [fig("Rp5.257.834 per bulan", 5_257_834, "IDR/month", "wage", "32.15", "2024")],
    ),
    (
        "Harga cabai rawit di Pasar Johar, Kota Semarang, hari ini Rp62.000 per kilogram.",
        [fig("Rp62.000 per kilogram", 62_000, "IDR/kg", "price", "33.74", "2024-01-15", item="cabai rawit")],
    ),
    (
        "Harga beras di Kota Semarang turun menjadi Rp13.000 per kilogram pada Mei 2023.",
        [fig("Rp13.000 per kilogram", 13_000, "IDR/kg", "price", "33.74", "2023-05", item="beras")],
    ),
    (
        "Bantuan pangan disalurkan kepada 21.480 keluarga di Kabupaten Belu pada Mei 2023.",
        [fig("21.480 keluarga", 21_480, "count", "aid_recipients", "53.04", "2023-05", item="keluarga")],
    ),
    (
        "Pabrik sepatu di Kabupaten Majalengka itu menyerap 4.200 tenaga kerja.",
        [fig("4.200 tenaga kerja", 4200, "count", "workers", "32.10", None, item="tenaga kerja")],
    ),
    ("Produk itu diekspor ke 34 negara.", [fig("34 negara", 34, "count", "export_destinations", None, None)]),
    (
        "Realisasi investasi Kota Batam pada semester I 2023 sebesar Rp15,3 triliun.",
        [fig("Rp15,3 triliun", 15.3e12, "IDR", "investment_value", "21.71", "2023-S1")],
    ),
    (
        "Pemprov Gorontalo menganggarkan Rp48 miliar untuk jalan provinsi tahun ini.",
        [fig("Rp48 miliar", 48e9, "IDR", "budget", "75", "2024")],
    ),
    (
        "Belanja APBD Kota Ambon terserap 54 persen hingga September 2023.",
        [fig("54 persen", 54, "percent", "government_spending", "81.71", "2023-01/2023-09", measure="share")],
    ),
    (
        "Penyaluran KUR di Kabupaten Lampung Tengah pada 2023 mencapai Rp890 miliar kepada 12.400 debitur.",
        [
            fig("Rp890 miliar", 890e9, "IDR", "credit", "18.02", "2023"),
            fig("12.400 debitur", 12_400, "count", "credit", "18.02", "2023"),
        ],
    ),
    (
        "Pasar murah digelar di 14 titik di Kota Palu pada 10–12 Januari 2024.",
        [fig("14 titik", 14, "count", "program_sites", "72.71", "2024-01-10/2024-01-12")],
    ),
    (
        "Kebutuhan telur ayam di Kota Padang sekitar 28 ton per hari.",
        [fig("28 ton", 28, "t", "consumption", "13.71", None, modifier="approx")],
    ),
    (
        "Okupansi hotel berbintang di Kota Manado pada Juni 2023 mencapai 58,7 persen.",
        [fig("58,7 persen", 58.7, "percent", "occupancy", "71.71", "2023-06")],
    ),
    (
        "NTP Sulawesi Barat pada Agustus 2023 sebesar 128,41.",
        [fig("128,41", 128.41, "index", "farmer_terms", "76", "2023-08")],
    ),
    (
        "Kabupaten Malinau dihuni 82.510 jiwa pada 2020.",
        [fig("82.510 jiwa", 82_510, "count", "population", "65.02", "2020")],
    ),
    (
        "Pemkab Ende memperbaiki 23 kilometer jalan desa pada 2023.",
        [fig("23 kilometer", 23, "km", "infrastructure", "53.08", "2023")],
    ),
    # where: smaller areas, countries, the whole country, the other end of a trade
    (
        "Panen di Kecamatan Banjit, Way Kanan, mencapai 12 ton pada Mei 2023.",
        [fig("12 ton", 12, "t", "production", "18.08", "2023-05")],
    ),
    (
        "Secara nasional, inflasi pada Mei 2023 sebesar 4 persen.",
        [fig("4 persen", 4, "percent", "inflation", "ID", "2023-05")],
    ),
    (
        "Ekspor Indonesia pada 2023 mencapai US$ 258 miliar.",
        [fig("US$ 258 miliar", 258e9, "USD", "export_value", "ID", "2023")],
    ),
    (
        "Ekspor kopi Kabupaten Temanggung ke Jepang naik 12 persen pada 2023.",
        [fig("12 persen", 12, "percent", "export_value", "33.23", "2023", measure="change")],
    ),
]  # fmt: skip

WRONG = [
    known(
        "Inflasi Kota Tegal pada Mei 2023 sebesar 0,31 persen. Cabai merah memberi andil 0,08 persen.",
        [
            fig("0,31 persen", 0.31, "percent", "inflation", "33.76", "2023-05"),
            fig("0,08 persen", 0.08, "percent", "inflation", "33.76", "2023-05", measure="share"),
        ],
        reason="the measure of the sentence before is carried over an andil",
    ),
    known(
        "BI memangkas suku bunga acuan 25 basis poin menjadi 5,75 persen pada Januari 2024.",
        [
            fig("25 basis poin", -0.25, "pp", "interest_rate", "ID", "2024-01", measure="change"),
            fig("5,75 persen", 5.75, "percent", "interest_rate", "ID", "2024-01"),
        ],
        reason="`memangkas` is no word of a fall; the second number loses its place",
    ),
    known(
        "Desa devisa di Jawa Timur kini 149 desa.",
        [fig("149 desa", 149, "count", "program_sites", "35", "2024-01-15")],
        reason="the status stands before, the counted noun is `desa`",
    ),
    (
        "Nilai ekspor Kudus naik 10 persen menjadi Rp5 miliar pada 2023.",
        [
            fig("10 persen", 10, "percent", "export_value", "33.19", "2023", measure="change"),
            fig("Rp5 miliar", 5e9, "IDR", "export_value", "33.19", "2023"),
        ],
    ),
    known(
        "Ekspor Kudus naik 4 persen. Tahun lalu nilainya Rp5 triliun.",
        [
            fig("4 persen", 4, "percent", "export_value", "33.19", None, measure="change"),
            fig("Rp5 triliun", 5e12, "IDR", "export_value", "33.19", "2023"),
        ],
        reason="`nilainya` does not take up the sentence before",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*KINDS, *WRONG])
def test_a_sentence(read: Read, text: str, expected: list[Fields]) -> None:
    assert told(read(text), expected) == expected


#: Articles of some sentences: (title, text, figures).
ARTICLES: list[tuple[str, str, list[Fields]]] = [
    (
        "Ekspor Jepara Turun",
        "Nilai ekspor turun menjadi Rp4 triliun pada 2023. Produk itu dikirim ke 21 negara.",
        [
            fig("Rp4 triliun", 4e12, "IDR", "export_value", "33.20", "2023"),
            fig("21 negara", 21, "count", "export_destinations", "33.20", None),
        ],
    ),
    (
        "",
        "Jakarta (KABAR) - Nilai ekspor Kabupaten Jepara pada 2022 mencapai Rp2 triliun. “Tahun depan kami menargetkan "
        "Rp3 triliun,” kata Kepala Dinas Perdagangan Jepara Rahmat Hidayat di Semarang, Senin (8/1/2024).",
        [
            fig("Rp2 triliun", 2e12, "IDR", "export_value", "33.20", "2022"),
            fig("Rp3 triliun", 3e12, "IDR", "export_value", "33.20", "2025", status="target", source="Rahmat Hidayat"),
        ],
    ),
    (
        "",
        "Kabupaten Jepara mengekspor 40 ton mebel ke Belanda pada Mei 2023. Volumenya naik 5 ton dibanding bulan "
        "sebelumnya.",
        [
            fig("40 ton", 40, "t", "export_volume", "33.20", "2023-05", item="mebel"),
            fig("5 ton", 5, "t", "export_volume", "33.20", "2023-05", measure="change", basis="mtm"),
        ],
    ),
    (
        "",
        "Ekspor Lampung pada Mei 2023 bernilai US$ 412 juta, turun 3 persen dibanding April 2023. Impor Lampung pada "
        "bulan yang sama US$ 120 juta.",
        [
            fig("US$ 412 juta", 412e6, "USD", "export_value", "18", "2023-05"),
            fig("3 persen", -3, "percent", "export_value", "18", "2023-05", measure="change", basis="mtm"),
            fig("US$ 120 juta", 120e6, "USD", "import_value", "18", "2023-05"),
        ],
    ),
    (
        "",
        "Pemkab Kudus menyiapkan anggaran Rp3 miliar untuk pasar itu pada 2023. Hingga Mei 2023 baru terserap "
        "40 persen.",
        [
            fig("Rp3 miliar", 3e9, "IDR", "budget", "33.19", "2023"),
            fig("40 persen", 40, "percent", "government_spending", "33.19", "2023-01/2023-05", measure="share"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        *ARTICLES,
        (
            "",
            "Nilai ekspor Kabupaten Pekalongan pada 2023 mencapai 2,4 triliun. Angka itu naik 12 persen dari tahun "
            "sebelumnya. Tahun ini targetnya 3 triliun.",
            [
                fig("2,4 triliun", 2.4e12, "IDR", "export_value", "33.26", "2023"),
                fig("12 persen", 12, "percent", "export_value", "33.26", "2023", measure="change", basis="yoy"),
                fig("3 triliun", 3e12, "IDR", "export_value", "33.26", "2024", status="target"),
            ],
        ),
        (
            "",
            "Jumlah pelaku ekspor di Kabupaten Jepara kini 27 perusahaan. Tahun lalu baru 21 perusahaan.",
            [
                fig("27 perusahaan", 27, "count", "exporters", "33.20", "2024-01-15"),
                fig("21 perusahaan", 21, "count", "exporters", "33.20", "2023"),
            ],
        ),
        (
            "",
            "UMKM di Kabupaten Sleman berjumlah 108 ribu unit. Sebanyak 40 persen di antaranya dikelola perempuan.",
            [
                fig("108 ribu unit", 108e3, "count", "business_units", "34.04", None),
                fig("40 persen", 40, "percent", "business_units", "34.04", None, measure="share"),
            ],
        ),
    ],
)
def test_an_article(read: Read, title: str, text: str, expected: list[Fields]) -> None:
    assert told(read(text, title=title), expected) == expected


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        # status
        ("Nilai ekspor Kudus mencapai Rp 5 triliun.", "status", "actual"),
        ("Nilai ekspor Kudus ditargetkan Rp 5 triliun.", "status", "target"),
        ("Pemkab Kudus akan menyalurkan 40 ton beras.", "status", "target"),
        ("Pemkab Kudus menyiapkan anggaran Rp 4 miliar.", "status", "actual"),
        ("Rancangan belanja APBD Kudus Rp 4 miliar.", "status", "target"),
        ("Perekonomian Bali diproyeksikan tumbuh 5,5 persen.", "status", "forecast"),
        ("Produksi padi Kudus diperkirakan 400 ton.", "status", "forecast"),
        ("Kudus berpotensi mengekspor 400 ton kopi.", "status", "forecast"),
        # basis
        ("Nilai ekspor Kudus naik 12 persen dibanding tahun sebelumnya.", "basis", "yoy"),
        ("Inflasi Kudus 2,6 persen secara tahunan.", "basis", "yoy"),
        ("Perekonomian Bali tumbuh 5,1 persen (yoy).", "basis", "yoy"),
        ("Inflasi Kudus 0,4 persen dibanding bulan lalu.", "basis", "mtm"),
        ("Inflasi Kudus 0,4 persen (mtm).", "basis", "mtm"),
        ("Perekonomian Bali tumbuh 1,1 persen (q-to-q).", "basis", "qtq"),
        ("Inflasi tahun kalender Kudus 1,4 persen.", "basis", "ytd"),
        ("Perekonomian Bali tumbuh 5,1 persen (c-to-c).", "basis", "ctc"),
        ("Inflasi Kudus 0,4 persen.", "basis", None),
        ("Nilai ekspor Kudus mencapai Rp 5 triliun.", "basis", None),
        ("Inflasi tahunan Kudus 2,6 persen.", "basis", "yoy"),
        # place
        ("Ekspor dari Kecamatan Dawe, Kabupaten Kudus, mencapai Rp 3 miliar.", "place", "33.19"),
        ("Nilai ekspor Jawa Tengah Rp 90 triliun.", "place", "33"),
        ("Pemkab Kudus menata pasar. Nilai ekspornya Rp 3 miliar.", "place", "33.19"),
        ("Pemkab Kudus menata pasar. Nilai ekspor nasional Rp 4.000 triliun.", "place", "ID"),
        ("Pemkab Kudus menata pasar. Nilai ekspor Jawa Tengah Rp 90 triliun.", "place", "33"),
        ("Nilai ekspor mencapai Rp 3 miliar.", "place", None),
        ("Nilai ekspor Jepara, Kudus, dan Pati mencapai Rp 3 miliar.", "place", None),
        ("Inflasi di Desa Sukamaju 2 persen.", "place", None),
        # status: what is realised of a plan, what is still to come, a forecast with `akan`
        ("Pajak hotel Kudus optimistis masuk 80 persen dari target.", "status", "forecast"),
        ("Pemkab Kudus menyebut 13 kawasan industri yang akan dibangun.", "status", "target"),
        ("Bulog Kudus menyebut 40 ton beras tersebut nantinya akan dibagikan.", "status", "target"),
        ("Ekspor Kudus diperkirakan akan mencapai Rp 5 triliun.", "status", "forecast"),
        ("Ekspor Kudus akan mencapai Rp 5 triliun.", "status", "target"),
        # period
        ("Ekspor Kudus mencapai Rp 5 triliun hingga Oktober 2023.", "period", "2023-01/2023-10"),
        ("Nilai ekspor Kudus pada triwulan III 2023 mencapai Rp 3 miliar.", "period", "2023-Q3"),
        ("Saat ini ada 40 UMKM di Kudus.", "period", "2024-01-15"),
        ("Nilai ekspor Kudus mencapai Rp 3 miliar.", "period", None),
        ("“Nilai ekspor Kudus Rp 3 miliar,” kata Rahmat Hidayat, Kamis (11/1/2024).", "period", None),
        ("Nilai ekspor Kudus ditargetkan Rp 5 triliun pada 2025.", "period", "2025"),
        # modifier
        ("Nilai ekspor Kudus lebih dari Rp 3 miliar.", "modifier", "gt"),
        ("Nilai ekspor Kudus sekitar Rp 3 miliar.", "modifier", "approx"),
        # source
        ("“Nilai ekspor Kudus Rp 3 miliar,” kata Kepala Dinas Perdagangan Kudus, Rahmat Hidayat.", "source",
         "Rahmat Hidayat"),
        ("Menurut BPS, nilai ekspor Kudus Rp 3 miliar.", "source", "BPS"),
        ("Nilai ekspor Kudus Rp 3 miliar.", "source", None),
        # indicator
        ("Dinas Koperasi Kudus mencatat 40 UMKM.", "indicator", "business_units"),
        ("Kopi Kudus diekspor ke 16 negara.", "indicator", "export_destinations"),
        ("Kudus mengekspor 40 ton kopi.", "indicator", "export_volume"),
        ("Pabrik di Kudus menyerap 400 tenaga kerja.", "indicator", "workers"),
        ("Provinsi itu memiliki 15 desa devisa.", "indicator", "program_sites"),
        ("Omzet pameran di Kudus Rp 3 miliar.", "indicator", "sales_value"),
        ("Pemkab Kudus memperbaiki jalan sepanjang 23 kilometer.", "indicator", "infrastructure"),
        ("Hunian hotel di Kudus 62 persen.", "indicator", "occupancy"),
        ("Lomba itu mempertandingkan 12 cabang seni.", "indicator", "other"),
        known("Bulog Kudus membantu 4.000 keluarga dengan beras.", "indicator", "aid_recipients",
              reason="`membantu` is no cue of aid"),
        ("Disnaker Kudus memperkirakan realisasi investasi sampai Desember Rp 3 triliun.", "status", "forecast"),
        ("Produksi kopi Kudus kami perkirakan yang tercapai 40 ton.", "status", "forecast"),
        ("Yang diperkirakan besar, realisasi investasi Kudus Rp 3 triliun.", "status", "actual"),
    ],
)  # fmt: skip
def test_one_field(read: Read, text: str, field: str, value: str | None) -> None:
    assert [getattr(figure, field) for figure in read(text).figures] == [value]


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        (
            "Pajak yang ditargetkan Kudus: hotel Rp 3 miliar dari target Rp 4 miliar (75 persen), restoran Rp 1 miliar"
            " dari target Rp 2 miliar (50 persen).",
            ["actual", "target", "actual", "actual", "target", "actual"],
        ),
        ("Target pajak Kudus Rp 4 miliar, naik dari Rp 3 miliar.", ["target", "actual"]),
        ("Kudus menargetkan pajak hotel Rp 4 miliar, pajak restoran Rp 2 miliar.", ["target", "target"]),
    ],
)
def test_plans_and_what_is_realised_of_them(read: Read, text: str, statuses: list[str]) -> None:
    assert [figure.status for figure in read(text).figures] == statuses


TITLE = "Temanggung Raih Penghargaan Kabupaten Peduli Eksportir"
TEXT = """\
Kabupaten Temanggung meraih Penghargaan Kabupaten Peduli Eksportir dari Pemerintah Provinsi Jawa Tengah. Piala itu \
diserahkan Gubernur Jawa Tengah kepada Bupati Temanggung Harun Wiratama dalam Pekan Ekspor Jawa Tengah 2023 di Gedung \
Gradhika, Semarang, Rabu (15/11/2023).

Mas Harun, sapaan akrab bupati, mengatakan penghargaan itu milik para perajin. “Eksportir kita baru 9 unit pada 2019, \
sekarang menjadi 14 unit,” kata Mas Harun.

Nilai ekspor Kabupaten Temanggung pada 2022 mencapai 640 miliar. Tahun ini targetnya 750 miliar. Hingga September 2023 \
sudah terealisasi 530 miliar, sedangkan Oktober 62 miliar. “Kopi dan kayu olahan dikirim ke 21 negara, naik dari 17 \
negara tahun sebelumnya,” tambah Kak Harun.

Pada 24 Oktober 2023 Desa Tlahab, Kabupaten Kledung, ditetapkan sebagai Desa Devisa oleh Lembaga Pembiayaan Ekspor \
Indonesia.
"""
AREA = "33.23"


def test_an_article_with_the_traps_of_the_local_press(read: Read) -> None:
    """No currency, `tahun ini`, `sedangkan Oktober`, a kecamatan called kabupaten, one bupati under two nicknames."""
    facts = read(TEXT, title=TITLE, published="2023-11-17")
    expected = [
        fig("9 unit", 9, "count", "exporters", AREA, "2019", source="Mas Harun"),
        fig("14 unit", 14, "count", "exporters", AREA, "2023-11-17", source="Mas Harun"),
        fig("640 miliar", 640e9, "IDR", "export_value", AREA, "2022"),
        fig("750 miliar", 750e9, "IDR", "export_value", AREA, "2023", status="target"),
        fig("530 miliar", 530e9, "IDR", "export_value", AREA, "2023-01/2023-09"),
        fig("62 miliar", 62e9, "IDR", "export_value", AREA, "2023-10"),
        fig("21 negara", 21, "count", "export_destinations", AREA, None, source="Kak Harun", item="negara"),
        fig("17 negara", 17, "count", "export_destinations", AREA, "2022", source="Kak Harun", item="negara"),
    ]
    assert told(facts, expected) == expected
    award, designation = facts.events
    assert (award.type, award.name) == ("award", "Penghargaan Kabupaten Peduli Eksportir")
    assert award.recipients[0] == "Kabupaten Temanggung"
    assert set(award.recipient_places) == {AREA}
    assert award.giver in ("Pemerintah Provinsi Jawa Tengah", "Gubernur Jawa Tengah")
    assert (award.occasion, award.venue) == ("Pekan Ekspor Jawa Tengah 2023", "Gedung Gradhika, Semarang")
    assert award.date == "2023-11-15"
    assert (designation.type, designation.name) == ("designation", "Desa Devisa")
    assert designation.recipients == ["Desa Tlahab"]
    assert designation.recipient_places == [AREA]
    assert designation.giver == "Lembaga Pembiayaan Ekspor Indonesia"
    assert designation.date == "2023-10-24"


@pytest.mark.parametrize(("title", "text"), [(TITLE, TEXT), *((title, text) for title, text, _ in ARTICLES)])
def test_a_fact_points_at_its_sentence(read: Read, title: str, text: str) -> None:
    facts = read(text, title=title)
    assert facts.figures
    told_facts: list[Figure | Event] = [*facts.figures, *facts.events]
    for fact in told_facts:
        assert text[fact.quote_start : fact.quote_end] == fact.quotation
        assert fact.quote_start <= fact.start < fact.end <= fact.quote_end
        assert fact.quotation == fact.quotation.strip()
        assert "\n" not in fact.quotation
    assert [text[f.start : f.end] for f in facts.figures] == [f.text for f in facts.figures]
    assert [text[e.start : e.end] for e in facts.events] == [e.name for e in facts.events]


def test_the_quotation_is_the_sentence(read: Read) -> None:
    text = "Pasar itu ramai. Harga beras di Kudus Rp. 13.000 sekilo, kata Rahmat. Warga lega."
    [figure] = read(text).figures
    assert figure.quotation == "Harga beras di Kudus Rp. 13.000 sekilo, kata Rahmat."


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Nilai ekspor Jepara tahun lalu Rp4 triliun.", "2023"),
        ("Nilai ekspor Jepara pada Oktober Rp4 triliun.", "2023-10"),
        ("Nilai ekspor Jepara hari ini Rp4 triliun.", "2024-01-15"),
        ("Nilai ekspor Jepara pada triwulan III Rp4 triliun.", "2023-Q3"),
    ],
)
def test_without_a_date_relative_times_are_unknown(read: Read, text: str, period: str) -> None:
    assert [f.period for f in read(text).figures] == [period]
    assert [f.period for f in read(text, published=None).figures] == [None]


def test_without_a_date_written_times_stay(read: Read) -> None:
    text = "Nilai ekspor Jepara pada 2022 Rp4 triliun, pada Mei 2023 Rp1 triliun."
    assert [f.period for f in read(text, published=None).figures] == ["2022", "2023-05"]


@pytest.mark.parametrize("reason", ["not in Indonesian", "no text"])
def test_an_unreadable_article_has_no_facts(fact_reader: FactReader, reason: str) -> None:
    article = Article(id="x", url=None, title=TITLE, published="2023-11-17", text=TEXT, reason=reason)
    assert fact_reader.read(article) == Facts("x")


def test_an_empty_article_has_no_facts(read: Read) -> None:
    assert read("") == read(" \n") == Facts("contoh")


def test_the_same_article_gives_the_same_facts(read: Read) -> None:
    assert read(TEXT, title=TITLE) == read(TEXT, title=TITLE)


def test_a_number_that_no_indicator_covers_is_other(read: Read) -> None:
    [figure] = read("Lomba itu mempertandingkan 12 cabang seni.").figures
    assert (figure.value, figure.indicator) == (12, "other")


UNITS, INDICATORS = {row["code"] for row in rows("units")}, {row["code"] for row in rows("indicators")}


@given(data=st.data())
def test_any_text_is_read(fact_reader: FactReader, any_text: st.SearchStrategy[str], data: st.DataObject) -> None:
    text, title = data.draw(any_text), data.draw(any_text)
    day = data.draw(st.none() | st.dates(date(1990, 1, 1), date(2060, 12, 31)))
    published = day.isoformat() if day else None
    facts = fact_reader.read(Article(id="x", url=None, title=title, published=published, text=text))
    for figure in facts.figures:
        assert text[figure.start : figure.end] == figure.text != ""
        assert text[figure.quote_start : figure.quote_end] == figure.quotation
        assert figure.quote_start <= figure.start < figure.end <= figure.quote_end
        assert figure.unit in UNITS
        assert figure.indicator in INDICATORS
        assert figure.measure in ("level", "change", "share")
        assert figure.status in ("actual", "target", "forecast")
        assert figure.modifier in ("exact", "approx", "gt", "gte", "lt", "lte")
        assert figure.basis in (None, "yoy", "mtm", "qtq", "ytd", "ctc")
        assert figure.place is None or places()[figure.place].level != "district"
        assert figure.source is None or figure.source.strip()
    assert all(a.end <= b.start for a, b in pairwise(facts.figures))
    for event in facts.events:
        assert text[event.quote_start : event.quote_end] == event.quotation
        assert 0 <= event.start < event.end <= len(text)
        assert event.type in ("award", "designation")
        assert event.name
        assert event.recipients
        assert all(places()[code].level != "district" for code in event.recipient_places)


def test_what_spacy_remembers_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article(id="contoh", url=None, title="", published="2024-01-15", text="Ekspor Jepara naik 4 persen.")
    reader = FactReader()
    before = len(reader.nlp.vocab)
    first = reader.read(article)
    reader.read(Article(id="lain", url=None, title="", published=None, text=" ".join(f"kata{n}" for n in range(5000))))
    monkeypatch.setattr("extractor.facts._WORDS_KEPT", before + 4000)
    assert reader.read(article) == first
    assert len(reader.nlp.vocab) < before + 4000


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # who says it, and the dateline, are not what it is about
        ("Kepala Bapenda Rahmat mengatakan realisasi PAD sebesar Rp7 miliar.", ["PAD"]),
        ("KUDUS — Nilai ekspor Kudus sebesar US$40 juta.", [None]),
        # a whole economy
        ("Angka kemiskinan turun menjadi 7,4 persen.", [None]),
        # the whole name, and one name of two nouns
        ("Realisasi pendapatan asli daerah baru Rp7 miliar.", ["pendapatan asli daerah"]),
        ("Realisasi pajak hotel dan restoran baru Rp7 miliar.", ["pajak hotel dan restoran"]),
        # a bystander between the good and its number
        ("Harga kopi robusta di tingkat pengumpul Rp70.000.", ["kopi robusta"]),
        # the good alone
        ("Luas panen cabai di Kudus 612 hektare.", ["cabai"]),
        # what the number before was about, also in another indicator of its group
        ("Serapan belanja modal Rp7 miliar dari pagu anggaran Rp9 miliar.", ["belanja modal", "belanja modal"]),
        ("Produksi padi Januari 40 ton dengan luas panen 7 hektare.", ["padi", "padi"]),
        # what the sentence before was about
        ("Stok gabah menipis. Harganya kini Rp7.000.", ["gabah"]),
        ("Kebun raya itu dikunjungi 40 ribu wisatawan. Pada Mei ada 7 ribu orang.", ["wisatawan", "wisatawan"]),
        # counted by a word that says where
        ("Pasar murah digelar di 65 titik.", ["titik"]),
    ],
)
def test_items(read: Read, text: str, items: list[str | None]) -> None:
    assert [figure.item for figure in read(text).figures] == items
