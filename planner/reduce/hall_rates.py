"""Hosting tightened to what can be built in time: a smaller big-M in S1, smaller boxes everywhere.

Claim. Lowering ``hosting_mw[t]`` to ``hall_mw`` x (ledger's halls + halls that the build rate allows by
t) removes no plan.

Proof. Summing S2 from the first period in which a hall may come gives ``new_halls[t]`` at most
``halls_per_quarter`` x the quarters of the periods from then to t. Hosting enters the model only by
``room``, which becomes the lesser of itself and that number, so every plan keeps S1 and the boxes made of
``room``. S5 asks for min(min_halls, halls that can be built from t to u, room[u]): the second never
exceeds what can be built up to u, so the lower ``room[u]`` changes nothing.

A site that may build nothing in a quarter is left alone: its room says whether it may open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import Inputs, Period, Site
from buildout.sets import room_by_period
from planner.reduce.reduced import Reduced


def limit_halls_by_rate(inputs: Inputs) -> Reduced:
    """Lower what sites can host to what they can have built by then."""
    sites = tuple(_limited(site, inputs.periods) for site in inputs.sites)
    lowered = sum(
        before != after
        for old, new in zip(inputs.sites, sites, strict=True)
        for before, after in zip(old.hosting_mw, new.hosting_mw, strict=True)
    )
    return Reduced(replace(inputs, sites=sites), {"hosting limits lowered": lowered})


def _limited(site: Site, periods: tuple[Period, ...]) -> Site:
    if not site.halls_per_quarter:
        return site
    limits = zip(site.hosting_mw, room_by_period(site, periods), _buildable(site, periods), strict=True)
    hosting = (
        site.hall_mw * (site.committed_halls[-1] + most) if most < room else mw for mw, room, most in limits
    )
    return replace(site, hosting_mw=tuple(hosting))


def _buildable(site: Site, periods: tuple[Period, ...]) -> Iterator[float]:
    """Yield the new halls that the build rate allows by each period; no limit before the first hall."""
    most = 0
    for period in periods:
        if period.start >= site.first_hall_quarter:
            most += site.halls_per_quarter * period.quarters
        yield most or math.inf
