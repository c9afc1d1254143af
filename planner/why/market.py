"""Prices of what is bought: chips, components, and the terms of vendors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import Inputs, Period, VendorShare, Window
from planner.engine.prices import Prices
from planner.plan.markdown import number
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing, round_step
from planner.why.when import over, within

SUPPLY, POOL = "supply.chip_supply", "supply.pool_limit"
AT_LEAST, AT_MOST = "supply.vendor_at_least", "supply.vendor_at_most"
TAKE, FULL, BELOW = "supply.minimum_take", "supply.reach_needs_full", "supply.below_mw"
MONTHS_PER_QUARTER = 3
POINT = 0.01
USUAL_MW = 100.0


def _chips(p: Pricing) -> Iterator[PricedLimit]:
    """Yield one more month of a chip's supply, year by year."""
    for chip in p.inputs.chips:
        for year in dict.fromkeys(period.year for period in p.inputs.periods):
            on_sale = [
                (t, mw)
                for t, mw in zip(p.inputs.periods, chip.supply_mw, strict=True)
                if t.year == year and mw > 0
            ]
            if not on_sale:
                continue
            month = {t.label: mw / _months(t for t, _ in on_sale) for t, mw in on_sale}

            def saved(prices: Prices, g: str = chip.chip_id, month: dict[str, float] = month) -> float:
                return -sum(mw * prices.row(SUPPLY, (g, t)) for t, mw in month.items())

            these, follow = p.savings(saved)
            first, last = on_sale[0][0].label, on_sale[-1][0].label
            step = sum(month.values())
            yield PricedLimit(
                PriceKind.CHIPS, (chip.chip_id,), chip.name, "", first, last, "MW", step, these, follow
            )


def _months(periods: Iterator[Period]) -> int:
    return MONTHS_PER_QUARTER * sum(period.quarters for period in periods)


def _more_chips(inputs: Inputs, limit: PricedLimit) -> Inputs:
    times = within(inputs, limit)
    some = [t for t, period in enumerate(inputs.periods) if period.label in times]

    def more(supply: tuple[float, ...]) -> tuple[float, ...]:
        whole = sum(supply[t] for t in some)
        return tuple(mw * (1 + limit.step / whole) if t in some else mw for t, mw in enumerate(supply))

    chips = (
        replace(chip, supply_mw=more(chip.supply_mw)) if chip.chip_id == limit.ids[0] else chip
        for chip in inputs.chips
    )
    return replace(inputs, chips=tuple(chips))


def _pools(p: Pricing) -> Iterator[PricedLimit]:
    for pool in p.inputs.pools:
        for window in pool.limits:
            step = round_step(window.amount, USUAL_MW)

            def saved(
                prices: Prices, key: tuple[str, str] = (pool.pool_id, window.first), step: float = step
            ) -> float:
                return -step * prices.row(POOL, key)

            these, follow = p.savings(saved)
            ids = (pool.pool_id, window.first)
            yield PricedLimit(
                PriceKind.POOL, ids, pool.name, "", window.first, window.last, pool.unit, step, these, follow
            )


def _more_of_pool(inputs: Inputs, limit: PricedLimit) -> Inputs:
    pool_id, first = limit.ids
    pools = (
        replace(pool, limits=tuple(_widened(w, limit.step if w.first == first else 0.0) for w in pool.limits))
        if pool.pool_id == pool_id
        else pool
        for pool in inputs.pools
    )
    return replace(inputs, pools=tuple(pools))


def _widened(window: Window, step: float) -> Window:
    return replace(window, amount=window.amount + step)


def _vendors(p: Pricing) -> Iterator[PricedLimit]:
    """Yield a percentage point more of what a vendor may sell, or less of what it must."""
    for i, share in enumerate(p.inputs.vendor_shares):
        bought = sum(
            mw for (_, _, t), mw in p.decisions.buy_mw.items() if t in _times(p.labels, share.window)
        )
        for family, bound in ((AT_LEAST, "least"), (AT_MOST, "most")):

            def saved(
                prices: Prices, family: str = family, i: int = i, points_mw: float = POINT * bought
            ) -> float:
                return points_mw * abs(prices.row(family, (str(i),)))

            these, follow = p.savings(saved)
            ids, unit = (share.vendor, bound, str(i)), "percentage points"
            yield PricedLimit(
                PriceKind.VENDOR,
                ids,
                share.vendor,
                "",
                share.window.first,
                share.window.last,
                unit,
                1.0,
                these,
                follow,
            )


def _times(labels: tuple[str, ...], window: Window) -> tuple[str, ...]:
    return labels[labels.index(window.first) : labels.index(window.last) + 1]


def _other_share(inputs: Inputs, limit: PricedLimit) -> Inputs:
    _, bound, i = limit.ids

    def moved(share: VendorShare) -> VendorShare:
        step = POINT * limit.step
        if bound == "least":
            return replace(share, min_share=max(0.0, share.min_share - step))
        return replace(share, max_share=min(1.0, share.max_share + step))

    shares = tuple(moved(share) if str(k) == i else share for k, share in enumerate(inputs.vendor_shares))
    return replace(inputs, vendor_shares=shares)


def _vendor_words(limit: PricedLimit) -> str:
    side = "must at least be" if limit.ids[1] == "least" else "may at most be"
    more = "less" if limit.ids[1] == "least" else "more"
    return f"One percentage point {more} of all chips that {side} {limit.subject}'s {over(limit)}"


def _takes(p: Pricing) -> Iterator[PricedLimit]:
    for take in p.inputs.minimum_takes:
        step = round_step(take.window.amount, USUAL_MW)

        def saved(prices: Prices, k: str = take.take_id, step: float = step) -> float:
            return step * prices.row(TAKE, (k,))

        these, follow = p.savings(saved)
        window, name = take.window, ", ".join(take.chip_ids)
        yield PricedLimit(
            PriceKind.TAKE, (take.take_id,), name, "", window.first, window.last, "MW", step, these, follow
        )


def _smaller_take(inputs: Inputs, limit: PricedLimit) -> Inputs:
    takes = (
        replace(take, window=_widened(take.window, -min(limit.step, take.window.amount)))
        if take.take_id == limit.ids[0]
        else take
        for take in inputs.minimum_takes
    )
    return replace(inputs, minimum_takes=tuple(takes))


def _tiers(p: Pricing) -> Iterator[PricedLimit]:
    """Yield lower thresholds: what has to be bought first, and what earns no rebate, are both less."""
    for tier in p.inputs.volume_tiers:
        step = round_step(tier.window.amount, USUAL_MW)

        def saved(prices: Prices, k: str = tier.tier_id, step: float = step) -> float:
            return step * (prices.row(FULL, (k,)) + prices.reduced_cost(BELOW, (k,)))

        these, follow = p.savings(saved)
        window = tier.window
        yield PricedLimit(
            PriceKind.TIER,
            (tier.tier_id,),
            tier.chip_id,
            "",
            window.first,
            window.last,
            "MW",
            step,
            these,
            follow,
        )


def _lower_threshold(inputs: Inputs, limit: PricedLimit) -> Inputs:
    tiers = (
        replace(tier, window=_widened(tier.window, -limit.step)) if tier.tier_id == limit.ids[0] else tier
        for tier in inputs.volume_tiers
    )
    return replace(inputs, volume_tiers=tuple(tiers))


def _chip_words(limit: PricedLimit) -> str:
    return f"One more month of {limit.subject} supply {over(limit)} ({number(limit.step)} MW)"


def _pool_words(limit: PricedLimit) -> str:
    return f"{number(limit.step)} {limit.unit} more of {limit.subject} {over(limit)}"


def _take_words(limit: PricedLimit) -> str:
    return f"{number(limit.step)} MW less of {limit.subject} that must be bought {over(limit)}"


def _tier_words(limit: PricedLimit) -> str:
    return f"A threshold {number(limit.step)} MW lower for the rebate on {limit.subject} {over(limit)}"


MARKET = (
    Family(PriceKind.CHIPS, (SUPPLY,), _chips, _more_chips, _chip_words),
    Family(PriceKind.POOL, (POOL,), _pools, _more_of_pool, _pool_words),
    Family(PriceKind.VENDOR, (AT_LEAST, AT_MOST), _vendors, _other_share, _vendor_words),
    Family(PriceKind.TAKE, (TAKE,), _takes, _smaller_take, _take_words),
    Family(PriceKind.TIER, (FULL, BELOW), _tiers, _lower_threshold, _tier_words),
)
"""Families of what is bought."""
