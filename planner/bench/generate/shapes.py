"""What each shape changes about a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from planner.assemble.rows import text
from planner.bench.generate.places import Places
from planner.bench.generate.recipe import Data, Purpose, Recipe, Shape

SCARCE = 0.4
REACH = 0.4
BACKBONE_INFLATION = 1.5
LATE_WAIT_QUARTERS = (6, 14)
"""From today, 2026Q4: the last two thirds of the horizon, but for its last year."""
USD_PER_GW = 48e9
"""What a GW of a campus costs with its chips, in the shipped US case."""
TIGHT = 0.5
LUMP = 0.6
"""A lean year has so much less than the mean, a fat one so much more."""


def shape_changes(recipe: Recipe, places: Places, share: float, gw: Mapping[int, float]) -> Data:
    """Return the keys of the case that its shape sets.

    Parameters
    ----------
    recipe, places
        The case and its sites.
    share
        Our share of chips and components.
    gw
        Demand at the end of each year, GW facility.
    """
    changes: Mapping[Shape, Callable[[], Data]] = {
        Shape.BASE: dict,
        Shape.LATE: lambda: {"cells": _late(recipe, places)},
        Shape.SCARCE: lambda: {"buyer": {"chips": SCARCE * share, "pools": SCARCE * share}},
        Shape.TIGHT: lambda: {"policies": {"budgets": _budgets(recipe, gw)}},
        # Reach is inverse to how much longer the route is than the great circle.
        Shape.STRICT: lambda: {"network": {"inflation": BACKBONE_INFLATION / REACH}},
    }
    return changes[recipe.shape]()


def _late(recipe: Recipe, places: Places) -> Data:
    random = recipe.random(Purpose.GRID)
    cells: Data = {}
    for row in places.regions:
        key = f"regions.{text(row, 'region_id')}"
        cells[f"{key}.near_term_grid_headroom_mw"] = 0
        cells[f"{key}.grid_wait_quarters"] = int(random.integers(*LATE_WAIT_QUARTERS, endpoint=True))
    return cells


def _budgets(recipe: Recipe, gw: Mapping[int, float]) -> list[Data]:
    """Return a budget a year: half of what that year's growth costs, lean and fat years in turn."""
    lean_first = bool(recipe.random(Purpose.BUDGETS).integers(2))
    years = sorted(gw)
    budgets: list[Data] = []
    for before, year in pairwise(years):
        is_lean = (year % 2 == 0) == lean_first
        lump = 1 - LUMP if is_lean else 1 + LUMP
        usd = TIGHT * lump * USD_PER_GW * (gw[year] - gw[before])
        budgets.append({"id": f"budget {year}", "year": year, "usd": round(usd)})
    return budgets
