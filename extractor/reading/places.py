"""Places: every mention of an Indonesian area or a country, with its code where the article decides it.

A name that several areas share (`Kota` and `Kabupaten Bandung`, a kecamatan in two provinces, 119 villages called
Sukamaju) is decided by the word before it, by the area named beside it, by how the article names it elsewhere, by the
kabupaten or province that the article is in, and last by the area that its publisher writes for; what these do not
decide stays None. Where several villages of one kabupaten remain, the code is that of what they share.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.gazetteer import Place, places, squashed, villages
from extractor.tables import alternation, patterns, rows

#: `Kepulauan Seribu` is no `Seribu`, and `Aru` and `Sula` are also other words.
_OTHER_ISLANDS = frozenset({"seribu", "aru", "sula", "talaud"})
#: `se-Lampung` is two words.
_WORD = re.compile(r"se(?=-[^\W\d_])|[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.IGNORECASE)
#: What a bare name means when several levels share it and nothing else decides: `Jambi` is the province.
_BARE_ORDER = ("country", "province")
#: A name of this many letters in two words is no other word, even in small letters.
_UNMISTAKABLE = 9
_LONGEST_NAME = 4
#: Words that end the name of a body: what follows is where it is, or something else.
_LINK = r"(?:di|ke|dari|se|dan|untuk|yang|dengan|asal|oleh|pada|dalam|serta|kabupaten|kota|provinsi)\b"
#: How long the code of a kabupaten or kota is; that of a kecamatan is longer.
_AREA_CODE = 5
#: How many letters before a name are looked at for what makes it none.
_BARRED_WITHIN = 24
#: Behind these a kecamatan is named without the word of its kind, if the article is in its kabupaten.
_WHERE = frozenset({"di", "dari", "asal", "wilayah", "daerah", "kawasan"})

#: What stands before an island where things are counted, and not before a `gajah Sumatra`.
_OF_REGION = re.compile(
    r"(?:^|[,(–.\n-]|\b(?:di|wilayah|kawasan|untuk|pada|ekonomi|pertumbuhan|inflasi|produksi|pdb|disusul|dan|serta))\s*$",
    re.IGNORECASE,
)
_AMID = re.compile(
    r"\b(?:di\s+tengah|akibat|dampak|tekanan|gejolak|kondisi|terhadap|krisis|resesi)\s|\b(?:ke|dari)\s+$", re.IGNORECASE
)
_REGION_LEAD = 24

_Word = tuple[str, int, int]


@dataclass(slots=True)
class Mention:
    """A place named at `text[start:end]`, the words of its kind or office (`Kabupaten`, `Pemkot`) included.

    `code` is None while, or when, several of `candidates` remain. `role` is `plain`, `office` (a government or its
    head), `dateline` (where the reporter sat), `statement` (where somebody spoke), `body` (the country in the name of
    a body: `DPR RI`) or `region` (several areas: `Sulawesi`; it has no code). `level` is the kind of area that the
    word before says (`city`, `village`, `site` …), empty without one.
    """

    start: int
    end: int
    name: str
    candidates: tuple[str, ...]
    code: str | None = None
    role: str = "plain"
    level: str = ""

    @property
    def area(self) -> str | None:
        """The code of the kabupaten, kota, province or country: a kecamatan takes its kabupaten's."""
        return area_of(self.code) if self.code else None


def area_of(code: str) -> str:
    """Return the code of the kabupaten or kota of a kecamatan; that of a larger area is returned as it is."""
    return ".".join(code.split(".")[:2])


def province_of(code: str | None) -> str | None:
    """Return the province of an Indonesian area's code; None for a country or no code."""
    return code[:2] if code and code[:2].isdigit() else None


class PlaceReader:
    """Finds and resolves the places of an article."""

    def __init__(self) -> None:
        self._index: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        names: dict[tuple[str, ...], set[str]] = defaultdict(set)
        districts: dict[str, list[str]] = defaultdict(list)
        longer: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for place in places().values():
            for words in _names_of(place):
                if place.level == "district":
                    districts["".join(words)].append(place.code)
                    longer[words].add(place.code)
                else:
                    names[words].add(place.code)
        self._districts = {name: tuple(dict.fromkeys(codes)) for name, codes in districts.items()}
        for row in rows("place_aliases"):
            names[_split(row["alias"])].add(row["code"])
        for words, codes in longer.items():  # `Seputih Mataram` is not in Mataram
            if words not in names and words[0] != "kota" and any(part in names for part in _parts(words)):
                names[words] = codes
        self._risky = {row["name"].lower() for row in rows("place_words")}
        for words, codes in names.items():
            self._index.setdefault(words[0], []).append((words, tuple(sorted(codes))))
        for options in self._index.values():
            options.sort(key=lambda option: -len(option[0]))
        #: The codes of provinces, kabupaten and kota by their names and short forms without spaces.
        self.squashed_names: dict[str, tuple[str, ...]] = {
            "".join(words): areas
            for words, codes in names.items()
            if (areas := tuple(sorted(code for code in codes if code[:2].isdigit() and len(code) <= _AREA_CODE)))
        }
        self._area_words = {row["word"]: row for row in rows("area_words")}
        self._area_word_ends = {word.split()[-1] for word in self._area_words}
        #: The words behind which a place may be named that is in no list, or only there.
        self._leads = self._area_word_ends | _WHERE
        self._longest_area_word = max(len(word.split()) for word in self._area_words)
        before = alternation((row["before"] for row in rows("national_words")), gap=" ")
        self._nation = re.compile(
            rf"(?<!\w){before}\s+(?:[a-z]+\s+)?(?P<word>nasional(?:nya)?)(?!\w)"
            r"|(?<!\w)(?P<bare>nasional)(?=\s+(?:sebesar\s+|yang\s+)?\d)",
            re.IGNORECASE,
        )
        anywhere = patterns(row["pattern"] for row in rows("regions") if row["anywhere"])
        elsewhere = patterns(row["pattern"] for row in rows("regions") if not row["anywhere"])
        self._region = re.compile(rf"(?<!\w)(?:(?P<anywhere>{anywhere})|{elsewhere})(?!\w)", re.IGNORECASE)
        self._body = re.compile(
            rf"(?<!\w){alternation((row['word'] for row in rows('body_words')), gap=' ')}\.?"
            r"(?:\s+[^\W\d_]+){0,4}\s+$",
            re.IGNORECASE,
        )
        self._named_body = re.compile(
            rf"(?<!\w){alternation((row['word'] for row in rows('body_words') if row['areas']), gap=' ')}"
            rf"(?:\s+(?!{_LINK})[^\W\d_]+){{0,3}}\s+$",
            re.IGNORECASE,
        )
        small = "|".join(row["pattern"] for row in rows("not_places") if not row["capital"])
        capital = "|".join(row["pattern"] for row in rows("not_places") if row["capital"])
        self._not_place = re.compile(rf"(?<!\w)(?:(?P<small>{small})|(?:{capital}))\s+$", re.IGNORECASE)

    def read(self, text: str, title: str = "", home: str | None = None) -> list[Mention]:
        """Return the places that `text` names, in its order, resolved as far as the article allows.

        `home` is the code of the area that the article's publisher writes for, if known.
        """
        mentions = sorted(self._find(text) + self._national(text), key=lambda mention: mention.start)
        _resolve(mentions, mentions + self._find(title), text, home)
        mentions = [mention for mention in mentions if mention.code or mention.level not in ("site", "bare")]
        self._mark_bodies(text, mentions)
        _mark_roles(text, mentions)
        mentions += _pointing_back(text, mentions)
        return self._with_regions(text, mentions)

    def read_title(self, title: str, mentions: list[Mention], home: str | None = None) -> list[Mention]:
        """Return the places that the title names, resolved in the company of the text's."""
        found = self._find(title)
        _resolve(found, found + mentions, title, home)
        return [mention for mention in found if mention.code or mention.level not in ("site", "bare")]

    def resolve_name(self, name: str, context: Iterable[Mention]) -> str | None:
        """Return the code of the first area named in `name` (a recipient, an office), given the article's places."""
        found = self._find(name)
        _resolve(found, found + list(context), name)
        return next((mention.area for mention in found if mention.area), None)

    def _national(self, text: str) -> list[Mention]:
        """`secara nasional`, `ekspor nasional`: the whole country."""
        if "nasional" not in text.lower():
            return []
        return [
            Mention(match.start(group), match.end(group), match[group], ("ID",), "ID")
            for match in self._nation.finditer(text)
            for group in [str(match.lastgroup)]
        ]

    def _with_regions(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Add the names of several areas at once (`Sulawesi`, `ekonomi global`), for the areas named in them."""
        mentions = sorted(mentions, key=lambda mention: mention.start)
        found: list[Mention] = []
        for match in self._region.finditer(text):
            lead = text[max(0, match.start() - _REGION_LEAD) : match.start()]
            if _AMID.search(lead) or not (match["anywhere"] or _OF_REGION.search(lead)):
                continue
            first = bisect.bisect_right(mentions, match.start(), key=lambda mention: mention.end)
            last = bisect.bisect_left(mentions, match.end(), key=lambda mention: mention.start)
            # `Sumatera Barat` is not Sumatera, `Solo Raya` is not Solo
            if all(match.start() <= m.start and m.end <= match.end() for m in mentions[first:last]):
                mentions[first:last] = []
                found.append(Mention(match.start(), match.end(), match.group(), (), role="region"))
        return sorted(mentions + found, key=lambda mention: mention.start)

    def _mark_bodies(self, text: str, mentions: list[Mention]) -> None:
        """Mark an area that only ends the name of a body: `DPR RI`, `Kementerian Sosial RI`, `Hotel Bunga Lampung`."""
        for mention in mentions:
            pattern = self._body if mention.code == "ID" else self._named_body
            bare = mention.code == "ID" or mention.level in ("", "bare")
            if bare and pattern.search(text, max(0, mention.start - 60), mention.start):
                mention.role = "body"

    def _find(self, text: str) -> list[Mention]:
        lower_cased = sum(map(str.isupper, text)) < 0.004 * len(text)
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        lowered = [word.lower() for word, _, _ in words]
        found: list[Mention] = []
        i = 0
        while i < len(words):
            if (
                lowered[i] not in self._index
                and (i == 0 or lowered[i - 1] not in self._leads)
                and not (found and found[-1].level == "village")
            ):
                i += 1  # as most words
                continue
            prefix = self._prefix(lowered, words, i, text)
            capital = lower_cased or words[i][0][0].isupper()
            # `Pekon Bumi Ratu, Ngambur`
            behind_village = bool(found) and found[-1].level == "village" and text[found[-1].end : words[i][1]] == ", "
            may_be_bare = behind_village or (i > 0 and lowered[i - 1] in _WHERE)
            if lower_cased or not capital or lowered[i] in self._area_words:
                may_be_bare = False
            mention = self._at(lowered, words, i, text, prefix, capital, may_be_bare)
            if mention is None:
                # `Desa Padang …` is not in Padang, known or not
                i += 1 if prefix is None or prefix["level"] != "village" else self._named(lowered, words, i, text)
                continue
            found.append(mention)
            while i < len(words) and words[i][1] < mention.end:
                i += 1
        return found

    def _at(
        self,
        lowered: list[str],
        words: list[_Word],
        i: int,
        text: str,
        prefix: dict[str, str] | None,
        capital: bool,
        may_be_bare: bool,
    ) -> Mention | None:
        """The place that is named from word `i` on, if any."""
        level = prefix["level"] if prefix is not None else ""
        if level == "village":
            return self._village_at(lowered, words, i, text) if capital else None
        if level == "district":
            return self._district_at(words, i, text, level)
        mention = None
        if lowered[i] in self._index:
            mention = self._match(lowered, words, i, text, prefix, capital)
        if mention is None and level == "regency":
            # a slip of the press: a kecamatan called kabupaten
            mention = self._district_at(words, i, text, level)
        if mention is None and level == "site" and capital:
            mention = self._district_at(words, i, text, level)
        if mention is None and not level and may_be_bare:
            mention = self._district_at(words, i, text, "bare")
        return mention

    def _named(self, lowered: list[str], words: list[_Word], i: int, text: str) -> int:
        """How many words from `i` on bear a name that is no area's, because a village's was expected."""
        sizes = [
            len(names) for names, _ in self._index.get(lowered[i], ()) if tuple(lowered[i : i + len(names)]) == names
        ]
        return max([1, *(size for size in sizes if _contiguous(words, text, i, size))])

    def _prefix(self, lowered: list[str], words: list[_Word], i: int, text: str) -> dict[str, str] | None:
        """The word of kind or office right before word `i` (`Kabupaten`, `Wali Kota`), if any."""
        if i == 0 or lowered[i - 1] not in self._area_word_ends:
            return None
        for size in range(self._longest_area_word, 0, -1):
            if i >= size and (row := self._area_words.get(" ".join(lowered[i - size : i]))) is not None:
                gap = text[words[i - 1][2] : words[i][1]]
                if gap.strip() in ("", ".") and "\n" not in gap:
                    return {**row, "size": str(size)}
        return None

    def _match(
        self, lowered: list[str], words: list[_Word], i: int, text: str, prefix: dict[str, str] | None, capital: bool
    ) -> Mention | None:
        for names, codes in self._index[lowered[i]]:
            size = len(names)
            if tuple(lowered[i : i + size]) != names or not _contiguous(words, text, i, size):
                continue
            if not capital and (size == 1 or sum(map(len, names)) < _UNMISTAKABLE):
                continue
            surface = text[words[i][1] : words[i + size - 1][2]]
            if len(surface) <= 3 and not surface.isupper():
                continue
            barred = self._not_place.search(text, max(0, words[i][1] - _BARRED_WITHIN), words[i][1])
            if barred is not None and (barred["small"] or barred.group()[0].isupper() or text.islower()):
                return None
            mention = Mention(words[i][1], words[i + size - 1][2], surface, codes)
            fitting = _fitting(codes, prefix["level"]) if prefix is not None else ()
            if prefix is not None and fitting:
                mention.candidates, mention.level = fitting, prefix["level"]
                mention.start = words[i - int(prefix["size"])][1]
                mention.role = "office" if prefix["role"] == "office" else "plain"
            elif size == 1 and names[0] in self._risky:
                return None
            return mention
        return None

    def _district_at(self, words: list[_Word], i: int, text: str, level: str) -> Mention | None:
        """The kecamatan named from word `i` on; the word of its kind, if any, is the word before."""
        for size in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
            if not _contiguous(words, text, i, size):
                continue
            name = text[words[i][1] : words[i + size - 1][2]]
            if codes := self._districts.get(squashed(name)):
                start = words[i if level == "bare" else i - 1][1]
                return Mention(start, words[i + size - 1][2], name, codes, level=level)
        return None

    def _village_at(self, lowered: list[str], words: list[_Word], i: int, text: str) -> Mention | None:
        for size in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
            if not _contiguous(words, text, i, size):
                continue
            name = text[words[i][1] : words[i + size - 1][2]]
            if codes := villages(name):
                # `Kampung Bali Sadar` is not Bali
                longer = _contiguous(words, text, i, size + 1) and words[i + size][0][0].isupper()
                if longer and not self._begins_place(lowered, i + size):
                    return None
                return Mention(words[i - 1][1], words[i + size - 1][2], name, codes, level="village")
        return None

    def _begins_place(self, lowered: list[str], i: int) -> bool:
        """Whether word `i` is one of a place: of its name or of its kind."""
        return lowered[i] in self._index or lowered[i] in self._area_words or lowered[i] in self._districts


def _fitting(codes: tuple[str, ...], level: str) -> tuple[str, ...]:
    """Those of `codes` that the word before the name allows."""
    if level in ("office", "site"):
        return codes
    if level == "local":
        return tuple(code for code in codes if places()[code].level in ("regency", "city"))
    fitting = tuple(code for code in codes if places()[code].level == level)
    if not fitting and level == "regency":  # `Kabupaten Kota Waringin`, `Bupati Kepulauan …`
        fitting = tuple(code for code in codes if places()[code].level == "city")
    return fitting


#: What stands between a place and the larger one that it lies in.
_WITHIN = re.compile(r"(?:\s*,\s*|\s+|\s*\(\s*)(?:di\s+)?")


def _resolve(mentions: list[Mention], context: list[Mention], text: str, home: str | None = None) -> None:
    """Settle what one candidate, the kind named elsewhere, or the surrounding areas settle."""
    for mention in context:
        if mention.code is None and len(mention.candidates) == 1:
            if len(mention.candidates[0]) <= _AREA_CODE or mention.level == "district":
                mention.code = mention.candidates[0]
    for _ in range(2):  # a village beside a kecamatan that the first round settles
        for mention, after in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
            if after.code and mention.code is None and _WITHIN.fullmatch(text, mention.end, after.start):
                inside = _inside(mention.candidates, {after.code})
                mention.code = _shared(inside) if _one_area(inside) else None
            elif after.code and mention.code and _is_elsewhere(mention, after, text):
                inside = _inside(villages(mention.name), {after.code})
                mention.code = _shared(inside) if _one_area(inside) else mention.code
        known = Counter(mention.code for mention in context if mention.code)
        for mention in mentions:
            if mention.code is None:
                mention.code = _decide(mention, known, home)


def _is_elsewhere(mention: Mention, after: Mention, text: str) -> bool:
    """Whether a bare name has the kabupaten or kota of another province behind it: `Manggarai, Jakarta Selatan`."""
    return (
        not mention.level
        and len(str(after.code)) == _AREA_CODE
        and province_of(mention.code) not in (None, province_of(after.code))
        and text[mention.end : after.start] == ", "
    )


def _decide(mention: Mention, known: Counter[str], home: str | None) -> str | None:
    if any(len(code) > _AREA_CODE for code in mention.candidates):
        return _decide_small(mention, known, home)
    candidates = mention.candidates
    levels = {places()[code].level: code for code in candidates}
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
    near = _inside(candidates, {code[:2] for code in known if province_of(code)})
    if len(near) == 1:
        return near[0]
    return home if home in candidates else None


def _decide_small(mention: Mention, known: Counter[str], home: str | None) -> str | None:
    """A kecamatan or village: in the kecamatan, kabupaten or province that the article names, or nowhere."""
    areas = {area_of(code) for code in known if "." in code}
    provinces = {code[:2] for code in known if province_of(code)}
    candidates: Sequence[str] = mention.candidates
    for scope in ({code for code in known if len(code) > _AREA_CODE}, areas, provinces, {home} if home else set()):
        inside = _inside(candidates, scope)
        if _one_area(inside):
            beside = scope is provinces and mention.level != "district" and {inside[0][:2]} & {a[:2] for a in areas}
            return None if beside else _shared(inside)
        candidates = inside or candidates
    alone = _one_area(candidates) and mention.level not in ("site", "bare") and not provinces
    return _shared(candidates) if alone else None


def _inside(candidates: Iterable[str], areas: Iterable[str]) -> list[str]:
    """Those of `candidates` that are, or lie in, one of `areas`."""
    wanted = set(areas)
    return [code for code in candidates if {code, code[:8], code[:5], code[:2]} & wanted]


def _one_area(codes: Sequence[str]) -> bool:
    return len({code[:5] for code in codes}) == 1


def _shared(codes: Sequence[str]) -> str:
    """The code of the smallest area that all of `codes`, which share a kabupaten, are or lie in."""
    return next(
        code for end in (None, 8, _AREA_CODE) for code in [codes[0][:end]] if {c[:end] for c in codes} == {code}
    )


def _split(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _parts(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Every shorter run of `words`."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                yield words[start:end]


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
    if (
        place.level == "district" and words[0] == "kota" and len(words) == 2
    ):  # in Kudus, `Kota Kudus` is `Kecamatan Kota`
        yield words[:1]
    if place.level == "province" and words[0] in ("dki", "di"):
        yield words[1:]
    if place.level == "province" and words[0] == "kepulauan":
        yield words[1:] if len(words) > 2 else words
    if "sumatera" in words:
        yield tuple("sumatra" if word == "sumatera" else word for word in words)
    yield words


def _contiguous(words: list[_Word], text: str, i: int, size: int) -> bool:
    return i + size <= len(words) and all(
        text[words[k][2] : words[k + 1][1]] in (" ", "-", " - ") for k in range(i, i + size - 1)
    )


_POINTING = re.compile(r"(?<!\w)(provinsi|kabupaten|kota)\s+(?:itu|ini|tersebut)(?!\w)", re.IGNORECASE)
#: How many places back `kota itu` can point.
_POINTS_OVER = 8
_POINTED = {"provinsi": "province", "kabupaten": "regency", "kota": "city"}


def _pointing_back(text: str, mentions: list[Mention]) -> list[Mention]:
    """`provinsi itu`, `kota tersebut`: the last one that was named, or the province of what was."""
    found: list[Mention] = []
    for match in _POINTING.finditer(text):
        level = _POINTED[match[1].lower()]
        named = bisect.bisect_left(mentions, match.start(), key=lambda mention: mention.end)
        for mention in reversed(mentions[max(0, named - _POINTS_OVER) : named]):
            code = province_of(mention.area) if level == "province" else mention.area
            if code is not None and places()[code].level == level and mention.role in ("plain", "office"):
                found.append(Mention(match.start(), match.end(), match.group(), (code,), code, level=level))
                break
    return found


_DATELINE = re.compile(
    r"^[^\n.]{0,60}?(?:\((?:antara|[a-z ]{3,20})\)\s*[-–—]|\s[-–—]{1,2}\s|\.com\s*[-–—,]"
    r"|(?-i:[A-Z][A-Z ,]{3,40}[.–—-]))",
    re.IGNORECASE,
)
#: A lead that stands above the text, then the dateline: `… per gram. Jakarta (KABAR) - …`
_DATELINE_AGAIN = re.compile(
    r"[.!?”\"]\s+[^\W\d_]+(?:\s[^\W\d_]+)?(?=\s\((?:antara|[a-z ]{3,20})\)\s*[-–—])", re.IGNORECASE
)
_STATEMENT_PLACE = re.compile(
    r"\s*,\s*(?:pada\s+)?(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|hari ini|kemarin)\b", re.IGNORECASE
)
_STATEMENT_LEAD = re.compile(r"(?:\bdi|,) $", re.IGNORECASE)


def _mark_roles(text: str, mentions: list[Mention]) -> None:
    """Mark where the reporter sat and where somebody spoke: neither is where the figures are from."""
    dateline = _DATELINE.match(text)
    again = {match.end() for match in _DATELINE_AGAIN.finditer(text)}
    after: Mention | None = None
    for mention in reversed(mentions):
        if mention.end in again or (dateline is not None and mention.end <= dateline.end()):
            mention.role = "dateline"
        elif _STATEMENT_LEAD.search(text, max(0, mention.start - 4), mention.start):
            # `di Surabaya, Jawa Timur, Senin`
            if _STATEMENT_PLACE.match(text, mention.end) or (
                after is not None and after.role == "statement" and _WITHIN.fullmatch(text, mention.end, after.start)
            ):
                mention.role = "statement"
        after = mention
