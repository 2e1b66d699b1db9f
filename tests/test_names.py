"""Names: what the trained package marks in regional news, and what it weighs."""

from __future__ import annotations

import json

import pytest
import spacy
from spacy.language import Language

from extractor import resources
from extractor.reading.names import NameReader

PACKAGE = resources.models() / "id_regional_news"


@pytest.fixture(scope="module")
def name_reader() -> NameReader:
    return NameReader()


@pytest.fixture(scope="module")
def names() -> Language:
    return spacy.load(PACKAGE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bupati Kudus Rahmat Hidayat membuka pameran di Jepara.",
            [("Kudus", "LOC"), ("Rahmat Hidayat", "PER"), ("Jepara", "LOC")],
        ),
        (
            "“Harga beras naik,” kata Kepala Dinas Perdagangan Kabupaten Jepara, Siti Aminah, Kamis (11/1/2024).",
            [("Dinas Perdagangan Kabupaten Jepara", "ORG"), ("Siti Aminah", "PER")],
        ),
        (
            "Badan Pusat Statistik (BPS) mencatat inflasi 0,4 persen.",
            [("Badan Pusat Statistik", "ORG"), ("BPS", "ORG")],
        ),
        ("Pemkab Kudus menyiapkan Rp2 miliar.", [("Pemkab Kudus", "ORG")]),
        (
            "Dinas Perhubungan (Dishub) Kabupaten Kudus menutup Jalan Melati.",
            [("Dinas Perhubungan (Dishub) Kabupaten Kudus", "ORG"), ("Jalan Melati", "LOC")],
        ),
        (
            "Warga Desa Sukamaju, Kecamatan Bangsri, Kabupaten Jepara, Jawa Tengah, memanen padi.",
            [
                ("Desa Sukamaju", "LOC"),
                ("Kecamatan Bangsri", "LOC"),
                ("Kabupaten Jepara", "LOC"),
                ("Jawa Tengah", "LOC"),
            ],
        ),
        (
            "Festival Pesisir 2024 dibuka di Kota Pekalongan.",
            [("Festival Pesisir 2024", "EVT"), ("Kota Pekalongan", "LOC")],
        ),
        ("harga beras naik 4 persen dan stok aman.", []),
    ],
)
def test_names_are_marked(names: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(name.text, name.label_) for name in names(text).ents] == expected


def test_names_are_looked_for_in_stretches(name_reader: NameReader) -> None:
    text = "Rahmat Hidayat datang. Bupati Kudus Siti Aminah pulang. Sumarno tidur."
    whole = [(text[name.start : name.end], name.label) for name in name_reader.read(text)]
    assert ("Rahmat Hidayat", "PER") in whole
    second = text.index("Bupati")
    stretch = (second, text.index(" Sumarno"))
    found = [(text[name.start : name.end], name.label) for name in name_reader.read(text, [stretch])]
    assert found == [("Kudus", "LOC"), ("Siti Aminah", "PER")]
    assert name_reader.read(text, []) == []


def test_what_is_too_long_for_a_sentence_is_left_out(name_reader: NameReader) -> None:
    text = "Siti Aminah pulang. " * 200
    assert name_reader.read(text, [(0, len(text))]) == []


def test_the_package_says_what_it_is(names: Language) -> None:
    assert (names.lang, names.meta["name"]) == ("id", "regional_news")
    assert set(names.get_pipe("ner").labels) == {"PER", "ORG", "LOC", "EVT"}  # type: ignore[attr-defined]


def test_the_package_is_small() -> None:
    assert sum(file.stat().st_size for file in PACKAGE.rglob("*") if file.is_file()) < 12_000_000


def test_the_annotation_holds_offsets_and_no_text() -> None:
    for line in (resources.models() / "train" / "pool_names.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        assert set(record) == {"id", "part", "start", "end", "names"}
        assert record["part"] in ("train", "dev", "test")
        for start, end, label in record["names"]:
            assert record["start"] <= start < end <= record["end"]
            assert label in ("PER", "ORG", "LOC", "EVT")
