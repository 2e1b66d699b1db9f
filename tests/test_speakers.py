"""Speakers: to whom the text attributes a figure, and when it is nobody but the narrator."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from conftest import known
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.places import PlaceReader
from extractor.reading.sentences import sentence_starts
from extractor.reading.speakers import SpeakerReader
from extractor.records import Facts

RAHMAT = "Rahmat Hidayat"
SITI = "Siti Aminah"


@pytest.fixture(scope="module")
def speaker_reader() -> SpeakerReader:
    return SpeakerReader()


ONE_FIGURE: list[tuple[str, str | None]] = [
    # the narrator
    ("Ekspor Jepara naik 4 persen tahun lalu.", None),
    ("Rahmat Hidayat, petani, menanam 40 pohon.", None),
    ("Data itu menunjukkan ekspor naik 4 persen.", None),
    ("“Ekspor naik 4 persen,” ujarnya.", None),
    # behind the quotation
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat.", RAHMAT),
    ('"Ekspor naik 4 persen," kata Rahmat Hidayat di kantornya.', RAHMAT),
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat, Kamis (11/1/2024).", RAHMAT),
    ("“Ekspor naik 4 persen,” ujar Kepala Dinas Perdagangan Jepara Rahmat Hidayat.", RAHMAT),
    ("“Ekspor naik 4 persen,” ujar Kepala Dinas Perdagangan Jepara, Rahmat Hidayat, Kamis (11/1).", RAHMAT),
    ("“Ekspor naik 4 persen,” ujar Direktur PT Sinar Tani, Rahmat Hidayat.", RAHMAT),
    ("“Ekspor naik 4 persen,” tutur H. Rahmat Hidayat.", RAHMAT),
    ("“Kami memanen 40 ton,” ujar Sumarno, petani di Bangsri.", "Sumarno"),
    ("Ekspor naik 4 persen, kata Rahmat Hidayat.", RAHMAT),
    # before it
    ("Rahmat Hidayat mengatakan ekspor naik 4 persen.", RAHMAT),
    ("Rahmat Hidayat menjelaskan, “Ekspor naik 4 persen.”", RAHMAT),
    ("Kepala BPS Jepara Siti Aminah menyebut inflasi 0,4 persen.", SITI),
    ("Kepala BPS Jepara, Siti Aminah, menyebut inflasi 0,4 persen.", SITI),
    ("Siti Aminah, Kepala BPS Jepara, menyebut inflasi 0,4 persen.", SITI),
    ("Wagub Jateng Taj Yasin mengatakan ekspor naik 4 persen.", "Taj Yasin"),
    # according to
    ("Menurut Rahmat Hidayat, ekspor naik 4 persen.", RAHMAT),
    ("Ekspor naik 4 persen, menurut Dinas Perdagangan.", "Dinas Perdagangan"),
    ("Menurut BPS, inflasi 0,4 persen.", "BPS"),
    ("Menurut data BPS, inflasi 0,4 persen.", "BPS"),
    ("Berdasarkan data Dinas Perdagangan, ekspor naik 4 persen.", "Dinas Perdagangan"),
    # a body
    ("BPS mencatat inflasi 0,4 persen.", "BPS"),
    ("Badan Pusat Statistik (BPS) mencatat inflasi 0,4 persen.", "Badan Pusat Statistik (BPS)"),
    ("Pemkab Jepara menargetkan ekspor naik 4 persen.", "Pemkab Jepara"),
    ("Dinas Perdagangan Jepara menyebut ekspor naik 4 persen.", "Dinas Perdagangan Jepara"),
    # degrees, offices, appositions
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat, M.Si., Kamis (11/1).", RAHMAT),
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat, S.Sos.", RAHMAT),
    ("Bupati Jepara Rahmat Hidayat, S.Sos., menyebut ekspor naik 4 persen.", RAHMAT),
    ("“Ekspor naik 4 persen,” kata Bupati Rahmat Hidayat.", RAHMAT),
    ("“Kami memanen 40 ton,” ujar petani bernama Sumarno.", "Sumarno"),
    ("Sumarno, petani asal Bangsri, mengaku memanen 4 ton.", "Sumarno"),
]


@pytest.mark.parametrize(
    ("text", "source"),
    ONE_FIGURE,
)
def test_who_states_it(read: Callable[..., Facts], text: str, source: str | None) -> None:
    assert [figure.source for figure in read(text).figures] == [source]


SEVERAL_FIGURES: list[tuple[str, list[str | None]]] = [
    # one quotation over several sentences
    ("“Ekspor naik 4 persen. Impor turun 2 persen. Surplusnya Rp9 miliar,” ujar Rahmat Hidayat.", [RAHMAT] * 3),
    (
        "Rahmat Hidayat menjelaskan, “Ekspor naik 4 persen. Impor turun 2 persen.” Harga beras Rp14.000.",
        [RAHMAT, RAHMAT, None],
    ),
    # the one who spoke last
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. “Impor turun 2 persen,” katanya.", [RAHMAT, RAHMAT]),
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. “Impor turun 2 persen,” kata dia.", [RAHMAT, RAHMAT]),
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. Ia menambahkan impor turun 2 persen.", [RAHMAT, RAHMAT]),
    ("Rahmat Hidayat menyebut ekspor naik 4 persen. Menurutnya, impor turun 2 persen.", [RAHMAT, RAHMAT]),
    (
        "“Ekspor naik 4 persen,” kata Rahmat Hidayat. “Impor turun 2 persen,” kata Siti Aminah. "
        "“Stoknya 40 ton,” imbuhnya.",
        [RAHMAT, SITI, SITI],
    ),
    # a short name is joined to the full one
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. “Impor turun 2 persen,” kata Rahmat.", [RAHMAT, RAHMAT]),
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. Hidayat menyebut impor turun 2 persen.", [RAHMAT, RAHMAT]),
    # the narrator goes on
    ("“Ekspor naik 4 persen,” kata Rahmat Hidayat. Harga beras Rp14.000 per kilogram.", [RAHMAT, None]),
    # both halves of a sentence
    ("Rahmat Hidayat mengatakan ekspor naik 4 persen, sedangkan impor turun 2 persen.", [RAHMAT, RAHMAT]),
]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        *SEVERAL_FIGURES,
        known("“Stoknya 40 ton.\nHarganya Rp14.000,” kata Rahmat Hidayat.", [RAHMAT, RAHMAT],
              reason="a quotation over two paragraphs"),
    ],
)  # fmt: skip
def test_who_goes_on_speaking(read: Callable[..., Facts], text: str, sources: list[str | None]) -> None:
    assert [figure.source for figure in read(text).figures] == sources


def test_attributions_cover_their_quotation(speaker_reader: SpeakerReader, place_reader: PlaceReader) -> None:
    text = "Pasar ramai. “Stoknya aman. Harganya turun,” kata Rahmat Hidayat. Warga lega."
    [attribution] = speaker_reader.read(text, sentence_starts(text), place_reader.read(text))
    assert attribution.source == RAHMAT
    assert text[attribution.start : attribution.end].strip() == text[13:65]


@given(data=st.data())
def test_any_text_is_read(
    speaker_reader: SpeakerReader, place_reader: PlaceReader, any_text: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(any_text)
    starts = sentence_starts(text)
    found = speaker_reader.read(text, starts, place_reader.read(text))
    for attribution in found:
        assert 0 <= attribution.start < attribution.end <= len(text)
        assert attribution.source.strip()
    assert all(a.start <= b.end for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "source", "role"),
    [
        ("“Ekspor naik 4 persen,” ujar Kepala Dinas Perdagangan Jepara Rahmat Hidayat.", RAHMAT,
         "Kepala Dinas Perdagangan Jepara"),
        ("“Ekspor naik 4 persen,” ujar Kepala Dinas Perdagangan Jepara, Rahmat Hidayat, Kamis (11/1).", RAHMAT,
         "Kepala Dinas Perdagangan Jepara"),
        ("Siti Aminah, Kepala BPS Jepara, menyebut inflasi 0,4 persen.", SITI, "Kepala BPS Jepara"),
        ("“Ekspor naik 4 persen,” ujar Direktur PT Sinar Tani, H. Rahmat Hidayat.", RAHMAT, "Direktur PT Sinar Tani"),
        ("Ekspor naik 4 persen, kata Bupati Kudus H. Rahmat Hidayat.", RAHMAT, "Bupati Kudus"),
        ("Ekspor naik 4 persen, kata Sekretaris Dinas Sosial Kabupaten Kudus Rahmat Hidayat, S.Sos., M.Si.", RAHMAT,
         "Sekretaris Dinas Sosial Kabupaten Kudus"),
        # no office, and no person
        ("Ekspor naik 4 persen, kata Rahmat Hidayat.", RAHMAT, None),
        ("Menurut Dinas Perdagangan Jepara, ekspor naik 4 persen.", "Dinas Perdagangan Jepara", None),
        ("BPS mencatat inflasi 0,4 persen.", "BPS", None),
        ("Ekspor naik 4 persen.", None, None),
    ],
)  # fmt: skip
def test_the_office_of_who_states_it(
    read: Callable[..., Facts], text: str, source: str | None, role: str | None
) -> None:
    assert [(figure.source, figure.source_role) for figure in read(text).figures] == [(source, role)]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "Kepala BPS Jepara Siti Aminah menyebut inflasi 0,4 persen. Kopi naik 2 persen, kata Siti.",
            [(SITI, "Kepala BPS Jepara"), (SITI, "Kepala BPS Jepara")],
        ),
        (
            "Bupati Kudus Rahmat Hidayat, yang akrab disapa Pak Yat, datang. Pak Yat menyebut kopi naik 4 persen.",
            [(RAHMAT, None)],
        ),
        (
            "Rahmat Hidayat yang akrab disapa “Yayat” membuka pasar. “Kopi naik 4 persen,” kata Yayat.",
            [(RAHMAT, None)],
        ),
    ],
)
def test_short_names_mean_the_full_one(
    read: Callable[..., Facts], text: str, sources: list[tuple[str, str | None]]
) -> None:
    assert [(figure.source, figure.source_role) for figure in read(text).figures] == sources
