"""Numbers as the Indonesian press writes them: digits in any style, number words, scale words.

What digits mean can depend on what they count (`1.250 ton` is a thousand tonnes, `3.125 persen` hardly three
thousand percent), so a `Number` keeps what was written and `Number.value` reads it once the unit is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALES = {
    "ribu": 1e3, "rb": 1e3, "rbu": 1e3, "k": 1e3,
    "juta": 1e6, "jt": 1e6, "jta": 1e6,
    "miliar": 1e9, "milyar": 1e9, "milliar": 1e9, "milyard": 1e9, "miliyar": 1e9, "m": 1e9,
    "triliun": 1e12, "trilyun": 1e12, "trilliun": 1e12, "triliyun": 1e12, "t": 1e12,
}  # fmt: skip
#: Scale letters are also letters of their own (`5 m`, `10 T`): they count only next to a currency.
SCALE_LETTERS = frozenset("mtk")
_DIGIT_WORDS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
}  # fmt: skip
_WHOLE_WORDS = {
    **_DIGIT_WORDS, "nol": 0, "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1e3, "sejuta": 1e6,
    "semiliar": 1e9, "semilyar": 1e9, "setriliun": 1e12, "setrilyun": 1e12,
}  # fmt: skip
_FRACTIONS = {
    "setengah": 0.5, "separuh": 0.5, "separo": 0.5, "sepertiga": 1 / 3, "seperempat": 0.25, "seperlima": 0.2,
    "sepersepuluh": 0.1, "½": 0.5, "¼": 0.25, "¾": 0.75,
}  # fmt: skip
_PARTS = {"pertiga": 3, "perempat": 4, "perlima": 5, "perenam": 6, "perdelapan": 8, "persepuluh": 10}

_S = r"[ \t]+"
_UNIT = f"(?:{'|'.join(_DIGIT_WORDS)})"
_NOT_TENS = rf"(?!{_S}(?:puluh|belas|ratus))"
_TENS = rf"(?:{_UNIT}{_S}puluh(?:{_S}{_UNIT}{_NOT_TENS})?|sepuluh|{_UNIT}{_S}belas|sebelas)"
_HUNDREDS = rf"(?:(?:{_UNIT}{_S}ratus|seratus)(?:{_S}(?:{_TENS}|{_UNIT}{_NOT_TENS}))?)"
_GROUP = rf"(?:{_HUNDREDS}|{_TENS}|{_UNIT})"
_LONG_SCALE = "(?:ribu|juta|mil[iy]ar|milyar|tril[iy]un)"
_ONE_SCALE = "(?:seribu|sejuta|semil[iy]ar|setril[iy]un)"
_DECIMALS = rf"{_S}koma{_S}(?:{_TENS}|(?:nol|{_UNIT})(?:{_S}(?:nol|{_UNIT}))*)(?:{_S}{_LONG_SCALE})?"
_PART = rf"(?:(?:setengah|(?:{_GROUP}|nol)(?:{_S}setengah)?){_S}{_LONG_SCALE}|{_ONE_SCALE})"
_WORDS = rf"(?:(?:{_GROUP}|nol){_DECIMALS}|{_PART}(?:{_S}{_PART})*(?:{_S}{_GROUP})?|{_GROUP}(?:{_S}setengah)?|nol)"
_FRACTION = rf"(?:{'|'.join(_FRACTIONS)}|{_UNIT}{_S}?(?:{'|'.join(_PARTS)})|{_UNIT}{_S}per{_S}(?:{_UNIT}|sepuluh))"
# A space may slip in before a separator (`Rp1 ,5 miliar`, `2 .500`). After one it is a list, unless two numbers alone
# would make it, right before a unit that takes decimals (`88, 05 persen`).
_DIGITS = r"(?:(?<!\d, )\d{1,3},[ ]\d{1,2}(?=[ ]?(?:persen|%|mil[iy]ar|tril[iy]un|juta|M\b))|\d+(?:[ ]?[.,]\d+)*)"

_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS})|(?P<fraction>{_FRACTION})(?=nya\b|\b|\s)|(?P<words>{_WORDS})(?=an\b|nya\b|\b)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    rf"[ \t]?(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})(?=-?an\b|[\W\d_]|$)", re.IGNORECASE
)
# `200-an juta`, `dua ratusan ribu`: the ending stands before the scale word.
_AN_BEFORE_SCALE = re.compile(rf"-?an(?={_S}{_LONG_SCALE}\b)", re.IGNORECASE)
_SMALLER_PART = re.compile(rf"{_S}(?P<digits>\d+(?:[.,]\d+)?)[ \t]?(?P<scale>{_LONG_SCALE}|rb|jt)\b", re.IGNORECASE)
#: A single word that is a number or begins one.
NUMBER_WORDS = "|".join([*_WHOLE_WORDS, *_FRACTIONS])
NUMBER_WORD_BEGIN = r"(?:[½¼¾]|nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|se[jmprtb])"
#: Under these a full stop before three digits groups; millions are also written `1.022 juta`.
_GROUPING_SCALES = frozenset({1e3, 1e9, 1e12})
_GROUPED = re.compile(r"\d{1,3}(?:[ ]?\.\d{3})+")
#: Where a number may begin: not inside a word (`B40`), nor behind its hyphen (`Covid-19`, `ke-9`), nor in a code
#: (`HK/2021`, `sr.310`).
BEGIN = rf"(?=\d|{NUMBER_WORD_BEGIN})(?<!\w)(?<!\w-)(?<!\d[.,+])(?<!\w/)(?<![^\W\d]\.)"


@dataclass(slots=True)
class Number:
    """A number expression with its scale word, not yet with a unit: `text[start:end]`.

    `digits` is the mantissa as written (empty for words), `words` its value when written in words, `scale` what the
    scale word multiplies by, `extra` a smaller part that follows (`1 juta 500 ribu`), `fraction` whether it is a
    part of one (`sepertiga`), `approximate` whether `-an` blurs it (`200-an juta`).
    """

    start: int
    end: int
    digits: str
    words: float | None
    scale: float = 1.0
    scale_word: str = ""
    extra: float = 0.0
    fraction: bool = False
    approximate: bool = False

    def is_whole(self) -> bool:
        """Whether the number is written without a decimal mark or a part of one."""
        return not self.fraction and not re.search(r"[.,]", self.digits)

    def value(self, kind: str = "count") -> float:
        """Return the number in full units; `kind` is the kind of its unit in `units.csv` (`money`, `ratio`…)."""
        if self.words is not None:
            return tidy(self.words * self.scale + self.extra)
        mantissa = read_digits(self.digits, kind, self.scale)
        # `48.620 ribu ton`, `Rp1.980.000 juta`: the digits have said it, the word says it again.
        scale = 1 if mantissa >= self.scale and _GROUPED.fullmatch(self.digits) else self.scale
        # Scale decimals by integers through rounding: 4.31 * 1e12 should be 4310000000000.
        return tidy(mantissa * scale + self.extra)


def tidy(value: float) -> float:
    """Drop the noise of binary fractions from a product of a short decimal and a power of ten."""
    rounded = float(f"{value:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e18 else rounded


def read_digits(digits: str, kind: str = "count", scale: float = 1) -> float:
    """Read digits with separators as the writer meant them.

    Indonesian writes `1.234,5`; English and careless writing (`1,234.5`, `1.8 triliun`) are read as meant. One
    separator before exactly three digits is ambiguous: a thousand for counts, money and masses (`1.250 orang`,
    `21,480 kg`), a decimal mark for ratios and under a scale word (`3,125 persen`, `4,275 miliar`), unless it is a
    full stop and the digits end in zero (`2.800 juta`): nobody writes a decimal that far to end in nothing. Before
    `ribu`, `miliar` and `triliun` a full stop groups whatever follows (`1.480 triliun`).

    Args:
        digits: digits with `.` and `,`, at least one digit, spaces allowed.
        kind: the kind of unit counted, as in `units.csv`.
        scale: what the scale word that follows multiplies by, 1 for none.
    """
    digits = digits.replace(" ", "")
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return float(digits)
    last = marks[-1]
    head, _, tail = digits.rpartition(last)
    if _is_grouping(head, tail, marks, kind, scale):
        return float(re.sub(r"[.,]", "", digits))
    return float(re.sub(r"[.,]", "", head) + "." + tail)


def _is_grouping(head: str, tail: str, marks: list[str], kind: str, scale: float) -> bool:
    last = marks[-1]
    if len(tail) != 3:
        # `1.234.56` is a slip for grouping; a second mark of another kind is a decimal mark.
        return last in marks[:-1] and len(tail) > 3
    if last in marks[:-1]:
        return True
    if len(marks) > 1:  # 1.234,567
        return False
    if len(head) > 3 or head.startswith("0"):
        return False
    if kind in ("ratio", "yield") or scale > 1:
        return last == "." and (tail.endswith("0") or scale in _GROUPING_SCALES)
    return True


def read_words(words: str) -> float:
    """Read number words: `seratus dua puluh tiga ribu` is 123000, `dua koma lima` is 2.5.

    Raises:
        KeyError: when a word is no number word.
    """
    total = group = 0.0
    decimals: list[str] | None = None
    for word in words.lower().split():
        if word == "koma":
            decimals = []
        elif decimals and word in ("puluh", "belas"):
            # `koma delapan puluh lima` says the same as `koma delapan lima`.
            decimals[-1] = f"1{decimals[-1]}" if word == "belas" else decimals[-1]
        elif decimals is not None and word not in SCALES:
            decimals.append(str(_WHOLE_WORDS[word]))
        elif word == "belas":
            group += 10
        elif word == "puluh":
            group += 9 * (group % 10)
        elif word == "ratus":
            group *= 100
        elif word == "setengah":
            group += 0.5
        elif word in SCALES:
            if decimals:
                group, decimals = float(f"{group:.0f}." + "".join(decimals)), None
            total += group * SCALES[word]
            group = 0
        elif (value := _WHOLE_WORDS[word]) >= 1e3:
            total += value
        else:
            group += value
    if decimals:
        group = float(f"{group:.0f}." + "".join(decimals))
    return tidy(total + group)


def read_fraction(words: str) -> float:
    """Read a part of one: `sepertiga`, `dua per tiga`, `tiga perempat`.

    Raises:
        KeyError: when a word is no number word.
    """
    words = words.lower()
    if words in _FRACTIONS:
        return _FRACTIONS[words]
    above, below = re.fullmatch(rf"({_UNIT})\s*(?:per\s+)?(\w+)", words).groups()  # type: ignore[union-attr]
    return _DIGIT_WORDS[above] / (_PARTS.get(below) or _WHOLE_WORDS[below])


def number_at(text: str, position: int, *, scale_letters: bool = False) -> Number | None:
    """Read the number expression that begins at `position` of `text`, with its scale word; None if there is none.

    Args:
        scale_letters: whether `M`, `T` and `k` are read as miliar, triliun and ribu.
    """
    match = _NUMBER.match(text, position)
    if match is None:
        return None
    if match["fraction"] and not _SCALE.match(text, match.end()):
        return Number(position, match.end(), "", read_fraction(match["fraction"]), fraction=True)
    if match["digits"]:
        number = Number(position, match.end(), match["digits"], None)
    else:
        value = read_words(match["words"]) if match["words"] else read_fraction(match["fraction"])
        number = Number(position, match.end(), "", value)
    an = _AN_BEFORE_SCALE.match(text, number.end)
    number.approximate = an is not None
    scale = _SCALE.match(text, an.end() if an else number.end)
    if scale is not None:
        word = scale["scale"].lower()
        # `50 k` apart is no thousand; `Rp 1,2 M` and `1,2M` are.
        if word not in SCALE_LETTERS or scale_letters:
            number.scale, number.scale_word, number.end = SCALES[word], word, scale.end()
    while number.scale > 1 and number.digits:
        part = _SMALLER_PART.match(text, number.end)
        if part is None or SCALES[part["scale"].lower()] >= number.scale:
            break
        smaller = SCALES[part["scale"].lower()]
        number.extra += read_digits(part["digits"], scale=smaller) * smaller
        number.end = part.end()
    return number
