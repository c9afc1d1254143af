"""How well a figure is known."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """Where a figure comes from, best first."""

    MEASURED = "measured"
    """Benchmark, tariff, official statistic."""
    VENDOR_SPEC = "vendor spec"
    """Statement of a vendor or company, roadmaps included."""
    ANALYST_ESTIMATE = "analyst estimate"
    """Bank, consultancy, press with a named analyst."""
    OWN_ASSUMPTION = "own assumption"
    """Ours, or the case's, to be replaced."""
