"""Lists of words as one regular expression."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.tables import alternation, patterns

WORDS = st.lists(st.text("ab.(% ", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["ton", "tonase", "to"], "tonase ton to t", ["tonase", "ton", "to"]),
        (["di atas", "di"], "di atas, di  atas, di\natas, di bawah", ["di atas", "di  atas", "di\natas", "di"]),
        (["m²", "m2", "%"], "5 m², 4 m2, 3 %", ["m²", "m2", "%"]),
        ([], "apa saja", [""] * 9),
    ],
)
def test_the_longest_word_is_found(words: list[str], text: str, found: list[str]) -> None:
    assert re.findall(alternation(words), text) == found


def test_a_gap_can_be_one_space_only() -> None:
    assert re.findall(alternation(["di atas"], gap=" "), "di atas di  atas") == ["di atas"]


@given(WORDS, st.text("ab.(% \n", max_size=20), st.sampled_from(["", "(?!a)", "b"]))
def test_what_is_found_is_what_a_plain_list_finds(words: list[str], text: str, behind: str) -> None:
    ordered = sorted(dict.fromkeys(" ".join(word.split()) for word in words), key=len, reverse=True)
    plain = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    shared, listed = (re.compile(rf"(?:{each}){behind}") for each in (alternation(words), plain))
    assert [match.span() for match in shared.finditer(text)] == [match.span() for match in listed.finditer(text)]


def test_words_and_expressions_in_one_list() -> None:
    pattern = re.compile(patterns(["jawa", "jawa barat", "(?:dua|tiga) kota", "jawa-bali"]))
    text = "jawa, jawa barat, jawa  barat, tiga kota, jawa-bali"
    assert pattern.findall(text) == ["jawa", "jawa barat", "jawa", "tiga kota", "jawa-bali"]
