"""How our engine's time grows over the drawn cases of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.bench.jobs import Contender
from planner.bench.results import CaseResult
from planner.bench.scaling import Fit, fit_exponent

GAP = 0.01


@dataclass(frozen=True)
class Growth:
    """Time to 1 % by number of sites."""

    seconds: tuple[tuple[int, float], ...]
    left_out: tuple[int, ...]
    """Sizes at which 1 % was not reached."""
    fit: Fit | None
    """None for fewer than two sizes."""


def growth_of(results: Sequence[CaseResult]) -> Growth:
    """Return the time to 1 % of each drawn case, and its growth with the number of sites."""
    reached: dict[int, float] = {}
    left_out = []
    for result in results:
        run = result.run_of(Contender.ENGINE)
        if result.drawn_sites is None or run is None:
            continue
        seconds = run.history.seconds_to_gap(GAP)
        if seconds is None:
            left_out.append(result.drawn_sites)
        else:
            reached[result.drawn_sites] = seconds
    fit = fit_exponent(list(reached), list(reached.values()))
    return Growth(tuple(reached.items()), tuple(left_out), fit)
