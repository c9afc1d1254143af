"""The families of limits, a file each: a new one is a file, its kinds in `Kind` and a place in `FAMILIES`."""

from collections.abc import Mapping

from planner.feasible.families.budgets import BUDGETS
from planner.feasible.families.caps import CAPS
from planner.feasible.families.chips import CHIPS
from planner.feasible.families.family import Family, Racks, Term
from planner.feasible.families.halls import HALLS
from planner.feasible.families.headroom import HEADROOM
from planner.feasible.families.locks import LOCKS
from planner.feasible.families.pools import POOLS
from planner.feasible.families.site_power import SITE_POWER
from planner.feasible.families.takes import TAKES
from planner.feasible.families.vendors import VENDORS
from planner.feasible.limits import Kind

FAMILIES = (CHIPS, POOLS, HEADROOM, SITE_POWER, HALLS, VENDORS, TAKES, BUDGETS, CAPS, LOCKS)
"""All families, in the order in which limits are numbered."""

FAMILY_OF: Mapping[Kind, Family] = {kind: family for family in FAMILIES for kind in family.kinds}

__all__ = ["FAMILIES", "FAMILY_OF", "Family", "Racks", "Term"]
