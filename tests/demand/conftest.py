"""Time grids, streams and loads that tests of the drivers share."""

from __future__ import annotations

from collections.abc import Mapping

from buildout.inputs import Period
from buildout.quarters import parse_quarter
from planner.demand import Conversion, Factor, Load, StreamFacts

QUARTERS = tuple(Period(f"2027Q{i + 1}", parse_quarter("2027Q1") + i, 1) for i in range(4))
YEARS = (Period("2027", parse_quarter("2027Q1"), 4), Period("2028", parse_quarter("2028Q1"), 4))
CONVERSION = Conversion(pue=1.15, fleet_efficiency=0.8, growth_per_year=1.3, base_year=2026)
"""2.3 GW are 2,000 MW of IT, which do 1,600 reference MW of work at the end of 2026."""


def facts(
    stream_id: str = "chat",
    *,
    usable: float = 1.0,
    shares: Mapping[int, float] | None = None,
    peak_to_mean: float = 1.0,
    is_placed: bool = True,
    is_training: bool = False,
) -> StreamFacts:
    return StreamFacts(
        stream_id,
        "reference MW",
        usable,
        is_placed,
        is_training,
        peak_to_mean,
        {} if shares is None else shares,
    )


def load(**factors: tuple[float, ...]) -> Load:
    """A load of the stream chat, the product of some factors."""
    return Load("driver", "chat", tuple(Factor(name, values) for name, values in factors.items()))
