"""Units that the text leaves out, the sign of changes, and what a number without a noun is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor.records import Facts

Read = Callable[..., Facts]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # a piece, a pack, a fee
        ("Harga satu karung beras sudah Rp 1,2 juta.", ["count", "IDR/count"]),
        ("Harga elpiji ukuran 3 kilogram mencapai Rp 40.000.", ["IDR/count"]),
        ("Harga cabai Rp11.000 (untuk kemasan 250 gram).", ["IDR/count", "g"]),
        ("Harga satu kilogram cabai kini Rp 40.000.", ["kg", "IDR/kg"]),
        ("Tarif sepeda motor 62 ribu rupiah, mobil 579 ribu rupiah.", ["IDR/count", "IDR/count"]),
        ("Seorang pedagang menyebut harganya Rp 40.000.", ["IDR"]),
        # the same good, or the very same price, nearby
        ("Harga cabai Rp80 ribu per kilogram. Besok bisa Rp70 ribu.", ["IDR/kg", "IDR/kg"]),
        ("Harga gabah Rp6.500 per kilogram. Harga beras naik. Harga gabah tetap Rp6.500.", ["IDR/kg", "IDR/kg"]),
        ("Harga beras Rp13.000 per kilogram. Harga minyak goreng Rp16.000.", ["IDR/kg", "IDR"]),
        ("Harga beras Rp13.000 per kilogram. Harga mobil Rp160 juta.", ["IDR/kg", "IDR"]),
        # wages and rates
        ("UMK Jepara Rp 2,4 juta.", ["IDR/month"]),
        ("Rata-rata upah buruh Rp 2.340.500.", ["IDR/month"]),
        ("Upah harian buruh petik Rp 90.000.", ["IDR"]),
        ("Kurs rupiah ditutup di level Rp 16.300.", ["IDR/USD"]),
        ("Tarif listrik membebani negara Rp 64 triliun.", ["IDR"]),
        # money that is no price stays what it is
        ("Anggaran pasar itu Rp 40.000.", ["IDR"]),
    ],
)
def test_a_unit_that_the_text_leaves_out(read: Read, text: str, units: list[str]) -> None:
    assert [figure.unit for figure in read(text).figures] == units


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Jumlah pengunjung turun, penurunannya lebih dari 50 persen.", [-50]),
        ("Penurunan produksi kopi mencapai 60 hingga 70 persen.", [-60]),
        ("Secara tahunan penurunan ekspor lebih dalam, yakni 17,3 persen.", [-17.3]),
        ("Bank Indonesia menurunkan suku bunga acuan sebesar 25 basis poin.", [-0.25]),
        (
            "Bank Indonesia menurunkan BI Rate sebesar 25 bps menjadi 4,75 persen, bunga simpanan sebesar 50 bps "
            "menjadi 3,75 persen.",
            [-0.25, 4.75, -0.5, 3.75],
        ),
        ("Harga gabah anjlok hingga Rp5.300 per kilogram.", [5300]),
        ("Cabai mengalami penurunan di sejumlah pasar mencapai Rp18 ribu per kg.", [18_000]),
        ("Harga gabah mengalami penurunan, sebelumnya mencapai Rp7.000 per kg.", [7000]),
        ("Anggaran daerah dipangkas hingga Rp 1 triliun.", [-1e12]),
        ("Ekspor turun dari 7 persen menjadi 5 persen.", [7, 5]),
        ("Hewan kurban yang dipotong mencapai 540 ekor.", [540]),
        ("Produksi kopi naik kurang dari 5 persen.", [5]),
        # deflation goes on in a list, an andil may be negative by itself
        ("Deflasi Jepara 0,98 persen. Kota lain yaitu Kudus 0,24 persen, Pati 0,43 persen.", [-0.98, -0.24, -0.43]),
        ("Deflasi Jepara 0,98 persen. Inflasi Kudus 0,24 persen.", [-0.98, 0.24]),
        ("Bawang merah memberi andil inflasi minus 0,06 persen.", [-0.06]),
        ("Inflasi Jepara plus minus 1 persen.", [1]),
        # what is stable does not fall with its neighbour
        ("Harga bawang merah turun Rp3 ribu, bawang putih harganya stabil Rp38 ribu.", [-3000, 38_000]),
    ],
)
def test_the_sign_is_that_of_the_change(read: Read, text: str, values: list[float]) -> None:
    assert [figure.value for figure in read(text).figures] == values


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Pajak hotel Rp 90 juta dari target Rp 95 juta.", ["Pajak hotel", "Pajak hotel"]),
        ("Pajak hotel Rp 90 juta, pajak parkir Rp 4 juta.", ["Pajak hotel", "pajak parkir"]),
        ("Harga cabai rawit turun dari Rp45.000 menjadi Rp40.000.", ["cabai rawit", "cabai rawit"]),
        ("Harga minyak goreng 2 liter Rp 36.000.", ["minyak goreng 2 liter"]),
    ],
)
def test_what_is_named_once_goes_on(read: Read, text: str, items: list[str]) -> None:
    assert [figure.item for figure in read(text).figures] == items
