"""The published ambition of a case: a path of its demand, read as facility GW."""

from __future__ import annotations

from buildout.inputs import Ambition
from planner.assemble.context import Context
from planner.assemble.demand import facility_gw


def build_ambition(context: Context) -> Ambition | None:
    """Return the ambition in the part of its path that the case must serve; None where there is none."""
    wish = context.case.ambition
    if wish is None:
        return None
    path = next(path for path in context.case.demand.facility_gw if path.name == wish.follows)
    return Ambition(
        name=path.name,
        facility_gw=tuple(value * path.share_located for value in facility_gw(context, path)),
        usd_per_gw=wish.usd_per_gw,
        source=wish.source,
    )
