"""A limit or a change in words: what, where, when, in which unit. Never the name of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs, Window
from planner.feasible.limits import Limit


@dataclass(frozen=True)
class Phrase:
    """A limit or a change in words, and its parts for a table."""

    text: str
    what: str
    where: str
    first: str
    last: str
    amount: float
    unit: str


def number(value: float) -> str:
    """Return an amount with as many digits as matter."""
    text = f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(inputs: Inputs, limits: Sequence[Limit]) -> tuple[str, str]:
    """Return the first and last period in which limits are stated."""
    firsts = [limit.first for limit in limits]
    return inputs.periods[min(firsts)].label, inputs.periods[max(firsts)].label


def from_to(first: str, last: str) -> str:
    """Return two dates in words."""
    return f"from {first} to {last}"


def during(first: str, last: str) -> str:
    """Return the time between two dates in words, of one where they are the same."""
    return f"in {first}" if first == last else from_to(first, last)


def window(given: Window) -> str:
    """Return a window in words."""
    return from_to(given.first, given.last)
