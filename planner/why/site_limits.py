"""What limits each site in each period, from prices where there are some, and from use where there are none.

One more IT MW at work at a site saves so much over a period. That pays for its running cost and for the
rents of a place in a hall, of firm power and of a chip. A rent is cost where more could be bought at that
price, and scarcity as far as it could not (see `planner.why.rents`). The largest scarcity is what limits
the site.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from buildout.sets import build_sets
from planner.engine.prices import Prices
from planner.plan.columns import Tables
from planner.plan.limits.limit import FULL
from planner.why.energy import energy_taken
from planner.why.rents import Market
from planner.why.site_limit import Limiting, SiteLimit, Witness
from planner.why.site_use import SiteUse, site_use
from planner.why.source import Source
from planner.why.work_value import work_values

LEAST_SHARE = 0.01
"""Scarcities that are less of the value of work than this limit nothing."""


def site_limits(
    inputs: Inputs, tables: Tables, priced: tuple[Inputs, Prices] | None
) -> tuple[SiteLimit, ...]:
    """Return what limits every site in every period, site by site.

    Parameters
    ----------
    inputs
        The case, not reduced.
    tables
        All tables of the plan.
    priced
        The case that the prices are of, with the prices around the plan; None where there are none.
    """
    use = site_use(inputs, tables)
    rents = None if priced is None else _Rents.of(*priced, use, tables)
    return tuple(
        _limit(use, rents, i, t) for i in range(len(inputs.sites)) for t in range(len(inputs.periods))
    )


@dataclass(frozen=True)
class _Split:
    """What one more IT MW at work saves, and the part of it that is scarcity; million USD."""

    work: float
    scarce: dict[Limiting, float]
    causes: dict[Limiting, str]


@dataclass(frozen=True)
class _Rents:
    """Splits the value of work at a site in a period into cost and scarcities."""

    market: Market
    use: SiteUse
    values: dict[tuple[str, str, str], float]

    @classmethod
    def of(cls, inputs: Inputs, prices: Prices, use: SiteUse, tables: Tables) -> _Rents:
        sets = build_sets(inputs)
        both = zip(use.inputs.sites, use.standing_mw, strict=True)
        standing = {
            (site.site_id, t)
            for site, some in both
            for t, mw in zip(sets.labels, some, strict=True)
            if mw > 0
        }
        market = Market(inputs, sets, prices, energy_taken(inputs, tables))
        return cls(market, use, work_values(inputs, sets, prices, standing))

    def split(self, i: int, t: int) -> _Split | None:
        """Return the split at a site with halls; None where the priced case has no such site."""
        s, label = self.use.inputs.sites[i].site_id, self.use.inputs.periods[t].label
        if s not in self.market.sets.sites:
            return None
        sources = self.market.chips(s, label)
        g = self._chip(s, label, sources)
        if g is None:
            return None
        work = self.work(s, g, label)
        halls, power = self.market.hall_rent(s, label), self.market.power_rent(s, label)
        caps = self.market.caps(s, label)
        others = self.market.running_cost(s, g, label) + halls + power + sum(cap.musd for cap in caps)
        chips = max(0.0, work - others)
        scarce: dict[Limiting, float] = defaultdict(float)
        causes: dict[Limiting, str] = {}
        self._of_halls(i, t, halls, scarce, causes)
        self._of(self.market.power(s, label), power, self.use.first_power(i), scarce, causes)
        for cap in caps:
            _add(cap.by, cap.cause, cap.musd, scarce, causes)
        if g in sources or not self.use.chips_on_sale(i, t):
            self._of(sources.get(g), chips, f"no chips on sale by {label}", scarce, causes)
        return _Split(work, dict(scarce), causes)

    def work(self, s: str, g: str, label: str) -> float:
        """Return what an IT MW of a chip at work saves over a period, million USD."""
        sets = self.market.sets
        speeds = ((w, sets.workloads[w].ref_mw_per_it_mw.get(g, 0.0)) for w in sets.workloads_at[s])
        return max((speed * self.values.get((s, w, label), 0.0) for w, speed in speeds), default=0.0)

    def _chip(self, s: str, label: str, sources: dict[str, Source]) -> str | None:
        """Return the chip that one more MW would be of: the one nearest to being worth its price."""
        if sources:
            # Among those that the plan buys alike, the one whose work is worth most.
            return min(sources, key=lambda g: (round(sources[g].loss_musd, 6), -self.work(s, g, label)))
        return max(self.market.sets.chips_at.get(s, ()), key=lambda g: self.work(s, g, label), default=None)

    def _of_halls(
        self, i: int, t: int, rent: float, scarce: dict[Limiting, float], causes: dict[Limiting, str]
    ) -> None:
        """Take the rent of halls above their cost as scarcity, where no more could be built."""
        held = self.use.why_no_hall(i, t)
        if held is None:
            return
        s, label = self.use.inputs.sites[i].site_id, self.use.inputs.periods[t].label
        if s in self.market.sets.builds and self.market.sets.room[s, label] > 0:
            earned, cost = self.market.hall_cost(s, label)
            rent *= max(0.0, 1 - cost / earned) if earned > 0 else 0.0
        _add(*held, rent, scarce, causes)

    @staticmethod
    def _of(
        source: Source | None,
        rent: float,
        before: str,
        scarce: dict[Limiting, float],
        causes: dict[Limiting, str],
    ) -> None:
        """Split a rent as its source says; without one it is all lead time."""
        if source is None:
            _add(Limiting.LEAD_TIME, before, rent, scarce, causes)
            return
        for by, share in source.shares().items():
            _add(by, source.cause(by), share * rent, scarce, causes)


def _add(
    by: Limiting, cause: str, musd: float, scarce: dict[Limiting, float], causes: dict[Limiting, str]
) -> None:
    """Add a scarcity; its cause is that of the largest part."""
    if musd > 0:
        if musd > scarce[by] / 2 or by not in causes:
            causes[by] = cause
        scarce[by] += musd


def _limit(use: SiteUse, rents: _Rents | None, i: int, t: int) -> SiteLimit:
    has_halls = use.halls_mw[i, t] > 0
    split = rents.split(i, t) if rents is not None and has_halls else None
    if not has_halls:
        limited_by, cause, witness = *_by_dates(use, i, t), Witness.DATES
    elif split is None:
        limited_by, cause, witness = *_by_use(use, i, t), Witness.USE
    else:
        limited_by, cause, witness = *_by_prices(use, split, i, t), Witness.PRICES
    return SiteLimit(
        site_id=use.inputs.sites[i].site_id,
        period=use.inputs.periods[t].label,
        limited_by=limited_by,
        cause=cause,
        witness=witness,
        work_value_usd=None if split is None else split.work * USD_PER_MUSD,
        scarcity_usd={} if split is None else {by: musd * USD_PER_MUSD for by, musd in split.scarce.items()},
        it_mw=float(use.standing_mw[i, t]),
        halls_used=use.halls_used(i, t),
        power_used=use.power_used(i, t),
    )


def _by_prices(use: SiteUse, split: _Split, i: int, t: int) -> tuple[Limiting, str]:
    most = max(Limiting, key=lambda by: split.scarce.get(by, 0.0))
    if split.scarce.get(most, 0.0) > LEAST_SHARE * split.work:
        return most, split.causes[most]
    return _nothing_scarce(use, i, t)


def _by_use(use: SiteUse, i: int, t: int) -> tuple[Limiting, str]:
    """Return what is used up: first what is bought for all sites, as power is bought to fit the chips."""
    if not use.falls_short[i, t]:
        return _nothing_scarce(use, i, t)
    sold_out, spent = use.sold_out(use.inputs.sites[i], t), use.spent(t)
    if sold_out is not None:
        return Limiting.CHIPS, sold_out
    if spent is not None:
        return Limiting.MONEY, spent
    if use.halls_used(i, t) >= FULL:
        return use.why_no_hall(i, t) or _nothing_scarce(use, i, t)
    if use.power_used(i, t) >= FULL:
        return Limiting.POWER, "all its firm power is in use"
    return _nothing_scarce(use, i, t)


def _by_dates(use: SiteUse, i: int, t: int) -> tuple[Limiting, str]:
    """Return why a site has no halls yet."""
    return use.why_no_hall(i, t) or _nothing_scarce(use, i, t)


def _nothing_scarce(use: SiteUse, i: int, t: int) -> tuple[Limiting, str]:
    if use.falls_short[i, t]:
        what = (
            "another hall"
            if use.halls_used(i, t) >= FULL
            else "opening"
            if not use.halls_mw[i, t]
            else "more"
        )
        return Limiting.COST, f"{what} would cost more than it saves"
    return Limiting.DEMAND, "nothing falls short that it could serve"
