"""Demand from its drivers, one file for each way a case may state it."""

from planner.demand.agents import agent_load
from planner.demand.direct import direct_loads, units_of_stream
from planner.demand.facility_gw import compute_of, split_compute, work_per_gw
from planner.demand.facts import ANYWHERE, Conversion, Factor, Load, Peaks, Series, StreamFacts
from planner.demand.multipliers import multiply
from planner.demand.paths import at_period_ends, between_points, end_of, period_ends, values_at
from planner.demand.revenue import revenue_factors
from planner.demand.shares import mix_shares, mix_sums, stream_shares
from planner.demand.slices import Packing, SliceChip, pack
from planner.demand.spread import Ground, Place, Term, add_means, add_peaks, spread_loads
from planner.demand.training import compute_factors, stated_gw
from planner.demand.units import Dimension, read_unit
from planner.demand.waterfall import Step, waterfall

__all__ = [
    "ANYWHERE",
    "Conversion",
    "Dimension",
    "Factor",
    "Ground",
    "Load",
    "Packing",
    "Peaks",
    "Place",
    "Series",
    "SliceChip",
    "Step",
    "StreamFacts",
    "Term",
    "add_means",
    "add_peaks",
    "agent_load",
    "at_period_ends",
    "between_points",
    "compute_factors",
    "compute_of",
    "direct_loads",
    "end_of",
    "mix_shares",
    "mix_sums",
    "multiply",
    "pack",
    "period_ends",
    "read_unit",
    "revenue_factors",
    "split_compute",
    "spread_loads",
    "stated_gw",
    "stream_shares",
    "units_of_stream",
    "values_at",
    "waterfall",
    "work_per_gw",
]
