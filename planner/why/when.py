"""When a limit moves, in words and in periods."""

from __future__ import annotations

from buildout.inputs import Inputs
from planner.why.priced_limit import PricedLimit


def within(inputs: Inputs, limit: PricedLimit) -> tuple[str, ...]:
    """Return the periods in which a limit moves."""
    labels = [period.label for period in inputs.periods]
    return tuple(labels[labels.index(limit.first) : labels.index(limit.last) + 1])


def over(limit: PricedLimit) -> str:
    """Return the periods in words: ``in 2028Q1``, ``in 2028``, ``from 2027Q2 to 2028Q1``."""
    first, last = limit.first, limit.last
    if first == last:
        return f"in {first}"
    if first[:4] == last[:4] and first.endswith("Q1") and last.endswith("Q4"):
        return f"in {first[:4]}"
    return f"from {first} to {last}"


def since(limit: PricedLimit) -> str:
    """Return the place and the first period in words: ``in Ohio from 2028Q1``."""
    return f"in {limit.place} from {limit.first}"


def from_first(labels: tuple[str, ...], priced: set[str]) -> tuple[str, ...]:
    """Return the periods from the first of some on."""
    return labels[min((labels.index(t) for t in priced), default=len(labels)) :]
