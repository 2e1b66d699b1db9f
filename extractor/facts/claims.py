"""What is claimed of a quantity: measure, status, basis, sign."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from extractor.facts.phrases import PhraseIndex, Word, words_of
from extractor.facts.reasons import Span
from extractor.facts.scene import Scene
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity, unit_kinds
from extractor.tables import alternation, rows

#: Rates are levels in themselves: `inflasi 2,4 persen`, `ekonomi tumbuh 5 persen`.
RATES = frozenset({"inflation", "gdp_growth", "interest_rate", "unemployment", "poverty", "occupancy"})
#: Rates whose fall is a negative level: deflation, contraction.
_SIGNED_RATES = frozenset({"inflation", "gdp_growth"})
_ADVERBS = (
    r"(?:sebesar|sebanyak|senilai|hingga|sampai|sekitar|kurang lebih|hampir|lebih dari|lebih|tipis|tajam|drastis"
    r"|signifikan|menjadi|cukup|mencapai|kira-kira|minimal|rata-rata|yakni|yaitu|lagi|pula|juga|sedikit|masing-masing"
    r"|seluas|di atas|antara|dalam"
    r"|secara|tahunan|bulanan|[a-z]+nya|yoy|mtm|\(yoy\)|kisaran|berkisar|ekspor|impor|harga|nilai|produksi|volume)"
)
_TO = re.compile(
    r"\b(?:menjadi|jadi|ke|pada|di|di angka|ke angka|ke level|(?<!lebih )(?<!kurang )dari|hingga mencapai"
    r"|sampai mencapai)\s+"
    r"(?:angka |level |harga |posisi )?$",
    re.I,
)
#: `anjlok hingga Rp5.300 per kilogram` is where the price fell to, `dipangkas hingga Rp1 triliun` what was cut.
_UP_TO = re.compile(r"\b(?:hingga|sampai|mencapai)\b", re.I)
#: `menurunkan bunga acuan sebesar 25 basis poin`: what stands between a word of change and its number.
_OBJECT = (
    r"(?:\s+(?!(?:menjadi|jadi|ke|dari|target\w*|oleh|karena|serta|sedangkan|namun|dengan|sebelumnya|semula|awalnya)\b)"
    r"[^\W\d_]+(?:[-/][^\W\d_]+)*){1,9}?"
    r",?\s+(?:sebesar|sebanyak|mencapai|hingga|sampai|sekitar|yakni|yaitu|senilai)"
    rf"\s+(?:{_ADVERBS}\s+){{0,2}}$"
)
_BECOMES = re.compile(r"\s*\)?\s*menjadi\b")
_BY = re.compile(r"\bsebesar\s+$", re.I)
#: How far back the sentence before is looked at for what a list in this one goes on with.
_RATE_REACH = 400
_CONTRIBUTES = re.compile(r"\b(?:andil|penyumbang|menyumbang|sumbangan|kontribusi|berkontribusi)\w*\b[^.;]*$")
_OWN_RATE = re.compile(r"(?<!andil )(?<!menyumbang )(?<!penyumbang )\b(?:inflasi|deflasi)\w*\s+(?:\w+\s+)?$")
_EQUALS = re.compile(r"\s*,?\s*(?:\(|atau|setara|alias)\s*(?:\w+\s+){0,2}")
_LIST_GAP = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:,|;|\.|dan\b|serta\b|lebih,)[^.;]{0,60}")
_NEW_START = re.compile(
    r"\b(?:stabil|tetap|bertahan|normal|menjadi|jadi|dari|ke|sudah|telah|sedangkan|sementara|namun|tetapi|tapi"
    r"|padahal|tahun|atau|target\w*|yang|dengan|inflasi)\b"
)
_SENTENCE_END = re.compile(r"^\s*(?:\([^)]*\)\s*)?[.\n]")
_OF_PLAN = re.compile(
    r"\s*\)?\s*(?:lebih\s+)?dari\s+(?:(?:total|jumlah|angka)\s+)?(?:target|pagu|alokasi|kuota)\b", re.I
)
#: Characters within which a word of expectation rules the word of fact behind it.
_CLOSE = 24
_WILL = re.compile(r"\b(?:akan|bakal)\b")
_WILL_BEHIND = re.compile(
    r"\s*(?:\w+\s+){0,5}?(?:(?:yang|tersebut|itu|ini)\s+(?:nantinya\s+|rencananya\s+)?|nantinya\s+)(?:akan|bakal)\b",
    re.I,
)
_TARGET_BEFORE = re.compile(r"\bdari\s+(?:total\s+)?(?:target|pagu|alokasi)\w*\s+(?:\w+\s+){0,4}$", re.I)


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of `pattern` in `text[start:end]`, None if there is none."""
    matches = list(pattern.finditer(text, start, end))
    return matches[-1] if matches else None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of a quantity: `measure` (`level`, `change`, `share`), `sign` (1 or -1) and `status`."""

    measure: str
    sign: int
    status: str


class ClaimReader:
    """Reads measure, status, basis and sign; the word tables are compiled once."""

    def __init__(self) -> None:
        listed = rows("change_words")
        self._directions = {row["word"]: int(row["direction"]) for row in listed}
        self._moves = PhraseIndex((word, True) for word in self._directions)
        self._moved_kinds = {row["word"]: frozenset(row["kinds"].split()) for row in listed if row["kinds"]}
        words = alternation(self._directions, gap=" ")
        with_object = alternation((row["word"] for row in listed if row["object"]), gap=" ")
        self._change = re.compile(rf"(?<!plus )\b(?P<word>{words})(?:nya)?\s+(?:{_ADVERBS}\s+){{0,4}}$", re.I)
        self._change_of = re.compile(rf"\b(?P<word>{with_object})(?:nya)?{_OBJECT}", re.I)
        self._any_change = re.compile(rf"\b(?P<word>{words})(?:nya)?\b", re.I)
        shares = {side: [r["words"] for r in rows("share_words") if r["side"] == side] for side in ("before", "after")}
        self._share_before = PhraseIndex((word, True) for word in shares["before"])
        self._share_after = re.compile(
            rf"\s*\)?\s*(?:lebih\s+)?(?:\w+\s+){{0,1}}(?:{'|'.join(shares['after'])})\b", re.I
        )
        self._status = PhraseIndex(
            (row["words"], (row["status"], row["unless"], number)) for number, row in enumerate(rows("status_words"))
        )
        self._bases = [
            (re.compile(rf"(?<!\w){row['pattern'].replace(' ', chr(92) + 's+')}(?!\w)", re.I), row["basis"])
            for row in rows("basis_words")
        ]

    def read(self, scene: Scene, quantity: Quantity, indicator: str) -> Claim:
        """Return the claim that a quantity makes by its own words."""
        return Claim(*self.measure(scene, quantity, indicator), self.status(scene, quantity))

    def carried(self, scene: Scene, before: Quantity, quantity: Quantity, earlier: Claim, own: Claim) -> Claim:
        """Return the claim of a quantity that may go on a list or say again what the one before said.

        `emas menyumbang 0,34 persen, beras 0,12 persen` goes on in every way; `400 ton atau 80 ribu karung` is as
        planned or real as what it equals.
        """
        gap = scene.lower[before.end : quantity.start]
        if _EQUALS.fullmatch(gap):
            # behind a plan the percentage is what is realised: `Rp3 miliar dari target Rp4 miliar (75 persen)`
            realised = quantity.unit == "percent" and earlier.status == "target" and self._is_of_plan(scene, before)
            scene.note("status", quantity, "realised of plan" if realised else "equal", lender=before)
            return replace(own, status="actual" if realised else earlier.status)
        if before.unit != quantity.unit or not _LIST_GAP.fullmatch(gap):
            return own
        words = words_of(gap)
        if self._has_change(words) or any(True for _ in self._status.find(words)) or _NEW_START.search(gap):
            return own
        scene.note("status", quantity, "listed", lender=before)
        if earlier.measure == "change" and _SENTENCE_END.search(gap):
            # another sentence tells a stand: `… turun Rp1.000. Harga emas di posisi Rp1,9 juta`
            earlier = replace(own, status=earlier.status)
        else:
            scene.note("measure", quantity, "listed", lender=before)
        if (plan := self._plan_behind(scene, quantity)) is None:
            return earlier
        scene.note("status", quantity, "of plan", plan.span())
        return replace(earlier, status="actual")

    def _is_of_plan(self, scene: Scene, quantity: Quantity) -> bool:
        """Whether the number is the plan that another is told as a part of: `… dari target Rp4 miliar`."""
        start = max(scene.sentence_at(quantity.start).start, quantity.start - 60)
        return _TARGET_BEFORE.search(scene.text[start : quantity.start]) is not None

    def _plan_behind(self, scene: Scene, quantity: Quantity) -> re.Match[str] | None:
        """The plan that the number is told as a part of: `Rp3 miliar dari target Rp4 miliar`."""
        return _OF_PLAN.match(scene.text, quantity.end)

    def change(self, scene: Scene, quantity: Quantity) -> int | None:
        """Return 1, 0 or -1 when a word of rise or fall governs the number itself, else None."""
        start = scene.sentence_at(quantity.start).start
        base = max(start, quantity.start - 70)
        left = scene.text[base : quantity.start]
        kind = unit_kinds().get(quantity.unit or "count", "count")
        match = self._change.search(left)
        if match is not None:
            adverbs = left[match.end("word") :]
            if _TO.search(adverbs) or re.search(r"\bmenjadi\b", adverbs, re.I):
                return None
            if self._is_reached(kind, adverbs):
                return None
        else:
            floor = scene.previous_quantity_end(quantity, start)
            base = max(floor, quantity.start - 130)
            match = self._change_of.search(scene.text[base : quantity.start])
            if match is None and _BECOMES.match(scene.lower, quantity.end) and _BY.search(left):
                # `menurunkan bunga … sebesar 25 bps menjadi 4,75 persen, bunga deposito sebesar 50 bps menjadi …`
                base, match = 0, last_match(self._any_change, scene.text, start, quantity.start)
            if match is None or self._is_reached(kind, match.group()):
                return None
        word = match["word"].lower()
        if kind not in self._moved_kinds.get(word, (kind,)):
            return None
        span = (base + match.start("word"), base + match.end("word"))
        scene.note("measure", quantity, "change", span, table="change_words")
        return self._directions[word]

    def _is_reached(self, kind: str, words: str) -> bool:
        """Whether a price, told with its unit, is what a rise or fall has come to."""
        return kind in ("price", "wage") and _UP_TO.search(words) is not None

    def measure(self, scene: Scene, quantity: Quantity, indicator: str) -> tuple[str, int]:
        """Return the measure (`level`, `change`, `share`) and the sign (1 or -1) of the value."""
        change = self.change(scene, quantity)
        kind = unit_kinds().get(quantity.unit or "count", "count")
        sign = quantity.direction if quantity.direction < 0 else (-1 if (change or 0) < 0 else 1)
        if indicator == "trade_balance":
            scene.note("measure", quantity, "balance")
            return "level", self._balance_sign(scene, quantity)
        if indicator in _SIGNED_RATES and kind == "ratio":
            return self._rate(scene, quantity, indicator, change, sign)
        if change is not None:
            return "change", sign
        scene.note("measure", quantity, "level")
        if quantity.unit == "times":
            return "level", 1
        if quantity.unit == "percent" and indicator not in RATES and self._is_share(scene, quantity):
            return "share", quantity.direction
        return "level", quantity.direction

    def _rate(self, scene: Scene, quantity: Quantity, indicator: str, change: int | None, sign: int) -> tuple[str, int]:
        base = max(scene.sentence_at(quantity.start).start, quantity.start - 100)
        left = scene.lower[base : quantity.start]
        if indicator == "inflation":
            if (cue := _CONTRIBUTES.search(left)) and not _OWN_RATE.search(left):
                scene.note("measure", quantity, "contribution", _first_word(cue, base))
                return "share", -1 if re.search(r"\bdeflasi\b", left) else quantity.direction
            fall = re.search(r"\bdeflasi\b(?![^.;]*\binflasi\b)[^.;]*$", left)
            if fall or (change is None and self._goes_on_falling(scene, quantity)):
                scene.note("measure", quantity, "deflation", *(() if fall is None else (_first_word(fall, base),)))
                return "level", -1
            if change is not None and not re.search(r"\b(?:deflasi|minus)\s+\S*\s*$", left):
                return "change", sign
            scene.note("measure", quantity, "rate")
            return "level", quantity.direction
        if fall := re.search(r"\b(?:kontraksi|terkontraksi|minus)\b[^.;,]{0,30}$", left):
            scene.note("measure", quantity, "contraction", _first_word(fall, base))
            return "level", -1
        scene.note("measure", quantity, "rate")
        return "level", quantity.direction if change is None or change > 0 else sign

    def _goes_on_falling(self, scene: Scene, quantity: Quantity) -> bool:
        """Whether the sentence names neither inflation nor deflation and the one before told of deflation last."""
        index = scene.sentence_index(quantity.start)
        sentence = scene.sentences[index]
        if not index or re.search(r"(?:in|de)flasi", scene.lower[sentence.start : sentence.end]):
            return False
        before = scene.lower[max(scene.sentences[index - 1].start, sentence.start - _RATE_REACH) : sentence.start]
        return before.rfind("deflasi") > before.rfind("inflasi")

    def _balance_sign(self, scene: Scene, quantity: Quantity) -> int:
        sentence = scene.sentence_at(quantity.start)
        left = scene.lower[sentence.start : quantity.start]
        surplus, deficit = left.rfind("surplus"), left.rfind("defisit")
        return -1 if deficit > surplus else 1

    def _is_share(self, scene: Scene, quantity: Quantity) -> bool:
        sentence = scene.sentence_at(quantity.start)
        if after := self._share_after.match(scene.text, quantity.end):
            scene.note("measure", quantity, "share", after.span(), table="share_words")
            return True
        start = sentence.clause_at(quantity.start)[0]
        left = scene.words_in(start, quantity.start)
        for first, last, _ in self._share_before.find(left):
            scene.note("measure", quantity, "share", (first, last), table="share_words")
            return True
        if self._has_change(left):
            return False
        scene.note("measure", quantity, "percent")
        return True

    def _has_change(self, words: list[Word]) -> bool:
        return any(True for _ in self._moves.find(words))

    def status(self, scene: Scene, quantity: Quantity) -> str:
        """Return `actual`, `target` or `forecast`: the last word of plan or fact before the number in its clause."""
        sentence = scene.sentence_at(quantity.start)
        left = scene.lower[sentence.start : quantity.start]
        if plan := _TARGET_BEFORE.search(left[-60:]):
            base = quantity.start - len(left[-60:])
            scene.note("status", quantity, "plan", (base + plan.start(), base + plan.end()))
            return "target" if "target" in left[-60:] else "actual"
        start = sentence.clause_at(quantity.start)[0]
        whole = scene.lower[sentence.start : sentence.end]
        found = [
            (first, last, status, row)
            for first, last, (status, unless, row) in self._status.find(scene.words_in(start, quantity.start))
            if not any(word in whole for word in unless.split(";") if word)
        ]
        plan = self._plan_behind(scene, quantity)
        if plan is not None and not (found and found[-1][2] == "forecast"):
            scene.note("status", quantity, "of plan", plan.span())
            return "actual"
        if not found:
            ahead = self._ahead(scene, quantity)
            scene.note("status", quantity, *(("none",) if ahead is None else ("ahead", ahead.span())))
            return "actual" if ahead is None else "target"
        word, last_end = found[-1], found[-1][1]
        if word[2] == "target" and len(found) > 1 and found[-2][2] == "forecast" and _WILL.search(left[-40:]):
            # `diperkirakan akan mencapai` is no plan
            word = found[-2]
        elif word[2] == "actual" and len(found) > 1 and found[-2][2] == "forecast":
            # `kami perkirakan yang tercapai`, `memperkirakan realisasi sampai Desember`: what is expected to be reached
            between = scene.lower[found[-2][1] : word[0]]
            word = found[-2] if len(between) < _CLOSE and not re.search(r"[,\d]", between) else word
        first, last, status, row = word
        scene.note("status", quantity, "word", (first, last), table="status_words", row=row)
        if status == "actual" or plan is not None:
            return status
        # `melampaui target Rp 75 miliar dengan Rp 118 miliar`: the plan is the number next to the word.
        numbers = scene.between(scene.quantities, last_end, quantity.start)
        if numbers and not self._carries(scene, numbers[-1], quantity):
            span = (first, last)
            scene.note("status", quantity, "word of another", span, lender=numbers[0], table="status_words", row=row)
            return "actual"
        return status

    def _ahead(self, scene: Scene, quantity: Quantity) -> re.Match[str] | None:
        """The words that tell that what is counted is still to come: `13 kota yang akan dibangun`."""
        stop = scene.next_quantity_start(quantity, scene.sentence_at(quantity.start).clause_at(quantity.start)[1])
        return _WILL_BEHIND.match(scene.text, quantity.end, stop)

    def _carries(self, scene: Scene, earlier: Quantity, quantity: Quantity) -> bool:
        """Whether the plan goes on to the next number of a list."""
        gap = scene.text[earlier.end : quantity.start]
        return len(gap) < 60 and not re.search(
            r"\b(?:tahun lalu|realisasi|terealisasi|sudah|telah|baru|naik dari|dari|dibanding\w*)\b", gap, re.I
        )

    def basis(self, scene: Scene, quantity: Quantity, period: Period | None) -> str | None:
        """Return the basis of comparison of a change or rate (`yoy`, `mtm`…), when the sentence says it."""
        sentence = scene.sentence_at(quantity.start)
        ceiling = scene.next_quantity_start(quantity, sentence.end)
        behind = scene.text[quantity.end : max(ceiling, quantity.end)]
        before = scene.text[sentence.clause_at(quantity.start)[0] : quantity.start]
        for stretch, base in ((behind, quantity.end), (before, quantity.start - len(before))):
            found = [
                (match.start(), basis, match.end(), row)
                for row, (pattern, basis) in enumerate(self._bases)
                for match in [pattern.search(stretch)]
                if match
            ]
            if found:
                first, basis, last, row = min(found)
                scene.note("basis", quantity, "word", (base + first, base + last), table="basis_words", row=row)
                return basis
        scene.note("basis", quantity, "none")
        compared = [p for p in scene.periods if p.comparison and sentence.start <= p.start < sentence.end]
        for other in compared:
            distance = _distance(other.value, period.value if period else None)
            if distance is not None:
                scene.note("basis", quantity, "compared", (other.start, other.end))
                return distance
        return None


def _first_word(match: re.Match[str], base: int) -> Span:
    """The span in the text of the first word of a match in what begins at `base`."""
    return base + match.start(), base + match.start() + len(match.group().split(maxsplit=1)[0])


def _distance(earlier: str | None, later: str | None) -> str | None:
    """The basis that two periods imply: the same part of the year before, or the month before."""
    if earlier is None or later is None:
        return None
    if len(earlier) == len(later) and earlier[4:] == later[4:] and earlier[:4] != later[:4]:
        return "yoy"
    if re.fullmatch(r"\d{4}-\d{2}", earlier) and re.fullmatch(r"\d{4}-\d{2}", later):
        a, b = date.fromisoformat(earlier + "-01"), date.fromisoformat(later + "-01")
        if (b.year - a.year) * 12 + b.month - a.month == 1:
            return "mtm"
    return None
