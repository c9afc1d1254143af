"""Policy: R1 and E1, and the table of emissions. Nothing is checked that the case does not name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.audit.compare import at_least, at_most, column, exactly, flagged
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.panels import (
    Ids,
    Panel,
    down,
    id_index,
    like,
    product_index,
    read_panel,
    table_index,
    total,
)
from planner.audit.quantities import Quantities
from planner.audit.report import Finding
from planner.audit.service import work_done, work_ids, work_needed


def check_policy(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check survival after losses, and emissions against their limits."""
    survival = [finding for loss in losses(facts) for finding in _check_survival(facts, plan, loss)]
    return [*survival, *_check_emissions(facts, plan)]


@dataclass(frozen=True)
class Losses:
    """The losses of one kind: what a site is lost with, and the share of each stream that stays."""

    lost_with: pd.Series[str]
    share: Mapping[str, float]

    @property
    def lost_ids(self) -> Ids:
        """What can be lost: every site, or every area."""
        return id_index(("lost_id",), list(dict.fromkeys(self.lost_with)))


def losses(facts: Facts) -> list[Losses]:
    """Return the losses of sites and those of areas, each with every stream that is protected."""
    found = []
    for by_area in (False, True):
        rules = [rule for rule in facts.inputs.survival if rule.by_area == by_area]
        streams = {stream for rule in rules for stream in rule.stream_ids}
        share = {stream: max(rule.share for rule in rules if stream in rule.stream_ids) for stream in streams}
        site_ids = pd.Series(facts.site_ids, index=facts.site_ids, dtype=object)
        found.append(Losses(facts.sites["area_id"] if by_area else site_ids, share))
    return [loss for loss in found if loss.share]


def _check_survival(facts: Facts, plan: Quantities, loss: Losses) -> list[Finding]:
    table = plan.tables["survival"]
    table = table[table["stream_id"].isin(loss.share) & table["lost_id"].isin(loss.lost_ids)]
    ids = table_index(table, ("lost_id", "site_id", "stream_id", "zone_id")).unique()
    survive = read_panel(table, "served", ids, facts.periods)
    sites = ids.get_level_values("site_id")
    is_lost = loss.lost_with.loc[sites].to_numpy() == ids.get_level_values("lost_id").to_numpy()
    arcs = pd.MultiIndex.from_arrays([ids.get_level_values("zone_id"), sites])
    can_serve = arcs.isin(facts.serve_cost_musd.index) & ~is_lost
    names = ["lost_id", "site_id", "zone_id", "period"]
    stray = ~can_serve[ids.get_indexer(table_index(table, ids.names))]
    return [
        flagged(
            Equation.R1, "survival", table, names, stray, "served from a lost site, or from out of reach"
        ),
        at_least(Equation.R1, *_kept_and_due(facts, plan, loss, survive[can_serve]), "units"),
        at_most(Equation.R1, *_work_after_loss(facts, plan, survive[can_serve]), "reference MW"),
    ]


def _kept_and_due(facts: Facts, plan: Quantities, loss: Losses, survive: Panel) -> tuple[Panel, Panel]:
    """Return what is served of each zone after each loss, and what must be.

    A place without halls has nothing to lose, so no row is due for it.
    """
    zones = [zone for zone in facts.inputs.zones if zone.stream_id in loss.share]
    zone_ids = id_index(("zone_id",), [zone.zone_id for zone in zones])
    ids = product_index(loss.lost_ids, zone_ids)
    kept = total(survive, ids)
    keys = pd.MultiIndex.from_arrays(
        [plan.served.index.get_level_values(name) for name in ("stream_id", "node_id")]
    )
    served = total(plan.served, zone_ids, zone_id=facts.zone_of.reindex(keys).to_numpy(object))
    share = np.array([loss.share[zone.stream_id] for zone in zones])[:, None]
    due = like(served, share * served.to_numpy()).loc[ids.get_level_values("zone_id")].to_numpy()
    halls = total(plan.halls, loss.lost_ids, lost_id=loss.lost_with.to_numpy(object))
    stands = halls.loc[ids.get_level_values("lost_id")].to_numpy() > 0.0
    return kept, like(kept, np.where(stands, due, -np.inf))


def _work_after_loss(facts: Facts, plan: Quantities, survive: Panel) -> tuple[Panel, Panel]:
    """Return the work that remaining sites do after each loss, and the work their chips are at before it."""
    needed = work_needed(facts, survive)
    workload = facts.workload_of.loc[needed.index.get_level_values("stream_id")].to_numpy(object)
    lost, sites = (needed.index.get_level_values(name) for name in ("lost_id", "site_id"))
    ids = id_index(("lost_id", "site_id", "workload_id"), lost, sites, workload).unique()
    work = total(needed, ids, workload_id=workload)
    places = [ids.get_level_values(name) for name in ("site_id", "workload_id")]
    rows = work_ids(facts).get_indexer(pd.MultiIndex.from_arrays(places))
    return work, like(work, work_done(facts, plan).to_numpy()[rows])


def _check_emissions(facts: Facts, plan: Quantities) -> list[Finding]:
    finance, caps = facts.inputs.finance, facts.inputs.caps
    carbon_t = total(plan.energy_gwh * down(facts.options["carbon_kg_per_mwh"]), facts.site_ids)
    it_mwh = total(plan.fleet_mw, facts.site_ids) * (finance.mean_load_factor * facts.hours)
    water_m3 = it_mwh * down(facts.sites["water_m3_per_it_mwh"])
    table = plan.tables["emissions"]
    findings = []
    for name, amount, unit, cap in (
        ("carbon_t", carbon_t, "t", caps.carbon_t_per_year),
        ("water_m3", water_m3, "m3", caps.water_m3_per_year),
    ):
        stated = read_panel(table, name, facts.site_ids, facts.periods)
        findings.append(exactly(Equation.EMISSIONS_TABLE, stated, amount, unit))
        if cap is not None:
            findings.append(_check_cap(facts, amount, cap, unit))
    return findings


def _check_cap(facts: Facts, amount: Panel, per_year: float, unit: str) -> Finding:
    """Check each calendar year; one that the horizon covers in part counts in part."""
    by_year = amount.sum(axis=0).groupby(facts.years).sum().rename_axis("year")
    quarters = pd.Series(facts.quarters).groupby(facts.years).sum()
    allowed = pd.Series(per_year * quarters.to_numpy(float) / 4.0, by_year.index)
    return at_most(Equation.E1, column(by_year), column(allowed), unit)
