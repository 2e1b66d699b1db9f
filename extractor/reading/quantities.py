"""Quantities: every number expression with what it counts, as the contract writes a figure's own fields.

What a quantity means for the economy is not decided here; what a number is, what its unit is, and what is no
quantity at all (dates, ranks, ages, names) is.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence

from extractor.reading.carrying import Carrier
from extractor.reading.numbers import BEGIN, NUMBER_WORD_BEGIN, Number, number_at, tidy
from extractor.reading.quantity import TIME_UNITS, Quantity, unit_kinds
from extractor.tables import alternation, rows

_RANGE = re.compile(r"\s*(?:-{1,2}|–|—|s/d|s\.d\.?|\bhingga\b|\bsampai(?:\s+dengan)?\b|\bto\b)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*\bdan\b\s*", re.IGNORECASE)
_PLUS_MINUS = re.compile(r"\s*(?:±|\+/-|plus\s*minus)\s*", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(r"\b(?:antara|kisaran|rentang)\s+$", re.IGNORECASE)
_MINUS_BEFORE = re.compile(r"(?:\bminus\s+|(?<![\w\d])[-−]\s?)$", re.IGNORECASE)
_UNIT_LETTERS = re.compile(
    r"(?:kg|km|ha|gr|kl|mw|gw|kwh|mwh|ton|persen|liter|meter|m2|m3|m²|m³|an|nya|l|g|m|usd)(?![a-z])", re.IGNORECASE
)
_AN = re.compile(r"-?an\b", re.IGNORECASE)
_NEVER = (
    re.compile(r"(?<!\d)(?:\+62|0)\d{2,3}[- ]?\d{3,4}[- ]?\d{3,5}(?!\d)"),  # telephone
    re.compile(r"\(0\d{2,3}\)\s?\d{3,4}[- ]?\d{3,5}"),
    re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"^[ \t]*\d{1,2}[.)](?=[ \t]+\D)", re.MULTILINE),  # enumerator of a list
    re.compile(r"(?<!\d)\d{1,2}[.:]\d{2}(?=\s?(?:wib|wita|wit)\b)", re.IGNORECASE),
    re.compile(
        r"(?:pukul|jam|pkl\.?)\s+\d{1,2}(?:[.:]\d{2})?"
        r"(?:\s?(?:-|–|hingga|sampai|s/d)\s?(?:pukul |jam )?\d{1,2}(?:[.:]\d{2})?)?",
        re.I,
    ),
)
#: `menang 2-1`: a range would have been read as one by now.
_SCORE = re.compile(r"-\d")
#: `64 (enam puluh empat)`, `Rp 15.000,-`: what may stand between a number and its unit.
_IN_WORDS = re.compile(r"\s*\((?P<words>[a-z ]+)\)", re.IGNORECASE)
_DASH = re.compile(r",-")
_BRACKETED = re.compile(r"\(\s*$")
_CLOSED = re.compile(r"\s*\)")
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
    return tail[:1] == "/" and tail[1:].isdigit()


def _repeats(text: str, start: int, number: Number, found: list[Quantity]) -> bool:
    """`64 (enam puluh empat)` says one number twice."""
    if not found or number.digits or not _BRACKETED.search(text, max(0, start - 3), start):
        return False
    last = found[-1]
    return start - last.end <= 3 and abs(last.value - number.value()) < 1e-9


def _inside_name(text: str, start: int) -> bool:
    """Whether a capitalised number word stands within a name (`Simpang Empat`, `Empat Pilar`)."""
    before = text[max(0, start - 2) : start]
    return bool(before) and before[-1:] == " " and before[:1] not in '.!?:"“”\n—–-'


def _exclusions(side: str) -> list[tuple[re.Pattern[str], bool]]:
    compiled = []
    for row in rows("not_figures"):
        if row["side"] == side:
            pattern = rf"(?<!\w){row['pattern']}$" if side == "before" else rf"\s*-?{row['pattern']}"
            compiled.append((re.compile(pattern, re.IGNORECASE), row["unit_allowed"] == "yes"))
    return compiled


class QuantityReader:
    """Finds the quantities of a text; the patterns are compiled once from the tables under `models/`."""

    def __init__(self) -> None:
        self._signs = {_squeeze(row["sign"], " ."): row["unit"] for row in rows("currency_signs")}
        sign = "|".join(
            re.escape(row["sign"].rstrip(".")).replace(r"\ ", r"\s?")
            for row in sorted(rows("currency_signs"), key=lambda row: -len(row["sign"]))
        )
        self._begin = re.compile(
            rf"(?<!\w)(?P<sign>{sign})\s{{0,2}}\.?\s{{0,2}}(?=\d|{NUMBER_WORD_BEGIN})|{BEGIN}", re.I
        )
        self._sign = re.compile(rf"(?P<sign>{sign})\s{{0,2}}\.?\s{{0,2}}(?=\d)", re.I)
        self._units = {row["word"]: (row["unit"], float(row["factor"])) for row in rows("unit_words")}
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
            rf"(?:\bper[\s-]*(?P<word>{per_words})|\bse(?P<fused>{fused}))(?:nya)?\s+(?:\w+\s+)?$", re.I
        )  # fmt: skip
        self._per_pack = re.compile(rf"\s{{0,2}}(?:/|per)\s{{0,2}}(?=\d|{NUMBER_WORD_BEGIN})", re.I)
        self._modifiers = {(row["side"], row["words"]): row["modifier"] for row in rows("modifiers")}
        before = alternation(words for side, words in self._modifiers if side == "before")
        after = alternation(words for side, words in self._modifiers if side == "after")
        self._before = re.compile(
            rf"(?<!\w)(?P<words>{before})\s*(?<=[\s±])(?:(?:sebesar|sebanyak|senilai|seluas|di\s?angka|angka|harga|level|antara|harus)\s+)*$",
            re.I,
        )
        # `Rp 5 miliar lebih` is more than five; `5 persen lebih tinggi` compares.
        self._after = re.compile(rf"\s+(?P<words>{after})(?!\w)(?!\s+(?:{_COMPARED})\b)", re.I)
        self._not_before = _exclusions("before")
        self._not_after = _exclusions("after")
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
        blocked = sorted([*taken, *(m.span() for pattern in _NEVER for m in pattern.finditer(text))])
        found: list[Quantity] = []
        position = 0
        for match in self._begin.finditer(text):
            if match.start() < position or _inside(blocked, match.end()):
                continue
            quantity, position = self._quantity_at(text, match.start(), match.end(), match["sign"], found)
            if quantity is not None:
                found.append(quantity)
        Carrier(text, found, sentence_starts).carry()
        return found

    def _quantity_at(
        self, text: str, start: int, at: int, sign: str | None, found: list[Quantity]
    ) -> tuple[Quantity | None, int]:
        """The quantity whose number begins at `at`, or None, and where to go on reading."""
        currency = self._signs[_squeeze(sign, " .")] if sign else None
        number = number_at(text, at, scale_letters=currency is not None)
        if number is None:
            return None, at + 1
        if _code_follows(text, number) and currency is None:
            return None, number.end
        behind = _behind_number(text, number)
        unit, factor, end = self._unit_at(text, behind, currency)
        if end == behind:  # nothing but `,-` or the number in words: no part of the span
            end = number.end
        upper, unit, factor, end = self._upper_end(text, start, number, currency, unit, factor, end)
        if upper is not None:
            behind = end
        elif unit is None and _SCORE.match(text, end):
            return None, end + 2
        if self._is_no_figure(text, start, number, currency is not None or unit is not None, end):
            return None, end
        if unit is None and (self._is_bare_money(text, number, end) or self._is_bare_price(text, number, end)):
            unit = "IDR"
        if upper is None and _repeats(text, start, number, found):
            return None, end
        plain_unit = unit
        if unit is not None:
            unit, per_end = self._per_at(text, start, max(end, behind), unit)
            end = per_end if per_end > max(end, behind) else end
        elif number.scale_word in _MONEY_SCALES and not self._noun_follows(text, end):
            unit = "IDR"
        kind = unit_kinds().get(unit or "count", "count")
        value = number.value(kind) * factor
        value_max = upper.value(kind) * factor if upper is not None else None
        if upper is not None and upper.digits and _PLUS_MINUS.search(text, number.start, upper.start):
            value, value_max = value - upper.value(kind) * factor, value + upper.value(kind) * factor
        if number.fraction:
            if not self._fraction_counts(text, number, plain_unit):
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

    def _unit_at(self, text: str, end: int, currency: str | None) -> tuple[str | None, float, int]:
        if currency is not None:
            return currency, 1.0, end
        match = self._unit.match(text, end)
        if match is None:
            return None, 1.0, end
        unit, factor = self._units[_squeeze_spaces(match["word"])]
        return unit, factor, match.end()

    def _upper_end(
        self, text: str, start: int, lower: Number, currency: str | None, unit: str | None, factor: float, end: int
    ) -> tuple[Number | None, str | None, float, int]:
        """The other end of a range (`Rp34-35 ribu`, `antara 5 dan 6 persen`), if the text goes on with one."""
        between = _BETWEEN_BEFORE.search(text, max(0, start - 10), start)
        joint = _RANGE.match(text, end) or _PLUS_MINUS.match(text, end) or (between and _AND.match(text, end))
        if not joint:
            return None, unit, factor, end
        at = joint.end()
        sign = self._sign.match(text, at)
        if sign is not None:
            at = sign.end()
        upper = number_at(text, at, scale_letters=currency is not None or sign is not None)
        if upper is None or (sign is None and text[at - 1 : at].isalpha()):
            return None, unit, factor, end
        upper_currency = self._signs[_squeeze(sign["sign"], " .")] if sign else currency
        upper_unit, upper_factor, upper_end = self._unit_at(text, upper.end, upper_currency)
        if upper_unit is None:
            upper_unit, upper_factor, upper_end = unit, factor, upper.end
        if unit is not None and upper_unit != unit:
            return None, unit, factor, end
        kind = unit_kinds().get(upper_unit or "count", "count")
        if lower.scale == 1 and upper.scale > 1 and not lower.extra:
            raw_lower = lower.value(kind)
            if raw_lower < upper.value(kind) / upper.scale:
                lower.scale = upper.scale
            elif raw_lower < 1000 and upper.scale >= 1e6:  # Rp 900 - 1,2 juta
                lower.scale = upper.scale / 1000
        plus_minus = _PLUS_MINUS.fullmatch(joint.group()) is not None
        if not plus_minus and lower.value(kind) >= upper.value(kind):
            return None, unit, factor, end
        return upper, upper_unit, upper_factor, upper_end

    def _is_bare_money(self, text: str, number: Number, end: int) -> bool:
        """A bare `1,8 triliun` is money unless it counts something."""
        counted = self.counted.match(text, end)
        return number.scale >= 1e9 and counted is None

    def _is_bare_price(self, text: str, number: Number, end: int) -> bool:
        """`25 ribu per kilogram` is a price."""
        match = self._per_word.match(text, end)
        return number.scale >= 1e3 and match is not None and "kg" in self._per["IDR"].get(_words_of(match), "")

    def _per_at(self, text: str, start: int, end: int, unit: str) -> tuple[str, int]:
        """Join `per kilogram`, `/kg`, `sekilo` and `per 5 kg` to a price or a yield."""
        words = self._per.get(unit)
        if words is None:
            return unit, end
        match = self._per_word.match(text, end)
        # `Rp 2 triliun setahun sebelumnya` tells when, not how often.
        if match is not None and _AGO.match(text, match.end()) is None:
            if (per_unit := words.get(_words_of(match))) is not None:
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
        window = max(0, start - 40)
        for pattern, unit_allowed in self._not_before:
            if (unit_allowed or not has_unit) and pattern.search(text[window:start]):
                return not unit_allowed or self._is_pack(text, number)
        if has_unit or number.scale >= 1e6:
            return False
        if any(pattern.match(text, end) for pattern, _ in self._not_after):
            return True
        # An age, or the number of an item of a list: `Siti (55)`, `ayat (3)`.
        if _BRACKETED.search(text, max(0, start - 3), start) and _CLOSED.match(text, number.end):
            return number.value() < 150 and number.scale == 1
        word = text[number.start : number.end]
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

    def _modifier(self, text: str, start: int, number: Number, end: int) -> tuple[str, int]:
        match = self._before.search(text[max(0, start - 45) : start])
        if match is not None:
            return self._modifiers["before", _squeeze_spaces(match["words"])], end
        if number.approximate or _AN.match(text, number.end):
            return "approx", end
        match = self._after.match(text, end)
        if match is not None:
            return self._modifiers["after", _squeeze_spaces(match["words"])], match.end()
        return "exact", end
