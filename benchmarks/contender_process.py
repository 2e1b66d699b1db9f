#!/usr/bin/env python3
"""The process of its own that `compare.py` measures a contender in.

    contender_process.py KEY JOB.json

prints what was measured as a line of JSON. A job is `{"runs", "timed", "scored"}`: the items that are read `runs` times
against the clock, and before that those whose answers are kept, which also warms up. Whatever a contender asks of the
network is refused and counted.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import sys
import time
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

from contenders import CONTENDERS, Contender, Item


def _refuse_network() -> list[int]:
    """Make every connection fail; the first number of the list returned counts them."""
    asked = [0]

    def refuse(*_: Any, **__: Any) -> Any:
        asked[0] += 1
        raise OSError("no network here")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    return asked


def _peak() -> int:
    """Peak memory in bytes. `getrusage` would count what the process that started this one had, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def measure(kind: type[Contender], runs: int, timed: list[Item], scored: list[Item]) -> Item:
    """Return what this script prints: seconds of each run, peak bytes, answers, failures."""
    asked = _refuse_network()
    seconds: defaultdict[str, float] = defaultdict(float)
    before = 0.0

    def lap(stage: str) -> None:
        nonlocal before
        now = time.process_time()
        seconds[stage] += now - before
        before = now

    contender = kind(lap)
    failed: set[str] = set()

    def read(item: Item) -> Any:
        nonlocal before
        before = time.process_time()
        try:
            return contender.read(item)
        except Exception as error:  # a library that stumbles over an article is a result, too
            failed.add(f"{type(error).__name__}: {error}"[:200])
            return None

    contender.begin()
    answers = [read(item) for item in scored]
    measured = []
    for _ in range(runs):
        contender.begin()
        seconds.clear()
        clock, begun = time.perf_counter(), time.process_time()
        for item in timed:
            read(item)
        measured.append(
            {"cpu": time.process_time() - begun, "wall": time.perf_counter() - clock, "stages": dict(seconds)}
        )
    return {
        "runs": measured, "peak": _peak(), "answers": answers, "failed": sorted(failed), "network": asked[0],
    }  # fmt: skip


def main() -> None:
    """Measure one contender in this process."""
    key, job = sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable()
    print(json.dumps(measure(CONTENDERS[key], **json.loads(Path(job).read_text(encoding="utf-8")))))


if __name__ == "__main__":
    main()
