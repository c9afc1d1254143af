"""Prices of training in one place, and of chips that could stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import CommittedChips, Inputs, Stream
from buildout.money import USD_PER_MUSD
from planner.engine.prices import Prices
from planner.plan.markdown import number
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing, round_step
from planner.why.when import over

BLOCK, AGE = "service.block_at_least", "fleet.retire_by_age"
FLEET = "fleet.fleet_mw"
USUAL_MW = 100.0


def _blocks(p: Pricing) -> Iterator[PricedLimit]:
    for stream in p.inputs.streams:
        if stream.min_block_ref_mw <= 0:
            continue
        step = round_step(stream.min_block_ref_mw, USUAL_MW)
        rows = p.these.rows.get(BLOCK, {})
        these = step * sum(price for (_, d, _), price in rows.items() if d == stream.stream_id) * USD_PER_MUSD
        yield PricedLimit(
            PriceKind.BLOCK,
            (stream.stream_id,),
            stream.name,
            "",
            p.labels[0],
            p.labels[-1],
            stream.unit,
            step,
            these,
            None,
        )


def _smaller_block(inputs: Inputs, limit: PricedLimit) -> Inputs:
    def smaller(stream: Stream) -> Stream:
        return replace(stream, min_block_ref_mw=max(0.0, stream.min_block_ref_mw - limit.step))

    streams = (smaller(stream) if stream.stream_id == limit.ids[0] else stream for stream in inputs.streams)
    return replace(inputs, streams=tuple(streams))


def _age(p: Pricing) -> Iterator[PricedLimit]:
    """Yield chips of the ledger that may stay a period longer than their life; they save so much at most."""
    names = {site.site_id: site.name for site in p.inputs.sites}
    for s, g, t in sorted(p.priced(AGE)):
        step = sum(lot.it_mw for lot in _ageing(p.inputs, s, g, t))
        if not step:
            continue

        def saved(prices: Prices, key: tuple[str, str, str] = (s, g, t), step: float = step) -> float:
            # Where all that ages leaves, more could only leave if it were bought first, and the row's price
            # is that of a purchase. What chips that stay save is less by the reduced cost of their standing.
            return step * max(0.0, prices.row(AGE, key) - max(0.0, prices.reduced_cost(FLEET, key)))

        these, follow = p.savings(saved)
        yield PricedLimit(PriceKind.AGE, (s, g), g, names[s], t, t, "MW", step, these, follow, is_most=True)


def _ageing(inputs: Inputs, s: str, g: str, t: str) -> list[CommittedChips]:
    """Return the lots of the ledger whose life ends between a period and the one before."""
    place = [period.label for period in inputs.periods].index(t)
    now = inputs.periods[place].start
    before = inputs.periods[place - 1].start if place else inputs.today - 1
    life = next(chip.life_quarters for chip in inputs.chips if chip.chip_id == g)
    return [
        lot
        for lot in inputs.committed_chips
        if (lot.site_id, lot.chip_id) == (s, g) and before < lot.online_quarter + life <= now
    ]


def _later_age(inputs: Inputs, limit: PricedLimit) -> Inputs:
    site_id, chip_id = limit.ids
    ageing = _ageing(inputs, site_id, chip_id, limit.first)
    quarters = next(period.quarters for period in inputs.periods if period.label == limit.first)
    lots = (
        replace(lot, online_quarter=lot.online_quarter + quarters) if lot in ageing else lot
        for lot in inputs.committed_chips
    )
    return replace(inputs, committed_chips=tuple(lots))


FLEETS = (
    Family(
        PriceKind.BLOCK,
        (BLOCK,),
        _blocks,
        _smaller_block,
        lambda limit: f"Blocks of {limit.subject} {number(limit.step)} {limit.unit} smaller",
    ),
    Family(
        PriceKind.AGE,
        (AGE,),
        _age,
        _later_age,
        lambda limit: (
            f"{number(limit.step)} MW of {limit.subject} in {limit.place} kept one period "
            f"past the end of their life {over(limit)}"
        ),
    ),
)
"""Families of what stands at sites."""
