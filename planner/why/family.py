"""One family of limits: which rows price it, what it says, and how the case changes when it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing


@dataclass(frozen=True)
class Family:
    """A family of limits.

    Attributes
    ----------
    kind
        What kind of limit it is.
    rows
        The constraint families, or variables at a bound, whose duals price it.
    find
        Yields its limits, also those without a price.
    loosen
        Returns the case with the step of a limit really made.
    words
        Says the step, without what it saves: ``100 MW more grid headroom in Ohio from 2028Q1``.
    """

    kind: PriceKind
    rows: tuple[str, ...]
    find: Callable[[Pricing], Iterator[PricedLimit]]
    loosen: Callable[[Inputs, PricedLimit], Inputs]
    words: Callable[[PricedLimit], str]
