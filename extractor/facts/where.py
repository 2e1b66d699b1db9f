"""Which place belongs to a quantity: the rules, all in one place.

In this order: its own clause (before the number, else `di …` behind it), the whole
country for what is set nationally (`HPP`), the sentence, the sentence that it
continues, the article's focus. Where the reporter sat and where somebody spoke are no places of figures; several
areas named together are none, unless as many numbers follow in the same order (`masing-masing`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from extractor.facts.scene import Scene, Sentence
from extractor.reading.places import Mention, province_of
from extractor.reading.quantity import Quantity
from extractor.tables import compile_words, rows

_LIST = re.compile(r"\s*(?:,|dan|serta|,\s*dan|,\s*serta|maupun)\s*(?:(?:kabupaten|kota|provinsi)\s+)?", re.IGNORECASE)
#: How many sentences of a paragraph a place holds for.
_PLACE_CONTINUES = 2


class PlaceBinder:
    """Answers, for the quantities of one article, where."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._focus: str | None = focus(scene)

    @property
    def focus(self) -> str | None:
        """The area that the article is about."""
        return self._focus

    def place(self, quantity: Quantity) -> str | None:
        """Return the code of the area that the quantity describes, or None."""
        scene = self._scene
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        mentions = self._places_in(sentence)
        clause_start, clause_end = sentence.clause_at(quantity.start)
        before = [m for m in mentions if m.end <= quantity.start]
        in_clause = [m for m in before if m.start >= clause_start]
        stop = scene.next_quantity_start(quantity, clause_end)
        behind = [m for m in mentions if quantity.end <= m.start < stop]
        located = [m for m in behind if _located(scene.text, m)]
        if in_clause:
            return self._one_of(in_clause, quantity)
        if located:
            return located[0].area
        if _national_matters().search(scene.text, scene.previous_quantity_end(quantity, clause_start), quantity.start):
            return "ID"
        if before:
            return self._one_of(before, quantity)
        return self._place_before(index) or self._focus

    def _place_before(self, index: int) -> str | None:
        """The one area of the sentence before in the paragraph, when this sentence goes on without one."""
        sentence = self._scene.sentences[index]
        for before in reversed(self._scene.sentences[max(0, index - _PLACE_CONTINUES) : index]):
            if before.paragraph != sentence.paragraph:
                return None
            areas = {mention.area for mention in self._places_in(before)}
            if areas:
                return areas.pop() if len(areas) == 1 else None
        return None

    def _places_in(self, sentence: Sentence) -> list[Mention]:
        mentions = self._scene.between(self._scene.places, sentence.start, sentence.end)
        return [m for m in mentions if m.area and m.role not in ("dateline", "statement") and _is_home(m)]

    def _one_of(self, mentions: list[Mention], quantity: Quantity) -> str | None:
        """The nearest mention, or the one of its turn in a list of as many numbers, or None for a list."""
        # `Kalimantan Utara (Kaltara)` is one mention
        mentions = [
            m for m, after in zip(mentions, [*mentions[1:], None], strict=True)
            if after is None or m.area != after.area or self._scene.text[m.end : after.start] != " ("
        ]  # fmt: skip
        group = [mentions[-1]]
        for mention in reversed(mentions[:-1]):
            if not _LIST.fullmatch(self._scene.text[mention.end : group[0].start]):
                break
            group.insert(0, mention)
        if len(group) > 1 and group[-1].area == province_of(group[-2].area):
            # `Kabupaten Sambas, Kalimantan Barat` is one place
            return group[-2].area
        if len(group) == 1 or len({m.area for m in group}) == 1:
            return group[-1].area
        numbers = self._scene.between(self._scene.quantities, group[-1].end, len(self._scene.text))[: len(group)]
        if quantity in numbers and "masing-masing" in self._scene.lower[group[-1].end : numbers[0].start]:
            return group[numbers.index(quantity)].area
        return None


def _is_home(mention: Mention) -> bool:
    return mention.area == "ID" or province_of(mention.area) is not None


def _located(text: str, mention: Mention) -> bool:
    return (
        re.search(
            r"\b(?:di|dari|asal|se-?|wilayah|untuk)\s*(?:seluruh\s+)?$",
            text[max(0, mention.start - 16) : mention.start],
            re.I,
        )
        is not None
    )


#: What a mention weighs for the focus, by where it stands; found by search on articles with gold places.
_TITLE, _FIRST_SENTENCE, _SECOND_SENTENCE, _OFFICE, _DATELINE, _STATEMENT, _COUNTRY = 5.0, 5.5, 2.5, 1.7, 1.5, 0.2, 0.9
#: The country is the focus when it weighs so much more than the heaviest province.
_COUNTRY_OVER = 1.2
#: A province must hold this part of all weight, a kabupaten this part of its province's areas and of its own name.
_PROVINCE_PART, _AREA_PART, _AREA_OVER_PROVINCE = 0.5, 0.4, 0.7
#: So many names of national bodies make an article without a place a national one.
_NATIONAL_BODIES = 2


@cache
def _national_matters() -> re.Pattern[str]:
    """What is set for the whole country wherever it is spoken of: `HPP`, `BI Rate`."""
    return compile_words(row["words"] for row in rows("national_matters"))


@cache
def _national_bodies() -> re.Pattern[str]:
    return compile_words(row["words"] for row in rows("national_bodies"))


def focus(scene: Scene) -> str | None:
    """Return the area that an article is about, from its title, its lead and how often it names what."""
    weights = _weights(scene)
    national = len(_national_bodies().findall(scene.text)) >= _NATIONAL_BODIES
    provinces: dict[str, float] = defaultdict(float)
    for code, weight in weights.items():
        if code != "ID":
            provinces[str(province_of(code))] += weight
    if not provinces:
        return "ID" if national or weights["ID"] else None
    country = bool(national or weights["ID"])
    province, total = max(provinces.items(), key=lambda pair: pair[1])
    reported = any(
        m.role not in ("dateline", "statement") and m.area and m.area != "ID" and _is_home(m) for m in scene.places
    )
    if (country and not reported) or weights["ID"] >= _COUNTRY_OVER * total:
        return "ID"
    if total < _PROVINCE_PART * sum(provinces.values()):
        return "ID" if country else None
    inside = {code: n for code, n in weights.items() if "." in code and province_of(code) == province}
    if inside:
        area, weight = max(inside.items(), key=lambda pair: pair[1])
        if weight >= _AREA_PART * sum(inside.values()) and weight >= _AREA_OVER_PROVINCE * weights[province]:
            return area
    return province


def _weights(scene: Scene) -> dict[str, float]:
    """How much each area weighs in an article."""
    weights: dict[str, float] = defaultdict(float)
    ends = [sentence.end for sentence in scene.sentences[:2]]
    for mention in scene.title_places:
        if mention.area and _is_home(mention):
            weights[mention.area] += _TITLE * (_COUNTRY if mention.area == "ID" else 1)
    for mention in scene.places:
        if mention.area is None or not _is_home(mention):
            continue
        weight = 1.0
        if mention.role in ("dateline", "statement"):
            weight = _DATELINE if mention.role == "dateline" else _STATEMENT
        elif ends and mention.start < ends[0]:
            weight = _FIRST_SENTENCE
        elif ends and mention.start < ends[-1]:
            weight = _SECOND_SENTENCE
        elif mention.role == "office":
            weight = _OFFICE
        weights[mention.area] += weight * (_COUNTRY if mention.area == "ID" else 1)
    return weights
