"""Lots: halls, power and chips that come at a site in a quarter and need no decision any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from buildout.quarters import quarter_label
from planner.assemble.ledger import base_of
from planner.cases.ledger import Ledger, LedgerChips, LedgerHalls, LedgerPayment, LedgerPower, LedgerSite
from planner.replan.fact import Thing

SOME = 1e-6
"""Less than this of anything is nothing."""


@dataclass(frozen=True)
class Lot:
    """Something that is there, or is on its way.

    Parameters
    ----------
    site, thing, what
        Where and what; ``what`` is a power option or a chip, and empty for halls.
    online
        Quarter in which it came or is expected.
    amount
        Halls, firm MW or IT MW.
    planned
        Quarter in which it was to be online when it was ordered, or as the case's ledger has it.
    placed
        Quarter in which its first order was placed; None for what the case's own ledger has.
    payments
        (quarter, nominal USD) of everything paid for it, before today or after; the case's ledger keeps its
        own payments.
    """

    site: str
    thing: Thing
    what: str
    online: int
    amount: float
    planned: int
    placed: int | None = None
    payments: tuple[tuple[int, float], ...] = ()

    @property
    def name(self) -> str:
        """What it is, in words."""
        unit = "halls" if self.thing is Thing.HALLS else f"MW {self.what}"
        return f"{self.amount:g} {unit} at {self.site}, {quarter_label(self.online)}"

    def due_usd(self, quarter: int) -> float:
        """Return what is still to be paid from a quarter on, USD."""
        return sum(usd for due, usd in self.payments if due >= quarter)

    def part(self, amount: float) -> Lot:
        """Return a part of it, with as much of its payments."""
        share = amount / self.amount
        return replace(self, amount=amount, payments=tuple((q, usd * share) for q, usd in self.payments))

    def is_of(self, site: str | None, thing: Thing, what: str) -> bool:
        """Tell whether it is at a site and of a kind; a grid option stands for both ways to the grid."""
        same = self.what == what or (thing is Thing.POWER and base_of(self.what) == what)
        return self.site == site and self.thing is thing and same


def ledger_lots(ledger: Ledger) -> tuple[Lot, ...]:
    """Return the lots of a case's own ledger."""
    return tuple(lot for entry in ledger.sites for lot in _lots_at(entry))


def _lots_at(entry: LedgerSite) -> Iterator[Lot]:
    for hall in entry.halls:
        yield Lot(entry.site, Thing.HALLS, "", hall.online, float(hall.halls), hall.online)
    for power in entry.power:
        yield Lot(entry.site, Thing.POWER, power.option, power.online, power.mw, power.online)
    for chips in entry.chips:
        yield Lot(entry.site, Thing.CHIPS, chips.chip, chips.online, chips.it_mw, chips.online)


def ledger_of(
    lots: Iterable[Lot], payments: Iterable[LedgerPayment], first: int, last: int
) -> tuple[Ledger, tuple[str, ...]]:
    """Return lots as the ledger of a case, and notes on what it cannot hold.

    Parameters
    ----------
    payments
        Payments beside those of the lots.
    first, last
        First quarter of payments, and last quarter of the horizon: what would come later is left out.
    """
    by_site: dict[str, list[Lot]] = {}
    notes, due = [], list(payments)
    for lot in lots:
        if lot.amount <= SOME:
            continue
        due += [
            LedgerPayment.model_construct(quarter=max(quarter, first), usd=usd, what=lot.name)
            for quarter, usd in lot.payments
            if usd > 0 and quarter <= last
        ]
        if lot.online > last:
            notes.append(f"Comes after the horizon and is left out: {lot.name}.")
        else:
            by_site.setdefault(lot.site, []).append(lot)
    sites = tuple(_entry(site, some) for site, some in by_site.items())
    return Ledger.model_construct(sites=sites, payments=tuple(due)), tuple(notes)


def _entry(site: str, lots: list[Lot]) -> LedgerSite:
    def of(thing: Thing) -> list[Lot]:
        return [lot for lot in lots if lot.thing is thing]

    return LedgerSite.model_construct(
        site=site,
        halls=tuple(
            LedgerHalls.model_construct(online=lot.online, halls=round(lot.amount)) for lot in of(Thing.HALLS)
        ),
        power=tuple(
            LedgerPower.model_construct(option=lot.what, online=lot.online, mw=lot.amount)
            for lot in of(Thing.POWER)
        ),
        chips=tuple(
            LedgerChips.model_construct(chip=lot.what, online=lot.online, it_mw=lot.amount)
            for lot in of(Thing.CHIPS)
        ),
    )
