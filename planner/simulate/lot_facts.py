"""Facts about lots: what is on its way comes, slips or is cancelled.

Every lot has a chance of its own, drawn from the seed, its name and the night. A lot that two plans share
has the same fate in both, whatever else they contain.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from buildout.quarters import quarter_label
from planner.replan.fact import FACT, Fact, Online, Thing, Told, quarter_of
from planner.replan.happened import Terms, lay_over
from planner.replan.lots import SOME, Lot, ledger_lots
from planner.replan.move import Move
from planner.simulate.rates import Rates, chance

Key = tuple[str, Thing, str, int]
"""Site, thing, what, and the quarter for which it was planned: what a fact names a lot by."""


@dataclass(frozen=True)
class OnItsWay:
    """A lot that is not there yet.

    Parameters
    ----------
    lot
        With the quarter in which it is expected now.
    is_ordered
        Whether it was ordered, or is in the case's ledger.
    is_begun
        Whether anything at its site was.
    """

    lot: Lot
    is_ordered: bool
    is_begun: bool

    @property
    def key(self) -> Key:
        """What a fact names it by."""
        return key_of(self.lot)


def key_of(lot: Lot) -> Key:
    """Return what a fact names a lot by."""
    return lot.site, lot.thing, lot.what, lot.planned


def on_their_way(move: Move, told: Iterable[Told]) -> tuple[OnItsWay, ...]:
    """Return the lots of a published plan that are not there yet, one of each name, in their order.

    Bridge power is not among them: it may leave again, and no fact follows it.

    Parameters
    ----------
    move
        The case, its published plan, and today.
    told
        The facts so far, whether the plan knows them or not.
    """
    facts = sorted((*move.known.facts, *told), key=lambda one: one.fact.seen)
    unique = {one.key: one for one in facts}.values()
    terms = Terms(move.cancellation_share, move.today, move.case.today)
    before = (*ledger_lots(move.case.ledger), *move.known.ordered)
    due = [lot for lot in move.planned if lot.placed is not None and lot.placed < move.today]
    ordered = lay_over((*before, *due), unique, terms).lots
    bridges = {(option.site_id, option.option_id) for option in move.inputs.power if option.is_bridge}
    there = {
        (one.fact.site, one.fact.thing, one.fact.what or "", one.fact.planned)
        for one in unique
        if isinstance(one.fact, Online)
    }
    begun = {lot.site for lot in ordered}
    found: dict[Key, OnItsWay] = {}
    planned = [lot for lot in move.planned if lot not in due]
    for lot, is_ordered in [*((one, True) for one in ordered), *((one, False) for one in planned)]:
        new = lot.planned >= move.case.today and lot.amount > SOME
        if new and key_of(lot) not in there and (lot.site, lot.what) not in bridges:
            found.setdefault(key_of(lot), OnItsWay(lot, is_ordered, lot.site in begun))
    return tuple(found[key] for key in sorted(found))


def lot_facts(
    lots: Iterable[OnItsWay], day: datetime.date, days: int, seed: str, rates: Rates
) -> Iterator[Fact]:
    """Yield what happens to lots in a night.

    What was ordered comes online on a day of its quarter, unless it slipped before. Of what was ordered only
    chips are cancelled; halls and power only where nothing at their site was ordered, as when a permit is
    refused.

    Parameters
    ----------
    lots
        Those that are not there yet.
    day, days
        Today, and how many days have passed since the night before.
    seed
        Seed of the simulation.
    rates
        How often.
    """
    for one in lots:
        lot, today = one.lot, quarter_of(day)
        name = "|".join(map(str, (seed, *one.key)))
        draw = random.Random(f"{name}|{day}")  # noqa: S311
        slips, goes = draw.random(), draw.random()
        quarters = draw.choices(*zip(*rates.slip_quarters.items(), strict=True))[0]
        if one.is_ordered and day >= _day_online(lot, name):
            yield _fact("online", lot, day, min(lot.online, today))
        elif not today <= lot.online <= today + rates.known_quarters:
            continue
        elif slips < chance(rates.slips_per_year[lot.thing], days):
            yield _fact("slipped", lot, day, lot.online + quarters)
        elif goes < chance(rates.cancelled_per_year[lot.thing], days) and _may_go(one):
            yield _fact("cancelled", lot, day)


def _fact(kind: str, lot: Lot, day: datetime.date, quarter: int | None = None) -> Fact:
    said = {
        "kind": kind,
        "seen": day,
        "site": lot.site,
        "thing": lot.thing,
        "what": lot.what or None,
        "planned": quarter_label(lot.planned),
    }
    when = {} if quarter is None else {"quarter": quarter_label(quarter)}
    return FACT.validate_python({**said, **when})


def _may_go(one: OnItsWay) -> bool:
    return one.is_ordered if one.lot.thing is Thing.CHIPS else not one.is_begun


def _day_online(lot: Lot, name: str) -> datetime.date:
    """Return the day on which a lot comes online, somewhere in its quarter."""
    first = first_day(lot.online)
    last = first_day(lot.online + 1)
    share = random.Random(f"{name}|{lot.online}").random()  # noqa: S311
    return first + datetime.timedelta(days=int(share * (last - first).days))


def first_day(quarter: int) -> datetime.date:
    """Return the first day of a quarter."""
    return datetime.date(quarter // 4, 3 * (quarter % 4) + 1, 1)
