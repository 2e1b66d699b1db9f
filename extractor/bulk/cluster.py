"""Units of work are read on Ray: on this machine, or on a cluster that is there."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from extractor import __version__
from extractor.bulk.inputs import Unit
from extractor.bulk.output import Done
from extractor.errors import UserError
from extractor.wanted import Wanted

#: The file in the output folder for what Ray says.
LOG = "_ray.log"
#: Bytes; what passes between the processes are names of files and counts.
_OBJECT_STORE = 80_000_000


def run(
    units: Sequence[Unit], folder: Path, wanted: Wanted, *, address: str | None = None, workers: int | None = None
) -> Generator[Done, None, None]:
    """Read units into a folder, and yield what became of each as it is done.

    `address` is that of a Ray cluster whose machines all have the folder and the inputs under the same paths; without
    it, Ray is started on this machine alone. `workers` is the number of actors, one for each processor if not given.
    What a lost process, actor or node was reading is read again by another. Raises UserError where Ray cannot be used.
    """
    if not units:
        return
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address is not None:
        _check(address)
    with _kept_apart(folder / LOG):
        import ray

        try:
            if address is None:
                # Only this machine: nothing listens where another one could reach it.
                ray.init(
                    "local", num_cpus=workers, include_dashboard=False, object_store_memory=_OBJECT_STORE,
                    _node_ip_address="127.0.0.1", log_to_driver=False, logging_level=logging.ERROR,
                )  # fmt: skip
            else:
                ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
            yield from _results(units, folder, wanted, workers or int(ray.cluster_resources().get("CPU", 1)))
        except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError) as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise UserError(f"Ray cannot be used: {reason}: {folder / LOG} says more") from error
        finally:
            ray.shutdown()


def _check(address: str) -> None:
    """Raise UserError where nothing answers at an address: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, ValueError, OverflowError) as error:
        raise UserError(
            f"no Ray cluster at {address}: start one with `ray start --head` and give its HOST:PORT"
        ) from error


def _results(units: Sequence[Unit], folder: Path, wanted: Wanted, workers: int) -> Iterator[Done]:
    import ray.data

    from extractor.bulk.work import Worker

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    rows = [{"unit": json.dumps(asdict(unit))} for unit in units]
    size = min(workers, len(units))
    # One unit a block, and one block an actor at a time. Ray Data starts a lost actor again, on another node where its
    # own is gone, and gives it its unit again, as often as it takes; `Attempts` ends that where the unit is at fault.
    results = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        Worker,
        fn_constructor_kwargs={"folder": str(folder), "wanted": asdict(wanted), "version": __version__},
        compute=ray.data.ActorPoolStrategy(
            min_size=1, max_size=size, initial_size=size, max_tasks_in_flight_per_actor=1
        ),
        num_cpus=1,
    )
    for row in results.iter_rows():
        yield Done(**json.loads(row["done"]))


@contextlib.contextmanager
def _kept_apart(log: Path) -> Iterator[None]:
    """Let what Ray and its C++ print about lost actors and nodes go to a file; this process still prints its errors."""
    with log.open("a", encoding="utf-8") as file:
        errors, stream = os.dup(2), sys.stderr
        os.dup2(file.fileno(), 2)
        try:
            own = os.fdopen(errors, "w", buffering=1, closefd=False) if _is_standard_error(stream) else stream
            with contextlib.redirect_stdout(file), contextlib.redirect_stderr(own):
                yield
        finally:
            os.dup2(errors, 2)
            os.close(errors)


def _is_standard_error(stream: TextIO) -> bool:
    try:
        return stream.fileno() == 2
    except (OSError, ValueError):
        return False
