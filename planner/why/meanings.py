"""What each family of constraints means to a reader: a limit with words, or a law of the model."""

from __future__ import annotations

from collections.abc import Mapping

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.prices import Prices
from planner.plan.markdown import money
from planner.why.family import Family
from planner.why.fleets import FLEETS
from planner.why.grid import GRID
from planner.why.halls import PACE_AND_ROOM
from planner.why.market import MARKET
from planner.why.priced_limit import LEAST_USD, PricedLimit, PriceKind, Pricing, worth_telling
from planner.why.reach import REACH
from planner.why.rules import RULES

FAMILIES: Mapping[PriceKind, Family] = {
    family.kind: family for family in (*MARKET, *GRID, *PACE_AND_ROOM, *FLEETS, *RULES, *REACH)
}

LAWS: Mapping[str, str] = {
    "siting.halls_need_opening": "halls stand at open sites; room is priced on halls",
    "siting.stays_open": "what is open stays open",
    "siting.halls_stay": "halls stay",
    "fleet.fleet_balance": "chips that stand were bought; their number is priced as supply",
    "fleet.halls_hold_fleet": "chips stand in halls; halls are priced as room and build rate",
    "fleet.left_of_purchase": "what is left was bought",
    "fleet.left_in_fleet": "what is left still stands",
    "power.firm_power": "chips need power; power is priced as headroom, pools and limits at sites",
    "power.energy_balance": "energy follows power",
    "power.energy_limit": "energy follows power",
    "power.grid_energy_limit": "energy follows power",
    "power.power_stays": "power stays",
    "power.bridge_balance": "bridge power moves",
    "power.reuse_after_leaving": "bridge power moves after it left",
    "service.all_sent_flows": "flows are shared",
    "service.work_within_fleet": "chips at work stand",
    "service.block_or_nothing": "which sites train is fixed with the plan",
    "supply.tiers_fill": "tiers fill in turn",
    "supply.tier_needs_reach": "tiers fill in turn",
    "policy.rest_can": "what survives is served by chips",
    "strong.serve_needs_opening": "a strong row says nothing new of a plan",
    "strong.serve_needs_hall": "a strong row says nothing new of a plan",
    "strong.halls_against_power": "a strong row says nothing new of a plan",
}
"""Families of constraints that no one can buy more of, and why."""


def priced_limits(
    inputs: Inputs, decisions: Decisions, these: Prices, follow: Prices | None
) -> tuple[PricedLimit, ...]:
    """Return every limit of a case that has a price, the dearest first.

    Parameters
    ----------
    inputs
        The case, not reduced.
    decisions
        The plan: openings, halls, purchases, fleet, and what is served.
    these
        Prices with the sites and halls of the plan.
    follow
        Prices in the relaxation of the whole, if known.
    """
    pricing = Pricing(inputs, decisions, these, follow)
    return worth_telling(limit for family in FAMILIES.values() for limit in family.find(pricing))


def step_of(limit: PricedLimit) -> str:
    """Return the step of a limit in words: ``100 MW more grid headroom in Ohio from 2028Q1``."""
    return FAMILIES[limit.kind].words(limit)


def sentence(limit: PricedLimit) -> str:
    """Return what a step of a limit saves, as a sentence without its full stop."""
    step, follow = step_of(limit), limit.if_sites_follow_usd
    if not _counts(limit.with_these_sites_usd):
        return f"{step} saves {_money(follow or 0.0)} only if sites may follow"
    saves = "saves at most" if limit.is_most else "saves"
    text = f"{step} {saves} {_money(limit.saving_usd)}"
    return text if follow is None else f"{text} ({_money(follow)} if sites may follow)"


def _counts(usd: float | None) -> bool:
    return usd is not None and usd >= LEAST_USD


def _money(usd: float) -> str:
    return "nothing" if usd < LEAST_USD else money(usd)


def loosened(inputs: Inputs, limit: PricedLimit) -> Inputs:
    """Return the case with the step of a limit really made."""
    return FAMILIES[limit.kind].loosen(inputs, limit)
