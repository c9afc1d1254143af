"""The bridge from the cost of one plan to that of another: terms that sum to the difference to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.compare.bridge_terms import Bridge, BridgeTerm, Money
from planner.compare.cents import CENTS, apportion, cents
from planner.compare.cost_items import ItemKind, Quantities, cost_quantities
from planner.compare.effects import Cause, Usd, cost_of, item_effects
from planner.compare.side import Side
from planner.compare.tariffs import Tariffs
from planner.compare.window import Window, common_window
from planner.plan import Category, TableName
from planner.problems import InputError, Problem

ROUNDING = 1e-10
"""Part of a cost that is lost where a sum of doubles is taken in another order."""


def cost_bridge(before: Side, after: Side) -> Bridge:
    """Return the bridge from the cost of one plan to that of another.

    The causes within a category are worked out from what each plan buys and runs, and the prices of its case
    (`planner.compare.effects`). What the tables of a run do not account for is a term of its own.

    Raises
    ------
    InputError
        If the tables of a run name things that its inputs do not have.
    """
    window = common_window([before.inputs, after.inputs])
    stated = (_stated(before), _stated(after))
    differences = {c: stated[1].get(c, Usd()) - stated[0].get(c, Usd()) for c in Category}
    size_usd = abs(before.plan.cost_usd) + abs(after.plan.cost_usd)
    effects = _effects(before, after, window)
    effects |= _rest(effects, differences, size_usd)
    costs = (_cost(before, stated[0]), _cost(after, stated[1]))
    return Bridge(*costs, _terms(effects, differences, costs), window)


@dataclass(frozen=True, order=True)
class _Key:
    """What a term is of."""

    category: Category
    cause: Cause
    kind: ItemKind | str = ""
    subject_id: str = ""


def _effects(before: Side, after: Side, window: Window | None) -> dict[_Key, Usd]:
    """Return the effects of all items, summed over what one subject needs of a kind."""
    tariffs = (Tariffs(before.inputs), Tariffs(after.inputs))
    quantities = (_quantities(before, tariffs[0]), _quantities(after, tariffs[1]))
    sums: dict[_Key, Usd] = defaultdict(Usd)
    for item in sorted({*quantities[0], *quantities[1]}):
        there, back = (_split(side.get(item, {}), window) for side in quantities)
        effects = dict(item_effects(item, there.inside, back.inside, tariffs))
        effects[Cause.SPAN] = cost_of(item, back.outside, tariffs[1]) - cost_of(
            item, there.outside, tariffs[0]
        )
        for cause, usd in effects.items():
            sums[_Key(item.category, cause, item.kind, item.ids[0])] += usd
    return sums


@dataclass(frozen=True)
class _Split:
    """Quantities by quarter, within the quarters that both cases cover and outside them."""

    inside: Mapping[int, float]
    outside: Mapping[int, float]


def _split(quantities: Mapping[int, float], window: Window | None) -> _Split:
    if window is None:
        return _Split({}, quantities)
    inside = {q: amount for q, amount in quantities.items() if window.start <= q < window.end}
    return _Split(inside, {q: amount for q, amount in quantities.items() if q not in inside})


def _quantities(side: Side, tariffs: Tariffs) -> Quantities:
    """Return what a plan pays for, all of which its own case has a price for."""
    try:
        found = cost_quantities(side.inputs, side.plan.tables)
    except (KeyError, ValueError) as error:
        raise InputError([_unfit(side, f"tables with {error}")]) from error
    unpriced = [item for item, by_quarter in found.items() if tariffs.rate(item, min(by_quarter)) is None]
    if unpriced:
        raise InputError([_unfit(side, f"{item.kind} of {', '.join(item.ids)}") for item in unpriced])
    return found


def _stated(side: Side) -> dict[Category, Usd]:
    """Return the costs by category as the run states them."""
    costs = side.plan.tables[TableName.COSTS]
    rows = zip(*(costs[name] for name in ("category", "present_value_usd", "nominal_usd")), strict=True)
    try:
        return {Category(name): Usd(present, nominal) for name, present, nominal in rows}
    except ValueError as error:
        raise InputError([_unfit(side, f"costs with {error}")]) from error


def _unfit(side: Side, found: str) -> Problem:
    return Problem(
        where=side.name,
        found=found,
        expected="tables of a plan for the inputs beside them",
        fix="see what planner audit says of the run, or solve the case again",
    )


def _cost(side: Side, stated: Mapping[Category, Usd]) -> Money:
    return Money(cents(side.plan.cost_usd), cents(sum(usd.nominal for usd in stated.values())))


def _rest(
    effects: Mapping[_Key, Usd], differences: Mapping[Category, Usd], size_usd: float
) -> dict[_Key, Usd]:
    """Return what the items of a category do not account for, where it is more than rounding."""
    rests = dict(differences)
    for key, usd in effects.items():
        rests[key.category] -= usd
    least = max(1 / CENTS, ROUNDING * size_usd)
    return {
        _Key(category, Cause.REST): rest
        for category, rest in rests.items()
        if max(abs(rest.present), abs(rest.nominal)) > least
    }


def _terms(
    effects: Mapping[_Key, Usd], differences: Mapping[Category, Usd], costs: tuple[Money, Money]
) -> tuple[BridgeTerm, ...]:
    """Return the effects in whole cents: those of a category sum to it, and categories to the difference."""
    present = _in_cents(
        {key: usd.present for key, usd in effects.items()},
        {c: usd.present for c, usd in differences.items()},
        costs[1].present_cents - costs[0].present_cents,
    )
    nominal = _in_cents(
        {key: usd.nominal for key, usd in effects.items()},
        {c: usd.nominal for c, usd in differences.items()},
        costs[1].nominal_cents - costs[0].nominal_cents,
    )
    places = {category: place for place, category in enumerate(Category)}
    causes = {cause: place for place, cause in enumerate(Cause)}
    terms = (
        BridgeTerm(k.category, k.cause, k.kind, k.subject_id, present.get(k, 0), nominal.get(k, 0))
        for k in {**present, **nominal}
        if present.get(k) or nominal.get(k)
    )
    return tuple(sorted(terms, key=lambda t: (places[t.category], causes[t.cause], t.kind, t.subject_id)))


def _in_cents(
    effects: Mapping[_Key, float], differences: Mapping[Category, float], difference: int
) -> dict[_Key, int]:
    found: dict[_Key, int] = {}
    for category, total_cents in apportion(difference, differences).items():
        own = {key: usd for key, usd in effects.items() if key.category is category}
        # A cent of rounding may fall to a category without any item.
        found |= apportion(total_cents, own or {_Key(category, Cause.REST): 0.0})
    return found
