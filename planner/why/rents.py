"""Rents of what a site needs to work, and where more of it could come from, by the prices around a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from buildout.inputs import Chip, Delivery, Inputs, Period, SitePower
from buildout.money import Part, chip_parts, mean_discount, net_value, paid_between, power_parts
from buildout.quarters import quarter_label
from buildout.sets import Sets
from planner.engine.prices import HEADROOM, Prices
from planner.why.energy import musd_per_gwh
from planner.why.site_limit import Limiting
from planner.why.source import Scarce, Source, nearest, priced

FIRM = (Delivery.GRID, Delivery.ONSITE)


@dataclass(frozen=True)
class Market:
    """A case with the prices around a plan, where sources are looked up.

    Attributes
    ----------
    inputs, sets
        The case that the prices are of, reduced as the search has it.
    prices
        With the sites and halls of the plan; headroom per MW.
    energy
        The dearest option that gives energy to a site in a period: that which would give more.
    """

    inputs: Inputs
    sets: Sets
    prices: Prices
    energy: Mapping[tuple[str, str], SitePower]

    def chips(self, s: str, t: str) -> dict[str, Source]:
        """Return, by chip, the purchase nearest to being worth its price that still works at a site."""
        now = self.sets.periods[t]
        found: dict[str, Source] = {}
        for g in self.sets.chips_at.get(s, ()):
            chip = self.sets.chips[g]
            some = [
                self._chip(s, chip, self.sets.periods[v])
                for v in self.sets.buys.get((s, g), ())
                if self.sets.periods[v].start <= now.start < self.sets.periods[v].start + chip.life_quarters
            ]
            if some:
                found[g] = nearest(some)
        return found

    def power(self, s: str, t: str) -> Source | None:
        """Return the firm power nearest to being worth its price, per IT MW; None where none can be had."""
        some = [
            self._power(option, v, t)
            for option in self.sets.power.get(s, ())
            if option.delivery in FIRM
            for v in self._until(t)
            if self.sets.most_units[s, option.option_id, v] > 0
            and option.first_quarter <= self.sets.periods[v].start <= option.last_quarter
        ]
        return nearest(some) if some else None

    def hall_cost(self, s: str, t: str) -> tuple[float, float]:
        """Return what one more hall from a period on earns with the sites as they are, and its own cost."""
        later = self.sets.labels[self.sets.position[t] :]
        earned = self.sets.sites[s].hall_mw * sum(self.hall_rent(s, u) for u in later)
        saved = -sum(self.prices.reduced_cost("siting.new_halls", (s, u)) for u in later)
        return earned, earned - saved

    def hall_rent(self, s: str, t: str) -> float:
        """Return what a MW more of halls saves in a period, million USD."""
        return -min(0.0, self.prices.row("fleet.halls_hold_fleet", (s, t)))

    def power_rent(self, s: str, t: str) -> float:
        """Return what firm power for one more IT MW saves in a period, million USD.

        Firm power limits the load, and the energy that can be taken: the price of energy above its cost is a
        rent of power too.
        """
        load = -min(0.0, self.prices.row("power.firm_power", (s, t))) * self.sets.sites[s].pue
        price = max(0.0, self.prices.row("power.energy_balance", (s, t)))
        cost = self._energy_cost(s, t) + sum(cap.musd for cap in self._carbon(s, t))
        return load + max(0.0, self._gwh(s, t) * price - cost)

    def running_cost(self, s: str, g: str, t: str) -> float:
        """Return what an IT MW at work costs to run over a period, million USD."""
        maintenance = self.sets.chips[g].maintenance_musd_per_mw_year
        return self._energy_cost(s, t) + _weight(self.inputs, self.sets.periods[t]) * maintenance

    def caps(self, s: str, t: str) -> tuple[Scarce, ...]:
        """Return the price of the caps that an IT MW at work takes up over a period."""
        year = str(self.sets.periods[t].year)
        water_m3 = self._gwh(s, t) / self.sets.sites[s].pue * self.sets.sites[s].water_m3_per_it_mwh
        water = Scarce(
            Limiting.RULES, "water cap", -water_m3 * self.prices.row("policy.water_limit", (year,))
        )
        return priced([water, *self._carbon(s, t)])

    def _carbon(self, s: str, t: str) -> Sequence[Scarce]:
        option = self.energy.get((s, t))
        if option is None:
            return ()
        price = self.prices.row("policy.carbon_limit", (str(self.sets.periods[t].year),))
        emitted = self._gwh(s, t) * option.carbon_kg_per_mwh / 1e3  # thousand t, as the row counts
        return priced([Scarce(Limiting.RULES, "carbon cap", -emitted * price)])

    def _energy_cost(self, s: str, t: str) -> float:
        """Return what the energy of an IT MW at work costs, million USD; 0 where the site takes none."""
        option = self.energy.get((s, t))
        if option is None:
            return 0.0
        when = mean_discount(self.inputs, self.sets.periods[t])
        return self._gwh(s, t) * when * musd_per_gwh(self.inputs, option)

    def _gwh(self, s: str, t: str) -> float:
        """Return the energy that an IT MW at work takes over a period; also thousand MWh."""
        load = self.sets.sites[s].pue * self.inputs.finance.mean_load_factor
        return load * self.sets.periods[t].hours / 1e3

    def _until(self, t: str) -> Sequence[str]:
        return self.sets.labels[: self.sets.position[t] + 1]

    @cached_property
    def _on_sale(self) -> dict[tuple[str, str], tuple[float, tuple[Scarce, ...]]]:
        """The cost of a MW of each chip in each period, and the limits it takes up: the same at all sites."""
        bought = {(g, v) for (_, g), when in self.sets.buys.items() for v in when}
        return {(g, v): self._terms(self.sets.chips[g], self.sets.periods[v]) for g, v in bought}

    def _terms(self, chip: Chip, v: Period) -> tuple[float, tuple[Scarce, ...]]:
        g, parts = chip.chip_id, chip_parts(chip)
        supply = -self.prices.row("supply.chip_supply", (g, v.label))
        draw = {pool.pool_id: dict(pool.chip_draw).get(g, 0.0) for pool in self.inputs.pools}
        scarce = [
            Scarce(Limiting.CHIPS, f"{chip.name} on sale in {v.label}", supply),
            *self._pools(v.label, draw),
            *self._budgets(parts, v.start, chip.rack_mw),
            *self._vendors(chip, v.label),
        ]
        return net_value(self.inputs, parts, v.start) / chip.rack_mw, priced(scarce)

    def _chip(self, s: str, chip: Chip, v: Period) -> Source:
        cost, scarce = self._on_sale[chip.chip_id, v.label]
        loss = max(0.0, self.prices.reduced_cost("fleet.racks", (s, chip.chip_id, v.label)))
        return Source(chip.name, cost, scarce, loss / chip.rack_mw)

    def _power(self, option: SitePower, v: str, t: str) -> Source:
        """Return a unit from a period on; bridge power can leave, and pays for limits up to ``t`` alone."""
        s, o, mw = option.site_id, option.option_id, option.unit_mw
        per_it_mw = self.sets.sites[s].pue / option.availability
        first, last = (
            self.sets.position[v],
            self.sets.position[t] if option.is_bridge else len(self.sets.labels) - 1,
        )
        times = self.sets.labels[first : last + 1]
        moved = [self.prices.reduced_cost("power.units", (s, o, u)) / mw for u in times]
        bought = self.prices.reduced_cost("power.bought", (s, o, v)) / mw
        area = self.sets.sites[s].area_id
        headroom = (
            -sum(self.prices.row(HEADROOM, (area, u)) for u in times)
            if option.delivery is Delivery.GRID
            else 0.0
        )
        own = -sum(min(0.0, saved) for saved in (*moved, bought))
        stays = max(0.0, self.prices.row("power.power_stays", (s, o, v))) / mw
        name = option.option_id.replace("_", " ")
        scarce = [
            Scarce(Limiting.POWER, f"grid headroom in {self._area(area)}", headroom),
            Scarce(Limiting.POWER, f"{name} at the site", own),
            *self._pools(v, self._power_draws.get((s, o), {})),
            *self._budgets(power_parts(option), self.sets.periods[v].start, mw),
        ]
        running = (
            sum(_weight(self.inputs, self.sets.periods[u]) for u in times) * option.fixed_musd_per_mw_year
        )
        capex = net_value(self.inputs, power_parts(option), self.sets.periods[v].start) / mw
        loss = sum(max(0.0, dear) for dear in (*moved, bought)) + stays
        return Source(
            name=name,
            cost_musd=(capex + running) * per_it_mw,
            scarce=tuple(Scarce(one.by, one.cause, one.musd * per_it_mw) for one in priced(scarce)),
            loss_musd=loss * per_it_mw,
        )

    def _area(self, area_id: str) -> str:
        return next(site.name for site in self.inputs.sites if site.area_id == area_id)

    @cached_property
    def _power_draws(self) -> dict[tuple[str, str], dict[str, float]]:
        """What a MW of each power option draws from each pool."""
        draws: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for pool in self.inputs.pools:
            for s, o, draw in pool.power_draw:
                draws[s, o][pool.pool_id] = draw
        return draws

    @cached_property
    def _pool_prices(self) -> dict[tuple[str, str], tuple[str, float]]:
        """Name of each pool in each period, and the price of the windows that the period lies in."""
        prices: dict[tuple[str, str], tuple[str, float]] = {}
        for pool in self.inputs.pools:
            for window in pool.limits:
                price = -self.prices.row("supply.pool_limit", (pool.pool_id, window.first))
                first, last = self.sets.position[window.first], self.sets.position[window.last]
                for t in self.sets.labels[first : last + 1] if price else ():
                    before = prices.get((pool.pool_id, t), (pool.name, 0.0))[1]
                    prices[pool.pool_id, t] = pool.name, before + price
        return prices

    def _pools(self, t: str, draw: Mapping[str, float]) -> Iterator[Scarce]:
        """Yield the price of the pools that a MW bought in a period draws on."""
        for pool_id, amount in draw.items():
            if (pool_id, t) in self._pool_prices:
                name, price = self._pool_prices[pool_id, t]
                yield Scarce(Limiting.COMPONENTS, name, amount * price)

    def _budgets(self, parts: tuple[Part, ...], quarter: int, mw: float) -> Iterator[Scarce]:
        """Yield the price of the budgets that pay for a MW of something online in a quarter."""
        for budget in self.inputs.budgets:
            paid = paid_between(self.inputs, parts, quarter, budget.first_quarter, budget.last_quarter) / mw
            price = -self.prices.row("cost.budget_limit", (budget.budget_id,))
            first, last = quarter_label(budget.first_quarter), quarter_label(budget.last_quarter)
            yield Scarce(Limiting.MONEY, f"budget {budget.budget_id}, {first} to {last}", paid * price)

    def _vendors(self, chip: Chip, t: str) -> Iterator[Scarce]:
        """Yield what shares of vendors add to the price of a MW, or take from it."""
        at = self.sets.position[t]
        for i, share in enumerate(self.inputs.vendor_shares):
            if self.sets.position[share.window.first] <= at <= self.sets.position[share.window.last]:
                own = float(chip.vendor == share.vendor)
                most = (own - share.max_share) * -self.prices.row("supply.vendor_at_most", (str(i),))
                least = (share.min_share - own) * self.prices.row("supply.vendor_at_least", (str(i),))
                yield Scarce(Limiting.RULES, f"share of {share.vendor}", most + least)


def _weight(inputs: Inputs, period: Period) -> float:
    """Return years x mean discount factor of a period."""
    return period.years * mean_discount(inputs, period)
