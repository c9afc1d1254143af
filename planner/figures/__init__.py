"""The figures of a run: one file each, drawn from the run's own tables and inputs."""

from __future__ import annotations

from collections.abc import Callable

from planner.figures.assumptions import assumptions_figure
from planner.figures.bottlenecks import bottlenecks_figure
from planner.figures.capacity import capacity_figure
from planner.figures.cash import cash_figure
from planner.figures.chips import chips_figure
from planner.figures.costs import costs_figure
from planner.figures.demand import demand_figure
from planner.figures.emissions import emissions_figure
from planner.figures.figure import Figure, write_figures
from planner.figures.gantt import gantt_figure
from planner.figures.growth import growth_figure
from planner.figures.ladder import ladder_figure
from planner.figures.limits import limits_figure
from planner.figures.map import map_figure
from planner.figures.power import power_figure
from planner.figures.prices import prices_figure
from planner.figures.source import Source
from planner.figures.spend import spend_figure
from planner.figures.trace import trace_figure
from planner.plan import Run

__all__ = ["Figure", "figures_of", "write_figures"]

_FIGURES: tuple[Callable[[Source], Figure | None], ...] = (
    ladder_figure,
    spend_figure,
    growth_figure,
    map_figure,
    gantt_figure,
    capacity_figure,
    chips_figure,
    power_figure,
    demand_figure,
    bottlenecks_figure,
    limits_figure,
    prices_figure,
    cash_figure,
    costs_figure,
    assumptions_figure,
    emissions_figure,
    trace_figure,
)
"""In reading order."""


def figures_of(run: Run) -> tuple[Figure, ...]:
    """Return the figures of a run in reading order; one with nothing to show is left out.

    Raises
    ------
    InputError
        If the inputs of the run cannot be read.
    """
    source = Source.of(run)
    drawn = (figure_of(source) for figure_of in _FIGURES)
    return tuple(figure for figure in drawn if figure is not None)
