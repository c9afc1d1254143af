"""Grid areas: MW of new firm grid power that we can get, by period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from buildout.inputs import GridArea
from planner.assemble.context import Context
from planner.assemble.places import Place
from planner.assemble.power import position_ramp_mw
from planner.assemble.rows import Row, number


def build_areas(context: Context, places: Sequence[Place]) -> tuple[GridArea, ...]:
    """Return the areas that regions.csv knows the headroom of; other areas have no limit."""
    area_ids = dict.fromkeys(place.area_id for place in places if place.area_id in context.regions)
    return tuple(
        GridArea(area, context.by_period(partial(headroom_mw, context, context.regions[area])))
        for area in area_ids
    )


def headroom_mw(context: Context, region: Row, quarter: int) -> float:
    """Return our share of a region's headroom: the near-term ramp, then its yearly growth, MW."""
    end = 4 * round(context.scalars["position_ramp_end_year"]) + 3
    later_years = max(0, quarter - end) / 4
    grown = number(region, "headroom_growth_mw_per_year", 0.0) * later_years
    return position_ramp_mw(context, region, quarter) + context.shares.headroom * grown
