"""Patience with hosts: how long to wait between requests, and when to leave one alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractor.crawl.fetch import Settings
from extractor.errors import FetchError

#: Statuses with which a server says that it has too much to do.
BUSY = frozenset({429, 503})
#: Seconds; a host that wants more is left alone until the next run.
LONGEST_WAIT = 300.0
#: Requests in a row without an answer, after which a host counts as dead for this run.
_DEAD_AFTER = 3
#: The delay is at most so many seconds longer than usual, and shrinks by this part with each answer.
_LONGEST_EXTRA, _SHRINKS = 60.0, 0.8


class GivenUp(FetchError):
    """A host is not asked again in this run."""


@dataclass(slots=True)
class _Host:
    delay: float
    extra: float = 0.0
    refusals: int = 0
    unanswered: int = 0
    until: float = 0.0
    given_up: GivenUp | None = None


class Hosts:
    """What is known about the hosts of one run; `clock` is the time in seconds."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def delay(self, host: str) -> float:
        """Return the seconds between two requests to a host, as they are now."""
        known = self._host(host)
        return known.delay + known.extra

    def slow_down(self, host: str, delay: float) -> None:
        """Let a host have at least this delay."""
        known = self._host(host)
        known.delay = max(known.delay, delay)

    def wait(self, host: str) -> float:
        """Return the seconds until a host may be asked again; raises GivenUp where it is left alone."""
        known = self._host(host)
        if known.given_up is not None:
            raise GivenUp(str(known.given_up), known.given_up.kind)
        return max(0.0, known.until - self._clock())

    def answered(self, host: str, status: int, retry_after: str | None = None) -> None:
        """Take note of an answer: a busy host is given time, any other is trusted again, step by step."""
        known = self._host(host)
        known.unanswered = 0
        if status not in BUSY:
            known.refusals = 0
            known.extra = known.extra * _SHRINKS if known.extra > 0.1 else 0.0
            return
        known.refusals += 1
        asked = seconds_of(retry_after)
        pause = self._settings.backoff * 2 ** (known.refusals - 1) if asked is None else asked
        if pause > LONGEST_WAIT:
            known.given_up = GivenUp(f"{host}: is busy and wants to be left alone for {pause:.0f} s", str(status))
        known.until = max(known.until, self._clock() + pause)
        known.extra = min(_LONGEST_EXTRA, max(2 * known.extra, known.delay, self._settings.backoff / 5))

    def unanswered(self, host: str, error: FetchError) -> None:
        """Take note of a request without an answer."""
        known = self._host(host)
        known.unanswered += 1
        if known.unanswered >= _DEAD_AFTER:
            known.given_up = GivenUp(f"{host}: given up after {_DEAD_AFTER} requests without answer", error.kind)

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(self._settings.delay)
        return self._hosts[host]


def seconds_of(retry_after: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for, as a number or a date; None where it says neither."""
    text = (retry_after or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return None
        seconds = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - (now or datetime.now(UTC))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None
