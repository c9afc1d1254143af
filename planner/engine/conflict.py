"""Which promises of a case contradict each other, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pyomo.common.errors import InfeasibleConstraintException

from buildout.inputs import Caps, Inputs
from buildout.model import build_model
from buildout.quarters import quarter_label
from planner.engine.highs import Options, Reason, Solver
from planner.engine.matrix import compile_model

LINEAR_SECONDS = 60.0


@dataclass(frozen=True)
class Promise:
    """A demand of the case that can be dropped, and the case without it."""

    text: str
    drop: Callable[[Inputs], Inputs]


def contradicting_promises(inputs: Inputs) -> tuple[str, ...]:
    """Return a smallest set of promises that cannot be kept together, one sentence each.

    Promises are dropped one by one; one without which the rest still has no solution stays out. What
    remains cannot lose a member. It is empty where the relaxation is feasible, so that only the whole
    numbers contradict, or where the ledger itself does.
    """
    every = list(promises(inputs))
    if _has_solution(inputs) or not _has_solution(_without(inputs, every)):
        return ()
    dropped: list[Promise] = []
    for promise in every:
        if not _has_solution(_without(inputs, [*dropped, promise])):
            dropped.append(promise)
    return tuple(promise.text for promise in every if promise not in dropped)


def promises(inputs: Inputs) -> Iterator[Promise]:
    """Yield what a plan must keep whatever it costs."""
    for stream in inputs.streams:
        if not stream.may_fall_short:
            yield Promise(
                f"{stream.stream_id} may not fall short", partial(_allow_shortage, stream.stream_id)
            )
    for site in inputs.sites:
        if site.open_by_quarter is not None:
            by = quarter_label(site.open_by_quarter)
            yield Promise(f"{site.site_id} is open by {by}", partial(_unlock, site.site_id))
    for take in inputs.minimum_takes:
        text = f"at least {take.window.amount:,.0f} MW of {', '.join(take.chip_ids)} are bought from"
        text += f" {take.window.first} to {take.window.last}"
        yield Promise(text, partial(_drop_item, "minimum_takes", take))
    for share in inputs.vendor_shares:
        text = f"{share.vendor} has {share.min_share:.0%} to {share.max_share:.0%} of what is bought from"
        text += f" {share.window.first} to {share.window.last}"
        yield Promise(text, partial(_drop_item, "vendor_shares", share))
    for budget in inputs.budgets:
        text = f"capital spending from {quarter_label(budget.first_quarter)} to"
        text += f" {quarter_label(budget.last_quarter)} is at most {budget.musd:,.0f} million USD"
        yield Promise(text, partial(_drop_item, "budgets", budget))
    if inputs.caps != Caps(None, None):
        yield Promise(
            "the yearly limits on carbon and water hold", lambda case: replace(case, caps=Caps(None, None))
        )


def _allow_shortage(stream_id: str, inputs: Inputs) -> Inputs:
    streams = tuple(
        replace(stream, may_fall_short=True) if stream.stream_id == stream_id else stream
        for stream in inputs.streams
    )
    return replace(inputs, streams=streams)


def _unlock(site_id: str, inputs: Inputs) -> Inputs:
    sites = tuple(
        replace(site, open_by_quarter=None) if site.site_id == site_id else site for site in inputs.sites
    )
    return replace(inputs, sites=sites)


def _drop_item(field: str, item: object, inputs: Inputs) -> Inputs:
    rest = tuple(other for other in getattr(inputs, field) if other != item)
    change: dict[str, Any] = {field: rest}
    return replace(inputs, **change)


def _without(inputs: Inputs, dropped: Iterable[Promise]) -> Inputs:
    for promise in dropped:
        inputs = promise.drop(inputs)
    return inputs


def _has_solution(inputs: Inputs) -> bool:
    """Return whether the relaxation has a solution."""
    try:
        model = build_model(inputs, strong=False)
    except InfeasibleConstraintException:  # a row without variables that does not hold
        return False
    matrix = compile_model(model).matrix
    matrix = replace(matrix, cost=matrix.cost * 0.0)
    outcome = Solver(matrix, Options(seconds=LINEAR_SECONDS), relax=True).run()
    return outcome.reason is not Reason.INFEASIBLE
