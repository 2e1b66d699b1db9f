"""Units of work are read on Ray: on this machine, or on a cluster that is there."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from extractor import __version__
from extractor.bulk.inputs import Unit
from extractor.bulk.output import Done
from extractor.errors import UserError
from extractor.wanted import Wanted

#: Bytes; what passes between the processes are names of files and counts.
_OBJECT_STORE = 80_000_000


def run(
    units: Sequence[Unit], folder: Path, wanted: Wanted, *, address: str | None = None, workers: int | None = None
) -> Iterator[Done]:
    """Read units into a folder, and yield what became of each as it is done.

    `address` is that of a Ray cluster whose machines all have the folder and the inputs under the same paths; without
    it, Ray is started on this machine alone. `workers` is the number of actors, one for each processor if not given.
    What a lost process, actor or node was reading is read again by another. Raises UserError where Ray cannot be used.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray
    import ray.data

    try:
        with _quiet():
            if address is None:
                # Only this machine: nothing listens where another one could reach it.
                ray.init(
                    "local", num_cpus=workers, include_dashboard=False, object_store_memory=_OBJECT_STORE,
                    _node_ip_address="127.0.0.1", log_to_driver=False, logging_level=logging.ERROR,
                )  # fmt: skip
            else:
                ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
            yield from _results(units, folder, wanted, workers or int(ray.cluster_resources().get("CPU", 1)))
    except (ConnectionError, ray.exceptions.RayError, RuntimeError, ValueError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        where = "on this machine" if address is None else f"at {address}"
        raise UserError(f"Ray {where} cannot be used: {reason}: see docs/scale.md") from error
    finally:
        ray.shutdown()


def _results(units: Sequence[Unit], folder: Path, wanted: Wanted, workers: int) -> Iterator[Done]:
    import ray.data

    from extractor.bulk.work import Worker

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    rows = [{"unit": json.dumps(asdict(unit))} for unit in units]
    size = min(workers, len(units))
    # One unit a block, and one block an actor at a time: a lost actor is started again elsewhere, with its unit. What
    # kills them all ends in `Attempts`, so that they may be started as often as they like.
    results = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        Worker,
        fn_constructor_kwargs={"folder": str(folder), "wanted": asdict(wanted), "version": __version__},
        compute=ray.data.ActorPoolStrategy(
            min_size=1, max_size=size, initial_size=size, max_tasks_in_flight_per_actor=1
        ),
        num_cpus=1,
        max_restarts=-1,
        max_task_retries=-1,
    )
    for row in results.iter_rows():
        yield Done(**json.loads(row["done"]))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep off standard output what Ray prints there about lost actors and nodes."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
