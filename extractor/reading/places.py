"""Places: every mention of an Indonesian area or a country, with its code where the article decides it.

A name that several areas share (`Kota` and `Kabupaten Bandung`, a kecamatan in two provinces) is decided by the word
before it, by how the article names it elsewhere, and by the province or kabupaten that the article is in; what
these do not decide stays None.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.gazetteer import Place, places
from extractor.tables import rows

#: `Kepulauan Seribu` is no `Seribu`, and `Aru` and `Sula` are also other words.
_OTHER_ISLANDS = frozenset({"seribu", "aru", "sula", "talaud"})
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
#: What a bare name means when several levels share it and nothing else decides: `Jambi` is the province.
_BARE_ORDER = ("country", "province")


@dataclass(slots=True)
class Mention:
    """A place named at `text[start:end]`, the words of its kind or office (`Kabupaten`, `Pemkot`) included.

    `code` is None while, or when, several of `candidates` remain. `role` is `plain`, `office` (a government or its
    head), `dateline` (where the reporter sat) or `statement` (where somebody spoke).
    """

    start: int
    end: int
    name: str
    candidates: tuple[str, ...]
    code: str | None = None
    role: str = "plain"

    @property
    def area(self) -> str | None:
        """The code of the kabupaten, kota, province or country: a kecamatan takes its kabupaten's."""
        return ".".join(self.code.split(".")[:2]) if self.code else None


def province_of(code: str | None) -> str | None:
    """Return the province of an Indonesian area's code; None for a country or no code."""
    return code[:2] if code and code[:2].isdigit() else None


class PlaceReader:
    """Finds and resolves the places of an article."""

    def __init__(self) -> None:
        self._index: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        names: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._districts: dict[tuple[str, ...], tuple[str, ...]] = {}
        districts: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for place in places().values():
            for words in _names_of(place):
                if place.level == "district":
                    districts[words].append(place.code)
                else:
                    names[words].add(place.code)
        self._districts = {words: tuple(codes) for words, codes in districts.items()}
        for row in rows("place_aliases"):
            names[_split(row["alias"])].add(row["code"])
        self._risky = {row["name"].lower() for row in rows("place_words")}
        for words, codes in names.items():
            self._index.setdefault(words[0], []).append((words, tuple(sorted(codes))))
        for options in self._index.values():
            options.sort(key=lambda option: -len(option[0]))
        self._area_words = {row["word"]: row for row in rows("area_words")}
        self._longest_area_word = max(len(word.split()) for word in self._area_words)
        before = "|".join(row["before"] for row in rows("national_words"))
        self._nation = re.compile(rf"(?<!\w)(?:{before})\s+(?P<word>nasional(?:nya)?)(?!\w)", re.IGNORECASE)
        small = "|".join(row["pattern"] for row in rows("not_places") if not row["capital"])
        capital = "|".join(row["pattern"] for row in rows("not_places") if row["capital"])
        self._not_place = re.compile(rf"(?<!\w)(?:(?P<small>{small})|(?:{capital}))\s+$", re.IGNORECASE)

    def read(self, text: str, title: str = "") -> list[Mention]:
        """Return the places that `text` names, in its order, resolved as far as the article allows."""
        mentions = sorted(self._find(text) + self._national(text), key=lambda mention: mention.start)
        context = mentions + self._find(title)
        self._resolve(mentions, context)
        _mark_roles(text, mentions)
        return mentions

    def read_title(self, title: str, mentions: list[Mention]) -> list[Mention]:
        """Return the places that the title names, resolved in the company of the text's."""
        found = self._find(title)
        self._resolve(found, found + mentions)
        return found

    def resolve_name(self, name: str, context: Iterable[Mention]) -> str | None:
        """Return the code of the first area named in `name` (a recipient, an office), given the article's places."""
        found = self._find(name)
        self._resolve(found, found + list(context))
        return next((mention.area for mention in found if mention.area), None)

    def _national(self, text: str) -> list[Mention]:
        """`secara nasional`, `ekspor nasional`: the whole country."""
        return [
            Mention(match.start("word"), match.end("word"), match["word"], ("ID",), "ID")
            for match in self._nation.finditer(text)
        ]

    def _find(self, text: str) -> list[Mention]:
        lower_cased = sum(map(str.isupper, text)) < 0.004 * len(text)
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        lowered = [word.lower() for word, _, _ in words]
        found: list[Mention] = []
        i = 0
        while i < len(words):
            options = self._index.get(lowered[i])
            prefix = self._prefix(lowered, words, i, text)
            mention = None
            if prefix is not None and prefix["level"] == "district":
                mention = self._district_at(lowered, words, i, text)
            elif options and (lower_cased or words[i][0][0].isupper()):
                mention = self._match(options, lowered, words, i, text, prefix)
            if mention is None and prefix is not None and prefix["level"] == "regency":
                # a slip of the press: a kecamatan called kabupaten
                mention = self._district_at(lowered, words, i, text)
            if mention is None:
                i += 1
                continue
            found.append(mention)
            while i < len(words) and words[i][1] < mention.end:
                i += 1
        return found

    def _prefix(
        self, lowered: list[str], words: list[tuple[str, int, int]], i: int, text: str
    ) -> dict[str, str] | None:
        """The word of kind or office right before word `i` (`Kabupaten`, `Wali Kota`), if any."""
        for size in range(self._longest_area_word, 0, -1):
            if i >= size and (row := self._area_words.get(" ".join(lowered[i - size : i]))) is not None:
                gap = text[words[i - 1][2] : words[i][1]]
                if gap.strip() in ("", ".") and "\n" not in gap:
                    return {**row, "size": str(size)}
        return None

    def _match(
        self,
        options: list[tuple[tuple[str, ...], tuple[str, ...]]],
        lowered: list[str],
        words: list[tuple[str, int, int]],
        i: int,
        text: str,
        prefix: dict[str, str] | None,
    ) -> Mention | None:
        for names, codes in options:
            size = len(names)
            if tuple(lowered[i : i + size]) != names or not _contiguous(words, text, i, size):
                continue
            surface = text[words[i][1] : words[i + size - 1][2]]
            if len(surface) <= 3 and not surface.isupper():
                continue
            barred = self._not_place.search(text, max(0, words[i][1] - 16), words[i][1])
            if barred is not None and (barred["small"] or barred.group()[0].isupper() or text.islower()):
                return None
            start, role = words[i][1], "plain"
            candidates = codes
            if prefix is not None:
                level = prefix["level"]
                fitting = tuple(code for code in codes if places()[code].level == level)
                if not fitting and level == "regency":  # `Kabupaten Kota Waringin`, `Bupati Kepulauan …`
                    fitting = tuple(code for code in codes if places()[code].level == "city")
                if fitting:
                    candidates, start = fitting, words[i - int(prefix["size"])][1]
                    role = "office" if prefix["role"] == "office" else "plain"
            elif size == 1 and names[0] in self._risky:
                return None
            return Mention(start, words[i + size - 1][2], surface, candidates, role=role)
        return None

    def _district_at(self, lowered: list[str], words: list[tuple[str, int, int]], i: int, text: str) -> Mention | None:
        for size in (4, 3, 2, 1):
            codes = self._districts.get(tuple(lowered[i : i + size]))
            if codes and i + size <= len(words) and _contiguous(words, text, i, size):
                return Mention(
                    words[i - 1][1], words[i + size - 1][2], text[words[i][1] : words[i + size - 1][2]], codes
                )
        return None

    def _resolve(self, mentions: list[Mention], context: list[Mention]) -> None:
        """Settle what one candidate, the kind named elsewhere, or the surrounding areas settle."""
        for mention in context:
            if mention.code is None and len(mention.candidates) == 1:
                mention.code = mention.candidates[0]
        known = Counter(mention.code for mention in context if mention.code)
        provinces = _provinces(known)
        for mention in mentions:
            if mention.code is None:
                mention.code = _decide(mention.candidates, known, provinces)


def _decide(candidates: tuple[str, ...], known: Counter[str], provinces: Counter[str]) -> str | None:
    levels = {places()[code].level: code for code in candidates}
    if "district" in levels:
        by_area = [code for code in candidates if ".".join(code.split(".")[:2]) in known]
        by_province = [code for code in candidates if province_of(code) in provinces]
        for narrowed in (by_area, by_province, list(candidates)):
            if len(narrowed) == 1:
                return narrowed[0]
            if narrowed and len({code[:5] for code in narrowed}) == 1:
                return narrowed[0]
        return None
    named = [code for code in candidates if code in known]
    if "province" in levels:
        return levels["province"]
    if len(named) == 1:
        return named[0]
    for level in _BARE_ORDER:
        if level in levels and not named:
            return levels[level]
    if named:
        return None
    near = [code for code in candidates if province_of(code) in provinces]
    return near[0] if len(near) == 1 else None


def _provinces(known: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for code, number in known.items():
        if (province := province_of(code)) is not None:
            counts[province] += number
    return counts


def _split(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _names_of(place: Place) -> Iterable[tuple[str, ...]]:
    """The ways in which a place's name is written, without the word of its kind."""
    words = _split(re.sub(r"\s*[(/].*$", "", place.name))
    if not words:
        return
    if place.level in ("regency", "city"):
        words = words[1:]
        if words[0] == "administrasi":
            yield words
            words = words[1:]
        if len(words) == 2:  # Bandar Lampung, Bandarlampung
            yield ("".join(words),)
        if words[0] in ("kepulauan", "kep") and len(words) == 2 and words[1] not in _OTHER_ISLANDS:
            yield words[1:]
        if words[0] == "kep":
            yield ("kepulauan", *words[1:])
    if place.level == "province" and words[0] in ("dki", "di"):
        yield words[1:]
    if place.level == "province" and words[0] == "kepulauan":
        yield words[1:] if len(words) > 2 else words
    if "sumatera" in words:
        yield tuple("sumatra" if word == "sumatera" else word for word in words)
    yield words


def _contiguous(words: list[tuple[str, int, int]], text: str, i: int, size: int) -> bool:
    return all(
        text[words[k][2] : words[k + 1][1]] in (" ", "-", " - ") for k in range(i, min(i + size, len(words)) - 1)
    )


_DATELINE = re.compile(
    r"^[^\n.]{0,60}?(?:\((?:antara|[a-z ]{3,20})\)\s*[-–—]|\s[-–—]{1,2}\s|\.com\s*[-–—,]"
    r"|(?-i:[A-Z][A-Z ,]{3,40}[.–—-]))",
    re.IGNORECASE,
)
_STATEMENT_PLACE = re.compile(
    r"\s*,\s*(?:pada\s+)?(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|hari ini|kemarin)\b", re.IGNORECASE
)


def _mark_roles(text: str, mentions: list[Mention]) -> None:
    """Mark where the reporter sat and where somebody spoke: neither is where the figures are from."""
    dateline = _DATELINE.match(text)
    for mention in mentions:
        if dateline is not None and mention.end <= dateline.end():
            mention.role = "dateline"
        elif text[max(0, mention.start - 3) : mention.start].lower() == "di " and _STATEMENT_PLACE.match(
            text, mention.end
        ):
            mention.role = "statement"
