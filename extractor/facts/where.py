"""Which place belongs to a quantity: the rules, all in one place.

In this order: right behind the number (`24 perajin di Jepara`), the whole country for what is set nationally (`HPP`),
its own clause (before the number, else `di …` behind it), the sentence, the market day that it points back to (`Pada
pasar murah itu …`), the sentence that it continues, the article's focus. Where the reporter sat, where somebody spoke,
who gives and what a part is compared with are no places of figures; several areas named together are none, unless as
many numbers follow in the same order (`masing-masing`).
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from extractor.facts.scene import Scene, Sentence
from extractor.gazetteer import number_of, places
from extractor.reading.places import Mention, province_of
from extractor.reading.quantity import Quantity
from extractor.tables import alternation, compile_words, rows

_LIST = re.compile(r"\s*(?:,|dan|serta|,\s*dan|,\s*serta|maupun)\s*(?:(?:kabupaten|kota|provinsi)\s+)?", re.IGNORECASE)
#: What stands between a number and the place where it is.
_RIGHT_BEHIND = re.compile(
    r"(?:/\w+)?\s*(?:\([^)]*\)\s*)?(?:"
    r"(?:di\s?antaranya\s+)?(?:(?:ber|ter|di)\w+\s+|ada\s+)?(?:di|asal|se-?|pada|untuk)\s*(?:seluruh\s+|wilayah\s+)?"
    r"|di\s?antaranya\s+(?:ber\w+\s+)?dari\s+)",
    re.IGNORECASE,
)
#: What stands between a place and the province that it lies in.
_WITHIN = re.compile(r"\s*(?:,|\(|di|,\s*di)\s*(?:provinsi\s+)?", re.IGNORECASE)
#: What stands between a number and the words that say what it is.
_THAT_IS = re.compile(
    r"\s*(?:per\s+\w+\s*)?,?\s*(?:yang\s+(?:merupakan|adalah)|atau|sebagai|\()\s*(?:\w+\s+){0,3}", re.IGNORECASE
)
_OR = re.compile(r"\s*,?\s*(?:atau|\()\s*(?:sekitar\s+|setara\s+)?", re.IGNORECASE)
_LOCATION = re.compile(r"\b(?:di|dari|asal|se-?|wilayah|untuk)\s*(?:seluruh\s+)?$", re.IGNORECASE)
_INFLATION = re.compile(r"\b(?:in|de)flasi", re.IGNORECASE)
#: What stands before a country that has its turn in a list.
_TURN = re.compile(
    r"[,;]\s*(?:(?:dan|serta|sedangkan|sementara|disusul|diikuti|lalu|kemudian)\s+)?(?:ekonomi\s+)?$", re.I
)
_TOWARDS = re.compile(r"\bke\s$", re.IGNORECASE)
_GIVER = re.compile(
    r"\b(?:dari|oleh|bersama|melalui|dengan|(?:melalui|lewat)\s+program(?:\s+\w+){0,3})\s+$", re.IGNORECASE
)
_SUPERLATIVE = r"ter(?:tinggi|besar|banyak|rendah|kecil|cepat|luas|baik|mahal|murah)(?:\s+\w+)?\s+"
_COMPARED = re.compile(
    rf"\b(?:terhadap\s+(?:\w+\s+){{0,2}}|{_SUPERLATIVE}(?:secara\s+|se-?\s*|(?:di\s+)?tingkat\s+))$", re.IGNORECASE
)
_PART_OF = re.compile(
    rf"\b(?:{_SUPERLATIVE}di\s+(?:seluruh\s+)?|(?:menguasai|menyumbang|memasok|menopang)\s+(?:\w+\s+){{0,2}})$",
    re.IGNORECASE,
)
#: A number of areas, or of what every village has one of.
_COUNTED_AREAS = re.compile(
    r"(?:[a-z]+\s+){0,2}\S+\s+(?:(?:ribu|juta|unit|titik|lembaga|kelembagaan)\s+)*"
    r"(?:(?P<village>(?:desa|kelurahan|kopdes|kopkel|koperasi\s+(?:desa|kelurahan|merah\s+putih))\b)"
    r"|(?P<district>kecamatan\b)|(?P<regency>(?:kabupaten|kota)\b))",
    re.IGNORECASE,
)
#: How many more areas there may be than the gazetteer lists.
_MORE_THAN_LISTED = 1.1
#: How many letters around a number or a name tell what it is about.
_NEAR = 300
#: How many sentences a thing holds for that is set for the whole country.
_MATTER_CONTINUES = 4
#: How many sentences are told of a market day that one points back to.
_MARKET_DAY_CONTINUES = 4
#: How many sentences of a paragraph a place holds for.
_PLACE_CONTINUES = 2


class PlaceBinder:
    """Answers, for the quantities of one article, where."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._focus, self.focus_rule = focus(scene)
        self._usable: dict[int, list[Mention]] = {}
        matters = _national_matters().finditer(scene.text)
        self._matters: list[tuple[int, int]] = [match.span() for match in matters]
        self._national = self._all_national()

    @property
    def focus(self) -> str | None:
        """The area that the article is about."""
        return self._focus

    def place(self, quantity: Quantity) -> str | None:
        """Return the code of the area that the quantity describes, or None."""
        if _is_rate(quantity):
            return self._noted(quantity, "rate", (), "ID")
        return self._that_holds(quantity, self._named_for(quantity))

    def _that_holds(self, quantity: Quantity, area: str | None) -> str | None:
        """The area, or the one around it that can hold so many: no kabupaten has 80,000 villages."""
        if area is None or quantity.unit != "count" or province_of(area) is None:
            return area
        counted = _COUNTED_AREAS.match(self._scene.text, quantity.start)
        if counted is None:
            return area
        level = next(level for level, words in counted.groupdict().items() if words)
        around = [code for code in (area, area[:2]) if quantity.value <= number_of(level, code) * _MORE_THAN_LISTED]
        if not around or around[0] != area:
            self._scene.note("place", quantity, "too many", counted.span())
        return around[0] if around else "ID"

    def _named_for(self, quantity: Quantity) -> str | None:
        """The area that the text names for the quantity."""
        scene = self._scene
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        mentions = self._places_in(sentence)
        clause_start, clause_end = sentence.clause_at(quantity.start)
        before = [m for m in mentions if m.end <= quantity.start]
        in_clause = [m for m in before if m.start >= clause_start]
        behind = [m for m in mentions if quantity.end <= m.start < clause_end]
        inside = [m for m in mentions if quantity.start < m.start < quantity.end]
        if listed := inside or self._right_behind(quantity, behind):
            return self._noted(quantity, "behind", listed, _only(listed))
        national = self._set_nationally(quantity)
        if national and (not in_clause or in_clause[-1].end < national):
            self._scene.note("place", quantity, "national", *(m for m in self._matters if m[1] == national))
            return "ID"
        stop = scene.next_quantity_start(quantity, clause_end)
        located = [m for m in behind if m.start < stop and _is_home(m) and _located(scene.text, m)]
        if in_clause:
            area = self._one_of(in_clause, quantity)
            # `Pemprov Jawa Tengah melebarkan jalan 3 meter di Kudus`
            inside = [m for m in located if m.area and province_of(m.area) == area != m.area]
            if inside and in_clause[-1].role == "office":
                return self._noted(quantity, "located", inside[:1], inside[0].area)
            return self._noted(quantity, "near", in_clause, area)
        if located and (area := _only(self._first_list(located))):
            return self._noted(quantity, "located", located, area)
        if before:
            return self._noted(quantity, "near", before, self._one_of(before, quantity))
        if quantity.start in self._national:
            return self._noted(quantity, "national elsewhere", (), "ID")
        held = self._of_market_day(index)
        if held is not None:
            return self._noted(quantity, "market day", (), held)
        return self._place_before(index, quantity)

    def _of_market_day(self, index: int) -> str | None:
        """The area of a market day that the sentence, or one before it, points back to: `Pada pasar murah itu …`."""
        scene = self._scene
        for before in reversed(scene.sentences[max(0, index - _MARKET_DAY_CONTINUES) : index + 1]):
            again = _market_day().match(scene.text, before.start, before.end)
            if again is not None:
                name = again["name"].lower()
                told = (s for s in scene.sentences[:index] if name in scene.lower[s.start : s.end])
                areas = (_only([m for m in self._places_in(sentence) if m.area]) for sentence in told)
                return next((area for area in areas if area is not None), None)
            if self._places_in(before):
                return None
        return None

    def _noted(self, quantity: Quantity, rule: str, mentions: Iterable[Mention], area: str | None) -> str | None:
        """Note by which rule, and by which of the mentions, a quantity has its area."""
        listed = list(mentions)
        of_area = [m for m in listed if m.area == area]
        named = of_area or (self._last_list(listed) if rule == "near" else listed)
        self._scene.note("place", quantity, rule, *((m.start, m.end) for m in named))
        return area

    def _set_nationally(self, quantity: Quantity) -> int:
        """Where the words end that make the quantity one set for the whole country (`HPP`); 0 without any."""
        scene = self._scene
        floor, ceiling = scene.sentence_at(quantity.start).clause_at(quantity.start)
        behind = bisect.bisect_left(self._matters, (quantity.start, 0))
        if behind and (matter := self._matters[behind - 1])[0] >= max(floor, quantity.start - _NEAR):
            if _is_money(quantity) or matter[0] >= scene.previous_quantity_end(quantity, floor):
                return matter[1]
        for start, end in self._matters[behind : behind + 1]:
            if end <= scene.next_quantity_start(quantity, ceiling) and _THAT_IS.fullmatch(
                scene.text, quantity.end, start
            ):
                return end
        return 0

    def _all_national(self) -> set[int]:
        """Where amounts stand that the article gives as set for the whole country, there or in another sentence."""
        scene = self._scene
        amounts = [quantity for quantity in scene.quantities if _is_money(quantity)]
        values = {quantity.value for quantity in amounts if self._set_nationally(quantity)}
        for quantity in amounts:
            index = scene.sentence_index(quantity.start)
            sentence = scene.sentences[index]
            floor = max(scene.sentences[max(0, index - _MATTER_CONTINUES)].start, sentence.start - 2 * _NEAR)
            here = scene.lower[max(sentence.start, quantity.start - _NEAR) : quantity.start]
            # `pupuk bersubsidi`, then `pupuk urea`
            first, last = (bisect.bisect_left(self._matters, (offset, 0)) for offset in (floor, sentence.start))
            told = [_goes_on_with().get(scene.lower[start:end]) for start, end in self._matters[first:last]]
            goes_on = any(word and word in here for word in told)
            if goes_on and not self._places_in(sentence):
                values.add(quantity.value)
        return {quantity.start for quantity in amounts if quantity.value in values}

    def _right_behind(self, quantity: Quantity, behind: list[Mention]) -> list[Mention]:
        """The places of `… di Lamongan`, `… di antaranya berada di Lamongan`, `… se-Lamongan` right behind a number."""
        if not behind:
            return []
        end = quantity.end
        # `40 ton atau 2 persen di antaranya di Lamongan`
        same = self._scene.between(self._scene.quantities, quantity.end, behind[0].start)
        if len(same) == 1 and _OR.fullmatch(self._scene.text, quantity.end, same[0].start):
            end = same[0].end
        elif same:
            return []
        return self._first_list(behind) if _RIGHT_BEHIND.fullmatch(self._scene.text, end, behind[0].start) else []

    def _place_before(self, index: int, quantity: Quantity) -> str | None:
        """The area of the sentence before in the paragraph, when this sentence goes on without one, else the focus."""
        sentence = self._scene.sentences[index]
        floor = max(self._scene.sentences[index - 1].start, sentence.start - _NEAR) if index else sentence.start
        if rule := _rules().search(self._scene.text, floor, sentence.start):
            self._scene.note("place", quantity, "national", rule.span())
            return "ID"
        for before in reversed(self._scene.sentences[max(0, index - _PLACE_CONTINUES) : index]):
            if before.paragraph != sentence.paragraph:
                break
            mentions = [m for m in self._places_in(before) if m.area and not self._towards(m)]
            if mentions:
                area = _only(mentions) or self._turn_in_list(mentions, sentence.start, quantity)
                if area is not None:
                    return self._noted(quantity, "goes on", mentions, area)
                break
        return self._noted(quantity, "focus", (), self._focus)

    def _towards(self, mention: Mention) -> bool:
        return _TOWARDS.search(self._scene.text, max(0, mention.start - 4), mention.start) is not None

    def _turn_in_list(self, mentions: list[Mention], start: int, quantity: Quantity) -> str | None:
        """The area whose turn the number is, where behind `start` as many follow with `masing-masing`."""
        if "masing-masing" not in self._scene.lower[start : min(quantity.start, start + _NEAR)]:
            return None
        numbers = self._scene.between(self._scene.quantities, start, self._scene.sentence_at(start).end)
        group = self._last_list(mentions)
        if len(group) == 1:  # `Pasar Baru di Kudus dan Pasar Lama di Pati`
            group = mentions[-len(numbers) :]
        numbers = numbers[: len(group)]
        return group[numbers.index(quantity)].area if len(group) > 1 and quantity in numbers else None

    def _places_in(self, sentence: Sentence) -> list[Mention]:
        """The mentions that can be the place of a figure."""
        if sentence.start not in self._usable:
            self._usable[sentence.start] = self._usable_in(sentence)
        return self._usable[sentence.start]

    def _usable_in(self, sentence: Sentence) -> list[Mention]:
        text = self._scene.text
        found: list[Mention] = []
        abroad = False
        for mention in self._scene.between(self._scene.places, sentence.start, sentence.end):
            if mention.role in ("dateline", "statement", "body") or _aside(text, mention):
                continue
            if mention.area is None and mention.role != "region":
                if mention.level in ("village", "district"):
                    continue
                mention = replace(mention, code=self._settled(mention))
            elif mention.area and not _is_home(mention):
                told = _tells_of_abroad(text, sentence.start, mention)
                abroad = abroad or told
                # `Ekonomi Filipina tumbuh 8 persen, Vietnam 5 persen`
                if not told and not (
                    abroad and _TURN.search(text, max(sentence.start, mention.start - 24), mention.start)
                ):
                    continue
            found.append(mention)
        return found

    def _settled(self, mention: Mention) -> str | None:
        """Which of its candidates a mention means: the one that the article is about, else the town of an inflation."""
        if self._focus in mention.candidates:
            return self._focus
        cities = [code for code in mention.candidates if len(code) == 5 and places()[code].level == "city"]
        near = (max(0, mention.start - _NEAR), mention.end + _NEAR)
        return cities[0] if len(cities) == 1 and _INFLATION.search(self._scene.text, *near) else None

    def _last_list(self, mentions: list[Mention]) -> list[Mention]:
        """The last mention, with those that stand in one list with it."""
        group = [mentions[-1]]
        for mention in reversed(mentions[:-1]):
            if mention.area == "ID" or not _LIST.fullmatch(self._scene.text, mention.end, group[0].start):
                break
            group.insert(0, mention)
        return group

    def _first_list(self, mentions: list[Mention]) -> list[Mention]:
        """The first mention, with those that stand in one list with it."""
        group = [mentions[0]]
        for mention in mentions[1:]:
            if not _LIST.fullmatch(self._scene.text, group[-1].end, mention.start):
                break
            group.append(mention)
        return group

    def _one_of(self, mentions: list[Mention], quantity: Quantity) -> str | None:
        """The nearest mention, or the one of its turn in a list of as many numbers, or None for a list."""
        text = self._scene.text
        # `Kalimantan Utara (Kaltara)` is one mention
        mentions = [
            m for before, m in zip([None, *mentions[:-1]], mentions, strict=True)
            if before is None or m.area != before.area or text[before.end : m.start] != " ("
        ]  # fmt: skip
        last = mentions[-1]
        if len(mentions) > 1 and last.area and last.area == province_of(mentions[-2].area):
            if _WITHIN.fullmatch(text, mentions[-2].end, last.start):  # `Kabupaten Sambas, Kalimantan Barat`
                return mentions[-2].area
        if (area := self._turn_in_list(mentions, last.end, quantity)) is not None:
            return area
        return _only(self._last_list(mentions))


def _only(mentions: list[Mention]) -> str | None:
    """The one area of `mentions`; beside its province, a kabupaten is the one meant."""
    areas = {mention.area for mention in mentions}
    areas -= {province_of(area) for area in areas if area and "." in area}
    return areas.pop() if len(areas) == 1 else None


def _is_money(quantity: Quantity) -> bool:
    return str(quantity.unit).startswith("IDR")


def _is_rate(quantity: Quantity) -> bool:
    """Whether the quantity is the rupiah's price in another currency."""
    return re.fullmatch(r"IDR/[A-Z]{3}", str(quantity.unit)) is not None


def _is_home(mention: Mention) -> bool:
    return mention.area == "ID" or province_of(mention.area) is not None


def _located(text: str, mention: Mention) -> bool:
    return _LOCATION.search(text, max(0, mention.start - 16), mention.start) is not None


def _aside(text: str, mention: Mention) -> bool:
    """Whether the mention only gives (`dari Pemprov Jambi`) or is compared with (`terhadap ekspor Jambi`)."""
    lead = text[max(0, mention.start - 40) : mention.start]
    if mention.role == "office" and _GIVER.search(lead):
        return True
    return _COMPARED.search(lead) is not None or (mention.area == "ID" and _PART_OF.search(lead) is not None)


def _tells_of_abroad(text: str, start: int, mention: Mention) -> bool:
    """Whether a figure behind a country can be its own: `ekonomi Jepang`, not `ekspor ke Jepang`."""
    return _abroad().search(text, max(start, mention.start - 40), mention.start) is not None


#: What a mention weighs for the focus, by where it stands; found by search on articles with gold places.
_TITLE, _FIRST_SENTENCE, _SECOND_SENTENCE, _OFFICE, _DATELINE, _STATEMENT, _COUNTRY = 5.0, 5.5, 2.5, 1.7, 1.5, 0.2, 0.9
#: The country is the focus when it weighs so much more than the heaviest province.
_COUNTRY_OVER = 1.2
#: A province must hold this part of all weight, a kabupaten this part of its province's areas and of its own name.
_PROVINCE_PART, _AREA_PART, _AREA_OVER_PROVINCE = 0.5, 0.4, 0.7
#: Jakarta, and how often it must be named for an article to be about it.
_CAPITAL, _CAPITAL_TOLD = "31", 2
#: A country abroad must weigh so much, and hold this part of what countries abroad weigh.
_ABROAD_AT_LEAST, _ABROAD_PART = 3.0, 0.6
#: So many names of national bodies make an article without a place a national one.
_NATIONAL_BODIES = 1


@cache
def _national_matters() -> re.Pattern[str]:
    """What is set for the whole country wherever it is spoken of: `HPP`, `BI Rate`."""
    return compile_words(row["words"] for row in rows("national_matters"))


@cache
def _market_day() -> re.Pattern[str]:
    """The beginning of a sentence that points back to a market day: `Pada pasar murah itu`."""
    names = alternation(row["words"] for row in rows("market_days"))
    return re.compile(rf"\W*(?:\w+\s+){{0,3}}(?P<name>{names})\s+(?:itu|tersebut|ini|hari\s+ini)(?!\w)", re.IGNORECASE)


@cache
def _rules() -> re.Pattern[str]:
    """National rules, about which the next sentence goes on."""
    return compile_words(row["words"] for row in rows("national_matters") if row["goes_on"] == "next")


@cache
def _goes_on_with() -> dict[str, str]:
    """The words with which a later sentence goes on about what is set for the whole country."""
    return {row["words"]: row["goes_on"] for row in rows("national_matters") if row["goes_on"] not in ("", "next")}


@cache
def _abroad() -> re.Pattern[str]:
    """Words before a country that make a figure its own."""
    words = "|".join(row["before"] for row in rows("abroad_words"))
    return re.compile(rf"(?<!\w)(?:{words})\)?\s+$", re.IGNORECASE)


@cache
def _national_bodies() -> re.Pattern[str]:
    return compile_words(row["words"] for row in rows("national_bodies"))


def focus(scene: Scene) -> tuple[str | None, str]:
    """Return the area that an article is about, from its title, its lead and how often it names what, and by what rule.

    The rules are `capital`, `no area`, `seat`, `country`, `divided`, `area` and `province`.
    """
    weights = focus_weights(scene)
    national = len(_national_bodies().findall(scene.text)) >= _NATIONAL_BODIES
    provinces: dict[str, float] = defaultdict(float)
    for code, weight in weights.items():
        if code != "ID":
            provinces[str(province_of(code))] += weight
    if _only_in_capital(scene, provinces):
        return "ID", "capital"
    if national and _CAPITAL in provinces and not _is_told_of_capital(scene):
        del provinces[_CAPITAL]  # where national bodies speak
    if not provinces:
        abroad = None if weights["ID"] else _abroad_focus(scene)
        if abroad is not None:
            return abroad, "abroad"
        return ("ID", "no area") if national or weights["ID"] else (scene.seat, "seat")
    country = bool(national or weights["ID"])
    province, total = max(provinces.items(), key=lambda pair: pair[1])
    if (country and not _told_of(scene)) or weights["ID"] >= _COUNTRY_OVER * total:
        return "ID", "country"
    if total < _PROVINCE_PART * sum(provinces.values()):
        return "ID" if country else None, "divided"
    inside = {code: n for code, n in weights.items() if "." in code and province_of(code) == province}
    if inside:
        area, weight = max(inside.items(), key=lambda pair: pair[1])
        if weight >= _AREA_PART * sum(inside.values()) and weight >= _AREA_OVER_PROVINCE * weights[province]:
            return area, "area"
    return province, "province"


def _told_of(scene: Scene) -> list[Mention]:
    """The Indonesian areas in the text of which something is told: nobody only spoke there."""
    aside = ("dateline", "statement", "body")
    return [m for m in scene.places if m.role not in aside and m.area != "ID" and _is_home(m)]


def _is_told_of_capital(scene: Scene) -> bool:
    """Whether anything is told of Jakarta: it is not merely where the reporter sat and somebody spoke."""
    told = [m for m in (*_told_of(scene), *scene.title_places) if province_of(m.area) == _CAPITAL]
    return any(m in scene.title_places or not _is_venue_of_saying(scene, m) for m in told)


def _is_venue_of_saying(scene: Scene, mention: Mention) -> bool:
    """Whether the mention ends the name of a place where somebody spoke: `ujarnya di Kantor Presiden, Jakarta`."""
    spoken = scene.is_spoken(scene.sentence_at(mention.start))
    return spoken and scene.text.endswith(", ", 0, mention.start)


def _only_in_capital(scene: Scene, provinces: Iterable[str]) -> bool:
    """Whether the article names the capital alone, and as the seat of national bodies: not in its title, hardly."""
    if set(provinces) != {_CAPITAL} or any(province_of(m.area) == _CAPITAL for m in scene.title_places):
        return False
    told = _told_of(scene)
    return len(told) < _CAPITAL_TOLD and not any(m.role == "office" for m in told)


def _abroad_focus(scene: Scene) -> str | None:
    """The country abroad that an article is about which names no area at home."""
    weights = focus_weights(scene, home=False)
    country, weight = max(weights.items(), key=lambda pair: pair[1], default=("", 0.0))
    return country if weight >= _ABROAD_AT_LEAST and weight >= _ABROAD_PART * sum(weights.values()) else None


def focus_weights(scene: Scene, *, home: bool = True) -> dict[str, float]:
    """Return how much each area at home, or each country abroad, weighs in an article; `focus` decides by these."""
    weights: dict[str, float] = defaultdict(float)
    ends = [sentence.end for sentence in scene.sentences[:2]]
    for mention in scene.title_places:
        if mention.area and _is_home(mention) == home:
            weights[mention.area] += _TITLE * (_COUNTRY if mention.area == "ID" else 1)
    for mention in scene.places:
        if mention.area is None or _is_home(mention) != home or mention.role == "body":
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
