"""The published ambition of a case: a path of its demand, read as facility GW."""

from __future__ import annotations

from buildout.inputs import Ambition
from planner.assemble.context import Context
from planner.cases.demand import FacilityPath
from planner.demand import at_period_ends, end_of
from planner.demand.anchors import path_points


def build_ambition(context: Context) -> Ambition | None:
    """Return the ambition in the part of its path that the case must serve; None where there is none."""
    wish = context.case.ambition
    if wish is None:
        return None
    path = next(path for path in context.case.demand.facility_gw if path.name == wish.follows)
    gw = at_period_ends(_points(context, path), context.periods, path.interpolation)
    return Ambition(
        name=path.name,
        facility_gw=tuple(value * path.share_located for value in gw),
        usd_per_gw=wish.usd_per_gw,
        source=wish.source,
    )


def _points(context: Context, path: FacilityPath) -> dict[int, float]:
    if path.path is None:
        return {end_of(label): gw for label, gw in path.points.items()}
    return path_points(context.reference.demand, path.path)
