"""The ledger by period: halls, power and chips that need no decision."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import CommittedCash, CommittedChips
from planner.assemble.context import Context
from planner.cases.ledger import LedgerSite

GRID_POSITION, GRID_REQUEST = "_position", "_request"
"""Endings of the two ways to the grid of a campus: a bought queue position, a new request."""


def ledger_by_site(context: Context) -> dict[str, LedgerSite]:
    """Return the ledger by site."""
    return {site.site: site for site in context.case.ledger.sites}


def open_sites(context: Context) -> set[str]:
    """Return the sites that are open, or will be: the ledger has halls there."""
    return {entry.site for entry in context.case.ledger.sites if entry.halls}


def committed_halls(context: Context, entry: LedgerSite | None) -> tuple[int, ...]:
    """Return the halls of the ledger online at a site, by period."""
    lots = [] if entry is None else [(lot.online, lot.halls) for lot in entry.halls]
    return tuple(sum(halls for online, halls in lots if online <= p.start) for p in context.periods)


def committed_power(context: Context, lots: Iterable[tuple[int, float]]) -> tuple[float, ...]:
    """Return MW online by period from lots of (online quarter, MW)."""
    some = list(lots)
    return context.by_period(lambda quarter: sum(mw for online, mw in some if online <= quarter))


def power_lots(entry: LedgerSite | None, option_id: str) -> list[tuple[int, float]]:
    """Return the ledger's (online quarter, MW) of an option.

    A queue position answers to its grid option; a request only to its own name.
    """
    if entry is None:
        return []
    return [(lot.online, lot.mw) for lot in entry.power if option_of(lot.option) == option_of(option_id)]


def option_of(option_id: str) -> str:
    """Return the id by which an option answers to the ledger."""
    return option_id if option_id.endswith(GRID_REQUEST) else base_of(option_id)


def base_of(option_id: str) -> str:
    """Return the row of power.csv that an option comes from."""
    return option_id.removesuffix(GRID_POSITION).removesuffix(GRID_REQUEST)


def committed_chips(context: Context) -> tuple[CommittedChips, ...]:
    """Return the chips of the ledger."""
    return tuple(
        CommittedChips(site_id=site.site, chip_id=lot.chip, online_quarter=lot.online, it_mw=lot.it_mw)
        for site in context.case.ledger.sites
        for lot in site.chips
    )


def committed_cash(context: Context) -> tuple[CommittedCash, ...]:
    """Return the payments still due for the ledger, million USD."""
    return tuple(
        CommittedCash(quarter=due.quarter, musd=due.usd / 1e6, what=due.what)
        for due in context.case.ledger.payments
    )
