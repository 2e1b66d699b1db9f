"""The times of a number's own sentence: which of them reach it, by clause and order."""

from __future__ import annotations

import re

from extractor.facts.plans import Plans
from extractor.facts.scene import Scene, Sentence
from extractor.facts.time_words import time_words
from extractor.reading.periods import Period
from extractor.reading.quantity import Quantity

_DIRECTLY = re.compile(
    r"[\s(]*(?:(?:pada|di|selama|sepanjang|untuk|per|dalam|hingga|sampai|sejak|bulan|tahun|periode|kurun|waktu"
    r"|sebelumnya|yang lalu)\s+)*",
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"\s*,?\s*(?:\(|atau|setara|alias|artinya|berarti)\s*(?:(?:dengan|sekitar|sebesar|senilai|sebanyak|hampir|lebih"
    r"|sudah|telah|baru|terpenuhi|tercapai|terealisasi|mencapai)\s+){0,3}",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\bterhadap\s+(?:\w+\s+)*$", re.IGNORECASE)
_OWN_NUMBER = re.compile(
    r"\byang\b|\b(?:mencapai|tercatat|sebanyak|sebesar|hanya|masih|yakni|yaitu|berada)\b", re.IGNORECASE
)
_LEADS = re.compile(
    r"\s*(?:(?:ini|seluas|sebanyak|sebesar|senilai|hanya|baru|cuma|tinggal|sudah|jadi|menjadi|di\w+)\s+)?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:dibanding\w*|ketimbang|daripada|di (?:bawah|atas))\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_ON = re.compile(r"\bpada\s+$", re.IGNORECASE)
#: Characters within which a number stands behind the day that is its own.
_RIGHT_ON = 24
_SIDE = re.compile(r",(?!\s*(?:yang|yakni|yaitu|sebesar|sebanyak)\b)", re.IGNORECASE)
_DELIVERY = re.compile(
    r"\b(?:untuk\s+(?:pengiriman|penyerahan|kontrak)|kontrak(?:\s+berjangka)?|berjangka)\s+(?:bulan\s+)?$",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\byang\s+[^,.;]{0,50}?\b(?:berdiri|didirikan|dibangun|dibentuk|diresmikan|beroperasi|dibuka|diluncurkan|dimulai)"
    r"\s+(?:(?:sejak|pada|tahun|sekitar|di|awal|akhir)\s+)*$",
    re.IGNORECASE,
)
_SINCE_THEN = re.compile(r"[^.;]{0,40}?\b(?:itu|tersebut|ini|dan\s+(?:telah|sudah|kini|saat\s+ini))\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\b", re.IGNORECASE)


class Nearby:
    """Answers, for the quantities of one article, which times stand by them."""

    def __init__(self, scene: Scene, plans: Plans) -> None:
        self._scene = scene
        self._plans = plans
        self._said = {id(p) for p in scene.periods if _is_of_saying(scene, p) or _is_delivery(scene, p)}
        #: The periods that belong to the number before them alone: `naik dari 40 ton pada 2021`.
        self._owned: set[int] = set()
        #: The numbers to which the other side of a comparison belongs: `dibandingkan 40 ton pada 2023`.
        self._compared: dict[int, int] = {}
        self._mark_compared()

    def _mark_compared(self) -> None:
        for quantity in self._scene.quantities:
            sentence = self._scene.sentence_at(quantity.start)
            start = self._scene.previous_quantity_end(quantity, max(sentence.start, quantity.start - 40))
            if not _COMPARED.search(self._scene.text, start, quantity.start):
                continue
            for p in self.usable(sentence):
                if p.start >= quantity.end and _DIRECTLY.fullmatch(self._scene.text, quantity.end, p.start):
                    p.comparison = True
                    self._compared[id(p)] = quantity.start

    def own(self, period: Period | None) -> None:
        """Keep a period for the number that it has just been given to."""
        self._owned.add(id(period))

    def is_left_out(self, period: Period) -> bool:
        """Whether a time is no number's: when somebody spoke, when something is to be delivered."""
        return id(period) in self._said

    def usable(self, sentence: Sentence) -> list[Period]:
        """Return the times of a sentence that can be a number's: not when somebody spoke."""
        periods = self._scene.between(self._scene.periods, sentence.start, sentence.end)
        return [period for period in periods if id(period) not in self._said]

    def settings(self, sentence: Sentence) -> list[Period]:
        """Return the times of a sentence that can hold for the next one, too: not what it compares with."""
        return [period for period in self.usable(sentence) if not period.comparison]

    def says_again(self, earlier: Quantity, quantity: Quantity) -> bool:
        """Whether a number says the one before it again, in other words: `400 ton atau 80 ribu karung`."""
        return _EQUALS.fullmatch(self._scene.text, earlier.end, quantity.start) is not None

    def directly_behind(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """Return the time that stands right behind the number, or in it: `149 ton pada 2018`."""
        stop = self._scene.next_quantity_start(quantity, sentence.clause_at(quantity.start)[1])
        for period in self.usable(sentence):
            if quantity.start < period.start < quantity.end:
                return period
            if quantity.end <= period.start < stop:
                if self._plans.is_as_of(quantity, period):
                    return None
                if (not period.comparison or self._compared.get(id(period)) == quantity.start) and _DIRECTLY.fullmatch(
                    self._scene.text, quantity.end, period.start
                ):
                    # `Rp 40.000 sekarang Rp 50.000`
                    bare = not self._scene.text[quantity.end : period.start].strip()
                    return None if bare and self._leads_next(period, stop) else period
                return None
        return None

    def before(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """Return the nearest time before the number that reaches it, in its clause, then in its sentence."""
        clause_start = sentence.clause_at(quantity.start)[0]
        before = [p for p in self.usable(sentence) if p.end <= quantity.start and self._reaches(p, quantity)]
        before = [p for p in before if id(p) not in self._owned]
        in_clause = [p for p in before if p.start >= clause_start and not self._taken(p, quantity)]
        if in_clause:
            return in_clause[-1]
        behind = self._next_in_clause(quantity, sentence)
        if behind is not None:
            return behind
        earlier = [p for p in before if not p.comparison]
        return earlier[-1] if earlier else None

    def behind(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """Return the first time behind the number in its clause, when no other number stands between."""
        behind = self._next_in_clause(quantity, sentence)
        if behind is not None:
            return behind
        end = sentence.clause_at(quantity.start)[1]
        later = [p for p in self.settings(sentence) if quantity.end <= p.start < end]
        if not later or self._scene.between(self._scene.quantities, quantity.end, later[0].start):
            return None
        stop = self._scene.next_quantity_start(quantity, sentence.end)
        return None if self._leads_next(later[0], stop) or self._plans.is_as_of(quantity, later[0]) else later[0]

    def at_end(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """Return the only time of the sentence, told behind its last number: `naik 6 persen, IHK-nya 113 pada Mei`."""
        periods = self.usable(sentence)
        if len(periods) != 1 or periods[0].comparison or periods[0].anchor is not None:
            return None
        period = periods[0]
        last = self._scene.last_quantities(sentence.start, period.start, 1)
        if period.start < quantity.end or not last or id(period) in self._owned or self._plans.is_plan(last[0]):
            return None
        if time_words().former.search(self._scene.text, sentence.start, last[0].start):
            return None
        alone = not self._scene.quantities_in(period.end, sentence.end)
        return period if alone and _DIRECTLY.fullmatch(self._scene.text, last[0].end, period.start) else None

    def _next_in_clause(self, quantity: Quantity, sentence: Sentence) -> Period | None:
        """The first period behind the number in its clause, before the next number and not that one's."""
        end = sentence.clause_at(quantity.start)[1]
        # `400 ton atau 80 ribu karung pada 2023`: what says the same again is passed over
        following = self._scene.next_quantity(last := quantity)
        while following is not None and self.says_again(last, following):
            following = self._scene.next_quantity(last := following)
        if following is not None and self._plans.is_part(last, following):
            # `15 ton dari target 150 ton per 10 Maret`: the day is that of what is realised
            behind = [p for p in self.usable(sentence) if following.end <= p.start < end]
            if behind and self._plans.is_counted_on(following, behind[0]):
                return behind[0]
        stop = min(end, following.start) if following is not None else end
        behind = [p for p in self.usable(sentence) if quantity.end <= p.start < stop]
        if not behind or behind[0].comparison or self._leads_next(behind[0], stop):
            return None
        return None if self._plans.is_as_of(quantity, behind[0]) else behind[0]

    def _leads_next(self, period: Period, stop: int) -> bool:
        """Whether the period opens the words of the next number: `biasanya 40 ton, sekarang 50 ton`."""
        text = self._scene.text
        return (
            self._scene.between(self._scene.quantities, stop, stop + 1) != []
            and _LEADS.fullmatch(text, period.end, stop) is not None
        )

    def _reaches(self, period: Period, quantity: Quantity) -> bool:
        """The other side of a comparison has a number only in a clause of its own: `… tahun lalu yang 40 ton`.

        When something began (`pasar yang dibuka pada 2009 itu memiliki 36 kios`) is not when its number was.
        """
        if not period.comparison:
            began = _BEGAN.search(self._scene.text, max(0, period.start - 80), period.start)
            return began is None or _SINCE_THEN.match(self._scene.text, period.end, quantity.start) is None
        if _AGAINST.search(self._scene.text, max(0, period.start - 24), period.start):
            return False
        onward = self._scene.text[period.end : quantity.start]
        if _SIDE.search(onward):
            return False
        return _OWN_NUMBER.search(onward) is not None and not self._scene.between(
            self._scene.quantities, period.end, quantity.start
        )

    def _taken(self, period: Period, quantity: Quantity) -> bool:
        """Whether an earlier number has the period for itself: `16 unit pada 2020 menjadi 18 unit`."""
        scene = self._scene
        if scene.between(scene.quantities, period.end, quantity.start):
            return period.comparison
        previous = scene.between(scene.quantities, scene.sentence_at(period.start).start, period.start)
        if not previous:
            return False
        gap = scene.text[previous[-1].end : period.start]
        onward = scene.text[period.end : quantity.start]
        return _DIRECTLY.fullmatch(gap) is not None and re.search(r"\b(?:menjadi|jadi|ke)\b|,", onward) is not None


def _is_delivery(scene: Scene, period: Period) -> bool:
    """Whether the time is when traded goods are delivered: `minyak untuk pengiriman Desember`, told in October."""
    return _DELIVERY.search(scene.text, max(0, period.start - 40), period.start) is not None


def _is_of_saying(scene: Scene, period: Period) -> bool:
    """Whether the time is when somebody spoke: a day beside a speaker, any time behind a quotation.

    `kata Rahmat, Kamis (4/4/2019)`, `“…,” kata Rahmat dalam rapat bulan April`.
    """
    sentence = scene.sentence_at(period.start)
    if time_words().observed.search(scene.text, sentence.start, sentence.end):
        return False
    said = time_words().saying.search(scene.text, sentence.start, period.start)
    if said is not None:
        return not scene.between(scene.quantities, said.end(), sentence.end)
    if period.precision != "day" or "/" in (period.value or "") or period.cumulative:
        return False
    if _ON.search(scene.text, sentence.start, period.start) and scene.quantities_in(period.end, period.end + _RIGHT_ON):
        return False  # `Menurut dia, okupansi pada Sabtu (30/9) hanya 65 persen`
    return _WEEKDAY.match(scene.text, period.start) is not None and scene.is_spoken(sentence)
