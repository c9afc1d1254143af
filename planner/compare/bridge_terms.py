"""The terms of a bridge from the cost of one plan to that of another, in whole cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.compare.cost_items import ItemKind
from planner.compare.effects import Cause
from planner.compare.window import Window
from planner.plan import Category


@dataclass(frozen=True)
class BridgeTerm:
    """A part of the difference: what it is for, why, and whose.

    Parameters
    ----------
    category
        The category of cost.
    cause
        Why it differs.
    kind, subject_id
        What is paid for, and the site, chip, stream or tier it is for; empty where that is not told apart.
    present_cents, nominal_cents
        The part, as present value and nominal; positive where the plan after costs more.
    """

    category: Category
    cause: Cause
    kind: ItemKind | str
    subject_id: str
    present_cents: int
    nominal_cents: int

    def reversed(self) -> BridgeTerm:
        """Return the term of the way back."""
        return replace(self, present_cents=-self.present_cents, nominal_cents=-self.nominal_cents)


@dataclass(frozen=True)
class Money:
    """An amount in cents."""

    present_cents: int = 0
    nominal_cents: int = 0


@dataclass(frozen=True)
class Bridge:
    """From the cost of a plan to that of another.

    Parameters
    ----------
    before, after
        What the plans cost.
    terms
        What the difference is made of, by category and cause; they sum to it exactly.
    window
        The quarters that both cases cover; None where there are none.
    """

    before: Money
    after: Money
    terms: tuple[BridgeTerm, ...]
    window: Window | None

    @property
    def difference(self) -> Money:
        """Cost after less cost before."""
        return Money(
            self.after.present_cents - self.before.present_cents,
            self.after.nominal_cents - self.before.nominal_cents,
        )

    def by_category(self) -> dict[Category, Money]:
        """Return the sums of categories."""
        present = {term.category for term in self.terms}
        return {c: total(t for t in self.terms if t.category is c) for c in Category if c in present}

    def by_cause(self, category: Category) -> dict[Cause, Money]:
        """Return the sums of causes within a category."""
        own = [term for term in self.terms if term.category is category]
        causes = {term.cause for term in own}
        return {c: total(t for t in own if t.cause is c) for c in Cause if c in causes}


def total(terms: Iterable[BridgeTerm]) -> Money:
    """Return the sum of some terms."""
    present = nominal = 0
    for term in terms:
        present += term.present_cents
        nominal += term.nominal_cents
    return Money(present, nominal)
