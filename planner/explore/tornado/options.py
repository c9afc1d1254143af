"""What is varied, and how many of it is solved for."""

from __future__ import annotations

from dataclasses import dataclass

from planner.explore.tornado.uncertainty import By


@dataclass(frozen=True)
class TornadoOptions:
    """What is varied, and how many of it is solved for.

    Parameters
    ----------
    top
        Uncertainties to solve for, those with the largest estimates.
    by
        What moves together.
    ranges
        Own ranges, ``path=low:high``; always solved for.
    always
        Names of further uncertainties to solve for, whatever their estimates.
    workers
        Solves at a time, one thread each.
    """

    top: int = 12
    by: By = By.GROUP
    ranges: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    workers: int = 2
