"""Events: one record for each award or designation, however often an article tells it.

Statements are read sentence by sentence; one that only points back (`penghargaan tersebut diserahkan …`, `predikat
serupa diterima …`) adds to the event before, and statements of the same award in the same year are one event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor.facts import names
from extractor.facts.awards import AwardReader, Statement
from extractor.facts.names import phrase, phrases
from extractor.facts.scene import Scene, Sentence
from extractor.facts.where import PlaceBinder
from extractor.gazetteer import places
from extractor.reading.pipeline import place_reader
from extractor.reading.places import province_of
from extractor.records import Event
from extractor.tables import rows

_SAME = re.compile(
    r"\b(?:predikat|opini|penghargaan|kategori|gelar|status)\s+(?:yang\s+)?(?:serupa|sama)\b", re.IGNORECASE
)
_OWN_AWARD = re.compile(r"\b(?:award|awards|penghargaan|piala|opini|predikat|anugerah)\b", re.IGNORECASE)
_MEMBERS = re.compile(
    r"\s*(?:mereka|keduanya|ketiganya|keempatnya|kelimanya)\s+(?:adalah|yakni|yaitu|ialah)\b", re.IGNORECASE
)
#: How many sentences on a telling may still add to an event.
_REACH = 4


@cache
def _tells_how() -> re.Pattern[str]:
    """`Penghargaan diserahkan …`: a sentence about how the award just told was handed over."""
    return re.compile(rf"\b{phrases('handed noun')}\b[^.]{{0,60}}?\b{phrases('handed')}\b", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """An event so far, and the number of the last sentence that told of it."""

    event: Event
    sentence: int


class EventReader:
    """Reads the events of an article."""

    def __init__(self) -> None:
        self._awards = AwardReader()

    def read(self, scene: Scene, where: PlaceBinder) -> list[Event]:
        """Return the awards and designations that the article reports, in the order of their first telling."""
        drafts: list[_Draft] = []
        for index, sentence in enumerate(scene.sentences):
            statements = self._awards.read(scene, sentence)
            for statement in statements:
                self._take(scene, where, index, sentence, statement, drafts)
            if not statements and drafts and index - drafts[-1].sentence <= 2:
                for name, rank in names.ranked(scene.text, sentence.start, sentence.end):
                    if self._add_recipient(scene, drafts[-1].event, name):
                        event = drafts[-1].event
                        event.rank = "; ".join(filter(None, [event.rank, rank]))
            listed = _MEMBERS.match(scene.text, sentence.start, sentence.end)
            if listed is not None and drafts and index - drafts[-1].sentence <= 1:
                for name in names.listed(scene.text, sentence.start, sentence.end):
                    self._add_recipient(scene, drafts[-1].event, name)
            if not statements and drafts and _tells_how().search(scene.text, sentence.start, sentence.end):
                self._add_details(scene, index, sentence, drafts)
        if len(drafts) == 1 and drafts[0].event.date is None:
            drafts[0].event.date = _day_of_receiving(scene)
        for draft in drafts:
            draft.event.recipient_places = _recipient_places(scene, where, draft.event)
        return [draft.event for draft in drafts if draft.event.recipients]

    def _take(
        self,
        scene: Scene,
        where: PlaceBinder,
        index: int,
        sentence: Sentence,
        statement: Statement,
        drafts: list[_Draft],
    ) -> None:
        text = scene.text
        same = _SAME.search(text, max(sentence.start, statement.start - 2), min(sentence.end, statement.end + 16))
        points_back = not statement.name or same is not None
        if drafts and index - drafts[-1].sentence <= _REACH and names.RANK.fullmatch(statement.name):
            points_back = True  # a rank or category of the award just told
        if points_back:
            if drafts and index - drafts[-1].sentence <= _REACH:
                self._merge(scene, index, sentence, statement, drafts[-1])
            return
        date = self._date(scene, index, sentence, statement, drafts)
        if drafts and index - drafts[-1].sentence <= 2 and self._is_rank_of(scene, statement, drafts[-1].event, date):
            drafts[-1].event.rank = "; ".join(filter(None, [drafts[-1].event.rank, statement.name]))
            return
        for draft in drafts:
            if (
                draft.event.type == statement.type
                and _alike(draft.event.name, statement.name)
                and _same_time(draft.event, statement.name, date)
            ):
                self._merge(scene, index, sentence, statement, draft, date)
                return
        recipients = list(statement.recipients)
        if not recipients:
            subject = self._implied(scene, where, sentence, statement, drafts, index)
            if subject is None:
                return
            recipients = [subject]
        quotation = text[sentence.start : sentence.end].rstrip()
        event = Event(
            type=statement.type, start=statement.start, end=statement.end, name=statement.name, recipients=recipients,
            recipient_places=[], giver=statement.giver, occasion=statement.occasion, venue=statement.venue, date=date,
            rank="; ".join(statement.ranks) or None, quotation=quotation, quote_start=sentence.start,
            quote_end=sentence.start + len(quotation),
        )  # fmt: skip
        drafts.append(_Draft(event, index))

    def _is_rank_of(self, scene: Scene, statement: Statement, event: Event, date: str | None) -> bool:
        """`Ketiganya meraih TPID Award. Samarinda dinobatkan sebagai TPID Terbaik`: a class of the award just told."""
        if event.type != "award" or statement.type != "award" or _OWN_AWARD.search(statement.name):
            return False
        if date is not None and event.date is not None and date[:4] != event.date[:4]:
            return False
        reader = place_reader()
        codes = {reader.resolve_name(name, scene.places) for name in event.recipients} - {None}
        own = {reader.resolve_name(name, scene.places) for name in statement.recipients} - {None}
        return (
            bool(own)
            and own <= codes
            and re.search(r"\b(?:terbaik|berprestasi|berkinerja)\b", statement.name, re.I) is not None
        )

    def _merge(
        self, scene: Scene, index: int, sentence: Sentence, statement: Statement, draft: _Draft, date: str | None = None
    ) -> None:
        """Add to an event what another sentence says of it."""
        event = draft.event
        for name in statement.recipients:
            self._add_recipient(scene, event, name)
        event.giver = event.giver or statement.giver
        event.occasion = event.occasion or statement.occasion
        event.venue = event.venue or statement.venue
        if event.date is None or len(event.date) < 10:
            day = date or _narrated_day(
                scene, sentence, receiving=_RECEIVING.search(scene.text, sentence.start, sentence.end) is not None
            )
            event.date = day if day and (event.date is None or day.startswith(event.date[:4])) else event.date
        known = event.rank or ""
        new = [rank for rank in statement.ranks if rank not in known]
        event.rank = "; ".join(filter(None, [known, *new])) or None
        draft.sentence = index

    def _add_recipient(self, scene: Scene, event: Event, name: str) -> bool:
        """Add a recipient unless the event has it already; returns whether it was added."""
        reader = place_reader()
        code = reader.resolve_name(name, scene.places)
        for known in event.recipients:
            if known == name or (
                code is not None and reader.resolve_name(known, scene.places) == code and _is_body(known)
            ):
                return False
            if name in known or known.endswith(name):
                return False
        if code is not None or (_is_body(name) and " " in name):
            event.recipients.append(name)
            return True
        return False

    def _add_details(self, scene: Scene, index: int, sentence: Sentence, drafts: list[_Draft]) -> None:
        draft = drafts[-1]
        if index - draft.sentence > _REACH:
            return
        statement = self._awards.details(scene.text, sentence)
        self._merge(scene, index, sentence, statement, draft)

    def _implied(
        self,
        scene: Scene,
        where: PlaceBinder,
        sentence: Sentence,
        statement: Statement,
        drafts: list[_Draft],
        index: int,
    ) -> str | None:
        """Who is meant when the sentence names nobody: what it points back to, the recipients before, or the area that
        the article is about."""
        if (meant := _pointed_to(scene.text, sentence.start, statement.verb[0])) is not None:
            return meant
        if drafts and index - drafts[-1].sentence <= _REACH:
            return drafts[-1].event.recipients[0]
        before = [m for m in scene.places if m.end <= statement.verb[0] and m.start >= sentence.start and m.area]
        if before:
            named = before[-1]
            if phrase("points back").search(scene.text, named.start, named.end):
                # `Kota Salatiga juga. Ibu kota provinsi tersebut …`: the area named last, not what the words hold.
                earlier = [m for m in scene.places if m.area and m.end <= sentence.start][-1:]
                return scene.text[earlier[0].start : earlier[0].end] if earlier else None
            return scene.text[named.start : named.end]
        code = where.focus
        if code is not None and code != "ID" and not scene.is_spoken(sentence):
            return places()[code].name
        unnamed = _unnamed().search(scene.text, sentence.start, statement.verb[0])
        if unnamed is None or phrase("no recipient").match(unnamed[1]):
            return None
        return unnamed.group()

    def _date(
        self, scene: Scene, index: int, sentence: Sentence, statement: Statement, drafts: list[_Draft]
    ) -> str | None:
        """When it was given: a day of the sentence, a year or month beside the verb, the day of the same occasion, or
        the day that the narration has just named."""
        text = scene.text
        day = _narrated_day(scene, sentence)
        clause_start, clause_end = sentence.clause_at(statement.verb[0])
        beside = [
            p.value for p in scene.between(scene.periods, clause_start, clause_end)
            if not _NOW.search(text, p.end, statement.verb[0])
            and p.value and p.precision != "day" and not p.cumulative and "/" not in p.value
            and "anggaran" not in text[p.start : p.end].lower() and not _in_name(text, p.start)
        ]  # fmt: skip
        if day is not None:
            return day
        if beside:
            return beside[0]
        if (
            drafts
            and drafts[-1].event.date
            and phrase("same occasion").search(scene.text[sentence.start : sentence.end])
        ):
            return drafts[-1].event.date
        for back in range(1, 3):
            if index - back >= 0 and not scene.is_spoken(scene.sentences[index - back]):
                earlier = _narrated_day(scene, scene.sentences[index - back])
                if earlier is not None:
                    return earlier
        return None


_RECEIVING = re.compile(
    r"\b(?:saat|usai|ketika|seusai)\s+(?:acara\s+)?(?:menerima|penyerahan|penerimaan)\b", re.IGNORECASE
)


#: `Setelah tahun lalu cuma mendapat predikat Madya, kali ini Kudus menerima …`: the year before is another award's.
_NOW = re.compile(r"\bkali ini\b", re.IGNORECASE)


def _day_of_receiving(scene: Scene) -> str | None:
    """The day on which the recipient spoke `saat menerima penghargaan`, anywhere in an article about one award."""
    for sentence in scene.sentences:
        if _RECEIVING.search(scene.text, sentence.start, sentence.end):
            day = _narrated_day(scene, sentence, receiving=True)
            if day is not None:
                return day
    return None


def _narrated_day(scene: Scene, sentence: Sentence, *, receiving: bool = False) -> str | None:
    """The day of what a sentence narrates; not the day of a saying, unless he spoke `saat menerima`."""
    if scene.is_spoken(sentence) and not receiving:
        return None
    days = [
        p.value for p in scene.periods if sentence.start <= p.start < sentence.end and p.precision == "day" and p.value
    ]
    return days[-1] if days else None


@cache
def _unnamed() -> re.Pattern[str]:
    """`Kopi itu`, where nobody says which."""
    return re.compile(rf"\b([A-Z]\w+)\s+{phrases('points back')}\b")


@cache
def _event_nouns() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("event_nouns"))


#: Characters. How far back `desa itu` may have its name.
_NAMED_WITHIN = 1200


def _pointed_to(text: str, start: int, verb: int) -> str | None:
    """The name that a subject such as `desa itu` or `kelompok tersebut` points back to: the last that begins so."""
    which = r"(?:yang\s+[^,.;]{3,60}?\s+)?"
    for subject in re.finditer(rf"\b([^\W\d_]{{4,}})\s+{which}{phrases('points back')}\b", text[start:verb]):
        if phrase("no recipient").match(subject[1]) or subject[1].lower() in _event_nouns():
            continue  # `hari ini`, `ajang tersebut`
        called = re.compile(rf"\b(?i:{subject[1]})\s+[A-Z]\w*(?:\s+[A-Z]\w*)*")
        found = called.findall(text, max(0, start - _NAMED_WITHIN), start)
        if found:
            return str(found[-1])
    return None


#: Between a village or firm and the area that it lies in: `Desa Colo, Kecamatan Dawe, `.
_LIES_IN = re.compile(r"[\s,(]*(?:(?:(?:yang\s+)?(?:di|dari|asal|berlokasi|berada|terletak)|[A-Z][\w.]*)[\s,()]+){0,6}")
_NAME_BEFORE_YEAR = re.compile(
    r"(?!(?:Pada|Sejak|Tahun|Hingga|Sampai|Sepanjang|Selama|Per|Mulai|Akhir|Awal)\s)\b[A-Z(][\w/)]*\s+(?:Tahun\s+)?$"
)


def _in_name(text: str, start: int) -> bool:
    """Whether a year is the end of a name: `Festival Ekspor 2022`."""
    if not (text[start].isdigit() or text[start].isupper()):
        return False
    return _NAME_BEFORE_YEAR.search(text, max(0, start - 40), start) is not None


def _is_body(name: str) -> bool:
    return re.match(
        r"(?:PT|CV|UD|Pemerintah|Pemkab|Pemkot|Pemprov|Kabupaten|Kota|Provinsi|Desa|Kampung|Kelurahan|Koperasi|TPID|Dinas|Kelompok|Tiyuh|Pekon|Nagari)\b",
        name, re.IGNORECASE,
    ) is not None  # fmt: skip


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower())) - {
        "penghargaan",
        "predikat",
        "piala",
        "tahun",
        "tingkat",
        "opini",
        "anugerah",
    }


def _alike(a: str, b: str) -> bool:
    """Whether two names mean one award: they share most of their words, or one holds the other."""
    first, second = _words(a), _words(b)
    first_names = {w for w in first if not w.isdigit()}
    second_names = {w for w in second if not w.isdigit()}
    if not first_names or not second_names:
        return not first_names and not second_names
    common = len(first_names & second_names)
    return (
        common / min(len(first_names), len(second_names)) >= 0.99
        or 2 * common / (len(first_names) + len(second_names)) >= 0.6
    )


def _same_time(event: Event, name: str, date: str | None) -> bool:
    """Last year's award is another one."""
    years = set(re.findall(r"\b20\d\d\b", event.name)), set(re.findall(r"\b20\d\d\b", name))
    if years[0] and years[1]:
        return bool(years[0] & years[1])
    if event.date and years[1]:
        return bool(event.date[:4] >= min(years[1]))
    if event.date and date:
        return event.date[:4] == date[:4]
    return True


def _recipient_places(scene: Scene, where: PlaceBinder, event: Event) -> list[str]:
    """The codes of the recipients that are, govern or lie in an area."""
    reader = place_reader()
    found = []
    for name in event.recipients:
        code = reader.resolve_name(name, scene.places)
        if code is None and _is_village_or_firm(name):
            at = scene.text.find(name, event.quote_start)
            near = [
                m
                for m in scene.places
                if at >= 0
                and m.area
                and m.area != "ID"
                and at <= m.start
                and (m.start < at + len(name) or _LIES_IN.fullmatch(scene.text, at + len(name), m.start))
            ]
            code = near[0].area if near else where.focus
        if code is not None and (province_of(code) is not None):
            found.append(code)
    return found


def _is_village_or_firm(name: str) -> bool:
    return re.match(
        r"(?:PT|CV|UD|Pemkab$|Pemkot$|Pemprov$|Pemda$|Desa|Kampung|Kelurahan|Koperasi|Kelompok|Tiyuh|Pekon|Nagari|Gampong|Dusun|TPID|Dinas|Puskesmas|Kecamatan|UMKM|BUMDes|Kalurahan|\d)",
        name, re.IGNORECASE,
    ) is not None  # fmt: skip
