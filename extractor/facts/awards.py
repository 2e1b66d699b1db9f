"""Statements that somebody received an award or a status, sentence by sentence.

A statement is found at its verb (`meraih`, `dinobatkan sebagai`, `meresmikan … sebagai`); what stands before and
behind the verb is read as recipient, name, giver, occasion, venue and rank by the prepositions between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from extractor.facts import names
from extractor.facts.names import phrase, phrases
from extractor.facts.scene import Scene, Sentence
from extractor.tables import alternation, rows

Span = tuple[int, int]


@dataclass(slots=True)
class Statement:
    """One telling of an award or status; `start` and `end` are of its name in the text, `verb` of its verb.

    `name` is empty when the text only points back (`penghargaan tersebut diserahkan …`).
    """

    type: str
    verb: Span
    start: int
    end: int
    name: str = ""
    recipients: list[str] = field(default_factory=list)
    giver: str | None = None
    occasion: str | None = None
    venue: str | None = None
    ranks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Chunk:
    """What a preposition leads in; `role` is its group in `award_phrases.csv`."""

    role: str
    start: int
    end: int


class AwardReader:
    """Finds statements; the tables of verbs, award words, vetoes and event nouns are compiled once."""

    def __init__(self) -> None:
        self._verbs = {row["words"]: (row["voice"], row["type"]) for row in rows("award_verbs")}
        self._verb = _whole(self._verbs)
        self._head = _whole(row["word"] for row in rows("award_words") if row["kind"] == "head")
        #: `Piala Adipura dan Penghargaan Kalpataru`: two awards.
        self._joint_head = re.compile(rf"\s+(?:dan|serta)\s+(?={self._head.pattern}\s+(?-i:[A-Z]))", re.IGNORECASE)
        self._sign = _whole(row["word"] for row in rows("award_words") if row["kind"] == "sign")
        vetoes: dict[str, list[str]] = {}
        for row in rows("award_vetoes"):
            vetoes.setdefault(row["reach"], []).append(row["words"])
        self._veto = _whole(vetoes["before"])
        self._veto_adjacent = re.compile(rf"(?<!\w){alternation(vetoes['adjacent'])}\s+(?:\w+\s+)?$", re.IGNORECASE)
        self._planned = _whole(vetoes["planned"])
        self._adverse = _whole(row["words"] for row in rows("adverse_ratings"))
        self._status_noun = _whole(row["word"] for row in rows("designation_words"))
        self._event_noun = _whole(row["word"] for row in rows("event_nouns"))

    def read(self, scene: Scene, sentence: Sentence) -> list[Statement]:
        """Return the statements of one sentence, in its order."""
        text = scene.text
        verbs = list(self._verb.finditer(text, sentence.start, sentence.end))
        signs = (_STATUS, self._head, self._sign, names.RANK)
        if not verbs or not any(p.search(text, sentence.start, sentence.end) for p in signs):
            return []
        found: list[Statement] = []
        for i, verb in enumerate(verbs):
            ceiling = verbs[i + 1].start() if i + 1 < len(verbs) else sentence.end
            floor = verbs[i - 1].end() if i else sentence.start
            if self._is_vetoed(scene, sentence, verb):
                continue
            statement = self._statement(text, sentence, verb, floor, ceiling)
            if statement is None or self._adverse.search(text, statement.start, min(statement.end + 24, sentence.end)):
                continue
            found.append(statement)
            found += self._further(text, statement, ceiling)
        return found

    def details(self, text: str, sentence: Sentence) -> Statement:
        """Read giver, occasion, venue and recipients of a sentence that tells how an award was handed over."""
        statement = Statement("award", (sentence.start, sentence.start), sentence.start, sentence.start)
        for verb in self._verb.finditer(text, sentence.start, sentence.end):
            if self._verbs[_words(verb)][0] == "given":
                statement.verb = verb.span()
        chunks = _chunks(text, statement.verb[1], sentence.end)
        self._fill(text, sentence, statement, chunks, "given", sentence.start)
        return statement

    def _is_vetoed(self, scene: Scene, sentence: Sentence, verb: re.Match[str]) -> bool:
        """Hoped for, planned without a day, denied or merely nominated."""
        text = scene.text
        before = text[sentence.clause_at(verb.start())[0] : verb.start()]
        if (own := _RELATIVE.search(before)) is not None:
            before = before[own.start() :]  # what `…, yang pada 2019 dinobatkan …` is told beside is no matter of it
        if self._veto.search(before) or self._veto_adjacent.search(before):
            return True
        if not self._planned.search(before):
            return False
        dated = any(p.precision == "day" for p in scene.between(scene.periods, verb.end(), sentence.end))
        return not dated and re.search(r"\bpada tahun\b", text[verb.end() : sentence.end]) is None

    def _statement(
        self, text: str, sentence: Sentence, verb: re.Match[str], floor: int, ceiling: int
    ) -> Statement | None:
        voice, kind = self._verbs[_words(verb)]
        chunks = _chunks(text, verb.end(), sentence.end)
        status = _words(verb).endswith(("sebagai", "menjadi", "berstatus"))
        named: Span | None
        if voice == "is":
            named, voice = self._placing_at(text, verb.end(), ceiling), "receives"
        elif voice in ("receives", "gives"):
            named = self._name_at(text, verb.end(), ceiling, status=status)
        elif voice == "names":
            named = self._status_name(text, chunks)
        else:
            named = self._name_before(text, floor, verb.start())
        if named is None:
            return None
        named = _with_inner_from(text, named, chunks)
        if self._is_generic(text, named):
            later = self._later_name(text, chunks)
            statement = Statement(kind, verb.span(), *(later or named), name=_clean(text, later) if later else "")
        else:
            statement = Statement(kind, verb.span(), *named, name=_clean(text, named))
        self._fill(text, sentence, statement, chunks, voice, floor)
        if not status and voice != "names" and self._head.match(statement.name):
            statement.type = "award"
        return statement

    def _further(self, text: str, statement: Statement, ceiling: int) -> list[Statement]:
        """`meraih Juara 1 kategori A dan Juara 1 kategori B`: another award of the same recipients."""
        joint = re.compile(r"\s*(?:,\s*(?:dan|serta)?|dan|serta)\s*").match(text, statement.end, ceiling)
        if joint is None or not any(p.match(text, joint.end(), ceiling) for p in (self._head, names.RANK)):
            return []
        named = self._name_at(text, joint.end() - 1, ceiling, status=False)
        if named is None or self._is_generic(text, named):
            return []
        more = Statement(
            statement.type, statement.verb, *named, _clean(text, named), list(statement.recipients),
            statement.giver, statement.occasion, statement.venue, names.ranks(text, *named),
        )  # fmt: skip
        statement.ranks = names.ranks(text, statement.start, statement.end)
        return [more, *self._further(text, more, ceiling)]

    def _placing_at(self, text: str, start: int, end: int) -> Span | None:
        """`merupakan juara dua …`, `menjadi provinsi terbaik dalam …`."""
        at = start + 1
        if (rank := names.RANK.match(text, at, end)) is not None:
            return at, self._name_end(text, rank.end(), end)
        if re.compile(r"\w+\s+terbaik\b", re.IGNORECASE).match(text, at, end):
            return at, self._name_end(text, at, end)
        return None

    def _name_at(self, text: str, start: int, end: int, *, status: bool) -> Span | None:
        """The award's name right behind a verb; a `status` needs no award word."""
        lead = re.compile(rf"\s+(?:{phrases('lead')}\s+)*", re.IGNORECASE).match(text, start, end)
        at = lead.end() if lead else start
        for pattern in (names.RANK, self._head):
            if (head := pattern.match(text, at, end)) is not None:
                return at, self._name_end(text, head.end(), end)
        if status and phrase("no name").match(text, at):
            return None
        named = names.name_at(text, at, end)
        if named is not None and (status or self._sign.search(text, *named)):
            return named
        if status:
            lower = _LOWER_STATUS.match(text, at, end)
            if lower is not None and any(p.search(lower.group()) for p in (self._status_noun, self._sign)):
                return lower.span()
        return None

    def _name_end(self, text: str, at: int, end: int) -> int:
        """Where a name that begins with an award word ends."""
        rest = _AFTER_HEAD.match(text, at, end)
        if rest is not None:
            quoted = rest.group().endswith(('"', "”")) and rest.group().lstrip()[0] in '"“'
            stop = rest.end() if quoted else names.trimmed(text, at, rest.end())
            another = self._joint_head.search(text, at, stop)
            return another.start() if another else stop
        lower = _lower_name().match(text, at, end)
        return lower.end() if lower else at

    def _status_name(self, text: str, chunks: list[_Chunk]) -> Span | None:
        """The status that `menetapkan … sebagai` gives."""
        for chunk in chunks:
            if chunk.role == "name":
                named = self._name_at(text, chunk.start - 1, chunk.end, status=True)
                if named is not None:
                    return named
        return None

    def _name_before(self, text: str, floor: int, end: int) -> Span | None:
        """The award's name that a passive verb speaks of: `Penghargaan … diserahkan`."""
        if (rank := names.RANK.search(text, floor, end)) is not None and not text[floor : rank.start()].strip():
            return rank.span()
        heads = list(self._head.finditer(text, floor, end))
        # `TPID Award untuk kategori berprestasi itu`: the award, not its category
        proper = [head for head in heads if head.group().lower() != "kategori"]
        if proper:
            return proper[-1].start(), min(self._name_end(text, proper[-1].end(), end), end)
        for start, stop in names.names_in(text, floor, end):
            if self._sign.search(text, start, stop):
                return start, names.trimmed(text, start, stop)
        return (heads[-1].start(), min(self._name_end(text, heads[-1].end(), end), end)) if heads else None

    def _is_generic(self, text: str, named: Span) -> bool:
        """`penghargaan`, `predikat serupa`, `penghargaan mewakili …`: no name of its own."""
        bare = re.sub(r"\s*\d+$", "", text[slice(*named)])
        back = phrase("points back").match(text, named[1] + 1)
        nameless = self._head.fullmatch(bare) is not None and names.RANK.fullmatch(text, *named) is None
        # `penghargaan sebagai bentuk apresiasi`, but `Penghargaan Kepala Daerah Peduli Koperasi`
        return nameless or back is not None or any(word.group().islower() for word in phrase("no name").finditer(bare))

    def _later_name(self, text: str, chunks: list[_Chunk]) -> Span | None:
        """`menerima penghargaan sebagai Kabupaten Terinovatif`, `… dalam ajang Kencana Award 2023`."""
        named = self._status_name(text, chunks)
        if named is not None:
            return named
        for chunk in chunks:
            for span in names.names_in(text, chunk.start, chunk.end) if chunk.role == "occasion" else ():
                if self._sign.search(text, *span):
                    return span
        return None

    def _fill(
        self, text: str, sentence: Sentence, statement: Statement, chunks: list[_Chunk], voice: str, floor: int
    ) -> None:
        """Read who, from whom, where and on what occasion, around the verb."""
        verb, verb_end = statement.verb
        for chunk in chunks:
            if voice != "names" and chunk.end <= statement.end:
                continue
            words = text[chunk.start : chunk.end]
            if chunk.role == "giver" and words[:1].isupper():
                statement.giver = statement.giver or names.proper(words)
            elif chunk.role == "occasion" and self._event_noun.search(words):
                statement.occasion = statement.occasion or names.occasion(words)
            elif chunk.role == "venue" and names.is_venue(words):
                # `sebagai desa devisa di Jawa Timur` says how far the status reaches, not where it was given.
                apart = chunk.start - statement.end > len(" di ") + 1 or phrase("venue lead").match(words) is not None
                if statement.type != "designation" or apart:
                    statement.venue = statement.venue or words.strip(" ,")
            elif chunk.role == "recipient":
                statement.recipients += names.recipients(text, chunk.start, chunk.end)
        before = _subject_start(text, sentence, floor, verb)
        if voice == "receives":
            statement.recipients = names.subject(text, before, verb)
        elif voice == "given":
            agent = names.recipients(text, verb_end, chunks[0].start if chunks else sentence.end)
            if text[verb:verb_end].lower() in ("diterima", "diraih"):
                statement.recipients += agent
            elif agent:
                statement.giver = statement.giver or agent[0]
        else:
            giver = names.recipients(text, before, verb)
            statement.giver = statement.giver or (giver[-1] if giver else None)
            if voice == "names":
                status = _STATUS.search(text, verb_end, sentence.end)
                statement.recipients = names.recipients(text, verb_end, status.start() if status else statement.start)
        statement.ranks = names.ranks(text, min(verb_end, statement.start), sentence.end)
        listed = names.listed(text, verb_end, sentence.end)
        statement.recipients += [name for name in listed if name not in statement.recipients]


#: A verb of a clause of its own: `Desa Colo, yang pada 2019 `.
_RELATIVE = re.compile(r"\byang\s+(?:pada\s+\w+\s+|\w+\s+)?$")
_STATUS = re.compile(r"\b(?:sebagai|menjadi|berstatus)\b", re.IGNORECASE)
#: A name in quotation marks is all that stands in them: `penghargaan "Key to the City"`.
_AFTER_HEAD = re.compile(
    rf"\s+(?:[\"“][^\"“”\n]{{3,80}}[\"”]|(?:(?:sebagai|kategori|tingkat|kepada|the|se-)\s*)?{names.NAME})"
)
_LOWER_STATUS = re.compile(r"[^\W\d_][\w/-]*(?:\s+(?!(?:di|pada|oleh|dari|untuk|dalam|yang|karena|dan)\b)[\w/-]+){0,5}")
#: A comma ends what a preposition leads in, unless a place goes on with it: `kantor BPK, Sidoarjo`.
_STOP = re.compile(r"[.;“”\"]|,(?!\s+(?:Kabupaten|Kota|Provinsi|Kompleks|[A-Z][a-z]+\s*[,.]))")

#: A comma in a list of recipients goes on with the next of them: `kepada Pemkab Kudus, Pemkab Pati, dan Pemkot Tegal`.
_LIST_STOP = re.compile(
    r"[.;“”\"]|,(?!\s+(?:(?:dan|serta)\s+)?(?:Pem(?:kab|kot|prov|da|erintah)|Kabupaten|Kota|Provinsi|Desa|Kampung"
    r"|Kelurahan|Koperasi|PT|CV)\b|\s+[A-Z][a-z]+\s*[,.])"
)


def _whole(words: object) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternation(words)}(?!\w)", re.IGNORECASE)  # type: ignore[arg-type]


def _words(verb: re.Match[str]) -> str:
    return " ".join(verb.group().lower().split())


def _clean(text: str, span: Span) -> str:
    name = " ".join(text[slice(*span)].strip(" ,.'").split())
    # Quotation marks around the whole go; a pair inside the name stays.
    return name if re.search(r".[\"“][^\"“”]+[\"”]$", name) else name.strip(" ,.“”\"'")


def _with_inner_from(text: str, named: Span, chunks: list[_Chunk]) -> Span:
    """`predikat Wilayah Bebas dari Korupsi dari Kementerian PAN-RB`: of two `dari`, the first is the name's."""
    givers = [chunk for chunk in chunks if chunk.role == "giver" and chunk.start > named[1]]
    if len(givers) > 1 and text[named[1] : givers[0].start].strip() == "dari":
        between = text[givers[0].end : givers[1].start].strip()
        if between in ("dari", "oleh"):
            return named[0], givers[0].end
    return named


@cache
def _lower_name() -> re.Pattern[str]:
    """Up to five words in small letters behind an award word: `penghargaan insentif fiskal`."""
    ends = "|".join(
        phrases(group) for group in ("giver", "occasion", "venue", "recipient", "aside", "handed", "points back")
    )
    return re.compile(rf"(?:\s+(?!(?:{ends}|sebagai|dan|serta|kategori|langsung)(?!\w))[^\W\d_][\w/-]*){{1,5}}")


@cache
def _preposition() -> re.Pattern[str]:
    roles = ("giver", "occasion", "venue", "recipient", "name", "aside")
    # The longest first over all roles: `di sela` before `di`.
    listed = sorted(
        ((row["words"], row["group"]) for row in rows("award_phrases") if row["group"] in roles),
        key=lambda pair: -len(pair[0]),
    )
    return re.compile(
        "(?<![\\w-])(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w, _ in listed) + ")(?![\\w-])"
    )


@cache
def _role_of() -> dict[str, str]:
    return {row["words"]: row["group"] for row in rows("award_phrases")
            if row["group"] in ("giver", "occasion", "venue", "recipient", "name", "aside")}  # fmt: skip


def _chunks(text: str, start: int, end: int) -> list[_Chunk]:
    """Cut what follows a verb at its prepositions; each piece runs to the next one or to a stop."""
    found = []
    matches = list(_preposition().finditer(text, start, end))
    for i, match in enumerate(matches):
        stop = matches[i + 1].start() if i + 1 < len(matches) else end
        at = match.end() + 1
        role = _role_of()[" ".join(match.group().split())]
        breaking = (_LIST_STOP if role == "recipient" else _STOP).search(text, at, stop)
        if breaking is not None and breaking.start() > at:
            stop = breaking.start()
        if stop > at:
            found.append(_Chunk(role, at, len(text[:stop].rstrip(" ,"))))
    return found


@cache
def _subject_break() -> re.Pattern[str]:
    return re.compile(
        rf"[“”\"]|\s[-–—]{{1,3}}\s|(?<!\w){phrases('subject break')}(?!\w)|,\s+(?=kali ini)", re.IGNORECASE
    )


def _subject_start(text: str, sentence: Sentence, floor: int, verb: int) -> int:
    """Where the subject of the verb may begin: behind the last clause that ended before it."""
    start = max(sentence.clause_at(verb)[0], floor)
    breaks = [match.end() for match in _subject_break().finditer(text, start, verb)]
    # `Desa Kemloko sejak 2019 ditetapkan`: no other subject follows, so the first stands.
    while breaks and re.search(r"[A-Z]|\b[a-z]+nya\b|\bitu\b", text[breaks[-1] : verb]) is None:
        breaks.pop()
    return breaks[-1] if breaks else start
