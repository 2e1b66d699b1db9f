"""Places: names that several areas share, offices, short forms, kecamatan, villages, datelines, words that are no
places, publishers; and the place of a figure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts import FactReader
from extractor.gazetteer import number_of, places, squashed, villages
from extractor.reading.places import Mention, PlaceReader, area_of, province_of
from extractor.reading.publishers import home_of, seat_of, slug_of
from extractor.records import Article, Facts
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
    # … spelt together or apart
    ("Panen di Kecamatan Rawa Jitu Selatan mundur.", [("Rawa Jitu Selatan", "18.05.12")]),
    # a kecamatan without the word of its kind: behind `di`, in a kabupaten that the article names
    ("Bupati Gianyar hadir. Perajin di Tegallalang bertambah.", [("Gianyar", "51.04"), ("Tegallalang", "51.04.06")]),
    ("Perajin di Tegallalang bertambah.", []),
    ("Bupati Gianyar hadir. Perajin Tegallalang bertambah.", [("Gianyar", "51.04")]),
    # a kecamatan named after another area is not in it
    ("Bupati Lampung Tengah ke Seputih Mataram.", [("Lampung Tengah", "18.02"), ("Seputih Mataram", "18.02.11")]),
    # a site bears the name of its kecamatan, where the article is in its province
    ("Pedagang Lampung Selatan kembali ke Pasar Natar.", [("Lampung Selatan", "18.01"), ("Natar", "18.01.04")]),
    ("Pedagang kembali ke Pasar Natar.", []),
    # villages: behind a word of their kind only
    ("Panen di Desa Hajimena mundur.", [("Hajimena", "18.01.04.2001")]),
    ("Panen di Hajimena mundur.", []),
    ("Panen di Dusun Hajimena mundur.", []),
    (
        "Panen di Kampung Wonoagung, Kecamatan Rawajitu Selatan.",
        [("Wonoagung", "18.05.12.2006"), ("Rawajitu Selatan", "18.05.12")],
    ),
    ("Panen di Desa Sukamaju mundur.", [("Sukamaju", None)]),
    ("Panen di Desa Sukamaju, Kecamatan Abung Semuli.", [("Sukamaju", "18.03.13.2001"), ("Abung Semuli", "18.03.13")]),
    ("Bupati Lampung Utara ke Desa Sukamaju.", [("Lampung Utara", "18.03"), ("Sukamaju", "18.03")]),
    ("Bupati Kudus ke Desa Hajimena.", [("Kudus", "33.19"), ("Hajimena", None)]),
    ("Panen di Desa Padang Rejo, Pringsewu.", [("Padang Rejo", "18.10.05.2028"), ("Pringsewu", "18.10")]),
    ("Panen di Kampung Bali Sadar mundur.", []),
    ("Desa Devisa dan Desa Wisata Nglanggeran maju.", []),
    ("Desa wisata dan desa mandiri maju.", []),
    # … inside the kecamatan that follows them
    ("Panen di Desa Karangrejo, Metro Utara.", [("Karangrejo", "18.72.02.1003"), ("Metro Utara", "18.72.02")]),
    # offices
    ("Polres Jepara dan Kejari Kudus hadir.", [("Jepara", "33.20"), ("Kudus", "33.19")]),
    ("Bulog Kanwil Lampung dan BPS Kota Magelang hadir.", [("Lampung", "18"), ("Magelang", "33.71")]),
    # several areas at once
    ("Ekonomi Sulawesi tumbuh.", [("Sulawesi", None)]),
    ("Populasi gajah Sumatera naik.", []),
    ("Di tengah tekanan ekonomi global.", []),
    ("Misi dagang ke tiga provinsi.", []),
    ("Hunian hotel di Solo Raya naik.", [("Solo Raya", None)]),
    ("Ekonomi Sulawesi Selatan tumbuh.", [("Sulawesi Selatan", "73")]),
    ("Ekspor se-Jawa Tengah naik.", [("Jawa Tengah", "33")]),
    # pointing back
    ("Kemiskinan Merauke turun. Di provinsi itu naik.", [("Merauke", "93.01"), ("provinsi itu", "93")]),
    ("Kemiskinan Kota Metro turun. Di kota itu naik.", [("Metro", "18.72"), ("kota itu", "18.72")]),
    ("Di kota itu harga naik.", []),
    # names in small letters, of two words only
    ("Wisata di lampung selatan ramai. Warga kudus datang.", [("lampung selatan", "18.01")]),
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
        pytest.param("Panen di Kecamatan Kota, Kabupaten Kudus.", [("Kota", "33.19.02"), ("Kudus", "33.19")]),
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
    ("text", "home", "expected"),
    [
        ("Panen di Kecamatan Sukorejo mundur.", "35.02", "35.02.15"),
        ("Panen di Kecamatan Sukorejo mundur.", None, None),
        ("Panen di Desa Sukamaju mundur.", "18.03", "18.03"),
        ("Panen di Desa Sukamaju mundur.", "18", None),
        ("Hotel di Bandung penuh.", "32.73", "32.73"),
        ("Hotel di Bandung penuh.", "32", None),
        # what the article says comes first
        ("Panen di Kecamatan Sukorejo, Kabupaten Kendal.", "35.02", "33.24.03"),
    ],
)
def test_the_publisher_decides_last(place_reader: PlaceReader, text: str, home: str | None, expected: str) -> None:
    assert place_reader.read(text, "", home)[0].code == expected


@pytest.mark.parametrize(
    ("url", "home", "seat"),
    [
        ("https://kuduskab.go.id/berita/1", "33.19", "33.19"),
        ("https://www.malangkota.go.id/berita/1", "35.73", "35.73"),
        ("https://jatimprov.go.id/berita/1", "35", "35"),
        ("https://lampung.antaranews.com/berita/1", "18", None),
        ("https://surabaya.bisnis.com/berita/1", "35.78", None),
        ("https://radarmadura.jawapos.com/berita/1", "35", None),
        ("https://radarwaykanan.com/berita/1", "18.08", None),
        ("https://www.kemendag.go.id/berita/1", None, None),
        ("https://www.antaranews.com/berita/1", None, None),
        ("https://radarbandung.id/berita/1", None, None),
        ("berita.html", None, None),
        ("http://[", None, None),
        (None, None, None),
    ],
)
def test_the_area_of_a_publisher(
    place_reader: PlaceReader, url: str | None, home: str | None, seat: str | None
) -> None:
    assert (home_of(url, place_reader), seat_of(url, place_reader)) == (home, seat)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://kabar.example/2024/01/harga-cabai-di-kudus-naik.html", "harga cabai di kudus naik"),
        ("https://kabar.example/harga-cabai-di-kudus/12345", "harga cabai di kudus"),
        ("https://kabar.example/read/12345", ""),
        (None, ""),
    ],
)
def test_the_words_of_an_address(url: str | None, words: str) -> None:
    assert slug_of(url) == words


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Hajimena", ("18.01.04.2001",)),
        ("HAJI MENA", ("18.01.04.2001",)),
        ("Way Urang", ("18.01.06.1008", "18.09.05.2017")),
        ("Devisa", ()),
        ("", ()),
        ("zzz", ()),
    ],
)
def test_villages_by_name(name: str, codes: tuple[str, ...]) -> None:
    assert villages(name) == codes


@pytest.mark.parametrize(
    ("level", "code", "number"),
    [("regency", "33", 35), ("district", "33.10", 26), ("district", "33", 576), ("village", "XX", 0)],
)
def test_how_many_areas_lie_in_one(level: str, code: str, number: int) -> None:
    assert number_of(level, code) == number


def test_villages_are_counted() -> None:
    assert number_of("village", "33.10") == 401
    assert number_of("village", "33") == 8563


def test_names_are_compared_by_their_letters() -> None:
    assert squashed("Wono-Agung 2") == "wonoagung2"


@pytest.mark.parametrize(("code", "area"), [("18.08.03", "18.08"), ("18.08", "18.08"), ("18", "18"), ("JP", "JP")])
def test_the_area_of_a_code(code: str, area: str) -> None:
    assert area_of(code) == area


#: A text whose last figure is of this place.
FIGURES: list[tuple[str, str | None]] = [
    # right behind the number, though another place stands before it
    ("Pameran di Kudus diikuti 24 perajin di Jepara.", "33.20"),
    ("Indonesia memanen 9 juta ton dan 35 persen di antaranya berasal dari Sulsel.", "73"),
    ("Di Bali ada 40 ton atau 18 persen di antaranya berada di Karangasem.", "51.07"),
    ("Pameran di Kudus diikuti 24 kabupaten/kota se-Jawa Tengah.", "33"),
    # a list has no place, a kabupaten with its province is one
    ("Pupuk dijual Rp2.300 per kilogram di Kudus, Jepara, dan Pati.", None),
    ("Pemkab Kudus hadir. Harganya Rp2.300 per kilogram untuk wilayah Jawa, Lampung, dan Sulawesi.", None),
    ("Menurut IKM Kota Banjar di Jabar jumlahnya 200 perajin.", "32.79"),
    ("Rumput laut Kabupaten Nunukan, Kalimantan Utara (Kaltara), dipanen 486 ton.", "65.03"),
    ("Gubernur Bali memuji Gianyar. Desa itu dikunjungi 300 wisatawan.", "51.04"),
    # as many numbers as places, here or in the sentence before
    ("Rumput laut dari Takalar dan Bantaeng dilepas. Volumenya masing-masing 12 dan 20 ton.", "73.03"),
    ("Pasar Baru di Kudus dan Pasar Lama di Pati menjual masing-masing 12 ton dan 20 ton.", "33.18"),
    # a market day that the sentence points back to, or one before it; not where a place of its own is named
    (
        "Gubernur Jateng membuka pasar murah di Kota Salatiga. Warga Jateng ramai. Di pasar murah itu ada 2 ton beras. "
        "Telur dijual Rp27.000 per kilogram.",
        "33.73",
    ),
    (
        "Gubernur Jateng membuka pasar murah di Kota Salatiga. Warga Jateng ramai. Di pasar murah itu ada 2 ton beras. "
        "Di Kudus telur dijual Rp27.000 per kilogram.",
        "33.19",
    ),
    (
        "Gubernur Jateng membuka pasar murah di Kota Salatiga. Warga Jateng ramai. Gudang Bulog Jateng menyimpan 2 ton "
        "beras.",
        "33",
    ),
    # who gives, what is compared with, the whole of a part, the name of a body
    ("Pekan raya di Pringsewu mendapat bantuan dari Gubernur Lampung 11 ton.", "18.10"),
    ("Kontribusi Natuna terhadap ekspor Kepri 4 persen.", "21.03"),
    ("Ekspor Jabar tertinggi secara nasional dengan pangsa 13 persen.", "32"),
    ("Bulog Jatim menguasai stok nasional 900 ribu ton.", "35"),
    ("Pemkab Kudus mencatat investasi PT. Telekomunikasi Indonesia Rp2 miliar.", "33.19"),
    ("Kemiskinan Kepri terkecil se-Sumatera, yaitu 4 persen.", "21"),
    ("Pemkab Kudus membagikan beras Kementerian Sosial RI 40 ton.", "33.19"),
    # destinations do not hold for the next sentence
    ("Pemkab Nunukan menjual rumput laut. Perahu mutar ke Makassar. Stoknya 95 ton.", "65.03"),
    # set for the whole country
    ("Pemkab Ngawi memantau gabah. Petani menerima Rp6.500 per kilogram, yang merupakan HPP.", "ID"),
    ("HPP gabah Rp6.500 per kilogram. Bupati Ngawi hadir. Warga tidak boleh membeli di bawah Rp6.500.", "ID"),
    ("Gabah di Ngawi laku Rp6.700, di atas HPP Rp6.500.", "ID"),
    ("Pemkab Kudus memantau pupuk bersubsidi. Harga pupuk urea kini Rp1.800 per kilogram.", "ID"),
    ("Bupati Sumbawa hadir. Perpres itu berlaku. Luas pulau yang dikuasai paling banyak 70 persen.", "ID"),
    ("Bupati Kudus hadir. Dolar dijual Rp15.300 per dolar AS.", "ID"),
    # abroad
    ("Pemkab Kudus hadir. Pertumbuhan ekonomi Jepang 2 persen.", "JP"),
    ("Pemkab Kudus hadir. Ekspor ke Jepang 2 persen.", "33.19"),
    # an unsettled name is no reason to take another; in an article about one of its areas it is that
    ("Ekspor Kudus naik, dan di Bandung 5 persen.", None),
    ("Pemkot Bandung hadir. Wali Kota Bandung hadir. Pemkab Bandung hadir. Hotel di Bandung 5 unit.", "32.73"),
    # prices are measured in towns
    ("Inflasi di Kediri 0,9 persen.", "35.71"),
    ("Ekspor di Kediri 0,9 persen.", None),
    # no kabupaten has so many villages, no province so many kabupaten
    ("Bupati Klaten meluncurkan 80 ribu koperasi desa.", "ID"),
    ("Bupati Klaten meluncurkan 8.000 koperasi desa.", "33"),
    ("Bupati Klaten meluncurkan 300 koperasi desa.", "33.10"),
    ("Bupati Klaten menyebut 400 kabupaten.", "ID"),
    ("Bupati Klaten menyebut 30 kabupaten.", "33"),
    ("Bupati Klaten menyebut 24 kecamatan.", "33.10"),
    # the capital, where bodies of the whole country sit
    ("Antam merilis harga. Butik di Jakarta menjual emas Rp1.754.000 per gram.", "31"),
    ("Harga emas di butik Jakarta dirilis.\n\nHarganya Rp1.754.000 per gram.", "ID"),
    # … and where their ministers speak
    (
        "JAKARTA - Mentan merilis harga.\n\nHarganya Rp14.000 per kilogram seperti di Papua, Maluku, dan Bali.\n\n"
        "Harga itu Rp15.000 per kilogram, kata Menteri Pertanian di Kantor Presiden, Jakarta.",
        "ID",
    ),
    ("Pemprov DKI Jakarta merilis harga.\n\nHarganya Rp14.000 per kilogram.", "31"),
    # where somebody spoke, over a province that follows
    ("Pemkab Kudus menata pasar. Ada 40 ton, kata Siti di Surabaya, Jawa Timur, Senin. Sisanya 30 ton.", "33.19"),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_the_place_of_a_figure(read: Callable[..., Facts], text: str, expected: str | None) -> None:
    assert read(text).figures[-1].place == expected


@pytest.mark.parametrize(
    ("url", "title", "expected"),
    [
        (None, "", None),
        ("https://kuduskab.go.id/berita/1", "", "33.19"),
        ("https://radarkudus.jawapos.com/berita/1", "", None),
        ("https://kabar.example/harga-cabai-di-kudus-naik", "", None),
        ("https://kabar.example/harga-cabai-di-kudus-naik", "Harga Cabai di Jepara Naik", "33.20"),
    ],
)
def test_of_an_address_only_a_government_s_own_tells_what_an_article_is_about(
    fact_reader: FactReader, url: str | None, title: str, expected: str | None
) -> None:
    article = Article("contoh", url, title, "2024-01-15", "Harga cabai Rp40.000 per kilogram.")
    assert fact_reader.read(article).figures[0].place == expected


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
        (f"Harga emas naik{LONG}. Jakarta (KABAR) - Harga itu naik di Lamongan.", ["dateline", "plain"]),
        (f"Harga beras naik{LONG}, kata Rahmat di Surabaya, Jawa Timur, Senin.", ["statement", "statement"]),
        (f"Harga beras naik{LONG}, kata Rahmat di kantor BPS, Surabaya, Senin (15/1).", ["statement"]),
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
        assert mention.role in ("plain", "office", "dateline", "statement", "body", "region")
    assert all(a.end <= b.start for a, b in pairwise(found))
