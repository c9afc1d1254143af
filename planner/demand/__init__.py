"""Demand from its drivers, one file for each way a case may state it."""

from planner.demand.combine import add_peaks
from planner.demand.direct import direct_peaks
from planner.demand.facility_gw import facility_peaks, reference_mw, stream_shares
from planner.demand.facts import ANYWHERE, Conversion, Peaks, Series, StreamFacts
from planner.demand.paths import at_period_ends, end_of

__all__ = [
    "ANYWHERE",
    "Conversion",
    "Peaks",
    "Series",
    "StreamFacts",
    "add_peaks",
    "at_period_ends",
    "direct_peaks",
    "end_of",
    "facility_peaks",
    "reference_mw",
    "stream_shares",
]
