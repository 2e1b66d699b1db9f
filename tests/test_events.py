"""Events: who received which award or status from whom, where, when; and what is no award."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import pytest
from conftest import known

from extractor.records import Facts

Read = Callable[..., Facts]
Fields = dict[str, Any]
NOTHING_MORE: Fields = {"giver": None, "occasion": None, "venue": None, "date": None, "rank": None}


def award(name: str, recipients: Mapping[str, str | None], kind: str = "award", **more: str) -> Fields:
    """Describe an event; `recipients` maps each to the code of its area, `more` are the fields that are not empty."""
    areas = [code for code in recipients.values() if code]
    return {"type": kind, "name": name, "recipients": list(recipients), "recipient_places": areas} | NOTHING_MORE | more


def status(name: str, recipients: Mapping[str, str | None], **more: str) -> Fields:
    return award(name, recipients, "designation", **more)


def told(facts: Facts) -> list[Fields]:
    not_compared = {"start", "end", "quotation", "quote_start", "quote_end", "confidence", "flags", "flag_details"}
    return [{k: v for k, v in asdict(event).items() if k not in not_compared} for event in facts.events]


PEMKAB = {"Pemkab Jepara": "33.20"}

EVENTS: list[tuple[str, list[Fields]]] = [
    # everything at once
    (
        "Pemerintah Kabupaten Jepara meraih Piala Adipura dari Menteri Lingkungan Hidup pada peringatan Hari "
        "Lingkungan Hidup di Jakarta, Senin (5/6/2023).",
        [
            award(
                "Piala Adipura", {"Pemerintah Kabupaten Jepara": "33.20"}, giver="Menteri Lingkungan Hidup",
                occasion="peringatan Hari Lingkungan Hidup", venue="Jakarta", date="2023-06-05",
            )
        ],
    ),
    (
        "Kota Parepare kembali meraih opini Wajar Tanpa Pengecualian (WTP) dari BPK Perwakilan Sulawesi Selatan.",
        [
            award("opini Wajar Tanpa Pengecualian (WTP)", {"Kota Parepare": "73.72"},
                  giver="BPK Perwakilan Sulawesi Selatan")
        ],
    ),
    # who is told of in a clause of its own, whatever stands before it
    (
        "Warga berharap Desa Colo, yang pada 2019 dinobatkan sebagai Desa Wisata Terbaik oleh Bupati Kudus.",
        [award("Desa Wisata Terbaik", {"Desa Colo": "33.19"}, giver="Bupati Kudus", date="2019")],
    ),
    ("Selain opini WTP, pada Maret 2023 Kabupaten Kudus menerima Piala Adipura.",
     [award("Piala Adipura", {"Kabupaten Kudus": "33.19"}, date="2023-03")]),
    ("Pemkab Kudus dipanggil sebagai penerima Anugerah Koperasi Jawa Tengah 2023.",
     [award("Anugerah Koperasi Jawa Tengah 2023", {"Pemkab Kudus": "33.19"})]),
    # the year of another award; the day on which it was received, told later
    (
        "Setelah 2021 pulang dengan tangan hampa, kali ini Pemkab Kudus meraih Piala Adipura.",
        [award("Piala Adipura", {"Pemkab Kudus": "33.19"})],
    ),
    (
        "Pemkab Kudus meraih Piala Adipura. Warga senang.\nPasar ramai. Jalan bersih.\nKota tertib. Udara segar.\nHal "
        "itu dikatakan bupati saat menerima penghargaan di Jakarta, Kamis (11/1/2024).",
        [award("Piala Adipura", {"Pemkab Kudus": "33.19"}, date="2024-01-11")],
    ),
    # `kepala` may be a word of the name
    ("Gubernur Jawa Tengah memberikan penghargaan Kepala Daerah Peduli Koperasi kepada Bupati Kudus.",
     [award("penghargaan Kepala Daerah Peduli Koperasi", {"Bupati Kudus": "33.19"}, giver="Gubernur Jawa Tengah")]),
    (
        "Koperasi Tani Makmur memanen 40 ton kopi di Kudus. Pada 2022 koperasi yang berkantor di Pati itu menerima "
        "Koperasi Award dari Kementerian Koperasi.",
        [award("Koperasi Award", {"Koperasi Tani Makmur": "33.19"}, giver="Kementerian Koperasi", date="2022")],
    ),
    # a rank is an award of its own, each with its category
    (
        "Kabupaten Jepara meraih Juara 1 kategori Kampung Iklim dan Juara 2 kategori Bank Sampah pada Lomba Lingkungan "
        "Lestari di Semarang.",
        [
            award(
                "Juara 1 kategori Kampung Iklim", {"Kabupaten Jepara": "33.20"}, occasion="Lomba Lingkungan Lestari",
                venue="Semarang", rank="Juara 1 kategori Kampung Iklim",
            ),
            award(
                "Juara 2 kategori Bank Sampah", {"Kabupaten Jepara": "33.20"}, occasion="Lomba Lingkungan Lestari",
                venue="Semarang", rank="Juara 2 kategori Bank Sampah",
            ),
        ],
    ),
    (
        "Pemkab Jepara meraih juara 2 dalam Kompetisi Inovasi Desa.",
        [award("juara 2", PEMKAB, occasion="Kompetisi Inovasi Desa", rank="juara 2")],
    ),
    (
        "Pemkab Jepara meraih Piala Adipura dan Penghargaan Kalpataru dari Menteri Lingkungan Hidup.",
        [
            award("Piala Adipura", PEMKAB, giver="Menteri Lingkungan Hidup"),
            award("Penghargaan Kalpataru", PEMKAB, giver="Menteri Lingkungan Hidup"),
        ],
    ),
    # who is meant stands in the sentence before
    (
        "Desa Tempur ramai pengunjung. Tahun 2023 desa itu meraih Piala Adipura.",
        [award("Piala Adipura", {"Desa Tempur": "33.20"}, date="2023")],
    ),
    (
        "Bagi Kota Salatiga, ini kabar baik. Ibu kota tersebut tahun 2022 dinobatkan sebagai Kota Toleran.",
        [award("Kota Toleran", {"Kota Salatiga": "33.73"}, date="2022")],
    ),
    (
        "Bagi Kota Semarang, ini kali kedua. Ibu kota provinsi tersebut tahun 2022 dinobatkan sebagai Kota Toleran.",
        [award("Kota Toleran", {"Kota Semarang": "33.74"}, date="2022")],
    ),
    (
        "Warga Jepara merayakan Hari Koperasi. Hari ini, kembali meraih Piala Adipura.",
        [award("Piala Adipura", {"Kabupaten Jepara": "33.20"}, date="2024-01-15")],
    ),
    # names with two small words, and in quotation marks
    (
        "Rektor Suyono menerima penghargaan the Order of the Golden Palm dari Pemerintah Prancis.",
        [award("penghargaan the Order of the Golden Palm", {"Rektor Suyono": None}, giver="Pemerintah Prancis")],
    ),
    (
        'Ratna menerima penghargaan "Kunci untuk Kota Jepara" dari Bupati Jepara.',
        [award('penghargaan "Kunci untuk Kota Jepara"', {"Ratna": None}, giver="Bupati Jepara")],
    ),
    # the recipient right before `yang`, whatever is named before it
    (
        "Yayasan itu mendampingi warga melalui program Tani Lestari yang meraih penghargaan emas kategori UMKM dari "
        "Kadin Jateng.",
        [award("penghargaan emas", {"program Tani Lestari": None}, giver="Kadin Jateng", rank="kategori UMKM")],
    ),
    (
        "Bupati memuji Desa Tempur dan Desa Damarwulan yang meraih Piala Adipura.",
        [award("Piala Adipura", {"Desa Tempur": "33.20", "Desa Damarwulan": "33.20"})],
    ),
    # several recipients
    (
        "Pemkab Kudus, Pemkab Jepara, dan Pemkot Tegal menerima Penghargaan Kabupaten/Kota Layak Anak dari Gubernur "
        "Jawa Tengah di Semarang, Rabu (12/7/2023).",
        [
            award(
                "Penghargaan Kabupaten/Kota Layak Anak",
                {"Pemkab Kudus": "33.19", "Pemkab Jepara": "33.20", "Pemkot Tegal": "33.76"},
                giver="Gubernur Jawa Tengah", venue="Semarang", date="2023-07-12",
            )
        ],
    ),
    # given and handed over
    (
        "Piala Adipura diserahkan Menteri Lingkungan Hidup kepada Bupati Jepara.",
        [award("Piala Adipura", {"Bupati Jepara": "33.20"}, giver="Menteri Lingkungan Hidup")],
    ),
    (
        "Gubernur Jawa Tengah menyerahkan Piala Adipura kepada Pemkab Jepara.",
        [award("Piala Adipura", PEMKAB, giver="Gubernur Jawa Tengah")],
    ),
    # ranks
    (
        "Kabupaten Jepara meraih juara 2 Lomba Desa Wisata tingkat Jawa Tengah.",
        [award("juara 2 Lomba Desa Wisata tingkat Jawa Tengah", {"Kabupaten Jepara": "33.20"}, rank="juara 2")],
    ),
    (
        "Kota Tegal meraih terbaik pertama Penghargaan Pembangunan Daerah dari Bappenas.",
        [
            award("terbaik pertama Penghargaan Pembangunan Daerah", {"Kota Tegal": "33.76"}, giver="Bappenas",
                  rank="terbaik pertama")
        ],
    ),
    # a title won at an event, a firm in an area
    (
        "Kabupaten Jepara dinobatkan sebagai Kabupaten Terinovatif dalam Innovative Government Award 2023 oleh "
        "Kementerian Dalam Negeri.",
        [
            award("Kabupaten Terinovatif", {"Kabupaten Jepara": "33.20"}, giver="Kementerian Dalam Negeri",
                  occasion="Innovative Government Award 2023")
        ],
    ),
    (
        "Koperasi Maju Bersama di Kabupaten Jepara meraih Penghargaan Koperasi Berprestasi pada puncak Hari Koperasi "
        "2023 di Solo.",
        [
            award("Penghargaan Koperasi Berprestasi", {"Koperasi Maju Bersama": "33.20"},
                  occasion="puncak Hari Koperasi 2023", venue="Solo")
        ],
    ),
    # designations
    (
        "Pada 4 Mei 2023 Desa Sukamaju di Kabupaten Jepara ditetapkan sebagai Desa Devisa oleh LPEI.",
        [status("Desa Devisa", {"Desa Sukamaju": "33.20"}, giver="LPEI", date="2023-05-04")],
    ),
    (
        "Bupati Jepara mengukuhkan Desa Sukamaju sebagai Desa Devisa, Kamis (4/5/2023).",
        [status("Desa Devisa", {"Desa Sukamaju": "33.20"}, giver="Bupati Jepara", date="2023-05-04")],
    ),
    (
        "Kopi Temanggung terdaftar sebagai Indikasi Geografis pada 2023.",
        [status("Indikasi Geografis", {"Kopi Temanggung": "33.23"}, date="2023")],
    ),
    # a list behind `kepada`, where a village lies, where a status was given
    (
        "Gubernur Jawa Tengah menyerahkan Anugerah Desa Wisata kepada Pemkab Jepara, Pemkab Kudus, dan Pemkot Tegal.",
        [
            award("Anugerah Desa Wisata", {"Pemkab Jepara": "33.20", "Pemkab Kudus": "33.19", "Pemkot Tegal": "33.76"},
                  giver="Gubernur Jawa Tengah")
        ],
    ),
    (
        "Desa Sukamaju, Kecamatan Bangsri, Kabupaten Jepara, ditetapkan sebagai Desa Devisa oleh LPEI.",
        [status("Desa Devisa", {"Desa Sukamaju": "33.20"}, giver="LPEI")],
    ),
    (
        "LPEI mengukuhkan Desa Sukamaju sebagai Desa Devisa di Balai Desa Sukamaju, Jepara, Kamis (4/5/2023).",
        [status("Desa Devisa", {"Desa Sukamaju": "33.20"}, giver="LPEI", venue="Balai Desa Sukamaju, Jepara",
                date="2023-05-04")],
    ),
    # several sentences about one award
    (
        "Pemkab Jepara meraih Piala Adipura. Piala tersebut diserahkan Menteri Lingkungan Hidup di Jakarta, Senin "
        "(5/6/2023).",
        [award("Piala Adipura", PEMKAB, giver="Menteri Lingkungan Hidup", venue="Jakarta", date="2023-06-05")],
    ),
    (
        "Pemkab Jepara meraih Piala Adipura. Piala Adipura itu diterima Bupati Jepara. Warga bangga Pemkab Jepara "
        "meraih Piala Adipura.",
        [award("Piala Adipura", PEMKAB)],
    ),
    # two awards, and last year's
    (
        "Tahun ini Pemkab Jepara meraih Piala Adipura. Pada 2022 Pemkab Jepara meraih Anugerah Parahita Ekapraya.",
        [award("Piala Adipura", PEMKAB, date="2024"), award("Anugerah Parahita Ekapraya", PEMKAB, date="2022")],
    ),
    (
        "Pemkab Jepara meraih Piala Adipura 2023. Piala Adipura 2022 juga diraih Pemkab Jepara.",
        [award("Piala Adipura 2023", PEMKAB), award("Piala Adipura 2022", PEMKAB)],
    ),
    (
        "Pada 2023 Pemkab Jepara meraih Piala Adipura. Pada 2022 Pemkab Jepara juga meraih Piala Adipura.",
        [award("Piala Adipura", PEMKAB, date="2023"), award("Piala Adipura", PEMKAB, date="2022")],
    ),
    # announced for a day
    (
        "Pemkab Jepara akan menerima Piala Adipura pada 5 Juni 2024.",
        [award("Piala Adipura", PEMKAB, date="2024-06-05")],
    ),
]  # fmt: skip

WRONG = [
    known(
        "Tiga daerah meraih TPID Award 2023 dari Bank Indonesia di Jakarta. Terbaik pertama diraih Kota Tegal, terbaik "
        "kedua Kabupaten Kudus, dan terbaik ketiga Kabupaten Jepara.",
        [
            award("TPID Award 2023", {"Kota Tegal": "33.76", "Kabupaten Kudus": "33.19", "Kabupaten Jepara": "33.20"},
                  giver="Bank Indonesia", venue="Jakarta", rank="Terbaik pertama; terbaik kedua; terbaik ketiga")
        ],
        reason="`tiga daerah` is read as the area that the article is about",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*EVENTS, *WRONG])
def test_events(read: Read, text: str, expected: list[Fields]) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        # hoped for, planned, missed, merely nominated
        "Pemkab Jepara berharap meraih Piala Adipura.",
        "Semoga Pemkab Jepara meraih Piala Adipura.",
        "Pemkab Jepara menargetkan meraih Piala Adipura tahun depan.",
        "Pemkab Jepara bertekad meraih Piala Adipura.",
        "Pemkab Jepara masuk nominasi Piala Adipura.",
        "Pemkab Jepara gagal meraih Piala Adipura.",
        "Pemkab Jepara belum pernah meraih Piala Adipura.",
        "Jika meraih Piala Adipura, warga Jepara berpesta.",
        "Desa Sukamaju di Jepara diusulkan ditetapkan sebagai Desa Devisa.",
        # adverse or neutral
        "Pemkab Jepara mendapat opini Wajar Dengan Pengecualian dari BPK.",
        "Pemkab Jepara mendapat opini WDP dari BPK.",
        "Pemkab Jepara mendapat predikat perlu perbaikan.",
        # nothing of the kind
        "Rahmat ditetapkan sebagai tersangka oleh Polres Jepara.",
        "Rahmat ditunjuk sebagai Penjabat Bupati Jepara.",
        "Pemkab Jepara menerima kunjungan Menteri Perdagangan.",
        "Warga Jepara menerima bantuan beras dari pemerintah.",
        "Bupati Jepara menyerahkan bantuan kepada warga.",
        "Pabrik itu diresmikan Bupati Jepara, Senin (5/6/2023).",
        "Desa Sukamaju di Jepara menjadi lokasi pasar murah.",
    ],
)
def test_no_event(read: Read, text: str) -> None:
    assert told(read(text)) == []


def test_an_event_begins_at_the_name_of_the_award(read: Read) -> None:
    text = "Warga senang. Pemkab Jepara meraih Piala Adipura. Piala itu diserahkan di Jakarta."
    [event] = read(text).events
    assert text[event.start : event.end] == event.name == "Piala Adipura"
    assert event.quotation == "Pemkab Jepara meraih Piala Adipura."
    assert text[event.quote_start : event.quote_end] == event.quotation


def test_without_a_date_relative_times_are_unknown(read: Read) -> None:
    text = "Tahun ini Pemkab Jepara meraih Piala Adipura."
    assert [event.date for event in read(text).events] == ["2024"]
    assert [event.date for event in read(text, published=None).events] == [None]
