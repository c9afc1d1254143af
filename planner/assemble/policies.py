"""The rules of a case in the terms of the model."""

from __future__ import annotations

from buildout.inputs import Budget, Caps, MinimumTake, Survival, VendorShare, VolumeTier, Window
from planner.assemble.context import Context
from planner.cases.policies import BudgetRule, WindowRule


def vendor_shares(context: Context) -> tuple[VendorShare, ...]:
    """Return the bounds on vendors' shares."""
    return tuple(
        VendorShare(rule.vendor, _window(context, rule, 0.0), rule.min_share, rule.max_share)
        for rule in context.case.policies.vendor_shares
    )


def minimum_takes(context: Context) -> tuple[MinimumTake, ...]:
    """Return the promises to buy."""
    return tuple(
        MinimumTake(rule.id, rule.chips, _window(context, rule, rule.it_mw))
        for rule in context.case.policies.minimum_takes
    )


def volume_tiers(context: Context) -> tuple[VolumeTier, ...]:
    """Return the volume price tiers."""
    return tuple(
        VolumeTier(rule.id, rule.chip, _window(context, rule, rule.threshold_it_mw), rule.discount)
        for rule in context.case.policies.volume_tiers
    )


def budgets(context: Context) -> tuple[Budget, ...]:
    """Return the budgets, million USD. Without dates a budget holds from today to the horizon's end."""
    return tuple(
        Budget(rule.id, *_budget_quarters(context, rule), rule.usd / 1e6)
        for rule in context.case.policies.budgets
    )


def survival(context: Context) -> tuple[Survival, ...]:
    """Return what must be served after a loss."""
    return tuple(Survival(rule.streams, rule.share, rule.by_area) for rule in context.case.policies.survival)


def caps(context: Context) -> Caps:
    """Return the limits on carbon and water."""
    rules = context.case.policies
    return Caps(carbon_t_per_year=rules.carbon_t_per_year, water_m3_per_year=rules.water_m3_per_year)


def _window(context: Context, rule: WindowRule, amount: float) -> Window:
    """Return the periods that lie wholly or partly between the dates of a rule."""
    first = context.periods[0].start if rule.first is None else rule.first
    last = context.periods[-1].end - 1 if rule.last is None else rule.last
    labels = [p.label for p in context.periods if p.end > first and p.start <= last]
    return Window(first=labels[0], last=labels[-1], amount=amount)


def _budget_quarters(context: Context, rule: BudgetRule) -> tuple[int, int]:
    if rule.year is not None:
        return 4 * rule.year, 4 * rule.year + 3
    first = min(context.today, context.periods[0].start) if rule.first is None else rule.first
    return first, context.periods[-1].end - 1 if rule.last is None else rule.last
