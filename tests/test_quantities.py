"""Quantities: units, prices, ranges, lists, modifiers, what is counted, and what is no quantity at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.quantities import QuantityReader
from extractor.reading.quantity import Quantity, unit_kinds
from extractor.reading.sentences import sentence_starts
from extractor.tables import rows

Reader = Callable[[str], list[Quantity]]
#: What is expected of a quantity: its words, value, upper end of a range, unit.
Expected = tuple[str, float, float | None, str]


def told(text: str, found: Sequence[Quantity]) -> list[Expected]:
    return [(text[q.start : q.end], q.value, q.value_max, str(q.unit)) for q in found]


MEASURES = [
    ("Dikirim 18 ton kopi.", "18 ton", 18, "t"),
    ("Stoknya 1.250 ton gabah.", "1.250 ton", 1250, "t"),
    ("Panen 21,480 kilogram cabai.", "21,480 kilogram", 21_480, "kg"),
    ("Panennya 7 kuintal sehari.", "7 kuintal", 7, "quintal"),
    ("Luas tanamnya 1.250 hektare.", "1.250 hektare", 1250, "ha"),
    ("Kios itu 12 meter persegi.", "12 meter persegi", 12, "m2"),
    ("Jalan 12,5 km diperbaiki.", "12,5 km", 12.5, "km"),
    ("Kuota solarnya 42.000 kiloliter.", "42.000 kiloliter", 42_000, "kl"),
    ("Daya pembangkit itu 2 x 55 MW.", "55 MW", 55, "MW"),
    ("Dayanya 1,2 gigawatt.", "1,2 gigawatt", 1200, "MW"),
    ("Inflasinya 0,61 persen.", "0,61 persen", 0.61, "percent"),
    ("Inflasinya 0,61%.", "0,61%", 0.61, "percent"),
    ("Angka itu turun 0,25 poin persen.", "0,25 poin persen", 0.25, "pp"),
    ("Suku bunga naik 25 basis poin.", "25 basis poin", 0.25, "pp"),
    ("Suku bunga naik 25 bps.", "25 bps", 0.25, "pp"),
    ("Omzetnya naik dua kali lipat.", "dua kali lipat", 2, "times"),
    ("NTP tercatat 112,34.", "112,34", 112.34, "index"),
    ("Skor kota itu 71,4 poin.", "71,4 poin", 71.4, "index"),
    ("Setengah ton ikan mati.", "Setengah ton", 0.5, "t"),
    ("Sepertiga lahan itu rusak.", "Sepertiga", 100 / 3, "percent"),
    ("Tiga perempatnya milik warga.", "Tiga perempat", 75, "percent"),
    ("Hasil panennya 6,4 ton per hektare.", "6,4 ton per hektare", 6.4, "t/ha"),
    pytest.param("Hasilnya 4,718 ton per hektare.", "4,718 ton per hektare", 4.718, "t/ha"),
    ("Hasilnya 58 kuintal/ha.", "58 kuintal/ha", 58, "quintal/ha"),
    ("Hasilnya 6,4 ton gabah kering panen per hektare.", "6,4 ton gabah kering panen per hektare", 6.4, "t/ha"),
    ("Pabrik itu mengolah 50 ton per bulan.", "50 ton", 50, "t"),
    ("Sebanyak 2.024 wisatawan asing.", "2.024 wisatawan asing", 2024, "count"),
    ("Ia menanam 12 ribu batang kopi.", "12 ribu batang kopi", 12_000, "count"),
    ("Jembatan itu lebarnya 4 m.", "4 m", 4, "m"),
    ("Lahan seluas 90.000 meter dibuka.", "90.000 meter", 90_000, "m2"),
    ("Pemakaian airnya 10³ sebulan.", "10³", 10, "m3"),
    ("Modalnya naik 3 kali.", "3 kali", 3, "times"),
    ("Hasilnya 2,5 kali dari modalnya.", "2,5 kali", 2.5, "times"),
    ("Padi dipanen tiga kali setahun.", "tiga kali", 3, "count"),
    ("IHSG ditutup di 7.169.", "7.169", 7169, "index"),
    ("Edaran itu memuat 4 poin yang wajib ditaati.", "4 poin", 4, "count"),
    ("Skornya naik 4 poin yang jarang terjadi.", "4 poin", 4, "index"),
    ("Anggota yang ber-NIB separuhnya.", "separuh", 50, "percent"),
    ("Ke-73,5 hektare sawah itu puso.", "73,5 hektare", 73.5, "ha"),
    ("Luas panennya 48.620 ribu hektare.", "48.620 ribu hektare", 48_620, "ha"),
    ("Realisasinya 88, 05 persen.", "88, 05 persen", 88.05, "percent"),
    ("Baru 1,2 juta dari 2,5 juta pelanggan terdata.", "1,2 juta", 1.2e6, "count"),
    ("Penduduknya 1,5 miliar orang.", "1,5 miliar orang", 1.5e9, "count"),
]

MONEY = [
    ("Nilainya Rp1,8 triliun.", "Rp1,8 triliun", 1.8e12, "IDR"),
    ("Nilainya Rp 1.8 triliun.", "Rp 1.8 triliun", 1.8e12, "IDR"),
    ("Nilainya Rp 2.02 miliar.", "Rp 2.02 miliar", 2.02e9, "IDR"),
    ("Nilainya Rp. 15.000,- saja.", "Rp. 15.000", 15_000, "IDR"),
    ("Nilainya Rp.15.000 saja.", "Rp.15.000", 15_000, "IDR"),
    ("Nilainya Rp1 ,5 miliar.", "Rp1 ,5 miliar", 1.5e9, "IDR"),
    ("Anggaran Rp1,2 M disiapkan.", "Rp1,2 M", 1.2e9, "IDR"),
    ("APBD Rp 2,4 T disahkan.", "Rp 2,4 T", 2.4e12, "IDR"),
    ("Modalnya Rp500rb.", "Rp500rb", 500e3, "IDR"),
    ("Omzetnya 40 juta rupiah.", "40 juta rupiah", 40e6, "IDR"),
    ("Omzetnya lima juta rupiah.", "lima juta rupiah", 5e6, "IDR"),
    ("Ekspor daerah itu 1,8 triliun.", "1,8 triliun", 1.8e12, "IDR"),
    ("Ekspornya US$ 3,2 juta.", "US$ 3,2 juta", 3.2e6, "USD"),
    ("Ekspornya USD 3,2 juta.", "USD 3,2 juta", 3.2e6, "USD"),
    ("Ekspornya 3,2 juta dolar AS.", "3,2 juta dolar AS", 3.2e6, "USD"),
    ("Tiketnya 48 dolar Singapura.", "48 dolar Singapura", 48, "SGD"),
    ("Hibahnya 5 juta euro.", "5 juta euro", 5e6, "EUR"),
    ("Pinjamannya 900 juta yen.", "900 juta yen", 900e6, "JPY"),
    ("Penerimaan pajak 1,8 T.", "1,8 T", 1.8e12, "IDR"),
    ("Hibah untuk desa itu 48 M.", "48 M", 48e9, "IDR"),
    ("Harganya 45 ribu.", "45 ribu", 45e3, "IDR"),
    ("Upah hariannya 90.000.", "90.000", 90e3, "IDR"),
    ("Nilainya Rp1.480 triliun.", "Rp1.480 triliun", 1480e12, "IDR"),
    ("Dari target Rp 150 miliar setahun.", "Rp 150 miliar", 150e9, "IDR"),
    pytest.param("Modalnya 5jt.", "5jt", 5e6, "IDR"),
    pytest.param("Omzetnya 200-an juta rupiah.", "200-an juta rupiah", 200e6, "IDR"),
    pytest.param("Targetnya 1,8 triliun tahun ini.", "1,8 triliun", 1.8e12, "IDR"),
]

PRICES = [
    ("Cabai Rp62.000/kg.", "Rp62.000/kg", 62_000, "IDR/kg"),
    ("Beras Rp13.500 per kilogram.", "Rp13.500 per kilogram", 13_500, "IDR/kg"),
    ("Beras Rp13.500 per kg.", "Rp13.500 per kg", 13_500, "IDR/kg"),
    ("Telur Rp28 ribu sekilo.", "Rp28 ribu sekilo", 28_000, "IDR/kg"),
    ("TBS Rp2.150,75 per kilogram.", "Rp2.150,75 per kilogram", 2150.75, "IDR/kg"),
    ("Harga per kilogram Rp15.000.", "Rp15.000", 15_000, "IDR/kg"),
    ("Cabai dijual 25 ribu per kilogram.", "25 ribu per kilogram", 25_000, "IDR/kg"),
    ("Kopra Rp9,2 juta per ton.", "Rp9,2 juta per ton", 9.2e6, "IDR/t"),
    ("Minyak goreng Rp17.500/liter.", "Rp17.500/liter", 17_500, "IDR/l"),
    ("Emas Rp1,1 juta per gram.", "Rp1,1 juta per gram", 1.1e6, "IDR/g"),
    ("Tanah Rp400 ribu per meter persegi.", "Rp400 ribu per meter persegi", 400e3, "IDR/m2"),
    ("Sapi Rp18,5 juta per ekor.", "Rp18,5 juta per ekor", 18.5e6, "IDR/count"),
    ("Kelapa Rp4.000 sebutir.", "Rp4.000 sebutir", 4000, "IDR/count"),
    ("Elpiji 3 kg Rp22.000 per tabung.", "Rp22.000 per tabung", 22_000, "IDR/count"),
    ("Beras SPHP Rp58.000 per 5 kg.", "Rp58.000 per 5 kg", 58_000, "IDR/count"),
    ("Pisang Rp 2 .500 per buah.", "Rp 2 .500 per buah", 2500, "IDR/count"),
    ("Upah buruh Rp90.000 per hari.", "Rp90.000 per hari", 90_000, "IDR/day"),
    ("UMK Rp2.340.000 per bulan.", "Rp2.340.000 per bulan", 2_340_000, "IDR/month"),
    ("Sewa kios Rp9 juta setahun.", "Rp9 juta setahun", 9e6, "IDR/year"),
    ("Kurs Rp15.600 per dolar AS.", "Rp15.600 per dolar AS", 15_600, "IDR/USD"),
    ("Batu bara US$ 120 per ton.", "US$ 120 per ton", 120, "USD/t"),
    ("Minyak US$ 82,5 per barel.", "US$ 82,5 per barel", 82.5, "USD/barrel"),
    ("Kurs Rp 15.870/dolar AS.", "Rp 15.870/dolar AS", 15_870, "IDR/USD"),
    ("Sawit turun menjadi 800 per kg.", "800 per kg", 800, "IDR/kg"),
    ("Tarifnya 15 ribu per orang.", "15 ribu per orang", 15_000, "IDR/count"),
    ("Telur Rp52 ribu per karpet.", "Rp52 ribu per karpet", 52_000, "IDR/count"),
    ("Sebutir telur ayam dihargai Rp 3.000.", "Rp 3.000", 3000, "IDR/count"),
    ("Minyak goreng dua liter Rp 36.000.", "Rp 36.000", 36_000, "IDR/count"),
    ("Harga emas 10 gram: Rp18.700.000.", "Rp18.700.000", 18_700_000, "IDR/count"),
    ("Harga emas 1 gram: Rp1.900.000.", "Rp1.900.000", 1_900_000, "IDR/g"),
    ("Kelapa 3 butir Rp 20.000.", "Rp 20.000", 20_000, "IDR/count"),
    ("Beras Rp57.000/sak (5 kg) laris.", "Rp57.000/sak", 57_000, "IDR/count"),
    pytest.param("Soto Rp 15.000,- per porsi.", "Rp 15.000,- per porsi", 15_000, "IDR/count"),
]


@pytest.mark.parametrize(("text", "words", "value", "unit"), [*MEASURES, *MONEY, *PRICES])
def test_value_and_unit(quantities: Reader, text: str, words: str, value: float, unit: str) -> None:
    found = [q for q in quantities(text) if text[q.start : q.end] == words]
    assert [q.unit for q in found] == [unit]
    assert found[0].value == pytest.approx(value, rel=1e-12)
    assert found[0].value_max is None


SEVERAL: list[tuple[str, list[Expected]]] = [
    # ranges
    ("Gabah Rp6.500-7.000 per kilogram.", [("Rp6.500-7.000 per kilogram", 6500, 7000, "IDR/kg")]),
    ("Gabah Rp10.000–12.000/kg.", [("Rp10.000–12.000/kg", 10_000, 12_000, "IDR/kg")]),
    ("Gabah Rp10.000 s/d Rp12.000/kg.", [("Rp10.000 s/d Rp12.000/kg", 10_000, 12_000, "IDR/kg")]),
    ("Bawang Rp34-35 ribu sekilo.", [("Rp34-35 ribu sekilo", 34_000, 35_000, "IDR/kg")]),
    ("Omzetnya Rp 5 sampai 7 juta.", [("Rp 5 sampai 7 juta", 5e6, 7e6, "IDR")]),
    ("Kerugian Rp900 juta-Rp1,2 miliar.", [("Rp900 juta-Rp1,2 miliar", 900e6, 1.2e9, "IDR")]),
    ("Gambir Rp. 55.000,- sampai Rp. 58.000,- per kg.",
     [("Rp. 55.000,- sampai Rp. 58.000,- per kg", 55_000, 58_000, "IDR/kg")]),
    ("Ikan Rp30.000/kg - Rp 35.000/kg.", [("Rp30.000/kg - Rp 35.000/kg", 30_000, 35_000, "IDR/kg")]),
    ("Kapasitasnya 2,5±1 persen.", [("2,5±1 persen", 1.5, 3.5, "percent")]),
    ("Hunian antara 50 hingga 60 persen.", [("50 hingga 60 persen", 50, 60, "percent")]),
    ("Antara 5 dan 6 persen lahan rusak.", [("5 dan 6 persen", 5, 6, "percent")]),
    ("Dikirim 12-15 ton kopi.", [("12-15 ton", 12, 15, "t")]),
    ("Kapasitasnya 2,5-3 juta ton.", [("2,5-3 juta ton", 2.5e6, 3e6, "t")]),
    # from one to the other is no range
    ("Naik dari 16 unit menjadi 18 unit.", [("16 unit", 16, None, "count"), ("18 unit", 18, None, "count")]),
    ("Turun dari 7 persen ke 5 persen.", [("7 persen", 7, None, "percent"), ("5 persen", 5, None, "percent")]),
    # lists that share a unit
    (
        "Dikirim masing-masing 12, 15 dan 20 ton kopi.",
        [("12", 12, None, "t"), ("15", 15, None, "t"), ("20 ton", 20, None, "t")],
    ),
    (
        "Tiga desa mendapat 400, 350, serta 275 ekor kambing.",
        [("Tiga desa", 3, None, "count"), ("400", 400, None, "count"), ("350", 350, None, "count"),
         ("275 ekor kambing", 275, None, "count")],
    ),
    (
        "Ketiganya naik 4, 6, dan 9 persen.",
        [("4", 4, None, "percent"), ("6", 6, None, "percent"), ("9 persen", 9, None, "percent")],
    ),
    (
        "Harganya Rp5 ribu, Rp18 ribu dan Rp30 ribu per kilogram.",
        [("Rp5 ribu", 5e3, None, "IDR/kg"), ("Rp18 ribu", 18e3, None, "IDR/kg"),
         ("Rp30 ribu per kilogram", 30e3, None, "IDR/kg")],
    ),
    (
        "Beras naik Rp300 menjadi Rp13.500 per kilogram.",
        [("Rp300", 300, None, "IDR/kg"), ("Rp13.500 per kilogram", 13_500, None, "IDR/kg")],
    ),
    (
        "Minyak goreng Rp36.000 per 2 liter, telur Rp29.000.",
        [("Rp36.000 per 2 liter", 36_000, None, "IDR/count"), ("Rp29.000", 29_000, None, "IDR")],
    ),
    (
        "Hasilnya 1,1 ton per hektare, kalah dari tetangganya yang 2,5 ton.",
        [("1,1 ton per hektare", 1.1, None, "t/ha"), ("2,5 ton", 2.5, None, "t/ha")],
    ),
    # out of so many, a part of the amount before, the same again
    (
        "NTP naik pada 3 dari 5 subsektor.",
        [("3", 3, None, "count"), ("5 subsektor", 5, None, "count")],
    ),
    (
        "Belanjanya dari satu kilogram menjadi setengah.",
        [("satu kilogram", 1, None, "kg"), ("setengah", 0.5, None, "kg")],
    ),
    (
        "Modalnya naik lima kali lipat. Kalau lima kali itu tercapai, utang lunas.",
        [("lima kali lipat", 5, None, "times"), ("lima kali", 5, None, "times")],
    ),
    (
        "Nilainya Rp 1.420,5 triliun. Yang Rp 1.420,5 tadi baru taksiran.",
        [("Rp 1.420,5 triliun", 1_420.5e12, None, "IDR"), ("Rp 1.420,5", 1_420.5e12, None, "IDR")],
    ),
    (
        "Jumlah kegiatannya 1.910, yang selesai 40 persen.",
        [("1.910", 1910, None, "count"), ("40 persen", 40, None, "percent")],
    ),
    # the same number in words, the same amount in another currency or unit
    ("Sebanyak 35 (tiga puluh lima) koperasi dibina.", [("35 (tiga puluh lima) koperasi", 35, None, "count")]),
    ("Nilainya Rp2.500.000 (dua juta lima ratus ribu rupiah).", [("Rp2.500.000", 2_500_000, None, "IDR")]),
    (
        "Nilainya US$ 3,2 juta atau setara Rp49,6 miliar.",
        [("US$ 3,2 juta", 3.2e6, None, "USD"), ("Rp49,6 miliar", 49.6e9, None, "IDR")],
    ),
    (
        "Nilainya US$ 3,2 juta (Rp49,6 miliar).",
        [("US$ 3,2 juta", 3.2e6, None, "USD"), ("Rp49,6 miliar", 49.6e9, None, "IDR")],
    ),
    (
        "Panjangnya 12,5 km atau setara 12.500 meter.",
        [("12,5 km", 12.5, None, "km"), ("12.500 meter", 12_500, None, "m")],
    ),
    ("Pupuk itu cukup untuk 120 hektare. Harganya 45 ribu.", [
        ("120 hektare", 120, None, "ha"), ("45 ribu", 45_000, None, "IDR"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *SEVERAL,
        pytest.param(
            "Naik dari 5 persen ke 6 persen.", [("5 persen", 5, None, "percent"), ("6 persen", 6, None, "percent")]
        ),
    ],
)
def test_ranges_lists_and_equivalents(quantities: Reader, text: str, expected: list[Expected]) -> None:
    assert told(text, quantities(text)) == expected


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("Dikirim 40 ton kopi.", "exact"),
        ("Dikirim sekitar 40 ton kopi.", "approx"),
        ("Dikirim kurang lebih 40 ton kopi.", "approx"),
        ("Dikirim hampir 40 ton kopi.", "approx"),
        ("Dikirim 40-an ton kopi.", "approx"),
        ("Harganya di kisaran Rp40 ribu.", "approx"),
        ("Harganya berkisar Rp40-45 ribu.", "approx"),
        ("Harganya Rp40 ribuan.", "approx"),
        ("Kira-kira seribuan warga datang.", "approx"),
        ("Dikirim lebih dari 40 ton kopi.", "gt"),
        ("Nilainya melampaui Rp5 triliun.", "gt"),
        ("Harganya di atas Rp90 ribu.", "gt"),
        ("Investasinya Rp461 miliar lebih.", "gt"),
        ("Harganya 10 persen lebih tinggi.", "exact"),
        ("Minimal 40 pekerja dibutuhkan.", "gte"),
        ("Paling sedikit 40 pekerja dibutuhkan.", "gte"),
        ("Setidaknya 40 pekerja dibutuhkan.", "gte"),
        ("Tidak kurang dari 40 pekerja dibutuhkan.", "gte"),
        ("Omzetnya Rp5 juta ke atas.", "gte"),
        ("Harganya di bawah Rp90 ribu.", "lt"),
        ("Yang aktif kurang dari 40 orang.", "lt"),
        ("Yang aktif belum sampai 40 orang.", "lt"),
        ("Pinjamannya maksimal Rp500 juta.", "lte"),
        ("Pinjamannya paling banyak Rp500 juta.", "lte"),
        ("Pinjamannya tidak lebih dari Rp500 juta.", "lte"),
        ("Pedagang memberi diskon hingga 50 persen.", "lte"),
        ("Gudang itu bisa menampung hingga 400 ton.", "lte"),
        ("Anggaran itu dipangkas hingga Rp40 miliar.", "exact"),
        ("Gabah tidak boleh dibeli di bawah Rp6.500.", "gte"),
        ("Beras jangan bisa dijual di atas Rp14.900.", "lte"),
        ("Gabah itu dibeli di bawah Rp6.500.", "lt"),
        ("Inflasinya plus minus 1 persen.", "approx"),
        ("Pembelian maksimal tiap warga sebanyak 5 kg.", "lte"),
    ],
)
def test_modifier(quantities: Reader, text: str, modifier: str) -> None:
    assert [q.modifier for q in quantities(text)] == [modifier]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Disalurkan 5 ton beras SPHP.", "beras SPHP"),
        ("Dijual 40 kg cabai merah keriting.", "cabai merah keriting"),
        ("Ada 18 unit usaha di sana.", "unit usaha"),
        ("Ada 40 desa yang maju.", "desa"),
        ("Dikirim ke 16 negara.", "negara"),
        ("Terserap 2.350 tenaga kerja baru.", "tenaga kerja"),
        ("Terserap 2.350 orang tenaga kerja.", "tenaga kerja"),
        ("Dikirim 450 ekor sapi.", "sapi"),
        ("Bantuan itu untuk 1.200 kepala keluarga.", "kepala keluarga"),
        ("Stoknya 900 ton.", None),
        ("Inflasinya 0,61 persen.", None),
        pytest.param("Dibangun 64 (enam puluh empat) unit rumah.", "unit rumah"),
        pytest.param("Sebanyak 2.024 wisatawan datang.", "wisatawan"),
    ],
)
def test_item_is_what_is_counted(quantities: Reader, text: str, item: str | None) -> None:
    assert [q.item for q in quantities(text)] == [item]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Pertumbuhannya minus 2,07 persen.", -1),
        ("Pertumbuhannya -2,07 persen.", -1),
        ("Pertumbuhannya 2,07 persen.", 1),
        ("Kios A-2,07 persen.", 1),
        ("Inflasinya plus minus 2 persen.", 1),
        ("DENPASAR (ANTARA) - Dua perusahaan mengekspor.", 1),
        ("Pasar itu sepi - 40 kios tutup.", 1),
    ],
)
def test_minus(quantities: Reader, text: str, direction: int) -> None:
    assert {q.direction for q in quantities(text)} <= {direction}


NO_QUANTITY = [
    # times
    "Pasar itu dibuka 17 Agustus 2023.",
    "Pasar itu dibuka Kamis (4/4).",
    "Sejak 2019 pasar itu ramai.",
    "Panen pada 2021-2023 merosot.",
    "Rapat dimulai pukul 09.30 WIB.",
    "Toko buka jam 8 hingga 17.00.",
    "Pameran berlangsung pukul 10.00-12.00 WITA.",
    # durations and ages
    "Pembangunan butuh 3 bulan.",
    "Kontraknya dua tahun.",
    "Masa tanam 90 hari.",
    "Gudang dibuka selama 12 jam.",
    "Suparmi (55) menanam cabai.",
    "Petani berusia 40 tahun memanen padi.",
    # ranks and ordinals
    "Kota itu peringkat 2 di Jawa.",
    "Desa itu juara 3 lomba.",
    "Kota itu terbaik pertama se-Jawa.",
    "Ini gelar ke-9 kota itu.",
    "Kota itu masuk tiga besar.",
    "Pembangunan tahap 2 dimulai.",
    "Pasien kelas III di rumah sakit.",
    # names that hold numbers
    "Pandemi Covid-19 memukul pasar.",
    "Solar campuran B40 dipakai.",
    "Pertemuan G20 digelar di Bali.",
    "Sidang itu KTT ke-40 ASEAN.",
    "Sampah dibawa ke TPS 3R.",
    "Warga antre LPG 3 kg sejak pagi.",
    "Harga elpiji 3 kilogram naik.",
    "Siswa SMP 3 ikut memanen.",
    "Simpang Lima ramai.",
    # laws, documents, addresses, telephones
    "Perda Nomor 4 Tahun 2023 mengaturnya.",
    "UU 23 Tahun 2014 pasal 12 ayat (3) mengaturnya.",
    "Kantornya di Jalan Melati No. 12.",
    "Gudang di RT 03/RW 05.",
    "Telepon 0812-3456-7890 melayani warga.",
    "Laman www.jepara123.example dibuka.",
    # enumerators
    "1. Jepara\n2. Kudus\n3. Pati",
    "1) Jepara\n2) Kudus",
    "1\\. Jepara\n2\\. Kudus",
    "Daerahnya ialah Jepara. 2. Kudus. 3. Pati ikut serta.",
    "Lihat [img.2] dan [video.1] di sana.",
    "Tonton di 20.portal.com sore nanti.",
    "Suratnya Nomor G/618/B.04/HK/2021 sudah terbit.",
    "Pajaknya menurut pmk 34/pmk.10/2017 saja.",
    "Putusan MK 3/PUU-XXIII/2025 dibacakan.",
    "Tuntutan 17+8 dibacakan.",
    "Siswa SMA Melati 1 memanen.",
    "Kelompok Tani Makmur 2, Sri Lestari 3, Karya Jaya memanen.",
    "Instrumen 3.0 dipakai.",
    "PT Tiga Bersaudara membuka toko.",
    "Hotel bintang lima itu ramai.",
    "Emas itu dikenai PPh 22.",
    "Menjelang Idulfitri 1446 Hijriah pasar ramai.",
    # words that only look like numbers
    "Dua-duanya lolos.",
    "Nasabah ditanya satu per satu.",
    "Ia bekerja setengah mati.",
    "Di satu sisi harga turun.",
    "Ada tiga hal yang dibahas.",
    "Salah satu desa itu maju.",
    "Satu-satunya pasar di sana tutup.",
    "Izin satu pintu dibuka.",
    "Puluhan warga datang.",
    "Ratusan juta rupiah lenyap.",
    "Ribuan petani menunggu.",
    "Sejumlah kios tutup.",
    "Harga satuan naik tipis.",
]


@pytest.mark.parametrize(
    "text",
    [
        *NO_QUANTITY,
        pytest.param("Persijap menang 2-1 atas tamunya."),
        pytest.param("Laga itu berakhir 3-0."),
        pytest.param("Ia datang jam setengah delapan."),
        pytest.param("Pasar dibuka pukul dua belas siang."),
        pytest.param("Ia menang dengan skor 21-18, 17-21, 21-19 di final."),
        pytest.param("Gim itu berakhir dengan skor 5-8."),
        pytest.param("Aturannya PP No 35/2021."),
        pytest.param("Hubungi (021) 555 1234 segera."),
        pytest.param("Kendaraan roda dua dilarang masuk."),
        pytest.param("Era industri 4.0 tiba."),
        pytest.param("Penerbangan GA 123 tertunda."),
        pytest.param("Pengguna 4G terus bertambah."),
        pytest.param("Nomor rekening 123456789 milik panitia."),
        pytest.param("Tahun 80-an pasar itu ramai."),
        pytest.param("Di era 1990an pasar itu ramai."),
    ],
)
def test_no_quantity(quantities: Reader, text: str) -> None:
    assert told(text, quantities(text)) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Rincian: Kota Jepara 12, Kabupaten Kudus 15.", [12, 15]),
        ("Ada 40 kios di Pasar Baru 12 rusak.", [40, 12]),
        ("Ada 12 pintu air.", [12]),
        ("Dana Rp 5. Lalu tutup.", [5]),
        ("Sebanyak 2.0 persen rusak.", [2]),
        ("Jumlahnya di angka 13 ribu.", [13_000]),
    ],
)
def test_what_looks_like_a_name_may_count(quantities: Reader, text: str, values: list[float]) -> None:
    assert [q.value for q in quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("Harganya berkisar Rp5 ribu, Rp18 ribu, Rp30 ribu.", ["approx", "approx", "approx"]),
        ("Lahannya sekitar 30 are atau setara 3.000 meter persegi.", ["approx", "approx"]),
        ("Dikirim sekitar 30 ton kopi dan dibeli 12 ton lada.", ["approx", "exact"]),
    ],
)
def test_a_list_is_as_vague_as_its_first_number(quantities: Reader, text: str, modifiers: list[str]) -> None:
    assert [q.modifier for q in quantities(text)] == modifiers


def test_another_number_is_no_part_of_a_name(quantities: Reader) -> None:
    assert [q.item for q in quantities("Dikirim 40 kambing Rp 3 juta.")] == ["kambing", None]
    assert [q.item for q in quantities("Ada 12 pasar tiga lantai.")] == ["pasar", "lantai"]


def test_a_pack_is_kept_with_its_price(quantities: Reader) -> None:
    text = "Minyak goreng 2 liter Rp 36.000."
    [price] = quantities(text)
    assert price.pack is not None
    assert text[slice(*price.pack)] == "2 liter"


def test_dates_are_left_to_the_reader_of_periods(quantity_reader: QuantityReader) -> None:
    text = "Pada 2023 dikirim 40 ton."
    assert [q.value for q in quantity_reader.read(text, [(5, 9)])] == [40]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Dikirim 20 ton kopi, lalu 12,5 ke Kudus.", ["t", "t"]),
        ("Dikirim 20 ton kopi. Lalu 12,5 ke Kudus.", ["t", "index"]),
    ],
)
def test_a_unit_is_carried_inside_its_sentence_only(
    quantity_reader: QuantityReader, text: str, units: list[str]
) -> None:
    assert [q.unit for q in quantity_reader.read(text, (), sentence_starts(text))] == units


def test_unit_kinds_are_those_of_the_table() -> None:
    assert unit_kinds() == {row["code"]: row["kind"] for row in rows("units")}


@given(data=st.data())
def test_any_text_is_read(
    quantity_reader: QuantityReader, any_text: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(any_text)
    found = quantity_reader.read(text, (), sentence_starts(text))
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.unit in unit_kinds()
        assert quantity.value_max is None or quantity.value_max > quantity.value
        assert quantity.direction in (1, -1)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(data=st.data())
def test_no_quantity_begins_in_a_taken_span(
    quantity_reader: QuantityReader, any_text: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(any_text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    taken = list(zip(cuts[::2], cuts[1::2], strict=False))
    for quantity in quantity_reader.read(text, taken):
        i = bisect_right(taken, (quantity.start, len(text))) - 1
        assert i < 0 or not taken[i][0] <= quantity.start < taken[i][1]
