"""Quantities: every number expression with what it counts, as the contract writes a figure's own fields.

What a quantity means for the economy is not decided here; what a number is, what its unit is, and what is no
quantity at all (dates, ranks, ages, names) is.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence

from extractor.reading.carrying import Carrier
from extractor.reading.numbers import BEGIN, NUMBER_WORD_BEGIN, NUMBER_WORDS, Number, number_at, tidy
from extractor.reading.quantity import TIME_UNITS, Quantity, unit_kinds
from extractor.tables import alternation, rows

_RANGE = re.compile(r"\s*(?:-{1,2}|–|—|s/d|s\.d\.?|\bhingga\b|\bsampai(?:\s+dengan)?\b|\bto\b)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*\bdan\b\s*", re.IGNORECASE)
_PLUS_MINUS = re.compile(r"\s*(?:±|\+/-|plus\s*minus)\s*", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(r"\b(?:antara|kisaran|rentang)\s+$", re.IGNORECASE)
_MINUS_BEFORE = re.compile(r"(?:(?<!plus )\bminus\s+|(?<![\w\d)])[-−])$", re.IGNORECASE)
_SCALE_LETTER = re.compile(r"\d[\d.,]{0,12} ?[MT]\b")
_UNIT_LETTERS = re.compile(
    r"(?:kg|km|ha|gr|kl|mw|gw|kwh|mwh|ton|persen|liter|meter|m2|m3|m²|m³|an|nya|l|g|m|usd)(?![a-z])", re.IGNORECASE
)
_DOUBLED = re.compile(r"-(?!an\b)[a-z]", re.IGNORECASE)
#: Two words with capital letters, the second not short: `UMKM 45` and `NTP 112` count.
_NAME_BEFORE = re.compile(r"(?<![.!?:] )(?<!\n)\b[A-Z]\w+ [A-Z][a-z]{2,}\w* $")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
#: `Industri 4.0`, `instrumen 3.0`: the version of something.
_VERSION = re.compile(r"\d\.0")
#: `34/pmk.10/2017`
_FILE_NUMBER = re.compile(r"/(?!m[23]\b)[^\W\d][\w.-]{0,20}[/\d]", re.IGNORECASE)
_AN = re.compile(r"-?an\b", re.IGNORECASE)
#: What is never a quantity, each with the words, in small letters, of which a text that has it must have one: to look
#: for these is a fraction of the work.
_NEVER = (
    (re.compile(r"(?:\+62|0)(?<!\d0)(?<!\d\+62)\d{2,3}[- ]?\d{3,4}[- ]?\d{3,5}(?!\d)"), ("0", "+62")),  # telephone
    (re.compile(r"\(0\d{2,3}\)\s?\d{3,4}[- ]?\d{3,5}"), ("(0",)),
    (re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), ("://", "www.")),
    (re.compile(r"^[ \t]*\d{1,2}\\?[.)](?=[ \t]+\D)", re.MULTILINE), (".", ")")),  # enumerator of a list
    (re.compile(r"(?<=[.!?;:])(?<!rp\.)\s?\d{1,2}\. ?(?=[a-z])", re.IGNORECASE), (".",)),  # the same in a line
    (re.compile(r"\[[a-z]{1,12}[. ]?\d{1,3}\\?\]", re.IGNORECASE), ("[",)),  # where a picture stood: `[img.2]`
    (  # `20.detik.com`
        re.compile(r"(?<!\w)\d{1,3}(?:\.[a-z]{2,20}){0,2}\.(?:com|net|org|id|tv)(?!\w)"),
        (".com", ".net", ".org", ".id", ".tv"),
    ),
    (re.compile(r"\btahun\s+(?:19|20)\d{2}(?!\d)", re.IGNORECASE), ("tahun",)),  # a year that is no time: of a law
    (re.compile(r"\b(?:tahun|era|dekade)\s+(?:19|20)?\d0-?an\b", re.IGNORECASE), ("0an", "0-an")),  # a decade
    (re.compile(r"\b(?:nomor|nomer|no)\b\.?:?\s{0,2}(?!rp)(?=\S{0,40}\d)\S{1,60}", re.IGNORECASE), ("no",)),
    (re.compile(r"(?<!\d)\d{1,2}[.:]\d{2}(?=\s?(?:wib|wita|wit)\b)", re.IGNORECASE), ("wib", "wit")),
    (
        re.compile(
            r"\b(?:pukul|jam)\s+(?:setengah\s+)?"
            r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)(?:\s+belas)?\b",
            re.I,
        ),
        ("pukul", "jam"),
    ),
    (
        re.compile(
            r"\b(?:pukul|jam|pkl\.?)\s+\d{1,2}(?:[.:]\d{2})?"
            r"(?:\s?(?:-|–|hingga|sampai|s/d)\s?(?:pukul |jam )?\d{1,2}(?:[.:]\d{2})?)?",
            re.I,
        ),
        ("pukul", "jam", "pkl"),
    ),
)
#: `menang 2-1`: a range would have been read as one by now.
_SCORE = re.compile(r"-\d")
#: `dengan skor 21-18, 17-21`: what stands before the scores of a match.
_SCORES_BEFORE = re.compile(r"\b(?:skor|kedudukan)\s+(?:\w+\s+)?(?:\d{1,3}\s?[-–]\s?\d{1,3},\s?){0,4}$", re.IGNORECASE)
#: `64 (enam puluh empat)`, `Rp 15.000,-`: what may stand between a number and its unit.
_IN_WORDS = re.compile(r"\s*\((?P<words>[a-z ]+)\)", re.IGNORECASE)
_DASH = re.compile(r",-")
_BRACKETED = re.compile(r"\(\s*$")
_CLOSED = re.compile(r"\s*\)")
_PLANNED = re.compile(r"\b(?:target|pagu|anggaran)\w*\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
#: `lahan seluas 400 meter` means square metres.
_AREA_BEFORE = re.compile(r"\b(?:se)?luas(?:nya)?\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
#: `naik 3 kali`, `5 kali dari modalnya` multiply; `panen 3 kali setahun` counts.
_FOLD = re.compile(r"\s+kali(?=\s+(?:dari|daripada|lebih|dibanding\w*)\b)", re.IGNORECASE)
_FOLD_MOVED = re.compile(r"\s+kali\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:naik|meningkat|bertambah|tumbuh|melonjak|melesat|berlipat)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
#: `surat itu memuat 4 poin yang wajib ditaati`: points of a list are counted.
_LISTED_POINTS = re.compile(r"\s+(?:yang|tersebut|penting|utama|pokok)\b", re.IGNORECASE)
#: `dari satu kilogram menjadi setengah`: a part of the amount before.
_PART_OF = re.compile(r"\s+(?:menjadi|jadi|tinggal|ke)\s+(?:hanya\s+|cuma\s+)?")
_BY_WORDS = frozenset({"sebesar", "sebanyak", "senilai"})
#: `tidak boleh dibeli di bawah Rp6.500`: the least that is allowed.
_MUST_NOT = re.compile(r"\b(?:tidak|tak|jangan)\s+(?:boleh|bisa)\b[^.;,]*$", re.IGNORECASE)
_FORBIDDEN = {"lt": "gte", "gt": "lte"}
#: `bisa melayani hingga 12 juta penumpang`: what is possible ends there; `dipangkas hingga Rp1 triliun` is done.
_MAY_REACH = re.compile(
    r"\b(?:bisa|dapat|boleh|diskon|potongan|plafon)\s+(?:[^\W\d_]+\s+){0,5}hingga\s+$", re.IGNORECASE
)
#: Amounts of a pack that stand right before its price, in the unit of the pack (`minyak goreng 2 liter Rp 35.000`).
_LARGEST_PACK = {"kg": 100, "g": 1000, "l": 50, "ounce": 10}
_MOST_PIECES = 100
#: Rupiah; less is no price of anything.
_LEAST_PRICE = 100
#: Prices of what is weighed or measured: nothing else has these `per`.
_WEIGHED = frozenset({"IDR/kg", "IDR/l", "IDR/g", "IDR/ounce", "IDR/quintal"})
_PACK_GAP = re.compile(r"\s{0,2}[:=]?\s{0,2}")
_COMPARED = "besar|tinggi|rendah|banyak|kecil|lama|murah|mahal|baik|cepat|lanjut|sedikit|awal|parah|buruk|dulu|dahulu"
_ITEM_WORD = re.compile(r"[ \t]+(?P<word>[^\W\d_]+(?:[-/][^\W\d_]+)*)")
_SPOKEN = re.compile(r"\w+nya")
#: Short forms that only money takes: `modalnya 5jt`.
_MONEY_SCALES = frozenset({"jt", "jta", "rb", "rbu"})
_KINDS_WITH_NOUN = frozenset({"mass", "volume", "area", "length", "power", "energy"})
_AGO = re.compile(r"\s+(?:sebelumnya|silam|lalu|lamanya|terakhir|belakangan)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*")
_VERB = re.compile(
    r"(?:me(?:m|n|ng|ny|r|l)[a-z]{3,}|ber[a-z]{3,}|di[a-z]{3,}"
    r"|ter(?:diri|sebar|masuk|letak|catat|dapat|jual|serap|daftar|realisasi)[a-z]*)$"
)
_NUMBER_WORD = re.compile(NUMBER_WORDS)
_MAX_ITEM_WORDS = 5


def _squeeze(sign: str, drop: str) -> str:
    return "".join(c for c in sign.lower() if c not in drop and not c.isspace())


def _squeeze_spaces(words: str) -> str:
    return " ".join(words.lower().split())


def _words_of(match: re.Match[str]) -> str:
    return _squeeze_spaces(match["word"] or match["fused"])


def _inside(spans: list[tuple[int, int]], position: int) -> bool:
    i = bisect.bisect_right(spans, (position, float("inf"))) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _behind_number(text: str, number: Number) -> int:
    """Where the unit may stand: behind `-an`, behind the number in words, behind `,-`."""
    for pattern in (_AN, _DASH):
        if (match := pattern.match(text, number.end)) is not None:
            return match.end()
    words = _IN_WORDS.match(text, number.end)
    if words is not None:
        again = number_at(text, words.start("words"))
        if again is not None and again.value() == number.value():
            return words.end()
    return number.end


def _code_follows(text: str, number: Number) -> bool:
    """`3R`, `2D`, `19-A`, `12/2023`: digits that go on as a code are no number."""
    if not number.digits or number.scale > 1:
        return False
    tail = text[number.end : number.end + 2]
    if tail[:1].isalpha():
        if tail[0] in "GDR" and not tail[1:].isalpha():  # 4G, 3D, 3R
            return True
        return not _UNIT_LETTERS.match(text, number.end)
    return (tail[:1] in ("/", "+") and tail[1:].isdigit()) or _FILE_NUMBER.match(text, number.end) is not None


def _is_doubled(text: str, number: Number) -> bool:
    """`dua-duanya lolos`, `satu-satunya`: a number word said twice counts nothing."""
    return not number.digits and _DOUBLED.match(text, number.end) is not None


def _is_numbered_name(text: str, start: int, number: Number, found: list[Quantity]) -> bool:
    """`SMA Melati 1`, `Tani Makmur 2`: a small number that ends a name, in a sentence that has counted nothing yet."""
    if not number.digits.isdigit() or len(number.digits) > 2 or number.scale > 1:
        return False
    if _NAME_BEFORE.search(text[max(0, start - 60) : start]) is None:
        return False
    return not found or _SENTENCE_END.search(text, found[-1].end, start) is not None


def _repeats(text: str, start: int, number: Number, found: list[Quantity]) -> bool:
    """`64 (enam puluh empat)` says one number twice."""
    if not found or number.digits or not _BRACKETED.search(text, max(0, start - 3), start):
        return False
    last = found[-1]
    return start - last.end <= 3 and abs(last.value - number.value()) < 1e-9


def _is_pack_of(text: str, start: int, end: int, unit: str | None, found: list[Quantity]) -> bool:
    """`Rp58.000 per sak (5 kg)`: how much the pack holds."""
    if not found or unit not in _LARGEST_PACK or found[-1].unit != "IDR/count":
        return False
    return re.fullmatch(r"\s*\(\s*", text[found[-1].end : start]) is not None and _CLOSED.match(text, end) is not None


def _inside_name(text: str, start: int) -> bool:
    """Whether a capitalised number word stands within a name (`Simpang Empat`, `Empat Pilar`)."""
    before = text[max(0, start - 2) : start]
    return bool(before) and before[-1:] == " " and before[:1] not in '.!?:"“”\n—–-'


def _exclusions(side: str, unit_allowed: str) -> re.Pattern[str]:
    """The rows of `not_figures.csv` for one side of the number, as one pattern."""
    patterns = "|".join(
        row["pattern"] for row in rows("not_figures") if (row["side"], row["unit_allowed"]) == (side, unit_allowed)
    )
    return re.compile(rf"(?<!\w)(?:{patterns})$" if side == "before" else rf"\s*-?(?:{patterns})", re.IGNORECASE)


class QuantityReader:
    """Finds the quantities of a text; the patterns are compiled once from the tables under `models/`."""

    def __init__(self) -> None:
        self._units = {row["word"]: (row["unit"], float(row["factor"])) for row in rows("unit_words")}
        self._signs = {_squeeze(row["sign"], " ."): row["unit"] for row in rows("currency_signs")}
        sign = "|".join(
            re.escape(row["sign"].rstrip(".")).replace(r"\ ", r"\s?")
            for row in sorted(rows("currency_signs"), key=lambda row: -len(row["sign"]))
        )
        begins = {re.escape(word[0]) for word in [*self._signs, *NUMBER_WORDS.split("|")]}
        self._begin = re.compile(
            # Nothing else can begin one, and most letters are refused by a look at them.
            rf"(?<!\w)(?=[\d{''.join(sorted(begins))}])"
            rf"(?:(?P<sign>{sign})\s{{0,2}}\.?\s{{0,2}}(?=\d|{NUMBER_WORD_BEGIN})|{BEGIN}"
            # `Ke-73 hektare sawah itu`
            rf"|(?<=\bke-)(?=\d[\d.,]{{0,9}} ?{alternation(self._units)}(?!\w)))",
            re.I,
        )
        self._sign = re.compile(rf"(?P<sign>{sign})\s{{0,2}}\.?\s{{0,2}}(?=\d)", re.I)
        self._unit = re.compile(rf"[ \t]{{0,2}}[-(]?(?P<word>{alternation(self._units)})(?:nya)?(?![\w²³])", re.I)
        self._per: dict[str, dict[str, str]] = {"IDR": {row["word"]: "IDR/count" for row in rows("piece_words")}}
        for row in rows("per_words"):
            self._per.setdefault(row["base"], {})[row["word"]] = row["unit"]
        per_words = alternation(word for words in self._per.values() for word in words)
        fused = alternation(row["word"] for name in ("per_words", "piece_words") for row in rows(name) if row["fused"])
        self._per_word = re.compile(
            rf"(?:\s{{0,2}}(?:per|/)\s?(?:kapita|orang))?\s{{0,2}}"
            rf"(?:(?:/\s?|per[\s-]*)(?P<word>{per_words})(?:nya)?|se(?P<fused>{fused}))(?!\w)",
            re.I,
        )
        # `harga per kilogram Rp15.000`
        self._per_before = re.compile(
            rf"(?:\bper[\s-]*(?P<word>{per_words})(?:nya)?\s+(?:\w+\s+)?|\bse(?P<fused>{fused})\s+(?:\w+\s+){{0,3}})$",
            re.I,
        )
        self._per_pack = re.compile(rf"\s{{0,2}}(?:/|per)\s{{0,2}}(?=\d|{NUMBER_WORD_BEGIN})", re.I)
        self._modifiers = {(row["side"], row["words"]): row["modifier"] for row in rows("modifiers")}
        before = alternation(words for side, words in self._modifiers if side == "before")
        after = alternation(words for side, words in self._modifiers if side == "after")
        self._before = re.compile(
            rf"(?<!\w)(?P<words>{before})\s*(?<=[\s±])"
            r"(?:(?:sebesar|sebanyak|senilai|seluas|di\s?angka|angka|harga|level|antara|harus)\s+)*$",
            re.I,
        )
        # `pengambilan maksimal untuk tiap pengecer sebesar 2 ton`
        self._limit_of = re.compile(
            r"(?<!\w)(?P<words>maksimal|maksimum|minimal|minimum)\s+(?:[^\W\d_]+(?:-[^\W\d_]+)*\s+){1,4}\w+\s+$",
            re.I,
        )
        # `Rp 5 miliar lebih` is more than five; `5 persen lebih tinggi` compares.
        self._after = re.compile(rf"\s+(?P<words>{after})(?!\w)(?!\s+(?:{_COMPARED})\b)", re.I)
        self._no_figure_before = _exclusions("before", "no")
        self._pack_before = _exclusions("before", "yes")
        self._no_figure_after = _exclusions("after", "no")
        self._pieces = frozenset(row["word"] for row in rows("piece_words"))
        money = alternation(row["word"] for row in rows("money_words"))
        self._money_before = re.compile(rf"(?<!\w){money}(?:nya)?(?:\s+[^\W\d_]+(?:[-/][^\W\d_]+)*){{0,5}}:?\s+$", re.I)
        self._classifiers = frozenset(row["word"] for row in rows("count_words") if row["kind"] == "classifier")
        self._not_verbs = frozenset(row["word"] for row in rows("not_verbs"))
        self._stops = frozenset(row["word"] for row in rows("item_stops"))
        counted = alternation(
            [*self._units, *(row["word"] for table in ("count_words", "piece_words") for row in rows(table))]
        )
        #: Matches, right behind four digits, a word that makes them a count and no year.
        self.counted = re.compile(rf"\s+{counted}(?!\w)", re.I)

    def read(
        self, text: str, taken: Iterable[tuple[int, int]] = (), sentence_starts: Sequence[int] = (0,)
    ) -> list[Quantity]:
        """Return the quantities of `text` in its order.

        Args:
            taken: spans that are something else (periods); no quantity begins in them.
            sentence_starts: offsets at which sentences begin; a unit is carried over inside one sentence only.
        """
        lower = text.lower()
        never = [pattern for pattern, words in _NEVER if any(word in lower for word in words)]
        blocked = sorted([*taken, *(m.span() for pattern in never for m in pattern.finditer(text))])
        found: list[Quantity] = []
        position = 0
        for match in self._begin.finditer(text):
            if match.start() < position or _inside(blocked, match.end()):
                continue
            quantity, position = self._quantity_at(text, match.start(), match.end(), match["sign"], found)
            if quantity is not None:
                self._take_pack(text, found, quantity)
                found.append(quantity)
        Carrier(text, found, sentence_starts).carry()
        return found

    def _quantity_at(
        self, text: str, start: int, at: int, sign: str | None, found: list[Quantity]
    ) -> tuple[Quantity | None, int]:
        """The quantity whose number begins at `at`, or None, and where to go on reading."""
        currency = self._signs[_squeeze(sign, " .")] if sign else None
        money = currency is not None or self._is_money_with_letter(text, start, at)
        number = number_at(text, at, scale_letters=money)
        if number is None:
            return None, at + 1
        if number.fraction and number.value() >= 1:  # `satu per satu`
            return None, number.end
        if currency is None and (_code_follows(text, number) or _is_doubled(text, number)):
            return None, number.end
        behind = _behind_number(text, number)
        unit, factor, end = self._unit_at(text, behind, currency)
        if end == behind:  # nothing but `,-` or the number in words: no part of the span
            end = number.end
        upper, unit, factor, end, behind = self._upper_end(text, start, number, currency, unit, factor, end, behind)
        if upper is not None and unit is None and _SCORES_BEFORE.search(text, max(0, start - 60), start):
            return None, end
        if upper is None and unit is None and _SCORE.match(text, end):
            return None, end + 2
        if self._is_no_figure(text, start, number, currency is not None or unit is not None, end):
            return None, end
        if unit is None and _is_numbered_name(text, start, number, found) and not self._noun_follows(text, end):
            return None, end
        if upper is None and (_repeats(text, start, number, found) or _is_pack_of(text, start, end, unit, found)):
            return None, end
        unit, end = self._meant_unit(text, start, number, unit, max(end, behind), end)
        plain_unit = unit
        if unit is not None:
            unit, per_end = self._per_at(text, start, max(end, behind), unit)
            end = per_end if per_end > max(end, behind) else end
        kind = unit_kinds().get(unit or "count", "count")
        value = number.value(kind) * factor
        value_max = upper.value(kind) * factor if upper is not None else None
        if upper is not None and upper.digits and _PLUS_MINUS.search(text, number.start, upper.start):
            value, value_max = value - upper.value(kind) * factor, value + upper.value(kind) * factor
        if number.fraction:
            if plain_unit is None and found and _PART_OF.fullmatch(text, found[-1].end, start):
                unit = found[-1].unit
            elif not self._fraction_counts(text, number, plain_unit):
                value, unit = value * 100, "percent"
        item = None
        if unit is None or unit == "count" or unit_kinds().get(unit) in _KINDS_WITH_NOUN:
            item, item_end, is_count = self._item_at(text, max(end, behind), unit is None)
            if unit is None and is_count:
                unit, end = "count", item_end
        modifier, end = self._modifier(text, start, number, end)
        return (
            Quantity(
                start=start, end=end, value=tidy(value), value_max=tidy(value_max) if value_max is not None else None,
                unit=unit, item=item, modifier=modifier, fraction=number.fraction,
                direction=-1 if _MINUS_BEFORE.search(text, max(0, start - 7), start) else 1,
            ),
            end,
        )  # fmt: skip

    def _meant_unit(
        self, text: str, start: int, number: Number, unit: str | None, behind: int, end: int
    ) -> tuple[str | None, int]:
        """The unit that the words around mean where the one behind the number is missing or says something else."""
        before = text[max(0, start - 70) : start]
        if unit == "m" and _AREA_BEFORE.search(before):
            return "m2", end
        if unit == "index" and _LISTED_POINTS.match(text, end) and number.is_whole() and not _MOVED.search(before):
            return "count", end
        if unit is not None:
            return unit, end
        fold = _FOLD.match(text, end) or (_FOLD_MOVED.match(text, end) if _MOVED.search(before) else None)
        if fold is not None:
            return "times", fold.end()
        if self._is_bare_money(text, number, behind) or self._is_bare_price(text, number, behind, before):
            return "IDR", end
        if number.value() >= 1000 and not number.fraction and not self._noun_follows(text, behind):
            if number.scale_word in _MONEY_SCALES or self._money_before.search(before):
                return "IDR", end
        return None, end

    def _take_pack(self, text: str, found: list[Quantity], price: Quantity) -> None:
        """`minyak goreng 2 liter Rp 35.000`, `emas 10 gram: Rp 18.700.000`: the amount right before is what is sold."""
        if not found or price.unit != "IDR":
            return
        pack = found[-1]
        if pack.value_max is not None or not _PACK_GAP.fullmatch(text, pack.end, price.start):
            return
        piece = pack.unit == "count" and (pack.item or "").lower() in self._pieces and pack.value <= _MOST_PIECES
        if piece or pack.value <= _LARGEST_PACK.get(pack.unit or "", 0):
            found.pop()
            single = f"IDR/{pack.unit}" if pack.value == 1 else "IDR/count"
            price.unit, price.pack = single, (pack.start, pack.end)

    def _is_money_with_letter(self, text: str, start: int, at: int) -> bool:
        """`anggarannya 5 M`: a capital scale letter without a currency, behind a word of money."""
        if _SCALE_LETTER.match(text, at) is None:
            return False
        return self._money_before.search(text[max(0, start - 70) : start]) is not None

    def _unit_at(self, text: str, end: int, currency: str | None) -> tuple[str | None, float, int]:
        if currency is not None:
            return currency, 1.0, end
        match = self._unit.match(text, end)
        if match is None:
            return None, 1.0, end
        if match["word"] in ("M", "G"):  # `2 M` is no length, `4 G` no mass
            return None, 1.0, end
        unit, factor = self._units[_squeeze_spaces(match["word"])]
        return unit, factor, match.end()

    def _upper_end(
        self,
        text: str,
        start: int,
        lower: Number,
        currency: str | None,
        unit: str | None,
        factor: float,
        end: int,
        behind: int,
    ) -> tuple[Number | None, str | None, float, int, int]:
        """The other end of a range (`Rp34-35 ribu`, `antara 5 dan 6 persen`), if the text goes on with one.

        Returns it with unit, factor, the end of the span, and where a `per kilogram` of both would stand.
        """
        alone = None, unit, factor, end, behind
        between = _BETWEEN_BEFORE.search(text, max(0, start - 10), start)
        at = max(end, behind)
        # `Rp30.000/kg - Rp35.000/kg`: the first has its `per` too.
        per = self._per_word.match(text, at) if currency is not None else None
        joint = (
            _RANGE.match(text, at)
            or _PLUS_MINUS.match(text, at)
            or (per and _RANGE.match(text, per.end()))
            or (between and _AND.match(text, at))
        )
        if not joint:
            return alone
        at = joint.end()
        sign = self._sign.match(text, at)
        if sign is not None:
            at = sign.end()
        upper = number_at(text, at, scale_letters=currency is not None or sign is not None)
        if upper is None or (sign is None and (text[at - 1 : at].isalpha() or (per and joint.start() == per.end()))):
            return alone
        upper_currency = self._signs[_squeeze(sign["sign"], " .")] if sign else currency
        upper_behind = _behind_number(text, upper)
        upper_unit, upper_factor, upper_end = self._unit_at(text, upper_behind, upper_currency)
        if upper_unit is None:
            upper_unit, upper_factor = unit, factor
        if upper_end == upper_behind:
            upper_end = upper.end
        if unit is not None and upper_unit != unit:
            return alone
        kind = unit_kinds().get(upper_unit or "count", "count")
        if lower.scale == 1 and upper.scale > 1 and not lower.extra:
            raw_lower = lower.value(kind)
            if raw_lower < upper.value(kind) / upper.scale:
                lower.scale = upper.scale
            elif raw_lower < 1000 and upper.scale >= 1e6:  # Rp 900 - 1,2 juta
                lower.scale = upper.scale / 1000
        plus_minus = _PLUS_MINUS.fullmatch(joint.group()) is not None
        if not plus_minus and lower.value(kind) >= upper.value(kind):
            return alone
        return upper, upper_unit, upper_factor, upper_end, upper_behind

    def _is_bare_money(self, text: str, number: Number, end: int) -> bool:
        """A bare `1,8 triliun` is money unless it counts something."""
        counted = self.counted.match(text, end)
        return number.scale >= 1e9 and counted is None

    def _is_bare_price(self, text: str, number: Number, end: int, before: str) -> bool:
        """`25 ribu per kilogram` is a price, `25 ribu per ekor` one behind a word of money."""
        match = self._per_word.match(text, end)
        if match is None or number.value() < _LEAST_PRICE:
            return False
        unit = self._per["IDR"].get(_words_of(match), "")
        return unit in _WEIGHED or (unit != "" and self._money_before.search(before) is not None)

    def _per_at(self, text: str, start: int, end: int, unit: str) -> tuple[str, int]:
        """Join `per kilogram`, `/kg`, `sekilo` and `per 5 kg` to a price or a yield."""
        words = self._per.get(unit)
        if words is None:
            return unit, end
        match = self._per_word.match(text, end)
        # `Rp 2 triliun setahun sebelumnya` tells when, not how often.
        if match is not None and _AGO.match(text, match.end()) is None:
            per_unit = words.get(_words_of(match))
            # `dari target Rp 150 miliar setahun` is no rent.
            planned = match["fused"] and per_unit in TIME_UNITS and _PLANNED.search(text, max(0, start - 30), start)
            if per_unit is not None and not planned:
                return per_unit, match.end()
        if unit != "IDR":
            # `6,4 ton gabah kering panen per hektare`
            _, item_end, named = self._item_at(text, end, False)
            match = self._per_word.match(text, item_end) if named else None
            if match is not None and (per_unit := words.get(_words_of(match))) is not None:
                return per_unit, match.end()
            return unit, end
        before = self._per_before.search(text[max(0, start - 40) : start])
        if before is not None and (per_unit := words.get(_words_of(before))) is not None:
            # `target setahun Rp 4,5 T` is no rent
            return (unit if before["fused"] and per_unit in TIME_UNITS else per_unit), end
        if (pack := self._per_pack.match(text, end)) is not None:
            number = number_at(text, pack.end())
            if number is not None and (piece := self._unit.match(text, number.end)) is not None:
                return "IDR/count", piece.end()
            if number is not None and (item := _WORD.match(text, number.end + 1)) is not None:
                if item.group().lower() in self._classifiers:
                    return "IDR/count", item.end()
        return unit, end

    def _is_no_figure(self, text: str, start: int, number: Number, has_unit: bool, end: int) -> bool:
        left = text[max(0, start - 40) : start]
        if not number.fraction:
            if not has_unit and number.scale == 1 and self._no_figure_before.search(left):
                return True
            if self._pack_before.search(left):
                return self._is_pack(text, number)
        if has_unit or number.scale >= 1e6:
            return False
        if self._no_figure_after.match(text, end):
            return True
        # An age, or the number of an item of a list: `Siti (55)`, `ayat (3)`.
        if _BRACKETED.search(text, max(0, start - 3), start) and _CLOSED.match(text, number.end):
            return number.value() < 150 and number.scale == 1
        word = text[number.start : number.end]
        if _VERSION.fullmatch(word):
            return True
        if not number.digits and word[0].isupper() and not word.isupper() and _inside_name(text, number.start):
            return True
        return number.words is not None and word.lower() == "satu" and not self._noun_follows(text, end)

    def _is_pack(self, text: str, number: Number) -> bool:
        unit = self._unit_at(text, number.end, None)[0]
        return unit in ("kg", "g", "l") and number.scale == 1 and number.value() <= 50

    def _noun_follows(self, text: str, end: int) -> bool:
        return self._item_at(text, end, True)[2]

    def _fraction_counts(self, text: str, number: Number, unit: str | None) -> bool:
        """`setengah ton` is a mass; `tiga perempatnya` is a share."""
        return unit is not None and unit != "percent" and not text.startswith("nya", number.end)

    def _item_at(self, text: str, end: int, counting: bool) -> tuple[str | None, int, bool]:
        """The noun phrase behind a number: its text, its end, and whether it makes the number a count."""
        words: list[tuple[int, int]] = []
        position = end
        while len(words) < _MAX_ITEM_WORDS:
            match = _ITEM_WORD.match(text, position)
            if match is None:
                break
            word = match["word"].lower()
            if self._is_number_or_sign(text, match.start("word"), match["word"]):
                break
            if word in self._stops or (_VERB.match(word) and word not in self._not_verbs) or _SPOKEN.fullmatch(word):
                break
            words.append(match.span("word"))
            position = match.end()
        if not words:
            return None, end, False
        first = text[words[0][0] : words[0][1]].lower()
        if counting and len(words) > 1 and first in self._classifiers and first not in ("unit", "titik", "lokasi"):
            return text[words[1][0] : words[-1][1]], words[-1][1], True
        return text[words[0][0] : words[-1][1]], words[-1][1], True

    def _is_number_or_sign(self, text: str, start: int, word: str) -> bool:
        """Whether a number in small letters or an amount of money begins, which is no part of a name."""
        if self._sign.match(text, start):
            return True
        return word.islower() and _NUMBER_WORD.fullmatch(word) is not None

    def _modifier(self, text: str, start: int, number: Number, end: int) -> tuple[str, int]:
        left = text[max(0, start - 60) : start]
        match = self._before.search(left, max(0, len(left) - 45))
        if match is None:
            last = left.rstrip().rpartition(" ")[2].lower()
            if last == "hingga" and _MAY_REACH.search(left):
                return "lte", end
            if last in _BY_WORDS:
                match = self._limit_of.search(left)
        if match is not None:
            modifier = self._modifiers["before", _squeeze_spaces(match["words"])]
            if modifier in _FORBIDDEN and _MUST_NOT.search(text[max(0, start - 100) : start - len(match.group())]):
                modifier = _FORBIDDEN[modifier]
            return modifier, end
        if number.approximate or _AN.match(text, number.end):
            return "approx", end
        match = self._after.match(text, end)
        if match is not None:
            return self._modifiers["after", _squeeze_spaces(match["words"])], match.end()
        return "exact", end
