"""Which of two cases can be done for less, and whether the gaps leave it open."""

from __future__ import annotations

from dataclasses import dataclass

from planner.compare.side import Side
from planner.plan.markdown import money, percent

EQUAL = 0.005
"""USD below which costs are the same."""


@dataclass(frozen=True)
class Verdict:
    """What the costs of two plans say of their cases.

    Parameters
    ----------
    difference_usd
        Cost of the plan after less that of the plan before, present value.
    least_usd, most_usd
        The same of the best plans of the two cases lies between these; infinite where nothing was proved.
    is_proved
        Whether it has the same sign throughout.
    text
        The verdict in words.
    """

    difference_usd: float
    least_usd: float
    most_usd: float
    is_proved: bool
    text: str


def verdict_of(before: Side, after: Side) -> Verdict:
    """Return what is proved of the difference in cost."""
    one, other = before.plan, after.plan
    if one.input_sha256 == other.input_sha256:
        return _same_inputs(before, after)
    difference = other.cost_usd - one.cost_usd
    least, most = other.bound_usd - one.cost_usd, other.cost_usd - one.bound_usd
    is_proved = least > EQUAL or most < -EQUAL
    text = " ".join(filter(None, (_said(before, after, is_proved=is_proved), _unlike(before, after))))
    return Verdict(difference, least, most, is_proved, text)


def _same_inputs(before: Side, after: Side) -> Verdict:
    """Return the verdict on two plans of one case: the difference of its best plans is none."""
    difference = after.plan.cost_usd - before.plan.cost_usd
    bound = money(max(before.plan.bound_usd, after.plan.bound_usd))
    if abs(difference) < EQUAL:
        text = "Both plans cost the same, on the same inputs."
    else:
        cheaper, dearer = _ranked(before, after)
        text = (
            f"On the same inputs, {cheaper.name} found a plan that costs {_amount(cheaper, dearer)} less; "
            f"no plan costs less than {bound}."
        )
    return Verdict(difference, 0.0, 0.0, abs(difference) >= EQUAL, text)


def _said(before: Side, after: Side, *, is_proved: bool) -> str:
    if abs(after.plan.cost_usd - before.plan.cost_usd) < EQUAL:
        return "Both plans cost the same."
    cheaper, dearer = _ranked(before, after)
    said = f"{cheaper.name} costs {_amount(cheaper, dearer)} less than {dearer.name}"
    if is_proved:
        return f"{said}. This is proved: no plan of {dearer.name} costs as little."
    if dearer.plan.bound_usd == float("-inf"):
        return f"{said}. This is not proved: {dearer.name} has no bound."
    open_usd = money(dearer.plan.cost_usd - dearer.plan.bound_usd)
    return (
        f"{said}. This is not proved: the gap of {dearer.name} leaves {open_usd} open, which is more than "
        "the difference."
    )


def _unlike(before: Side, after: Side) -> str:
    """Return why two costs are not of like money; nothing where they are."""
    one, other = before.inputs, after.inputs
    reasons = {
        "horizons": (one.periods[0].start, one.end) != (other.periods[0].start, other.end),
        "dates of valuation": one.today != other.today,
        "discount rates": one.finance.wacc != other.finance.wacc,
    }
    differing = [reason for reason, differs in reasons.items() if differs]
    return (
        f"These costs are not of like money: the cases have other {' and '.join(differing)}."
        if differing
        else ""
    )


def _ranked(before: Side, after: Side) -> tuple[Side, Side]:
    return (after, before) if after.plan.cost_usd < before.plan.cost_usd else (before, after)


def _amount(cheaper: Side, dearer: Side) -> str:
    usd = dearer.plan.cost_usd - cheaper.plan.cost_usd
    return f"{money(usd)} ({percent(usd / abs(dearer.plan.cost_usd), 2)})"
