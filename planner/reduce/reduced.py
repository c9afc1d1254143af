"""What a reduction returns: the inputs that are left, and a count of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buildout.inputs import Inputs


@dataclass(frozen=True)
class Reduced:
    """Inputs whose decisions are decisions of the original case, at the same cost and optimum.

    Parameters
    ----------
    inputs
        For the search alone: plans, tables and audits keep to the original.
    counts
        How many things of each kind were removed or tightened.
    """

    inputs: Inputs
    counts: Mapping[str, int]

    @property
    def text(self) -> str:
        """What was done, in a line for the log."""
        done = ", ".join(f"{kind} {count:,}" for kind, count in self.counts.items() if count)
        return f"reductions: {done or 'none'}"
