"""Power limits tightened to what all halls of a site could use: a smaller big-M in P5.

Claim. New units of an option that is no bridge need never exceed, in MW, the facility MW of all halls the
site can ever have over the option's availability, rounded up to a whole unit.

Proof. Cut the units of a plan off at that number. They still rise only where they rose, by no more (P4,
P2), so headroom, pools and budgets are only relieved, and the cost does not rise, as power costs at
least the value left of it. Where the cut acts, the option alone carries the whole site: its
availability x MW is at least PUE x fleet (P1, F2), and so at least the mean power that the site takes, as
the load factor is at most 1 (P3). Bridge units are kept, as others may be waiting for them to leave.
"""

from __future__ import annotations

import math
from dataclasses import replace

from buildout.inputs import Inputs, SitePower
from buildout.sets import build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.steps import is_whole_multiple


def limit_power_by_halls(inputs: Inputs) -> Reduced:
    """Lower limits of power options to what the halls of their sites could use."""
    if inputs.finance.mean_load_factor > 1.0:
        return Reduced(inputs, {})
    sets = build_sets(inputs)
    most_mw = {s: site.pue * max(sets.most_mw[s, t] for t in sets.labels) for s, site in sets.sites.items()}
    power = tuple(
        option if option.is_bridge else _limited(option, most_mw.get(option.site_id, 0.0))
        for option in inputs.power
    )
    lowered = sum(old != new for old, new in zip(inputs.power, power, strict=True))
    return Reduced(replace(inputs, power=power), {"power limits lowered": lowered})


def _limited(option: SitePower, most_mw: float) -> SitePower:
    """Return an option of a site that takes at most so many facility MW."""
    enough_mw = most_mw / option.availability
    if not option.continuous and not is_whole_multiple(enough_mw, option.unit_mw):
        enough_mw = math.ceil(enough_mw / option.unit_mw) * option.unit_mw
    return replace(option, limit_mw=tuple(min(limit, enough_mw) for limit in option.limit_mw))
