"""``planner study``: a family of scenarios, on this machine or on a Dask cluster."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.family import ended_like_interrupted
from planner.cli.options import Workers
from planner.exits import ExitCode
from planner.store.places import REPORTS

if TYPE_CHECKING:
    from distributed import Client

    from planner.study.run import Step, StudyDone


def study(
    file: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file.")],
    cluster: Annotated[str, typer.Option(help="local, or the address of a Dask scheduler.")] = "local",
    workers: Workers = 2,
    memory_limit: Annotated[
        float | None, typer.Option(help="Most memory of each solve, MB.", min=100.0)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder; reports/<study>-study where not given.")] = None,
    tls_ca_file: Annotated[Path | None, typer.Option(help="Certificate authority of the cluster.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="This client's certificate.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key.")] = None,
    *,
    warm: Annotated[
        bool, typer.Option(help="Start each solve at the plan of its nearest neighbour.")
    ] = False,
) -> None:
    """Solve for every scenario of a study; one that was stopped goes on."""
    # Dask is loaded for this command alone.
    from planner.study.cluster import LOCAL, Tls, local_client, remote_client
    from planner.study.read import load_study
    from planner.study.run import run_study

    loaded = load_study(file)
    folder = out or REPORTS / f"{loaded.study_id}-study"
    tls = Tls(tls_ca_file, tls_cert, tls_key)
    client_of: AbstractContextManager[Client] = (
        local_client(min(workers, len(loaded)), memory_limit)
        if cluster == LOCAL
        else remote_client(cluster, tls)
    )
    try:
        with ended_like_interrupted(), client_of as client:
            done = run_study(loaded, client, folder, tell=_tell, warm=warm, memory_mb=memory_limit)
    except KeyboardInterrupt:
        print(f"Stopped before the end; the same command goes on from here. What was found is in {folder}.")
        raise typer.Exit(ExitCode.DONE) from None
    _show(done)


def _tell(step: Step) -> None:
    row = step.row
    cost = f"{row['cost_usd'] / 1e9:,.2f} billion USD" if row["cost_usd"] is not None else row["reason"]
    left = f"{step.seconds_left:,.0f} s left"
    text = f"{step.done} of {step.total}, {left}: {row['name']}: {row['status']}, {cost}"
    print(text, file=sys.stderr, flush=True)


def _show(done: StudyDone) -> None:
    counts = Counter(row["status"] for row in done.rows)
    said = ", ".join(f"{count} {status}" for status, count in counts.items())
    print(f"{len(done.rows)} scenarios: {said}; {done.solved_now} solved for now, in {done.seconds:.1f} s")
    print(f"They are in {done.folder}; scenarios.csv has a row for each.")
