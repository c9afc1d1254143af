"""What the model and the audit read: one frozen value, in canonical units.

Canonical units: MW of power, million USD (``_musd``), quarters, reference MW of served work,
USD per MWh for energy prices, kg per MWh for emissions. Every number is finite; ids are unique;
every index set holds only what exists. `planner.cases` builds and proves an `Inputs`; nothing in
here reads a file, and nothing in here knows Pyomo.

A quantity "by period" is a tuple with one entry per period, in the order of ``Inputs.periods``.
Quarters are whole numbers (see `buildout.quarters`).
"""

from __future__ import annotations

from buildout.inputs.case import Ambition, Inputs
from buildout.inputs.chips import Chip, CommittedChips
from buildout.inputs.demand import Demand, Network, Node, Purpose, Stream, Workload, Zone
from buildout.inputs.money import CommittedCash, Finance, Payment
from buildout.inputs.periods import Period, Window
from buildout.inputs.places import Basis, Element, GridArea, Site, SiteKind
from buildout.inputs.power import Delivery, SitePower
from buildout.inputs.rules import Budget, Caps, MinimumTake, Pool, Survival, VendorShare, VolumeTier

__all__ = [
    "Ambition",
    "Basis",
    "Budget",
    "Caps",
    "Chip",
    "CommittedCash",
    "CommittedChips",
    "Delivery",
    "Demand",
    "Element",
    "Finance",
    "GridArea",
    "Inputs",
    "MinimumTake",
    "Network",
    "Node",
    "Payment",
    "Period",
    "Pool",
    "Purpose",
    "Site",
    "SiteKind",
    "SitePower",
    "Stream",
    "Survival",
    "VendorShare",
    "VolumeTier",
    "Window",
    "Workload",
    "Zone",
]
