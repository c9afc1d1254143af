"""What an audit found, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from planner.audit.equations import Equation


class Relation(Enum):
    """How an amount must stand to what is allowed."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EXACTLY = "exactly"


@dataclass(frozen=True)
class Violation:
    """One row of one equation that the plan breaks.

    Parameters
    ----------
    equation
        The promise that is broken.
    row
        Where: ``site_id=us_ohio, period=2027Q1``.
    amount
        What the plan has, in ``unit``.
    unit
        The unit of ``amount`` and ``allowed``.
    allowed
        What it may have.
    relation
        Whether ``allowed`` is a most, a least or the exact amount.
    """

    equation: Equation
    row: str
    amount: float
    unit: str
    allowed: float
    relation: Relation = Relation.AT_MOST

    @property
    def excess(self) -> float:
        """By how much the amount is off, in ``unit``."""
        return abs(self.amount - self.allowed)

    def __str__(self) -> str:
        """Return the violation as one line."""
        found = f"{self.amount:,.6g} {self.unit}, {self.relation.value} {self.allowed:,.6g} allowed"
        return (
            f"{self.equation.code} ({self.equation.promise}): {self.row}: {found}, off by {self.excess:.6g}"
        )


@dataclass(frozen=True)
class Check:
    """How an equation fared: rows checked, rows broken, and the largest excess in ``unit``.

    ``largest_excess`` is measured before any tolerance; it is 0 where every row has slack.
    """

    equation: Equation
    unit: str
    rows: int
    broken: int
    largest_excess: float


@dataclass(frozen=True)
class Finding:
    """One comparison: how it fared and what it broke."""

    check: Check
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class CategoryCost:
    """The recomputed cost of one category, in USD; income is negative."""

    category: str
    nominal_usd: float
    present_value_usd: float


@dataclass(frozen=True)
class AuditReport:
    """The outcome of an audit.

    Parameters
    ----------
    violations
        Every broken row, in the order of `Equation`.
    checks
        One entry per equation and unit, in the same order; an equation without rows has none.
    cost_usd
        Present value of the plan, recomputed.
    costs
        The same by category.
    seconds
        Time the audit took.
    """

    violations: tuple[Violation, ...]
    checks: tuple[Check, ...]
    cost_usd: float
    costs: tuple[CategoryCost, ...]
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing is broken."""
        return not self.violations

    @property
    def rows(self) -> int:
        """Number of rows checked."""
        return sum(check.rows for check in self.checks)

    def summary(self) -> str:
        """Return one line: what was checked and how many rows are broken."""
        return f"{self._scope()} checked in {self.seconds:.1f} s: {self._outcome()}"

    def verdict(self) -> str:
        """Return the same without the time it took, which differs from run to run."""
        return f"{self._scope()} checked: {self._outcome()}"

    def _scope(self) -> str:
        return f"{self.rows:,} rows of {len({check.equation for check in self.checks})} equations"

    def _outcome(self) -> str:
        if self.is_clean:
            return "all hold"
        names = ", ".join(dict.fromkeys(violation.equation.code for violation in self.violations))
        return f"{len(self.violations):,} broken ({names})"


def merge_checks(findings: Iterable[Finding]) -> tuple[Check, ...]:
    """Return one check per equation and unit that has rows, in the order of `Equation`."""
    merged: dict[tuple[Equation, str], Check] = {}
    for check in (finding.check for finding in findings):
        key = (check.equation, check.unit)
        before = merged.get(key, Check(check.equation, check.unit, 0, 0, 0.0))
        merged[key] = Check(
            equation=check.equation,
            unit=check.unit,
            rows=before.rows + check.rows,
            broken=before.broken + check.broken,
            largest_excess=max(before.largest_excess, check.largest_excess),
        )
    order = {equation: i for i, equation in enumerate(Equation)}
    return tuple(sorted((c for c in merged.values() if c.rows), key=lambda check: order[check.equation]))
