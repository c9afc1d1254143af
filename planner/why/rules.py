"""Prices of what a case sets itself: budgets, caps, survival of a loss, and the demand it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import Caps, Inputs
from buildout.money import USD_PER_MUSD
from buildout.quarters import quarter_label
from planner.engine.prices import Prices
from planner.plan.markdown import money, number
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing, round_step
from planner.why.when import over, within

BUDGET, CARBON, WATER = "cost.budget_limit", "policy.carbon_limit", "policy.water_limit"
SURVIVES, DEMAND, SHORT = "policy.rest_serves", "service.demand", "service.short"
USUAL_MUSD = 1000.0
THOUSAND = 1e3
"""Rows of carbon and water count thousands."""
PERCENT = 0.01


def _budgets(p: Pricing) -> Iterator[PricedLimit]:
    for budget in p.inputs.budgets:
        step = round_step(budget.musd, USUAL_MUSD)

        def saved(prices: Prices, k: str = budget.budget_id, step: float = step) -> float:
            return -step * prices.row(BUDGET, (k,))

        these, follow = p.savings(saved)
        ids, unit = (budget.budget_id,), "million USD"
        first, last = quarter_label(budget.first_quarter), quarter_label(budget.last_quarter)
        yield PricedLimit(PriceKind.BUDGET, ids, budget.budget_id, "", first, last, unit, step, these, follow)


def _larger_budget(inputs: Inputs, limit: PricedLimit) -> Inputs:
    budgets = (
        replace(budget, musd=budget.musd + limit.step) if budget.budget_id == limit.ids[0] else budget
        for budget in inputs.budgets
    )
    return replace(inputs, budgets=tuple(budgets))


def _carbon(p: Pricing) -> Iterator[PricedLimit]:
    yield from _cap(p, PriceKind.CARBON, CARBON, p.inputs.caps.carbon_t_per_year, "t CO2")


def _water(p: Pricing) -> Iterator[PricedLimit]:
    yield from _cap(p, PriceKind.WATER, WATER, p.inputs.caps.water_m3_per_year, "m3")


def _cap(p: Pricing, kind: PriceKind, row: str, cap: float | None, unit: str) -> Iterator[PricedLimit]:
    """Yield a yearly cap: it is one figure, so that it moves in all years."""
    if cap is None:
        return
    step = round_step(cap, cap)
    years: dict[int, int] = {}
    for period in p.inputs.periods:
        years[period.year] = years.get(period.year, 0) + period.quarters

    def saved(prices: Prices) -> float:
        return -sum(step / THOUSAND * n / 4 * prices.row(row, (str(year),)) for year, n in years.items())

    these, follow = p.savings(saved)
    yield PricedLimit(kind, (), str(kind), "", p.labels[0], p.labels[-1], unit, step, these, follow)


def _higher_cap(inputs: Inputs, limit: PricedLimit) -> Inputs:
    caps = inputs.caps
    carbon = limit.step if limit.kind is PriceKind.CARBON else 0.0
    return replace(
        inputs,
        caps=Caps(
            _plus(caps.carbon_t_per_year, carbon),
            _plus(caps.water_m3_per_year, limit.step - carbon),
        ),
    )


def _plus(cap: float | None, step: float) -> float | None:
    return None if cap is None else cap + step


def _survival(p: Pricing) -> Iterator[PricedLimit]:
    """Yield one percentage point less of what has to be served after a loss."""
    stream_of = {zone.zone_id: zone.stream_id for zone in p.inputs.zones}
    served: dict[tuple[str, str], float] = {}
    for (_, z, t), amount in p.decisions.serve.items():
        served[z, t] = served.get((z, t), 0.0) + amount
    for i, rule in enumerate(p.inputs.survival):

        def saved(prices: Prices, streams: tuple[str, ...] = rule.stream_ids) -> float:
            rows = prices.rows.get(SURVIVES, {}).items()
            return PERCENT * sum(
                price * served.get((z, t), 0.0) for (_, z, t), price in rows if stream_of[z] in streams
            )

        these, follow = p.savings(saved)
        ids, unit = (str(i),), "percentage points"
        what = "an area" if rule.by_area else "a site"
        yield PricedLimit(
            PriceKind.SURVIVAL,
            ids,
            ", ".join(rule.stream_ids),
            what,
            p.labels[0],
            p.labels[-1],
            unit,
            1.0,
            these,
            follow,
        )


def _less_survival(inputs: Inputs, limit: PricedLimit) -> Inputs:
    rules = (
        replace(rule, share=max(0.0, rule.share - PERCENT * limit.step)) if str(i) == limit.ids[0] else rule
        for i, rule in enumerate(inputs.survival)
    )
    return replace(inputs, survival=tuple(rules))


def _demand(p: Pricing) -> Iterator[PricedLimit]:
    """Yield one per cent less demand of a stream, year by year: what serving it costs at the margin."""
    for stream in p.inputs.streams:
        zones = [zone for zone in p.inputs.zones if zone.stream_id == stream.stream_id]
        for year in dict.fromkeys(period.year for period in p.inputs.periods):
            times = {i: t for i, t in enumerate(p.inputs.periods) if t.year == year}
            peak = {(z.zone_id, t.label): z.peak[i] for z in zones for i, t in times.items()}
            labels = [t.label for t in times.values()]

            def saved(prices: Prices, peak: dict[tuple[str, str], float] = peak) -> float:
                return PERCENT * sum(amount * prices.row(DEMAND, key) for key, amount in peak.items())

            these, follow = p.savings(saved)
            yield PricedLimit(
                PriceKind.DEMAND,
                (stream.stream_id,),
                stream.name,
                "",
                labels[0],
                labels[-1],
                "per cent",
                1.0,
                these,
                follow,
            )


def _less_demand(inputs: Inputs, limit: PricedLimit) -> Inputs:
    times = within(inputs, limit)
    factor = [1 - PERCENT * limit.step if t.label in times else 1.0 for t in inputs.periods]

    def less(peak: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(amount * f for amount, f in zip(peak, factor, strict=True))

    d = limit.ids[0]
    zones = (replace(zone, peak=less(zone.peak)) if zone.stream_id == d else zone for zone in inputs.zones)
    demand = (replace(own, peak=less(own.peak)) if own.stream_id == d else own for own in inputs.demand)
    return replace(inputs, zones=tuple(zones), demand=tuple(demand))


def _budget_words(limit: PricedLimit) -> str:
    return f"{money(limit.step * USD_PER_MUSD)} more budget {over(limit)} ({limit.subject})"


def _cap_words(limit: PricedLimit) -> str:
    return f"A {limit.subject} {number(limit.step)} {limit.unit} a year higher"


def _survival_words(limit: PricedLimit) -> str:
    return f"One percentage point less of {limit.subject} to be served after the loss of {limit.place}"


def _demand_words(limit: PricedLimit) -> str:
    return f"One per cent less {limit.subject} demand {over(limit)}"


RULES = (
    Family(PriceKind.BUDGET, (BUDGET,), _budgets, _larger_budget, _budget_words),
    Family(PriceKind.CARBON, (CARBON,), _carbon, _higher_cap, _cap_words),
    Family(PriceKind.WATER, (WATER,), _water, _higher_cap, _cap_words),
    Family(PriceKind.SURVIVAL, (SURVIVES,), _survival, _less_survival, _survival_words),
    Family(PriceKind.DEMAND, (DEMAND, SHORT), _demand, _less_demand, _demand_words),
)
"""Families of what a case sets itself."""
