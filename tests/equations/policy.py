"""Examples of the equations of `buildout.policy`."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Caps, SiteKind, Survival
from tests.equations.example import Example
from tests.small import STILL, campus, contract, grid, grid_of, serving, small, stream, zone

_USABLE = replace(stream(), usable_fraction=((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.5)))
_BOTH = serving(
    replace(small(), sites=(campus("a"), campus("b")), power=(grid("a"), grid("b")), streams=(_USABLE,)),
    zone("near", ("a", "b"), 6.0),
    zone("far", ("a", "b"), 4.0),
)
_SURVIVE = replace(_BOTH, survival=(Survival(("chat",), 0.75, by_area=False),))
_AREAS = replace(
    _BOTH,
    # An area may have the name of a site in it.
    sites=(replace(campus("a"), area_id="a"), replace(campus("b"), area_id="b"), campus("c")),
    survival=(Survival(("chat",), 0.75, by_area=True),),
)

# The four quarters of 2027 in two periods, and two of 2028.
_YEARS = replace(
    small(3),
    periods=grid_of(1, 3, 2),
    sites=(replace(campus("a", 3), water_m3_per_it_mwh=0.5),),
    power=(
        replace(grid("a", 3), carbon_kg_per_mwh=400.0),
        replace(contract("a", 3), carbon_kg_per_mwh=50.0),
    ),
    finance=replace(STILL, mean_load_factor=0.8),
)

EXAMPLES = {
    # Without a: b keeps 0.75 of what both serve of each zone; without b: a does.
    "R1a": Example(_SURVIVE, rows=("policy.rest_serves",)),
    # What b takes over, at 1.25 MW of work each, fits its fleet; so for a.
    "R1b": Example(_SURVIVE, rows=("policy.rest_can",)),
    # The same by area, where c, out of everybody's reach, lies in a third one.
    "R1a-area": Example(_AREAS, rows=("policy.rest_serves",)),
    # 0.4 grid + 0.05 contract in thousand t <= 80 in the four quarters of 2027, 80 x 2/4 in 2028.
    "E1-carbon": Example(replace(_YEARS, caps=Caps(80e3, None)), rows=("policy.carbon_limit",)),
    # 0.5 x 0.8 x 2.1915 = 0.8766 thousand m3 per MW and quarter, three times that in the second period,
    # <= 12 in 2027, 6 in the half of 2028.
    "E1-water": Example(replace(_YEARS, caps=Caps(None, 12e3)), rows=("policy.water_limit",)),
}
