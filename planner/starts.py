"""What a run folder keeps for the next solve to start from."""

from __future__ import annotations

from dataclasses import replace

from planner.engine.last_relaxation import START, LastRelaxation
from planner.plan import Run


def with_start(run: Run, relaxation: LastRelaxation | None) -> Run:
    """Return the run with the relaxation that its search solved, if it did."""
    if relaxation is None:
        return run
    return replace(run, extras={**run.extras, START: relaxation.to_bytes()})


def relaxation_of(run: Run, where: str = START) -> LastRelaxation | None:
    """Return the relaxation that a run keeps; None where it has none.

    Parameters
    ----------
    where
        The file's name in messages.

    Raises
    ------
    InputError
        If it is damaged.
    """
    content = run.extras.get(START)
    return None if content is None else LastRelaxation.from_bytes(content, where)
