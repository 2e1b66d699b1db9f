"""Confidence: how likely a fact is right, by signals that the reading leaves."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts import FactReader
from extractor.facts.confidence import Forest, forest, model
from extractor.facts.signals import SignalReader, event_signals
from extractor.records import Article, Event, Facts

Read = Callable[..., Facts]
PLAIN = "Nilai ekspor Kabupaten Jepara pada 2023 mencapai Rp2,4 triliun."


def signals(reader: FactReader, text: str) -> list[dict[str, float]]:
    """The signals of the figures of a text."""
    reading = reader.study(Article("contoh", None, "", "2024-01-15", text))
    assert reading is not None
    told = SignalReader(reading.scene, reading.when, reading.where, reading.choices)
    return [told.read(number, reading.facts.figures) for number in range(len(reading.facts.figures))]


def test_every_fact_has_one(read: Read) -> None:
    facts = read(f"{PLAIN} Ada 40 kursi. Pemkab Jepara meraih Piala Adipura pada 2023.")
    found = [fact.confidence for fact in (*facts.figures, *facts.events)]
    assert len(found) == 3
    assert all(each is not None and 0 < each < 1 and each == round(each, 2) for each in found)


@pytest.mark.parametrize(
    ("plain", "muddled"),
    [
        # the words that decide stand beside it, or in the sentence before
        ("Jepara mengekspor mebel ke 12 negara pada 2023.",
         "Ekspor Jepara dan Kudus dibahas pada 2022 dan 2023. Ada 12 negara."),
        # one time in the sentence, or several
        ("Pada 2023 inflasi Kudus 2,4 persen.", "Pada 2023 inflasi Kudus, setelah 2021 dan Mei 2022 di Jepara dan Pati "
                                                 "serta Blora, lalu 12 desa, 2,4 persen."),
    ],
)  # fmt: skip
def test_what_is_told_plainly_is_surer(read: Read, plain: str, muddled: str) -> None:
    sure = read(plain).figures[0].confidence
    unsure = [f.confidence for f in read(muddled).figures if f.text in ("12 negara", "2,4 persen")]
    assert sure is not None
    assert unsure
    assert all(each is not None and each < sure for each in unsure)


@pytest.mark.parametrize(
    ("text", "number", "wanted"),
    [
        (PLAIN, 0, {"period by near": 1, "place by near": 1, "cue clause": 1, "kind money": 1, "status actual": 1}),
        ("Ada 40 kursi.", 0, {"period none": 1, "indicator other": 1, "cue none": 1}),
        ("Pada 2023 ekspor Kudus 40 ton. Bulan ini 12 ton.", 1, {"previous indicator": 1, "told of indicator": 2}),
        ("Senin (9/1/2024) harga cabai di Kudus Rp40.000 per kilogram.", 0, {"flagged": 1, "precision day": 1}),
        ("Ekspor Kudus Rp3 miliar, kata Sri Lestari.", 0, {"spoken": 1}),
        ("Ada tiga eksportir di Kudus.", 0, {"in words": 1, "small count": 1}),
        ("Ekspor Kudus lebih dari Rp3 miliar.", 0, {"modified": 1}),
    ],
)
def test_signals(fact_reader: FactReader, text: str, number: int, wanted: dict[str, float]) -> None:
    found = signals(fact_reader, text)[number]
    assert {name: found.get(name) for name in wanted} == wanted


def test_an_award_told_in_full() -> None:
    bare = Event("award", 0, 5, "Piala", ["Kudus"], [], None, None, None, None, None)
    assert event_signals(bare) == {"event": 1, "event award": 1}
    bare.giver = "Bupati"
    assert event_signals(bare) == {"event": 1, "event award": 1, "told in full": 1}


def test_the_model_knows_its_signals(fact_reader: FactReader) -> None:
    """Every signal that a tree asks for is one that figures can have: a name that has changed would read as 0."""
    told = {name for text in TEXTS for found in signals(fact_reader, text) for name in found}
    families = {name.split()[0] for name in told}
    assert {name.split()[0] for name in model()["figures"]["signals"] if name != "by title"} <= families


TEXTS = [
    PLAIN,
    "Ada 40 kursi.",
    "Hingga saat ini pajak Kudus terkumpul Rp 3 miliar, lebih dari target Rp 2 miliar. Naik 5 persen dibanding 2022, "
    "kata Sri Lestari, di Kudus dan Pati. Harga satu karung beras Rp 200 ribu.",
    "Senin (9/1/2024) harga cabai di Kudus Rp40.000 per kilogram, pada 2022 lalu tiga puluh ribu.\nBawang Rp20.000.",
    "Tahun ini ekspor Indonesia ditargetkan Rp3 miliar atau 40 ton.\nTahun lalu 30 ton.\nBulan ini 12 ton.",
    "Pada 2023 ada rapat. Cabai di Kudus pada Mei 2023 mahal. Sekitar 40 orang hadir dan biasanya 30 orang pada 2022.",
    "Pada Mei 2023 inflasi masih dalam rentang 1,5 sampai 3,5 persen.",
    "Jumlahnya naik dari 40 ton menjadi 45. Ekspor 2023 dibanding 2022 naik dari 40 ton menjadi 45 ton.",
]


def test_trees_and_calibration() -> None:
    trees = {"signals": ["a", "b"], "start": 1.0, "scale": 2.0, "shift": -0.5,
             "trees": [[[0, 0.5, 1, 2], [-1.0], [1, 3.0, 3, 4], [0.25], [0.5]]]}  # fmt: skip
    found = Forest(trees).odds([{}, {"a": 1, "not asked for": 9}, {"a": 1, "b": 4}])
    assert found == [2 * (1 - 1) - 0.5, 2 * (1 + 0.25) - 0.5, 2 * (1 + 0.5) - 0.5]
    assert Forest(trees).odds([]) == []


@given(st.dictionaries(st.sampled_from(model()["figures"]["signals"]), st.floats(0, 20)))
def test_any_signals_give_a_probability(found: dict[str, float]) -> None:
    [odds] = forest().odds([found])
    assert 0 < 1 / (1 + math.exp(-odds)) < 1
