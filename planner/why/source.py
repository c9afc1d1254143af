"""What one more MW of chips, power or halls would cost at the margin, and which limits it would have to pass.

Whatever is bought in a period v earns its price, and the prices of the limits that it takes up, in the
periods in which it works. Each of these periods repays the two in the same proportion: so the rent of
chips, say, in a period is split into cost and scarcity as the purchase behind it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.why.site_limit import Limiting


@dataclass(frozen=True)
class Scarce:
    """The price of a limit that a purchase takes up, in million USD per MW or hall bought."""

    by: Limiting
    cause: str
    musd: float


@dataclass(frozen=True)
class Source:
    """A purchase: where one more MW, or hall, can come from.

    Attributes
    ----------
    name
        What is bought.
    cost_musd
        Its price and running cost, present value, less what is left of it.
    scarce
        The limits it takes up that have a price.
    loss_musd
        By how much it is too dear: 0 for what the plan buys.
    """

    name: str
    cost_musd: float
    scarce: tuple[Scarce, ...]
    loss_musd: float

    def shares(self) -> dict[Limiting, float]:
        """Return the share of each kind of limit in all that the purchase has to earn."""
        # What others gain by the purchase, as under a share of a vendor, is less scarcity in all.
        net = max(0.0, sum(one.musd for one in self.scarce))
        gross = sum(one.musd for one in self.scarce if one.musd > 0)
        parts: dict[Limiting, float] = defaultdict(float)
        for one in self.scarce:
            if one.musd > 0 and self.cost_musd + net > 0:
                parts[one.by] += one.musd / gross * net / (self.cost_musd + net)
        return dict(parts)

    def cause(self, by: Limiting) -> str:
        """Return the dearest limit of a kind."""
        return max((one for one in self.scarce if one.by is by), key=lambda one: one.musd).cause


def nearest(sources: Sequence[Source]) -> Source:
    """Return the source nearest to being worth its price, of several the last."""
    return min(reversed(sources), key=lambda source: round(source.loss_musd, 6))


def priced(scarce: Sequence[Scarce]) -> tuple[Scarce, ...]:
    """Return those that have a price."""
    return tuple(one for one in scarce if one.musd != 0)
