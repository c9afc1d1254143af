"""What a case says of the things that published figures are about, by the metric of demand.csv."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from buildout.inputs import Purpose
from planner.assemble import Assembly
from planner.assemble.demand import conversion_of, gw_per_billion, run_rate
from planner.cases.demand import Effect, Revenue
from planner.demand import period_ends, values_at
from planner.preview.demand import DemandTables, year_ends

PUBLISHED_RISE_BILLION_USD = 60.0
"""The rise of revenue that inference_gw_per_revenue is about."""
CHAT = "chat_interactive"


@dataclass(frozen=True)
class View:
    """What a measure reads."""

    assembly: Assembly
    tables: DemandTables

    @property
    def ends(self) -> Mapping[int, int]:
        """Position of the last period of each year."""
        return year_ends(self.assembly)

    @property
    def countries(self) -> set[str]:
        """Countries that demand with a place sits in."""
        return set(self.tables.by_node["country"]) - {""}

    @property
    def revenue(self) -> tuple[Revenue, ...]:
        """Drivers of revenue."""
        return self.assembly.context.case.demand.revenue

    def facility_gw(self, year: int, purpose: Purpose | None = None) -> float:
        """Return facility GW that the case must serve at the end of a year."""
        frame = self.tables.by_driver
        fits = (frame["year"] == year) & ((frame["purpose"] == purpose) | (purpose is None))
        return float(frame.loc[fits, "facility_gw"].sum())


def _buyer_gw(view: View, year: int) -> float | None:
    """Return the facility GW of the buyer: also what other places than those of the case serve."""
    located = {driver.name: driver.share_located for driver in view.assembly.context.case.demand.gw_drivers}
    frame = view.tables.by_driver
    of_year = frame[frame["year"] == year]
    parts = [
        gw / located.get(driver, 1.0)
        for driver, gw in zip(of_year["driver"], of_year["facility_gw"], strict=True)
        if located.get(driver, 1.0) > 0
    ]
    return float(sum(parts)) if parts else None


def _located_gw(view: View, year: int) -> float | None:
    return view.facility_gw(year) or None


def _inference_share(view: View, year: int) -> float | None:
    inference, training = (
        view.facility_gw(year, purpose) for purpose in (Purpose.INFERENCE, Purpose.TRAINING)
    )
    return inference / (inference + training) if inference and training else None


def _run_rate(view: View, year: int) -> float | None:
    end = [period_ends(view.assembly.inputs.periods)[view.ends[year]]]
    rates = [run_rate(view.assembly.context, driver, end)[0] for driver in view.revenue]
    return sum(rates) if rates else None


def _mean_gw_per_billion(view: View) -> float | None:
    if not view.revenue:
        return None
    values = [gw_per_billion(view.assembly.context, driver)[0] for driver in view.revenue]
    return sum(values) / len(values)


def _gw_of_published_rise(view: View) -> float | None:
    per_billion = _mean_gw_per_billion(view)
    return None if per_billion is None else per_billion * PUBLISHED_RISE_BILLION_USD


def _revenue_per_gw(view: View) -> float | None:
    per_billion = _mean_gw_per_billion(view)
    return 1.0 / per_billion if per_billion else None


def _training_growth(view: View) -> float | None:
    """Return the factor of training compute per year, from the first to the last end of a year."""
    frame = view.tables.by_driver
    training = frame[frame["purpose"] == Purpose.TRAINING].groupby("year")["peak_ref_gw"].sum()
    if len(training) < 2 or training.iloc[0] <= 0:
        return None
    years = float(training.index[-1] - training.index[0])
    growth = float(training.iloc[-1] / training.iloc[0])
    return float(growth ** (1.0 / years))


def _hardware_growth(view: View) -> float | None:
    drivers = view.assembly.context.case.demand.gw_drivers
    return conversion_of(view.assembly.context, drivers[0]).growth_per_year if drivers else None


def _software_gain(view: View) -> float | None:
    """Return the gain a year of multipliers that divide demand, over the first year; None without any."""
    case = view.assembly.context.case
    start = period_ends(view.assembly.inputs.periods)[0]
    gains = [
        after / before
        for multiplier in case.demand.multipliers
        if multiplier.effect is Effect.DIVIDES
        for before, after in (values_at(multiplier.path, [start, start + 4.0]),)
    ]
    product = 1.0
    for gain in gains:
        product *= gain
    return product if gains else None


def _chat_peak_to_mean(view: View) -> float | None:
    found = [p.facts.peak_to_mean for p in view.assembly.profiles if p.stream_id == CHAT]
    return found[0] if found else None


LEVELS: Mapping[str, Callable[[View, int], float | None]] = MappingProxyType(
    {
        "compute_gw_plan": _buyer_gw,
        "compute_gw_committed": _buyer_gw,
        "compute_gw_ambition": _buyer_gw,
        "frontier_lab_facility_gw_year_end": _buyer_gw,
        "world_ai_facility_gw_year_end": _buyer_gw,
        "ai_power_gw": _located_gw,
        "inference_share_of_ai_compute": _inference_share,
        "revenue_target": _run_rate,
    }
)
"""Figures of the end of a year."""

RATES: Mapping[str, Callable[[View], float | None]] = MappingProxyType(
    {
        "inference_gw_per_revenue": _gw_of_published_rise,
        "revenue_usd_per_gw_yr": _revenue_per_gw,
        "training_compute_growth": _training_growth,
        "energy_efficiency_growth": _hardware_growth,
        "software_throughput_gain": _software_gain,
        "diurnal_peak_to_mean_interactive": _chat_peak_to_mean,
    }
)
"""Figures that hold over the whole horizon."""

CEILINGS = frozenset({"world_ai_facility_gw_year_end", "ai_power_gw"})
"""Figures of all buyers together: one buyer is within the band if it stays below."""
