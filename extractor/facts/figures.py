"""Quantities become figures: the contract's records, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.facts.claims import RATES, Claim, ClaimReader
from extractor.facts.going_on import Choice
from extractor.facts.indicators import IndicatorReader
from extractor.facts.items import Told, item_of
from extractor.facts.scene import Scene
from extractor.facts.units import complete_units
from extractor.facts.when import PeriodBinder
from extractor.facts.where import PlaceBinder
from extractor.reading.quantity import Quantity
from extractor.records import Figure

_RATE_UNITS = frozenset({"percent", "pp", "times"})


@dataclass(slots=True)
class FigureReader:
    """Reads the figures of an article; holds the compiled tables."""

    indicators: IndicatorReader = field(default_factory=IndicatorReader)
    claims: ClaimReader = field(default_factory=ClaimReader)

    def read(self, scene: Scene, when: PeriodBinder, where: PlaceBinder, choices: Sequence[Choice]) -> list[Figure]:
        """Return a figure for every quantity of the scene, in the order of the text; `choices` are their indicators."""
        complete_units(scene, choices)
        figures: list[Figure] = []
        claims: list[Claim] = []
        told: list[Told] = []
        for i, (quantity, choice) in enumerate(zip(scene.quantities, choices, strict=True)):
            claim = self.claims.read(scene, quantity, choice.indicator)
            if i and choices[i - 1].indicator == choice.indicator:
                claim = self.claims.carried(scene, scene.quantities[i - 1], quantity, claims[-1], claim)
            claims.append(claim)
            item = item_of(scene, quantity, choice, told)
            told.append(Told(quantity, choice.indicator, item))
            figures.append(self._figure(scene, when, where, quantity, choice, claim, item))
        return figures

    def _figure(
        self,
        scene: Scene,
        when: PeriodBinder,
        where: PlaceBinder,
        quantity: Quantity,
        choice: Choice,
        claim: Claim,
        item: str | None,
    ) -> Figure:
        indicator, measure, sign = choice.indicator, claim.measure, claim.sign
        period = when.period_span(quantity)
        based = measure == "change" or (indicator in RATES and quantity.unit in _RATE_UNITS and measure == "level")
        sentence = scene.sentence_at(quantity.start)
        value, value_max = quantity.value * sign, None if quantity.value_max is None else quantity.value_max * sign
        quote_end = max(sentence.end, quantity.end)
        quotation = scene.text[sentence.start : quote_end].rstrip()
        said = scene.attribution_at(quantity.start)
        return Figure(
            start=quantity.start,
            end=quantity.end,
            text=scene.text[quantity.start : quantity.end],
            value=value,
            value_max=value_max,
            unit=quantity.unit or "count",
            item=item,
            indicator=indicator,
            measure=measure,
            place=where.place(quantity),
            period=period.value if period is not None else None,
            status=claim.status,
            modifier=quantity.modifier,
            basis=self.claims.basis(scene, quantity, period) if based else None,
            source=said.source if said is not None else None,
            source_role=said.role if said is not None else None,
            quotation=quotation,
            quote_start=sentence.start,
            quote_end=sentence.start + len(quotation),
        )
