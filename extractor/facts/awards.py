"""Statements that somebody received an award or a status, sentence by sentence.

A statement is found at its verb (`meraih`, `dinobatkan sebagai`, `meresmikan … sebagai`); what stands before and
behind the verb is read as recipient, name, giver, occasion, venue and rank by the prepositions between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.facts.scene import Scene, Sentence
from extractor.tables import alternation, rows

_CAPITAL = r"[A-Z0-9“\"'(][\w/.&'’)”\"-]*"
_JOIN = r"(?:dan|di|of|in|and|for|the|with|untuk|dengan|bagi|se-?|atas|tingkat|dalam)"
#: A name in capitals: capitalised words, numbers and the small words between them.
NAME = rf"{_CAPITAL}(?:\s+(?:(?:{_JOIN})\s+)?{_CAPITAL})*"
_NAME = re.compile(NAME)
_GENERIC = re.compile(r"\s*(?:ini|itu|tersebut|dimaksud|serupa|yang sama|sama)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?<![\w-])(?:(?P<giver>dari|oleh|langsung oleh)|(?P<occasion>pada|dalam(?:\s+(?:rangka|rangkaian|ajang|acara|kegiatan|sebuah))*|saat|di\s+(?:sela(?:-sela)?|ajang|acara)"
    r"|bertepatan dengan|bersamaan dengan|dalam|lewat)|(?P<venue>di|bertempat di|berlangsung di|digelar di|yang digelar di|dipusatkan di)"
    r"|(?P<recipient>kepada|diterima(?:\s+(?:langsung|oleh))*)|(?P<name>sebagai|menjadi)"
    r"|(?P<other>atas|untuk|karena|yang|usai|setelah|dengan|berkat|selama|melalui|ke|sehingga|seiring|dan berhak|terhadap|sejak|tahun lalu"
    r"|sementara|sedangkan|namun|setelah|sebelumnya|sekaligus|berupa|disusul|bersama|mengalahkan|berdasarkan|sampai|hingga|antara))(?![\w-])",
)
_ORDER = r"(?:[Kk]e-?\s?)?(?:[Hh]arapan\s+)?(?:pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|satu|dua|tiga|empat|lima|umum|[IVX]+\b|\d+)"
_CATEGORY = r"[Kk]ategori\s+(?:[A-Z][\w/&-]*(?:\s+(?:dan\s+)?[A-Z][\w/&-]*)*|(?:kota|kabupaten|pemerintah|provinsi|desa)[\w/]*(?:\s+(?!di|dari|pada)[a-z/]+)?|\w+)"
_RANK = re.compile(
    rf"(?P<rank>\b(?:[Tt]erbaik|[Pp]eringkat|[Jj]uara|[Rr]ang?king|[Uu]rutan|[Hh]arapan)\s+{_ORDER}|\b{_CATEGORY})"
)


@dataclass(slots=True)
class Statement:
    """One telling of an award or status; offsets are of the name in the text.

    `name` is empty when the text only points back (`penghargaan tersebut diserahkan …`).
    """

    type: str
    verb: tuple[int, int]
    start: int
    end: int
    name: str
    recipients: list[tuple[str, int]] = field(default_factory=list)
    giver: str | None = None
    occasion: str | None = None
    venue: str | None = None
    ranks: list[str] = field(default_factory=list)


class AwardReader:
    """Finds statements; the tables of verbs, award words, vetoes and event nouns are compiled once."""

    def __init__(self) -> None:
        self._verbs = {row["words"]: (row["voice"], row["type"]) for row in rows("award_verbs")}
        self._verb = re.compile(rf"(?<!\w)(?P<verb>{alternation(self._verbs)})(?!\w)", re.IGNORECASE)
        heads = [row["word"] for row in rows("award_words") if row["kind"] == "head"]
        signs = [row["word"] for row in rows("award_words") if row["kind"] == "sign"]
        self._head = re.compile(rf"(?<!\w)(?:{alternation(heads)})(?!\w)", re.IGNORECASE)
        self._sign = re.compile(rf"(?<!\w){alternation(signs)}(?!\w)", re.IGNORECASE)
        vetoes: dict[str, list[str]] = {}
        for row in rows("award_vetoes"):
            vetoes.setdefault(row["reach"], []).append(row["words"])
        self._veto = re.compile(rf"(?<!\w){alternation(vetoes['before'])}(?!\w)", re.IGNORECASE)
        self._veto_adjacent = re.compile(rf"(?<!\w){alternation(vetoes['adjacent'])}\s+(?:\w+\s+)?$", re.IGNORECASE)
        self._planned = re.compile(rf"(?<!\w){alternation(vetoes['planned'])}(?!\w)", re.IGNORECASE)
        self._adverse = re.compile(
            rf"(?<!\w){alternation(row['words'] for row in rows('adverse_ratings'))}(?!\w)", re.I
        )
        self._status_noun = re.compile(
            rf"(?<!\w){alternation(row['word'] for row in rows('designation_words'))}(?!\w)", re.I
        )
        self._event_noun = re.compile(rf"(?<!\w){alternation(row['word'] for row in rows('event_nouns'))}(?!\w)", re.I)

    def read(self, scene: Scene, sentence: Sentence) -> list[Statement]:
        """Return the statements of one sentence, in its order."""
        text = scene.text
        if not (self._head.search(text, sentence.start, sentence.end) or self._mentions_status(text, sentence)):
            if not self._sign.search(text, sentence.start, sentence.end):
                return []
        found: list[Statement] = []
        verbs = list(self._verb.finditer(text, sentence.start, sentence.end))
        for i, match in enumerate(verbs):
            ceiling = verbs[i + 1].start() if i + 1 < len(verbs) else sentence.end
            floor = max(sentence.start, verbs[i - 1].end() if i else sentence.start)
            if self._is_vetoed(scene, sentence, match, floor):
                continue
            voice, kind = self._verbs[" ".join(match["verb"].lower().split())]
            statement = self._statement(text, sentence, match, voice, kind, floor, ceiling)
            if statement is None or self._adverse.search(text, statement.start, min(statement.end + 24, sentence.end)):
                continue
            found.append(statement)
            found += self._further(text, sentence, statement, ceiling)
        return found

    def _further(self, text: str, sentence: Sentence, statement: Statement, ceiling: int) -> list[Statement]:
        """`meraih Juara 1 kategori A dan Juara 1 kategori B`: another award of the same recipients."""
        joint = re.compile(r"\s*(?:,\s*(?:dan|serta)?|dan|serta)\s*").match(text, statement.end, ceiling)
        if joint is None or not (
            self._head.match(text, joint.end(), ceiling) or _RANK.match(text, joint.end(), ceiling)
        ):
            return []
        named = self._name_at(text, joint.end() - 1, ceiling, status=False)
        if named is None:
            return []
        more = Statement(
            statement.type, statement.verb, named[0], named[1], _clean_name(text[named[0] : named[1]]),
            list(statement.recipients), statement.giver, statement.occasion, statement.venue,
        )  # fmt: skip
        if self._is_generic(more.name, text, named[1]):
            return []
        statement.ranks, more.ranks = _ranks(text, statement.start, statement.end), _ranks(text, *named)
        return [more, *self._further(text, sentence, more, ceiling)]

    def listed(self, text: str, sentence: Sentence) -> list[tuple[str, int]]:
        """Return the recipients that a sentence lists (`Mereka adalah A, B dan C`), each with its offset."""
        return _listed(text, sentence.start, sentence.end)

    def details(self, text: str, sentence: Sentence) -> Statement:
        """Read giver, occasion, venue and recipients of a sentence that tells how an award was handed over."""
        statement = Statement("award", (sentence.start, sentence.start), sentence.start, sentence.start, "")
        self._fill(text, sentence, statement, _chunks(text, sentence.start, sentence.end), "given", sentence.start)
        return statement

    def _mentions_status(self, text: str, sentence: Sentence) -> bool:
        return re.search(r"\b(?:sebagai|menjadi|berstatus)\b", text[sentence.start : sentence.end]) is not None

    def _is_vetoed(self, scene: Scene, sentence: Sentence, verb: re.Match[str], floor: int) -> bool:
        """Hoped for, planned without a day, denied or merely nominated."""
        text = scene.text
        start = max(sentence.clause_at(verb.start())[0], floor)
        before = text[start : verb.start()]
        if self._veto.search(before) or self._veto_adjacent.search(before):
            return True
        if self._planned.search(before):
            dated = any(p.precision == "day" for p in scene.between(scene.periods, verb.end(), sentence.end))
            return not dated and re.search(r"\bpada tahun\b", text[verb.end() : sentence.end]) is None
        return False

    def _statement(
        self, text: str, sentence: Sentence, verb: re.Match[str], voice: str, kind: str, floor: int, ceiling: int
    ) -> Statement | None:
        statement = Statement(kind, verb.span(), verb.start(), verb.end(), "")
        chunks = _chunks(text, verb.end(), sentence.end)
        sebagai = verb["verb"].lower().endswith(("sebagai", "menjadi", "berstatus"))
        if voice == "is":
            if not _RANK.match(text, verb.end() + 1) and not re.compile(r"\s+\w+\s+terbaik\b", re.I).match(
                text, verb.end()
            ):
                return None
            named = verb.end() + 1, self._name_end(text, verb.end() + 1, min(ceiling, sentence.end))
            if rank := _RANK.match(text, verb.end() + 1):
                named = named[0], self._name_end(text, rank.end(), min(ceiling, sentence.end))
            statement.start, statement.end = named
            voice = "receives"
        elif voice in ("receives", "gives"):
            named = self._name_at(text, verb.end(), min(ceiling, sentence.end), status=sebagai)
            if named is None:
                return None
            statement.start, statement.end = named
        elif voice == "names":
            named = self._status_chunk(text, chunks)
            if named is None:
                return None
            statement.start, statement.end = named
        else:
            named = self._name_before(text, floor, verb.start())
            if named is None:
                return None
            statement.start, statement.end = named
        statement.name = _clean_name(text[statement.start : statement.end])
        if self._is_generic(statement.name, text, statement.end):
            statement.name = self._later_name(text, chunks, statement) or ""
        self._fill(text, sentence, statement, chunks, voice, floor)
        if kind == "designation" and self._head.match(statement.name) and not sebagai and voice != "names":
            statement.type = "award"
        return statement

    def _name_at(self, text: str, start: int, end: int, *, status: bool) -> tuple[int, int] | None:
        """The award's name right behind a verb."""
        lead = re.compile(
            r"\s+(?:(?:kembali|lagi|juga|pula|sekaligus|langsung|kali ini|salah satu(?: dari)?|sebuah|dua|tiga|empat|lima|enam|beberapa|sejumlah"
            r"|hasil|gelar sebagai|sertifikat sebagai|dari)\s+)*"
        ).match(text, start, end)
        at = lead.end() if lead else start
        head = self._head.match(text, at, end)
        if head is not None:
            return at, self._name_end(text, head.end(), end)
        rank = _RANK.match(text, at, end)
        if rank is not None:
            return at, self._name_end(text, rank.end(), end)
        match = _NAME.match(text, at, end)
        if status and _NO_NAME.match(text, at):
            return None
        if match is not None and (status or self._sign.search(match.group())):
            return at, _trim(text, at, match.end())
        if status:
            words = re.compile(
                r"[^\W\d_][\w/-]*(?:\s+(?!(?:di|pada|oleh|dari|untuk|dalam|yang|karena|dan)\b)[\w/-]+){0,5}"
            ).match(text, at, end)
            if words is not None and (self._status_noun.search(words.group()) or self._sign.search(words.group())):
                return at, words.end()
        return None

    def _name_end(self, text: str, at: int, end: int) -> int:
        """Where a name that begins with an award word ends."""
        rest = re.compile(rf"\s+(?:(?:sebagai|kategori|tingkat|kepada|the|se-)\s*)?{NAME}").match(text, at, end)
        if rest is not None:
            return _trim(text, at, rest.end())
        lower = re.compile(
            r"(?:\s+(?!(?:dari|oleh|pada|di|dalam|kepada|yang|atas|untuk|sebagai|karena|dan|serta|saat|ini|itu|tersebut|serupa|langsung|usai|dengan|kategori|setelah|diberikan|diserahkan)\b)[^\W\d_][\w/-]*){1,5}"
        ).match(text, at, end)
        return lower.end() if lower else at

    def _status_chunk(self, text: str, chunks: list[_Chunk]) -> tuple[int, int] | None:
        for chunk in chunks:
            if chunk.role == "name":
                named = self._name_at(text, chunk.start - 1, chunk.end, status=True)
                if named is not None:
                    return named
        return None

    def _name_before(self, text: str, floor: int, end: int) -> tuple[int, int] | None:
        """The award's name that a passive verb speaks of: `Penghargaan … diserahkan`."""
        heads = list(self._head.finditer(text, floor, end))
        if heads:
            return heads[-1].start(), min(self._name_end(text, heads[-1].end(), end), end)
        for match in _NAME.finditer(text, floor, end):
            if self._sign.search(match.group()):
                return match.start(), _trim(text, match.start(), match.end())
        return None

    def _is_generic(self, name: str, text: str, end: int) -> bool:
        """`penghargaan`, `predikat serupa`: no name of its own."""
        bare = re.sub(r"\s*\d+$", "", name)
        return (
            self._head.fullmatch(bare) is not None
            or _GENERIC.match(text, end) is not None
            or _NO_NAME.search(name) is not None
        )

    def _later_name(self, text: str, chunks: list[_Chunk], statement: Statement) -> str | None:
        """`menerima penghargaan sebagai Kabupaten Terinovatif`, `… dalam ajang Paritrana Award 2023`."""
        for chunk in chunks:
            if chunk.role == "name":
                named = self._name_at(text, chunk.start - 1, chunk.end, status=True)
                if named is not None:
                    statement.start, statement.end = named
                    return _clean_name(text[named[0] : named[1]])
        for chunk in chunks:
            if chunk.role == "occasion" and (sign := self._sign.search(text, chunk.start, chunk.end)):
                for match in _NAME.finditer(text, chunk.start, chunk.end):
                    if match.start() <= sign.start() < match.end():
                        statement.start, statement.end = match.span()
                        return _clean_name(match.group())
        return None

    def _fill(
        self, text: str, sentence: Sentence, statement: Statement, chunks: list[_Chunk], voice: str, floor: int
    ) -> None:
        for chunk in chunks:
            if chunk.start < statement.end and voice != "names" and chunk.end <= statement.end:
                continue
            phrase = text[chunk.start : chunk.end]
            if chunk.role == "giver" and statement.giver is None and phrase[:1].isupper():
                statement.giver = _proper(phrase)
            elif chunk.role == "occasion" and statement.occasion is None and self._event_noun.search(phrase):
                statement.occasion = _occasion(phrase)
            elif chunk.role == "venue" and statement.venue is None and _is_venue(phrase):
                # `sebagai desa devisa di Jawa Timur` says how far the status reaches, not where it was given
                if statement.type != "designation" or chunk.start - statement.end > 5:
                    statement.venue = phrase.strip(" ,")
            elif chunk.role == "recipient":
                statement.recipients += _recipients(text, chunk.start, chunk.end)
        if voice == "given":
            agent = _recipients(text, statement.verb[1], chunks[0].start if chunks else sentence.end)
            if text[slice(*statement.verb)].lower() in ("diterima", "diraih"):
                statement.recipients += agent
            elif agent and statement.giver is None:
                statement.giver = agent[0][0]
        if voice == "receives":
            statement.recipients = _subject(
                text, _subject_start(text, sentence, floor, statement.verb[0]), statement.verb[0]
            )
        elif voice in ("names", "gives"):
            giver = _recipients(text, _subject_start(text, sentence, floor, statement.verb[0]), statement.verb[0])
            if giver and statement.giver is None:
                statement.giver = giver[-1][0]
            if voice == "names":
                sebagai = re.compile(r"\bsebagai\b").search(text, statement.verb[1], sentence.end)
                statement.recipients = _recipients(
                    text, statement.verb[1], sebagai.start() if sebagai else statement.start
                )
        statement.ranks = _ranks(text, statement.verb[1], sentence.end)
        statement.recipients += _listed(text, statement.verb[1], sentence.end)


def _ranks(text: str, start: int, end: int) -> list[str]:
    """Ranks and categories of a stretch, neighbours joined: `terbaik kedua kategori kota`."""
    found: list[str] = []
    last = -9
    for match in _RANK.finditer(text, start, end):
        rank = match["rank"].strip()
        if found and match.start("rank") - last <= 1 and text[last : match.start("rank")].isspace():
            found[-1] += " " + rank
        elif not any(rank in known for known in found):
            found.append(rank)
        last = match.end("rank")
    return found


_RANKED = re.compile(
    rf"(?P<rank>\b(?:[Tt]erbaik|[Pp]eringkat|[Jj]uara)\s+{_ORDER})\s+(?:(?:ditempati|diraih|diterima|disabet|adalah|yakni|yaitu|oleh)\s+)*(?P<name>{NAME})"
    rf"|(?P<name2>{NAME})\s+(?:sebagai|meraih|di|menempati)?\s*(?P<rank2>(?:terbaik|peringkat|juara)\s+{_ORDER})"
)


def ranked(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """Return (recipient, rank) of a list such as `terbaik pertama ditempati A, terbaik kedua B`."""
    found = []
    for match in _RANKED.finditer(text, start, end):
        names = _recipient(match["name"] or match["name2"], 0)
        found += [(name, match["rank"] or match["rank2"]) for name, _ in names]
    return found


_THAT_IS = re.compile(
    r"\b(?:yaitu|yakni|antara lain|(?:mereka|keduanya|ketiganya|keempatnya)\s+(?:adalah|yakni|yaitu|ialah))\s+",
    re.IGNORECASE,
)


def _listed(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The recipients that `yaitu A, B dan C` lists."""
    match = _THAT_IS.search(text, start, end)
    if match is None:
        return []
    stop = re.compile(r"[.;“”\"]|\byang\b").search(text, match.end(), end)
    return _recipients(text, match.end(), stop.start() if stop else end)


@dataclass(slots=True)
class _Chunk:
    role: str
    start: int
    end: int


def _chunks(text: str, start: int, end: int) -> list[_Chunk]:
    """Cut what follows a verb at its prepositions; each piece runs to the next one or to a stop."""
    found = []
    matches = list(_PREPOSITION.finditer(text, start, end))
    for i, match in enumerate(matches):
        role = match.lastgroup or "other"
        stop = matches[i + 1].start() if i + 1 < len(matches) else end
        at = match.end() + 1
        breaking = re.compile(
            r"[.;“”\"]|,(?!\s+(?:Kabupaten|Kota|Jakarta|Provinsi|Kompleks|Bandar|[A-Z][a-z]+\s*[,.]))"
        ).search(text, at, stop)
        if breaking is not None and breaking.start() > at:
            stop = breaking.start()
        if stop > at:
            found.append(_Chunk(role, at, len(text[:stop].rstrip(" ,"))))
    return found


#: What follows `sebagai` without being an award: `sebagai bentuk apresiasi`, `ditetapkan sebagai tersangka`.
_NO_NAME = re.compile(
    r"(?:bentuk|wujud|apresiasi|motivasi|mewakili|penerima|tersangka|calon|peserta|pemenang|kepala|ketua|plt|pj|penjabat|direktur|upaya|bukti|tanda"
    r"|hadiah|wakil|perwakilan|saksi|terdakwa|anggota|duta|prioritas|lokasi|tempat|salah|hari|libur|dasar|acuan|narasumber|harga|tarif|langkah)\b",
    re.IGNORECASE,
)
_WEEKDAY_TAIL = re.compile(
    r"\s*,?\s*\b(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|kemarin|hari ini|\(?\d{1,2}/).*$|\s*,\s*$",
    re.IGNORECASE,
)


def _proper(phrase: str) -> str:
    """The capitalised beginning of a phrase, with the small words inside it."""
    match = _NAME.match(phrase)
    return match.group().rstrip(" .,") if match else phrase


def _occasion(phrase: str) -> str:
    phrase = _WEEKDAY_TAIL.sub("", phrase)
    match = re.search(
        r"(?:(?:puncak|peringatan|pembukaan|penutupan|perayaan|perlombaan|lomba|rangkaian|upacara|malam)\s+)*" + NAME,
        phrase,
    )
    if match is not None:
        return match.group().strip(" .,")
    return phrase.strip(" .,")


def _is_venue(phrase: str) -> bool:
    return (
        phrase[:1].isupper()
        or re.match(
            r"(?:gedung|kantor|halaman|lapangan|aula|pendopo|hotel|rumah|ballroom|ruang|kompleks|alun-alun|balai)\b",
            phrase,
            re.I,
        )
        is not None
    )


_NOT_RECIPIENT = re.compile(
    r"^(?:Pada|Di|Dari|Dalam|Untuk|Setelah|Sebelum(?:nya)?|Selain|Bulan|Tahun|Kemarin|Sejak|Saat|Usai|Tak|Ini|Itu|Dua|Tiga|Empat|Lima|Ia|Dia|Kami|Kita"
    r"|Alhamdulillah|Bahkan|Namun|Sementara|Sedangkan|Adapun|Sehari|Sepekan|Hari|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Tidak|Hanya|Yang|Mereka|Ketiganya"
    r"|Keduanya|Kendati|Meski|Berkat|Atas|Penghargaan|Piala|Piagam|Predikat|Opini|Juara|Kategori|Terbaik|Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September"
    r"|Oktober|November|Desember|Baca|Foto|Sebanyak|Seluruh|Sejumlah|Beberapa|Dengan|Akhirnya|Kali|Secara|Pencapaian|Prestasi|Hal|Berikut|Berdasarkan|Banyak|Ibu(?=\s+[a-z]|$)|Provinsi(?=\s+[a-z]|\s*$)|Pemprov(?=\s*$)|Para|Tak|Lewat|Melalui|Sebagai|Program(?=\s(?:ini|itu))|\d[\d/.]*)\b[,\s]*"
)
_SUBJECT_BREAK = re.compile(
    r"[“”\"]|\s[-–—]{1,3}\s|\b(?:bahwa|sebab|karena|setelah|ketika|sehingga)\b|,\s+(?=kali ini)", re.IGNORECASE
)
_PART = re.compile(r"\s*,\s*(?:dan\s+|serta\s+)?|\s+(?:dan|serta)\s+")
_KIND_LEAD = re.compile(
    r"(?:kelompok|desa|kampung|koperasi|kelurahan|perusahaan|pekon|program|tim|siswa|kabupaten|kota|pemerintah|provinsi|nagari|tiyuh|gabungan|ukm|umkm)\s[\w\s]*$",
    re.I,
)
_BY_WAY = re.compile(
    r"\s+(?:asal|dari|di|yang|juga|kembali|berhasil|akhirnya|resmi|sukses|kini|sudah|telah|pun|turut|sekaligus|lagi|pernah|lebih|cuma|hanya|bersama|sebagai|melalui|pada|karena|usai|saat|tampil|bersaing|masih|tahun|bulan|baru|merupakan)\b.*$"
)


_LIES_IN = re.compile(
    r"^(?i:desa|kelurahan|kampung|pekon|kelompok|tiyuh|nagari|gampong|kalurahan|dusun|koperasi)\b[^,]*,\s*$|\b(?:dari|di)\s+[A-Z][^,]*,\s*$"
)


def _recipients(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The names in a subject or behind `kepada`: a list of capitalised names, each with its offset."""
    found: list[tuple[str, int]] = []
    position = start
    for part in [*_PART.finditer(text, start, end), None]:
        stop = part.start() if part is not None else end
        piece = text[position:stop]
        names = _recipient(piece, position)
        # `Desa Sukamaju, Kecamatan Bangsri` is one recipient and where it lies.
        if names and found and _LIES_IN.search(text[found[-1][1] : position]) and "," in text[position - 2 : position]:
            names = []
        found += names
        position = part.end() if part is not None else end
    return found


_WHICH = re.compile(r"\byang\s+(?:\w+\s+){0,2}$")


def _subject(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The recipients in the subject of a verb; in `… program Wana yang meraih`, what stands before `yang`."""
    which = _WHICH.search(text, start, end)
    if which is None:
        return _recipients(text, start, end)
    return _recipients(text, start, which.start())[-1:]


_ORIGIN = re.compile(r"\b(?:asal|di|dari|se-|oleh|pada)\s*$")


def _recipient(piece: str, offset: int) -> list[tuple[str, int]]:
    for match in re.finditer(
        rf"(?:\b(?:kelompok|koperasi|desa|kampung|program|kelurahan|tim)\s+(?:\w+\s+)?)?{NAME}", piece
    ):
        name = match.group()
        if _ORIGIN.search(piece[: match.start()]):
            continue
        lead = _NOT_RECIPIENT.match(name)
        while lead is not None and lead.end() > 0:
            name = name[lead.end() :]
            lead = _NOT_RECIPIENT.match(name)
        name = re.sub(r"\s*\([^)]*\)?\s*$", "", name).strip(' ,.“”"')
        name = re.split(r"\s+(?:di|untuk|dalam|bagi)\s+", name)[0]
        if len(name) < 2 or not name[0].isalpha() or not any(c.isupper() for c in name):
            continue
        return [(name, offset + match.start())]
    return []


def _subject_start(text: str, sentence: Sentence, floor: int, verb: int) -> int:
    """Where the subject of the verb may begin: behind the last clause that ended before it."""
    start = max(sentence.clause_at(verb)[0], floor)
    breaks = [m.end() for m in _SUBJECT_BREAK.finditer(text, start, verb)]
    return breaks[-1] if breaks and breaks[-1] < verb - 2 else start


def _trim(text: str, start: int, end: int) -> int:
    """Cut a name before `dari`-like tails, dates and trailing punctuation."""
    name = text[start:end]
    name = (
        re.split(r"\s+(?:di|untuk|bagi|atas|dengan|dalam)\s+(?=[A-Z])", name)[0]
        if not re.match(r"(?i)opini|penghargaan outstanding", name)
        else name
    )
    name = _WEEKDAY_TAIL.sub("", name)
    return start + len(name.rstrip(' ,.“"'))


def _clean_name(name: str) -> str:
    return name.strip(" ,.“”\"'").replace("  ", " ")
