"""The sectors of sentences and articles, on sentences written for this test."""

from __future__ import annotations

import csv

import pytest
import spacy

from extractor import resources
from extractor.reading.sectors import SectorReader
from extractor.records import Article, Figure

SENTENCES = [
    ("A", "Produksi bawang merah di Nganjuk turun menjadi 14.700 ton karena serangan ulat."),
    ("A", "Nelayan Cilacap mendaratkan 310 ton tongkol selama sepekan."),
    ("A", "Populasi sapi potong di Blora mencapai 280 ribu ekor."),
    ("A", "Luas tanam padi di Bone berkurang 1.200 hektare akibat kekeringan."),
    ("A", "Sebanyak 45 ribu benih ikan nila ditebar di waduk itu."),
    ("A", "Kebun karet rakyat di Musi Rawas diremajakan seluas 600 hektare."),
    ("B", "Produksi batu bara Kabupaten Berau mencapai 38 juta ton."),
    ("B", "Penambang pasir di lereng Merapi mengangkut 900 truk per hari."),
    ("B", "Lifting minyak dari sumur tua di Bojonegoro tercatat 2.100 barel per hari."),
    ("B", "Ekspor bijih nikel dari tambang di Konawe dihentikan."),
    ("C", "Pabrik tekstil di Majalaya merumahkan 1.100 karyawan."),
    ("C", "Pabrik semen itu berkapasitas 3 juta ton setahun."),
    ("C", "Perajin batik di Lasem memproduksi 700 lembar kain sebulan."),
    ("C", "Industri pengolahan menyumbang 34 persen perekonomian Karawang."),
    ("D", "PLN menambah daya gardu induk sebesar 60 megawatt."),
    ("D", "Sebanyak 3.200 rumah tangga di Natuna kini menikmati listrik 24 jam."),
    ("D", "Pembangkit listrik tenaga surya di Sumba berkapasitas 2 megawatt."),
    ("D", "Jaringan gas rumah tangga di Cirebon bertambah 5.000 sambungan."),
    ("E", "Volume sampah yang masuk ke TPA Piyungan mencapai 700 ton per hari."),
    ("E", "Pelanggan PDAM Kota Malang bertambah 4.300 sambungan."),
    ("E", "Warga 12 desa di Gunungkidul menerima air bersih dari 80 tangki."),
    ("F", "Pembangunan jembatan gantung itu menelan biaya Rp6,2 miliar."),
    ("F", "Jalan provinsi sepanjang 17 kilometer diaspal tahun ini."),
    ("F", "Gedung baru balai kota ditargetkan rampung pada Desember."),
    ("F", "Proyek rehabilitasi drainase dikerjakan kontraktor lokal senilai Rp900 juta."),
    ("G", "Harga telur ayam di Pasar Kranggan naik menjadi Rp31 ribu per kilogram."),
    ("G", "Penjualan sepeda motor di Sulawesi Selatan turun 4 persen."),
    ("G", "Pedagang menjual daging sapi Rp140 ribu per kilogram menjelang Lebaran."),
    ("G", "Pertamina menambah 12 ribu tabung elpiji 3 kilogram untuk Kota Salatiga."),
    ("G", "Pasar murah itu menyediakan 2 ton minyak goreng."),
    ("H", "Penumpang Bandara Kualanamu mencapai 650 ribu orang selama Juli."),
    ("H", "Sebanyak 14 kapal feri disiapkan di Pelabuhan Merak."),
    ("H", "PT KAI menambah delapan perjalanan kereta api dari Stasiun Tugu."),
    ("H", "Tarif angkutan kota di Bogor naik Rp1.000."),
    ("I", "Tingkat hunian kamar hotel di Batam mencapai 57 persen."),
    ("I", "Okupansi hotel berbintang naik 8 poin pada akhir tahun."),
    ("I", "Omzet rumah makan padang itu mencapai Rp15 juta sehari."),
    ("J", "Sebanyak 40 menara BTS dibangun untuk membuka akses internet di Asmat."),
    ("J", "Pengguna internet di Papua Barat mencapai 61 persen penduduk."),
    ("J", "Telkomsel memperluas jaringan 5G di Balikpapan."),
    ("K", "Penyaluran kredit usaha rakyat di Jember mencapai Rp1,7 triliun."),
    ("K", "Aset Bank NTB Syariah tumbuh 11 persen."),
    ("K", "OJK mencatat premi asuransi jiwa turun 3 persen."),
    ("L", "Pengembang membangun 450 unit rumah subsidi di Maros."),
    ("L", "Harga properti residensial di Manado naik 1,8 persen."),
    ("L", "Penjualan apartemen di Surabaya melemah pada semester pertama."),
    ("MN", "Jasa persewaan mobil di Denpasar kebanjiran pesanan."),
    ("MN", "Biro perjalanan umrah itu memberangkatkan 120 orang."),
    ("MN", "Kantor notaris dan konsultan pajak di Medan bertambah 15."),
    ("O", "Realisasi pendapatan asli daerah Kota Kediri mencapai Rp312 miliar."),
    ("O", "Pemkab menyalurkan dana desa Rp140 miliar kepada 220 desa."),
    ("O", "Sebanyak 1.450 PPPK menerima surat keputusan pengangkatan."),
    ("O", "Belanja pegawai dalam APBD mencapai 38 persen."),
    ("O", "BLT dana desa disalurkan kepada 64 keluarga penerima manfaat."),
    ("P", "Sebanyak 520 siswa SMA di Ende mengikuti ujian sekolah."),
    ("P", "Jumlah guru honorer di Kebumen mencapai 2.300 orang."),
    ("P", "Universitas Tadulako mewisuda 900 mahasiswa."),
    ("Q", "Kasus demam berdarah di Kota Kupang bertambah 83 pasien."),
    ("Q", "Prevalensi stunting di Brebes turun menjadi 22 persen."),
    ("Q", "Rumah sakit umum daerah itu menambah 40 tempat tidur."),
    ("Q", "Capaian imunisasi balita di Aceh baru 46 persen."),
    ("RSTU", "Kunjungan wisatawan ke Candi Prambanan mencapai 210 ribu orang."),
    ("RSTU", "Festival budaya itu disaksikan 30 ribu pengunjung."),
    ("RSTU", "Pantai Losari dipadati wisatawan selama libur panjang."),
    ("RSTU", "Turnamen bulu tangkis tingkat provinsi diikuti 240 atlet."),
]


def article(title: str, text: str) -> Article:
    return Article("a", None, title, None, text)


def figure(quotation: str, item: str | None) -> Figure:
    return Figure(
        0, 1, "4", 4, None, "count", item, "other", "level", None, None, "actual", "exact", None, None, quotation
    )


@pytest.fixture(scope="module")
def reader() -> SectorReader:
    return SectorReader()


def test_table_names_the_seventeen_categories_once(reader):
    with (resources.models() / "sectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == [*"ABCDEFGHIJKL", "MN", "O", "P", "Q", "RSTU"]
    assert list(reader.probabilities("padi")) == [row["code"] for row in rows]
    for row in rows:
        words = row["keywords"].split(";")
        assert all(row.values())
        assert len(words) == len(set(words))
        assert all(word == word.lower().strip() for word in words)


def test_examples_of_the_table(reader):
    with (resources.models() / "sectors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["code"] in reader.sectors(row["example"]), row["example"]


def test_sentences_of_every_category(reader):
    first = [reader.read(article(sentence, ""), []).article[0] == code for code, sentence in SENTENCES]
    found = [code in reader.sectors(sentence) for code, sentence in SENTENCES]
    assert {code for code, _ in SENTENCES} == set(reader.probabilities(""))
    assert sum(first) / len(first) >= 0.85
    assert sum(found) / len(found) >= 0.8


def test_likeliest_comes_first(reader):
    text = "Petani menjual gabah ke pedagang di pasar."
    cats = reader.probabilities(text)
    found = reader.sectors(text)
    assert found == sorted(found, key=cats.__getitem__, reverse=True)
    assert found[0] in ("A", "G")
    assert min(cats[code] for code in found) >= reader.threshold


def test_case_does_not_matter(reader):
    assert reader.probabilities("HARGA CABAI NAIK") == reader.probabilities("harga cabai naik")


def test_same_text_same_probabilities(reader):
    text = "Realisasi pajak daerah mencapai Rp80 miliar."
    assert reader.probabilities(text) == SectorReader().probabilities(text)


@pytest.mark.parametrize("text", ["", " ", "\n", "12.500", "?!", "\0", "x" * 100_000, "padi " * 20_000])
def test_any_text_is_read(reader, text):
    assert set(reader.sectors(text)) <= set(reader.probabilities("padi"))
    found = reader.read(article(text, text), [figure(text, text)])
    assert found.article
    assert found.figures[0]


def test_a_figure_that_says_little_takes_the_sectors_of_its_article(reader):
    figures = [
        figure("Angka itu naik 4 persen dari tahun lalu.", None),
        figure("Jumlah pasien puskesmas mencapai 300 orang.", "pasien"),
        figure("Jumlah itu naik 4 persen.", "pasien demam berdarah di rumah sakit"),
        figure("Angka itu naik 4 persen dari tahun lalu.", None),
    ]
    found = reader.read(article("Hunian kamar hotel naik", "Tamu hotel di Bukittinggi bertambah."), figures)
    assert found.article[0] == "I"
    assert found.figures[0] == found.figures[3] == found.article
    assert found.figures[1][0] == found.figures[2][0] == "Q"


def test_package_loads_by_itself():
    nlp = spacy.load(resources.models() / "id_sectors")
    cats = nlp("kasus demam berdarah di puskesmas bertambah").cats
    assert max(cats, key=cats.__getitem__) == "Q"


def test_missing_model_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        SectorReader(tmp_path / "nowhere").sectors("padi")
