"""Sentences: what ends one and what does not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import known
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from extractor.reading import pipeline
from extractor.reading.sentences import LONGEST, sentence_starts
from extractor.tables import rows


def split(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in pairwise([*sentence_starts(text), len(text)])]


SENTENCES = [
    ["Harga beras naik.", "Stok aman."],
    ["Harga naik 4 persen!", "Benarkah?", "Ya, kata pedagang."],
    ["Harga naik 4,5 persen.", "Stok 1.250 ton.", "Harganya Rp14.000."],
    ["Harganya Rp. 15.000 sekilo.", "Stoknya 40 ton."],
    ["Bupati H. M. Rahmat hadir.", "Ia senang."],
    ["Hadir Drs. Rahmat dan Dra. Siti Aminah.", "Keduanya senang."],
    ["Rahmat Hidayat, S.Sos., M.Si. menyebut stok aman.", "Warga lega."],
    ["Kota itu No. 1 di Jawa.", "Warga senang."],
    ["Kantornya di Jl. Melati.", "Gudangnya di Kec. Banjit."],
    ["PT. Sinar Tani membuka pabrik.", "Ratusan warga melamar."],
    ["Rapat dimulai pukul 09.30 WIB.", "Peserta hadir."],
    ["Datanya ada di www.jepara.example.", "Warga boleh melihat."],
    ["Warga menunggu … lalu pulang.", "Pasar sepi..."],
    # quotations
    ["“Kami senang.", "Kami puas,” katanya.", "Ia pulang."],
    ['"Kami senang.', 'Kami puas," katanya.', "Ia pulang."],
    ["Ia menjelaskan, “Harga naik.”", "Warga resah."],
    ["“Benarkah harga naik?” tanyanya.", "Pedagang diam."],
    # no capital letters at all
    ["harga beras naik.", "stok aman.", "warga lega."],
    # offices, degrees, addresses
    ["Kepala Dinas Perdagangan Kab. Jepara, Drs. H. Rahmat Hidayat, M.Si., menyambut tamu.", "Warga senang."],
    ["Hj. Siti Aminah, S.E., M.M. memimpin rapat.", "Anggarannya Rp. 2,5 miliar."],
    ["Acara di Gedung Wanita, Jl. Pahlawan No. 7, Kel. Panggang, dihadiri K.H. M. Rahmat.", "Ia berdoa."],
    ["Perda No. 5 Th. 2023 berlaku.", "Pasal 3 dicabut."],
    ["Tamu datang dari Sinar Tani Tbk.", "Mereka menginap di Kudus."],
    ["Pembayaran lewat bank, koperasi, dll. sudah dibuka.", "Warga antre."],
    # a quotation that goes on, and one that ends with its own mark
    ["“Panen naik.", "Petani senang.", "Kami juga,” ujar Siti Aminah.", "“Terima kasih!” serunya."],
    ["“Kapan dibayar?” tanya Sumarno.", "“Besok.”", "Ia lega."],
    # datelines
    ["JEPARA, SUARA PESISIR - Harga beras naik.", "Stok aman."],
    ["Jepara (SUARA PESISIR) – Panen raya dimulai.", "Bupati hadir."],
]


@pytest.mark.parametrize("sentences", SENTENCES)
@pytest.mark.parametrize("gap", [" ", "  ", "\n", "\n\n"])
def test_sentences_are_told_apart(sentences: list[str], gap: str) -> None:
    assert split(gap.join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Harga Beras Naik\nPedagang mengeluh.", ["Harga Beras Naik", "Pedagang mengeluh."]),
        ("Stok aman\n\nHarga naik", ["Stok aman", "Harga naik"]),
        # headlines of other articles, run together
        (
            "Warga lega Baca juga: Beras naik Baca juga: Jepara raih Adipura (Simak juga: Festival dibuka)",
            ["Warga lega", "Baca juga: Beras naik", "Baca juga: Jepara raih Adipura", "(Simak juga: Festival dibuka)"],
        ),
        ("Ia baca juga buku resep.", ["Ia baca juga buku resep."]),
        ("1. Jepara\n2. Kudus\n3. Pati", ["1. Jepara", "2. Kudus", "3. Pati"]),
        ("Harga naik.", ["Harga naik."]),
        ("Harga naik.   \n", ["Harga naik."]),
        known("1. Jepara naik. 2. Kudus turun.", ["1. Jepara naik.", "2. Kudus turun."], reason="the second `2.`"),
    ],
)
def test_lines_and_lists(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@pytest.mark.parametrize("row", rows("abbreviations"), ids=lambda row: row["word"])
def test_an_abbreviation_ends_no_sentence(row: dict[str, str]) -> None:
    assert split(row["example"]) == [row["example"]]
    assert f"{row['word']}." in row["example"].lower()


def test_the_pipeline_marks_the_same_sentences(nlp: Language) -> None:
    text = "Harga beras naik. Stoknya Rp. 15.000 sekilo.\nWarga lega"
    doc = pipeline.read(nlp, text)
    assert pipeline.starts_of(doc) == sentence_starts(text) == [0, 18, 45]


@given(data=st.data())
def test_any_text_is_split(any_text: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(any_text)
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert all(a < b for a, b in pairwise(starts))
    assert starts[-1] < max(len(text), 1)


@pytest.mark.parametrize("words", ["12 ", "Jepara ", "kopi, "])
def test_no_sentence_is_longer_than_the_bound(words: str) -> None:
    text = words * 2000
    starts = sentence_starts(text)
    assert all(after - start <= LONGEST for start, after in pairwise([*starts, len(text)]))
    assert all(text[start] == words[0] for start in starts)
    assert len(starts) < 2 * len(text) / LONGEST + 2
