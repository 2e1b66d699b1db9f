"""What a desk editor would question: each check adds flags to the facts, with the reason, and changes nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.facts.checks.days import check_event_days, check_future, check_weekdays
from extractor.facts.checks.equivalents import EquivalentCheck
from extractor.facts.checks.percents import PercentCheck
from extractor.facts.checks.scales import check_scales
from extractor.facts.checks.sums import SumCheck
from extractor.facts.scene import Scene
from extractor.facts.when import PeriodBinder
from extractor.records import Event, Figure


class Checker:
    """Runs the checks over the facts of one article after the other; the tables are read once."""

    def __init__(self) -> None:
        self._equivalents = EquivalentCheck()
        self._percents = PercentCheck()
        self._sums = SumCheck()

    def check(self, scene: Scene, figures: Sequence[Figure], events: Sequence[Event], when: PeriodBinder) -> None:
        """Add to `flags` and `flag_details` of the facts what is doubtful about them.

        `figures` are those of the scene's quantities, in their order.
        """
        self._percents.check(scene, figures)
        self._sums.check(scene, figures)
        self._equivalents.check(scene, figures)
        check_scales(figures)
        check_weekdays(scene, figures, when)
        check_event_days(scene, events)
        check_future(scene, figures)
