"""Facts laid over lots: dates move, things come, things go; what depends on them follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.cases.ledger import LedgerPayment
from planner.replan.fact import Cancelled, LotFact, Online, Slipped, Thing, Told, quarter_of
from planner.replan.lots import SOME, Lot


@dataclass(frozen=True)
class Closed:
    """Something a plan may not add before a quarter, or not at all.

    Parameters
    ----------
    site
        None is every site.
    thing, what
        Halls, a power option or a chip.
    until
        First quarter in which it may be online again; None for never.
    """

    site: str | None
    thing: Thing
    what: str
    until: int | None


@dataclass(frozen=True)
class Happened:
    """The lots after the facts, what is closed to the plan, and payments that facts cause."""

    lots: tuple[Lot, ...]
    closed: tuple[Closed, ...] = ()
    fees: tuple[LedgerPayment, ...] = ()

    def left_of(self, lot: Lot) -> Lot | None:
        """Return what becomes of something that is planned; None where it is closed for good."""
        for one in self.closed:
            if lot.thing is one.thing and lot.is_of(one.site or lot.site, one.thing, one.what):
                return None if one.until is None else replace(lot, online=max(lot.online, one.until))
        return lot


@dataclass(frozen=True)
class Terms:
    """What a cancellation costs where the fact does not say.

    Parameters
    ----------
    cancellation_share
        Part of what is not yet paid that is due all the same.
    as_of
        The quarter of today.
    first
        First quarter in which the case's ledger can have payments.
    """

    cancellation_share: float
    as_of: int
    first: int


def lay_over(lots: Sequence[Lot], facts: Iterable[Told], terms: Terms) -> Happened:
    """Lay facts over lots, in the order in which they became known.

    A fact about something that is in no lot closes it to the plan: a slip until its quarter, a cancellation
    for good.
    """
    happened = Happened(tuple(lots))
    for told in facts:
        if isinstance(told.fact, LotFact):
            happened = _lay(happened, told.fact, terms)
    return happened


def matching(lots: Iterable[Lot], fact: LotFact) -> list[Lot]:
    """Return the lots that a fact is about; without a planned quarter, every one of its kind."""
    return [
        lot
        for lot in lots
        if lot.is_of(fact.site, fact.thing, fact.what or "")
        and (fact.planned is None or fact.planned in (lot.planned, lot.online))
    ]


def _lay(happened: Happened, fact: LotFact, terms: Terms) -> Happened:
    about = matching(happened.lots, fact)
    if isinstance(fact, Cancelled) and fact.planned is None:
        about = [lot for lot in about if lot.online > quarter_of(fact.seen)]
    others = tuple(lot for lot in happened.lots if lot not in about)
    if isinstance(fact, Online):
        return replace(happened, lots=(*others, *_came(about, fact, terms)))
    if isinstance(fact, Slipped):
        if not about:
            return _closing(happened, fact, fact.quarter)
        return replace(happened, lots=(*others, *(replace(lot, online=fact.quarter) for lot in about)))
    return _cancelled(happened, others, about, fact, terms)


def _came(about: list[Lot], fact: Online, terms: Terms) -> list[Lot]:
    """Return the lots once one of them came online, in whole or in part, or something nobody had planned."""
    if not about:
        what, amount = fact.what or "", fact.amount or 0.0
        planned = fact.quarter if fact.planned is None else fact.planned
        return [Lot(fact.site or "", fact.thing, what, fact.quarter, amount, planned)]
    lot = min(about, key=lambda lot: lot.online)
    rest = [other for other in about if other is not lot]
    amount = lot.amount if fact.amount is None else fact.amount
    if amount >= lot.amount - SOME:
        return [replace(lot, online=fact.quarter, amount=amount), *rest]
    later = replace(lot.part(lot.amount - amount), online=max(lot.online, terms.as_of + 1))
    return [replace(lot.part(amount), online=fact.quarter), later, *rest]


def _cancelled(
    happened: Happened, others: tuple[Lot, ...], about: list[Lot], fact: Cancelled, terms: Terms
) -> Happened:
    """Take lots out; what was paid stays paid, and a fee is due."""
    seen = max(terms.first, quarter_of(fact.seen))
    # Nothing is left of such a lot but what was paid for it.
    gone = [
        replace(lot, amount=0.0, payments=tuple((q, usd) for q, usd in lot.payments if q < seen))
        for lot in about
    ]
    usd = fact.fee_usd
    if usd is None:
        usd = terms.cancellation_share * sum(lot.due_usd(seen) for lot in about)
    fees = list(happened.fees)
    if usd > 0:
        fees.append(_payment(seen, usd, f"cancellation: {fact.what or fact.thing.value} at {fact.site}"))
    for lot in gone:
        fees += [_payment(q, paid, f"paid before it was cancelled: {lot.site}") for q, paid in lot.payments]
    happened = replace(happened, lots=others, fees=tuple(fees))
    stays = any(lot.site == fact.site and lot.thing is Thing.HALLS for lot in others)
    if not about or (fact.thing is Thing.HALLS and not stays):
        return _closing(happened, fact, None)
    return happened


def _payment(quarter: int, usd: float, what: str) -> LedgerPayment:
    return LedgerPayment.model_construct(quarter=quarter, usd=usd, what=what[:200])


def _closing(happened: Happened, fact: LotFact, until: int | None) -> Happened:
    """Close something to the plan; what was said of it before no longer counts."""
    new = Closed(fact.site, fact.thing, fact.what or "", until)
    others = [c for c in happened.closed if (c.site, c.thing, c.what) != (new.site, new.thing, new.what)]
    return replace(happened, closed=(*others, new))


@dataclass(frozen=True)
class Ground:
    """What chips need at a site.

    Parameters
    ----------
    hall_mw, pue
        IT MW that a hall holds, and facility MW per IT MW.
    availability
        Available share of the firm MW of a power option.
    life_quarters
        Useful life of a chip.
    """

    hall_mw: float
    pue: float
    availability: Callable[[str], float]
    life_quarters: Callable[[str], float]


def follow(
    lots: Sequence[Lot], grounds: Mapping[str, Ground], planned: Iterable[Lot] = ()
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """Move chips to the first quarter in which their site has halls and power for them.

    Parameters
    ----------
    lots
        All lots.
    grounds
        The sites to look at; at others nothing moves.
    planned
        Halls and power that a plan is still to order.

    Returns
    -------
    tuple
        All lots, and the chips that would never find room.
    """
    by_site: dict[str, list[Lot]] = {}
    for lot in lots:
        by_site.setdefault(lot.site, []).append(lot)
    found, stranded = [], []
    for site, some in by_site.items():
        if site not in grounds:
            found += some
            continue
        support = [lot for lot in planned if lot.site == site and lot.thing is not Thing.CHIPS]
        placed, left = _follow_at(some, support, grounds[site])
        found += placed
        stranded += left
    return tuple(found), tuple(stranded)


def _follow_at(lots: list[Lot], support: list[Lot], ground: Ground) -> tuple[list[Lot], list[Lot]]:
    own = [lot for lot in lots if lot.thing is not Thing.CHIPS]
    firm = [*own, *support]
    chips = sorted((lot for lot in lots if lot.thing is Thing.CHIPS), key=lambda lot: lot.online)
    quarters = sorted({lot.online for lot in (*lots, *support)})
    placed: list[Lot] = []
    stranded = []
    for lot in chips:
        when = next((q for q in quarters if q >= lot.online and _fits(placed, lot, q, firm, ground)), None)
        if when is None:
            stranded.append(lot)
        else:
            placed.append(replace(lot, online=when))
    return [*own, *placed], stranded


def _fits(placed: list[Lot], lot: Lot, quarter: int, firm: list[Lot], ground: Ground) -> bool:
    """Tell whether chips fit beside those that stand by then; the oldest may have left long before."""
    halls = sum(f.amount for f in firm if f.thing is Thing.HALLS and f.online <= quarter)
    power = sum(
        f.amount * ground.availability(f.what) for f in firm if f.thing is Thing.POWER and f.online <= quarter
    )
    mw = lot.amount + sum(
        other.amount
        for other in placed
        if other.online <= quarter < other.online + ground.life_quarters(other.what)
    )
    room = min(halls * ground.hall_mw, power / ground.pue)
    return mw <= room + 1e-4 * max(1.0, room)
