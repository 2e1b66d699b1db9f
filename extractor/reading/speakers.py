"""Speakers: to whom the text attributes what it says, sentence by sentence and quotation by quotation."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.reading.periods import WEEKDAYS, months
from extractor.reading.places import Mention
from extractor.tables import alternation, compile_words, rows


@dataclass(slots=True)
class Attribution:
    """What `text[start:end]` says is attributed to `source`: the shortest name of a person or body.

    `role` is the office of a person as the text words it (`Kepala Dinas Perdagangan Kudus`), None if it tells none.
    """

    start: int
    end: int
    source: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the shortest name, and the office of a person."""

    name: str
    role: str | None = None


_QUOTE = re.compile(r"“[^“”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_NAME_WORD = r"(?:[A-Z][\w.'’&-]*|\([A-Z][\w/ .&-]*\)|I|RI|(?-i:bin|binti))"
_LINK = r"(?:dan|untuk|bidang|serta|&)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:{_LINK}\s+)?{_NAME_WORD})*(?:\s+setempat)?"
_LOWER_NAME = r"[a-z][\w.'’()/-]*(?:\s+[a-z][\w.'’()/-]*){0,9}"
_PRONOUN = r"(?:ia|dia|beliau|mereka)"
_TITLE_WORDS = (
    r"H|Hj|Ir|Drs|Dra|Dr|dr|drg|Prof|KH|Hi|Bapak|Ibu|Bpk|Pak|Bu|Jenderal|Letjen|Mayjen|Brigjen|Kolonel|Letkol"
)
_TITLES = re.compile(rf"^(?:(?:{_TITLE_WORDS})\.?\s+)+")
#: A title that is left over between an office and a name: `Bupati Kudus H.`
_TITLE_END = re.compile(rf"(?:(?:\s|^)(?:{_TITLE_WORDS})\.?)+\s*$")
_DEGREE = r"(?:[SM]\.\s?[A-Z][\w.]*|S[EHTP]|M[MTH]|M\.?Si|M\.?Kes|M\.?Pd|S\.?Pd|S\.?Sos|S\.?IP|Ph\.?D|MBA|M\.?Hum)\.?"
#: What stands behind a name: `, S.Sos., M.Si`, `, SE, MM`, ` SE MM`.
_DEGREE_RUN = re.compile(
    rf"(?<=\w)(?:,\s*{_DEGREE}(?![\w-])|(?<=[a-z])\s+{_DEGREE}(?=\s+{_DEGREE}|\s*[,.(]))"
    rf"(?:,?\s*{_DEGREE}(?![\w-]))*"
)
_DEGREES = re.compile(r",?\s*\b(?:S\.|M\.|SE|SH|ST|MM|MSi|SP|SSos|MT|MH|SPd|MPd|Ph\.?D)[\w.]*.*$")
_STOP_LOWER = re.compile(
    r"\s+(?:di|pada|saat|usai|ketika|dalam|melalui|kepada|sambil|seraya|setelah|yang|dikutip|lewat|dari|bahwa|ada|jika|karena"
    r"|senin|selasa|rabu|kamis|jumat|sabtu|minggu|kemarin|hari)\b.*$"
)


class SpeakerReader:
    """Finds attributions; the patterns are compiled once from `models/speech_verbs.csv`."""

    def __init__(self) -> None:
        verbs: dict[str, list[str]] = {"after": [], "subject": [], "before": []}
        for row in rows("speech_verbs"):
            verbs[row["position"]].append(row["words"])
        after, subject, before = (alternation(verbs[position]) for position in ("after", "subject", "before"))
        self._roles = frozenset(row["word"] for row in rows("role_words"))
        self._no_names = frozenset(row["word"] for row in rows("no_speakers"))
        # `kata Kepala BPS Lampung Rahmat Hidayat`; `katanya`, `kata dia` mean the one who spoke last.
        self._said = re.compile(
            rf"(?:[\"”,]\s*|^|\s)(?i:{after})(?:(?P<again>\s?nya\b|\s+(?i:{_PRONOUN})\b)"
            rf"|\s+(?:(?P<office>(?:[a-z]+\s+){{1,8}}?(?:[A-Z][\w/]*\s+){{0,4}}(?:setempat)?),\s+|(?:[a-z]+\s+){{1,6}}bernama\s+)?"
            rf"(?P<name>{_NAME}(?:,\s+{_NAME}(?=\s*[,.(]|\s+(?:di|saat|usai|pada)\b|$))?))"
        )
        #: What every sentence has that the patterns below find anything in, and most sentences have not.
        self._speech = re.compile(
            rf"(?<!\w){alternation(words for listed in verbs.values() for words in listed)}", re.I
        )
        self._again = re.compile(rf"\s*(?:masih\s+)?(?i:{after}|{before})\s?(?:nya\b|{_PRONOUN}\b|,)", re.IGNORECASE)
        self._lower_said = re.compile(rf"[\"”,]\s*{after}\s+(?P<name>{_LOWER_NAME})")
        self._says = re.compile(
            rf"(?:(?P<again>(?i:\b{_PRONOUN}|\bpihaknya))|(?P<name>{_NAME}(?:\s*,\s+{_NAME})?)(?:\s*,\s+[a-z][^,.“”\"]{{2,60}},|\s*,)?(?:\s+\([^)]*\))?)"
            rf"\s+(?:juga\s+|turut\s+|kembali\s+|lalu\s+|kemudian\s+|pun\s+)?(?i:{subject})\b"
        )
        self._lower_says = re.compile(rf"(?:^|[.,;]\s+|\s)(?P<name>[a-z]+(?:\s+[a-z]+){{0,5}})\s+{subject}\b")
        self._according = re.compile(
            rf"(?:^|(?<=[\s“\"(,]))(?i:{before})(?:(?P<again>\s?nya\b|(?=,)|\s+(?i:{_PRONOUN})\b)|\s+(?P<name>{_NAME}(?:\s*,\s+{_NAME})?))"
        )

    def read(
        self,
        text: str,
        sentence_starts: Sequence[int],
        places: Sequence[Mention],
        persons: Callable[[Sequence[tuple[int, int]]], Sequence[tuple[int, int]]] = lambda _stretches: (),
    ) -> list[Attribution]:
        """Return the attributions of `text`; later and narrower ones come after wider ones.

        Args:
            persons: finds the names of persons in stretches of the text, given and returned as (start, end) in order.
        """
        bounds = [*sentence_starts, len(text)]
        lower_cased = sum(map(str.isupper, text)) < 0.004 * len(text)
        quotes = [match.span() for match in _QUOTE.finditer(text)]
        said = [
            (start, end, self._phrases(text, start, end, quotes, lower_cased=lower_cased))
            for start, end in itertools.pairwise(bounds)
        ]
        naming = [(start, end) for start, end, (phrases, _) in said if any(map(self._is_unclear, phrases))]
        names = _Names(text, places, [] if lower_cased else persons(naming), self._roles, self._no_names)
        found: list[Attribution] = []
        last: Speaker | None = None
        for start, end, (phrases, pointing) in said:
            named = (names.speaker(*phrase) for phrase in phrases)
            speaker = next((speaker for speaker in named if speaker is not None), last if pointing else None)
            if speaker is None:
                continue
            last = speaker
            first = _quote_start(quotes, bounds, start, end)
            found.append(Attribution(min(first, start), _quote_end(quotes, end), speaker.name, speaker.role))
        return found

    def _is_unclear(self, phrase: tuple[str, int, str | None]) -> bool:
        """Whether an office and a name may stand together in the phrase, so that it takes a look at the names."""
        words = phrase[0].split()
        return len(words) > 2 and bool({word.lower().strip(".,()") for word in words[:3]} & self._roles)

    def _phrases(
        self, text: str, start: int, end: int, quotes: list[tuple[int, int]], *, lower_cased: bool
    ) -> tuple[list[tuple[str, int, str | None]], bool]:
        """What one sentence, outside of its quotations, calls a speaker, with offsets; whether it points at the last.

        The first that is a name is the speaker.
        """
        if self._speech.search(text, start, end) is None:
            return [], False
        # Blanked, not cut: offsets stay those of the text.
        outside = _DEGREE_RUN.sub(lambda run: " " * len(run.group()), _blank_quotes(text, start, end, quotes))
        patterns = [self._said, self._says, self._according]
        if lower_cased:
            patterns = [self._lower_said, self._lower_says, self._said]
        pointing = self._again.match(outside) is not None
        phrases: list[tuple[str, int, str | None]] = []
        for pattern in patterns:
            for match in pattern.finditer(outside):
                if match.groupdict().get("again"):
                    pointing = True
                elif match["name"]:
                    phrases.append((match["name"], start + match.start("name"), match.groupdict().get("office")))
        return phrases, pointing


@cache
def _area_office() -> re.Pattern[str]:
    offices = alternation(row["word"] for row in rows("area_words") if row["role"] == "office")
    return re.compile(rf"{offices}\s+", re.IGNORECASE)


@cache
def _calling() -> re.Pattern[str]:
    """The words of `_nicknames`, which few articles have: to look for them takes less than to look for names."""
    return compile_words(row["words"] for row in rows("nickname_words"))


@cache
def _nicknames() -> re.Pattern[str]:
    """`Rahmat Hidayat, yang akrab disapa Pak Yat`: the name, and the short form that stands for it later."""
    words = alternation(row["words"] for row in rows("nickname_words"))
    return re.compile(
        rf"(?P<name>{_NAME}),?\s+(?:yang\s+)?(?i:{words})\s+[“\"']?(?P<short>(?:[A-Z][\w’']*\s+)?[A-Z][\w’']*)"
    )


class _Names:
    """Shortens what the text calls a speaker, and joins short names to the full one given before."""

    def __init__(
        self,
        text: str,
        places: Sequence[Mention],
        persons: Sequence[tuple[int, int]],
        roles: frozenset[str],
        no_names: frozenset[str],
    ) -> None:
        self._text = text
        self._persons = persons
        self._no_names = no_names
        self._ends = sorted(mention.end for mention in places)
        self._office = _area_office()
        self._roles = roles
        self._full: dict[str, str] = {}
        self._role_of: dict[str, str] = {}
        for match in _nicknames().finditer(text) if _calling().search(text) else ():
            full = self._shortest(match["name"], match.start("name"))
            for short in (match["short"], match["short"].split()[-1]):
                self._full.setdefault(short, full or match["name"])

    def speaker(self, phrase: str, offset: int, office: str | None = None) -> Speaker | None:
        """Return who is meant by `Kepala BPS Lampung Rahmat Hidayat`: a person with the office, or a body.

        `office` is one that the text words before the phrase. None when the phrase is no name.
        """
        phrase = phrase.strip(" ,.()")
        called = self._person_in(phrase, offset) or self._shortest(phrase, offset) if phrase else None
        if called is None:
            return None
        name = self._join(called)
        if not self._has_role(called):
            left, _, right = phrase.partition(called)
            role = self._office_in(left) or self._office_in(right) or self._office_in(office or "")
            if role is not None:
                self._role_of.setdefault(name, role)
        return Speaker(name, self._role_of.get(name))

    def _office_in(self, words: str) -> str | None:
        """`Kepala BPS Lampung` out of what stands beside a name; None where it is no office."""
        words = _TITLE_END.sub("", words).strip(" ,.(")
        return _closed(words) if words and self._has_role(words) else None

    def _person_in(self, phrase: str, offset: int) -> str | None:
        """The first person named in the phrase, to the end of the name where the phrase stops short of it."""
        i = bisect.bisect_right(self._persons, offset, key=lambda person: person[1])
        if i == len(self._persons) or self._persons[i][0] >= offset + len(phrase):
            return None
        start, end = max(self._persons[i][0], offset), self._persons[i][1]
        name = self._text[start:end]
        return None if self._has_role(name) else _TITLES.sub("", self._behind_place(name, start) or name) or None

    def _shortest(self, phrase: str, offset: int) -> str | None:
        """The person's name out of `Kepala BPS Lampung Rahmat Hidayat`, or the body's; None for no name."""
        name = phrase
        head, _, tail = name.rpartition(", ")
        if head and tail.split()[0].lower() in WEEKDAYS:
            name = head
            head, _, tail = name.rpartition(", ")
        if head:
            if self._is_person(tail):
                name = tail
            elif self._is_person(head.rpartition(", ")[2]):
                name = head.rpartition(", ")[2]
            else:
                name = head if _DEGREES.match(", " + tail) else name
        elif self._has_role(name):
            name = self._behind_place(name, offset) or self._behind_office(name, offset) or name
        if name.islower():
            name = self._lower(name)
        name = _closed(_DEGREES.sub("", _TITLES.sub("", name)).strip(" ,."))
        first = name.split()[0].lower() if name else ""
        if not name or first in WEEKDAYS or first in months() or first in self._no_names:
            return None
        return name

    def _lower(self, name: str) -> str:
        return _STOP_LOWER.sub("", name)

    def _has_role(self, name: str) -> bool:
        return bool(set(re.findall(r"\w+", name.lower())[:3]) & self._roles)

    def _is_person(self, name: str) -> bool:
        words = _TITLES.sub("", name).split()
        return 0 < len(words) <= 4 and not {word.lower() for word in words} & self._roles and not name.isupper()

    def _behind_place(self, name: str, offset: int) -> str | None:
        """The person's name begins behind the office's place or bracket: `… Provinsi Lampung | Rahmat Hidayat`."""
        if ") " in name:
            return name.rpartition(") ")[2] or None
        i = bisect.bisect_left(self._ends, offset + len(name)) - 1
        if i >= 0 and offset < self._ends[i] < offset + len(name) - 2:
            rest = name[self._ends[i] - offset :].strip()
            return rest if rest and self._is_person(rest) else None
        return None

    def _behind_office(self, name: str, offset: int) -> str | None:
        """`Bupati Rahmat Hidayat`, unless it is an office and its area: `Bupati Jepara`."""
        office = self._office.match(name)
        if office is None or any(offset + office.end() < end <= offset + len(name) for end in self._ends):
            return None
        rest = _TITLES.sub("", name[office.end() :])
        return rest if len(rest.split()) > 1 and self._is_person(rest) else None

    def _join(self, name: str) -> str:
        words = name.split()
        if len(words) == 1 and (full := self._full.get(name)):
            return full
        if 1 < len(words) <= 4 and not {word.lower() for word in words} & self._roles:
            for word in words:
                self._full.setdefault(word, name)
        return name


def _closed(name: str) -> str:
    return name + ")" if name.count("(") > name.count(")") else name


def _blank_quotes(text: str, start: int, end: int, quotes: list[tuple[int, int]]) -> str:
    """The sentence with what stands inside quotation marks blanked, the marks kept."""
    pieces, position = [], start
    for first, last in _quotes_in(quotes, start, end):
        a, b = max(first + 1, start), min(last - 1 if last > first + 1 else last, end)
        if a < b:
            pieces.append(text[position:a] if a > position else "")
            pieces.append(" " * (b - max(a, position)))
            position = b
    pieces.append(text[position:end])
    return "".join(pieces)


def _quotes_in(quotes: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The quotations that overlap `text[start:end]`; they follow each other without overlap."""
    first = bisect.bisect_right(quotes, start, key=lambda quote: quote[1])
    return quotes[first : bisect.bisect_left(quotes, end, key=lambda quote: quote[0])]


def _quote_start(quotes: list[tuple[int, int]], bounds: Sequence[int], start: int, end: int) -> int:
    """Where the quotation begins that ends in this sentence, perhaps sentences before."""
    for first, last in _quotes_in(quotes, start, end):
        if first < start < last <= end:
            return bounds[bisect.bisect_right(bounds, first) - 1]
    return start


def _quote_end(quotes: list[tuple[int, int]], end: int) -> int:
    """A quotation that opens in the attributing sentence goes on to its end."""
    for first, last in _quotes_in(quotes, end - 1, end):
        if first < end < last:
            return last
    return end
