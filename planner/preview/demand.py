"""Demand of a case as tables: by node, by driver, and as a waterfall from the horizon's start.

Every amount is peak demand unless it says mean. ``ref_gw`` is GW of the reference chip; a stream in
units of the case's own has none, only its own unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.assemble import Assembly
from planner.assemble.demand import per_gw_of
from planner.assemble.rows import text
from planner.assemble.streams import Profile
from planner.demand import Dimension, Load, Series, Term, add_means, add_peaks, waterfall

MW_PER_GW = 1000.0
AT_START = "at the start"


@dataclass(frozen=True)
class DemandTables:
    """Tables of `planner demand`, each as it is written to CSV."""

    by_node: pd.DataFrame
    """A stream at a node at the end of a year: peak and mean, in GW and in the stream's own count."""
    by_driver: pd.DataFrame
    """A stream of a driver at the end of a year: facility GW of that date, and reference GW."""
    waterfall: pd.DataFrame
    """What each factor adds to the demand of a stream from the first period to the end of a year."""


def demand_tables(assembly: Assembly) -> DemandTables:
    """Return the demand of a case as tables.

    Parameters
    ----------
    assembly
        From `planner.assemble.assemble_case`.
    """
    return DemandTables(
        by_node=_frame(_node_rows(assembly), _NODE_COLUMNS),
        by_driver=_frame(_driver_rows(assembly), _DRIVER_COLUMNS),
        waterfall=_frame(_waterfall_rows(assembly), _WATERFALL_COLUMNS),
    )


def year_ends(assembly: Assembly) -> dict[int, int]:
    """Return the position of the last period of each year."""
    return {period.year: t for t, period in enumerate(assembly.inputs.periods)}


def facility_gw(assembly: Assembly, profile: Profile, load: Load) -> Series:
    """Return the facility GW of its date that a load takes.

    Parameters
    ----------
    assembly
        The case.
    profile
        The stream of the load.
    load
        A load in reference MW; where its driver has no figures for a GW, those of the tables count.
    """
    per_gw = per_gw_of(assembly.context) if load.work_per_gw is None else load.work_per_gw
    usable = profile.facts.usable_fraction
    return tuple(value / (usable * each) for value, each in zip(load.total, per_gw, strict=True))


def is_in_reference_mw(profile: Profile) -> bool:
    """Tell whether demand of a stream is in reference MW, and not in a unit of the case's own."""
    return profile.facts.unit == Dimension.WORK.value


_NODE_COLUMNS = (
    "year",
    "purpose",
    "stream_id",
    "node_id",
    "country",
    "state",
    "continent",
    "peak_ref_gw",
    "mean_ref_gw",
    "count_unit",
    "peak_count",
    "mean_count",
)
_DRIVER_COLUMNS = ("year", "driver", "purpose", "stream_id", "facility_gw", "peak_ref_gw")
_WATERFALL_COLUMNS = ("year", "purpose", "stream_id", "driver", "factor", "ref_gw")


def _frame(rows: Iterator[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def _profiles(assembly: Assembly) -> Mapping[str, Profile]:
    return {profile.stream_id: profile for profile in assembly.profiles}


def _node_rows(assembly: Assembly) -> Iterator[tuple[object, ...]]:
    profiles = _profiles(assembly)
    peaks, means = add_peaks(assembly.book.terms), add_means(assembly.book.terms)
    for (stream_id, node_id), peak in peaks.items():
        mean, profile = means[stream_id, node_id], profiles[stream_id]
        gw = 1.0 / MW_PER_GW if is_in_reference_mw(profile) else np.nan
        unit, per_unit = _count(profile)
        for year, t in year_ends(assembly).items():
            yield (
                year,
                profile.stream.purpose.value,
                stream_id,
                node_id,
                *_region(assembly, node_id),
                peak[t] * gw,
                mean[t] * gw,
                unit,
                peak[t] * per_unit,
                mean[t] * per_unit,
            )


def _count(profile: Profile) -> tuple[str, float]:
    """Return what the work of a stream is counted in, and the count per unit of its demand."""
    if not is_in_reference_mw(profile):
        return profile.facts.unit, 1.0
    return profile.work.count.value, profile.work.per_reference_mw


def _region(assembly: Assembly, node_id: str) -> tuple[str, str, str]:
    """Return country, state and continent of a node; empty where it has none."""
    context = assembly.context
    metro = context.metros.get(node_id)
    if metro is not None:
        country, state = text(metro, "country_iso2"), text(metro, "admin1")
    else:
        own = {node.id: node.country for node in context.case.nodes.custom}
        country, state = own.get(node_id, ""), ""
    continent = text(context.countries[country], "continent") if country else ""
    return country, state, continent


def _driver_rows(assembly: Assembly) -> Iterator[tuple[object, ...]]:
    profiles = _profiles(assembly)
    for (driver, stream_id), terms in _by_driver(assembly).items():
        profile = profiles[stream_id]
        if not is_in_reference_mw(profile):
            continue
        stated = np.sum([facility_gw(assembly, profile, term.load) for term in terms], axis=0)
        total = np.sum([term.load.total for term in terms], axis=0)
        for year, t in year_ends(assembly).items():
            yield year, driver, profile.stream.purpose.value, stream_id, stated[t], total[t] / MW_PER_GW


def _by_driver(assembly: Assembly) -> dict[tuple[str, str], list[Term]]:
    found: dict[tuple[str, str], list[Term]] = {}
    for term in assembly.book.terms:
        found.setdefault((term.load.driver, term.load.stream_id), []).append(term)
    return found


def _waterfall_rows(assembly: Assembly) -> Iterator[tuple[object, ...]]:
    profiles = _profiles(assembly)
    loads = [term.load for term in assembly.book.terms if is_in_reference_mw(profiles[term.load.stream_id])]
    for year, t in year_ends(assembly).items():
        for load in loads:
            kind = profiles[load.stream_id].stream.purpose.value
            yield year, kind, load.stream_id, load.driver, AT_START, load.total[0] / MW_PER_GW
        for step in waterfall(loads, 0, t):
            kind = profiles[step.stream_id].stream.purpose.value
            yield year, kind, step.stream_id, step.driver, step.factor, step.amount / MW_PER_GW
