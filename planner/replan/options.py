"""What a re-plan may do, and when it asks a person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from planner.engine.options import SolveOptions
from planner.problems import InputError, Problem
from planner.replan.nearness import Nearness


@dataclass(frozen=True)
class Guards:
    """What keeps a new plan from being published without a person.

    Parameters
    ----------
    cost_moved
        Most that the cost may move, as a share of the published plan's.
    capacity_moved
        Most that facility GW of any year may move, as a share of the published plan's.
    gap
        Largest gap.
    inputs_days
        Most days since the newest figure of the case or of the facts; None asks for nothing.
    protected
        Streams that may not fall short by more than they did; those that survive a loss, or may not fall
        short at all, are protected too.
    """

    cost_moved: float = 0.05
    capacity_moved: float = 0.10
    gap: float = 0.02
    inputs_days: int | None = None
    protected: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReplanOptions:
    """How a re-plan goes about it.

    Parameters
    ----------
    solve
        Gap and limits of each solve.
    slack
        Most that the plan may cost more than the cheapest, to be nearer to the published one; as a share.
    near_seconds
        How long a nearer plan is looked for, within the seconds of the solve.
    stays_near
        Whether the plan stays near the published one. Without, it is planned anew: from nothing, with nothing
        frozen, and without the second stage; only what was ordered is held.
    frozen_quarters
        Quarters, from the running one, in which what is to be ordered stays as it is unless it cannot.
    nearness
        What changes weigh.
    tests
        Most solves to find out what caused the changes.
    cancellation_share
        Part of what is not yet paid that a cancellation costs where its fact does not say (own assumption).
    guards
        What keeps a new plan from being published.
    inputs_date
        Day of the newest figures of the case's own files; None where nobody knows.
    """

    solve: SolveOptions = field(default_factory=lambda: SolveOptions(prices=False))
    slack: float = 0.005
    near_seconds: float = 20.0
    stays_near: bool = True
    frozen_quarters: int = 1
    nearness: Nearness = field(default_factory=Nearness)
    tests: int = 12
    cancellation_share: float = 0.2
    guards: Guards = field(default_factory=Guards)
    inputs_date: datetime.date | None = None

    def __post_init__(self) -> None:
        checks = (
            (
                "--slack",
                self.slack,
                0 <= self.slack < 1,
                "a share from 0 to below 1",
                "write 0.005 for 0.5 %",
            ),
            ("--frozen", self.frozen_quarters, self.frozen_quarters >= 0, "quarters, 0 or more", "write 1"),
            ("--tests", self.tests, self.tests >= 0, "solves, 0 or more", "write 12"),
            (
                "--cancellation-share",
                self.cancellation_share,
                0 <= self.cancellation_share <= 1,
                "a share from 0 to 1",
                "write 0.2 for 20 %",
            ),
        )
        problems = [
            Problem(where, f"{found:g}", want, fix) for where, found, good, want, fix in checks if not good
        ]
        if problems:
            raise InputError(problems)
