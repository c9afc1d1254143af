"""What makes plans different: GW by site, by vendor and by kind of power, at the end of each year.

One list of weights reads them off a plan's decisions and off the columns of the model alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from buildout.decisions import Decisions
from buildout.inputs import Inputs, Period
from planner.engine.matrix import Compiled, Index

MW_PER_GW = 1000.0


class Aspect(StrEnum):
    """In what plans can differ; each counts the same in the distance between two."""

    SITES = "sites"
    """Facility GW of new halls online."""
    VENDORS = "vendors"
    """IT GW of chips bought in the year."""
    POWER = "power"
    """GW of new power online, by family."""


@dataclass(frozen=True)
class Feature:
    """One figure of a plan: GW of a site, a vendor or a family of power in a year."""

    aspect: Aspect
    name: str
    year: int


Features = Mapping[Feature, float]
"""GW of each feature of a plan; what is missing is zero."""


def feature_weights(inputs: Inputs) -> Iterator[tuple[str, Index, Feature, float]]:
    """Yield the variable, its index, the feature it counts in, and GW per unit of it."""
    last = last_periods(inputs)
    for site in inputs.sites:
        gw = site.hall_mw * site.pue / MW_PER_GW
        for t, year in last.items():
            yield "siting.new_halls", (site.site_id, t), Feature(Aspect.SITES, site.site_id, year), gw
    for option in inputs.power:
        gw = option.unit_mw / MW_PER_GW
        for t, year in last.items():
            feature = Feature(Aspect.POWER, option.family, year)
            yield "power.units", (option.site_id, option.option_id, t), feature, gw
    for chip in inputs.chips:
        for site in inputs.sites:
            for period in inputs.periods:
                feature = Feature(Aspect.VENDORS, chip.vendor, period.year)
                index = (site.site_id, chip.chip_id, period.label)
                yield "fleet.racks", index, feature, chip.rack_mw / MW_PER_GW


def last_periods(inputs: Inputs) -> dict[str, int]:
    """Return the label of the last period of each year, and its year."""
    last: dict[int, Period] = {period.year: period for period in inputs.periods}
    return {period.label: year for year, period in last.items()}


def features_of(inputs: Inputs, decisions: Decisions) -> Features:
    """Return the features of a plan."""
    rack_mw = {chip.chip_id: chip.rack_mw for chip in inputs.chips}
    values: dict[str, dict[Index, float]] = {
        "siting.new_halls": {(s, t): halls for (s, t), halls in decisions.new_halls.items()},
        "power.units": {(s, o, t): units for (s, o, t), units in decisions.units.items()},
        "fleet.racks": {(s, g, t): mw / rack_mw[g] for (s, g, t), mw in decisions.buy_mw.items()},
    }
    found: dict[Feature, float] = {}
    for variable, index, feature, gw in feature_weights(inputs):
        amount = values[variable].get(index, 0.0)
        if amount > 0:
            found[feature] = found.get(feature, 0.0) + gw * amount
    return found


def feature_columns(inputs: Inputs, compiled: Compiled) -> Iterator[tuple[int, Feature, float]]:
    """Yield each column of a model that counts in a feature, the feature, and GW per unit of it."""
    for variable, index, feature, gw in feature_weights(inputs):
        column = compiled.columns.get(variable, {}).get(index)
        if column is not None:
            yield column, feature, gw


def distance(one: Features, other: Features) -> float:
    """Return how far two plans are apart: 0 where they are the same, 1 where they share nothing.

    For each aspect, the sum of the differences over the sum of both (the dissimilarity of Bray and
    Curtis); then the mean of the aspects that either plan has.
    """
    parts = [part for part in distances(one, other).values() if part is not None]
    return sum(parts) / len(parts) if parts else 0.0


def distances(one: Features, other: Features) -> dict[Aspect, float | None]:
    """Return the distance of two plans in each aspect; None where neither has any of it."""
    apart = dict.fromkeys(Aspect, 0.0)
    both = dict.fromkeys(Aspect, 0.0)
    for feature in {**one, **other}:
        here, there = one.get(feature, 0.0), other.get(feature, 0.0)
        apart[feature.aspect] += abs(here - there)
        both[feature.aspect] += here + there
    return {aspect: apart[aspect] / both[aspect] if both[aspect] else None for aspect in Aspect}


def nearest(features: Features, others: Sequence[Features]) -> float:
    """Return the distance to the nearest of some plans; 1 where there is none."""
    return min((distance(features, other) for other in others), default=1.0)
