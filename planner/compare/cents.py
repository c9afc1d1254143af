"""Money in whole cents, so that parts sum to their whole exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

Part = TypeVar("Part", bound=Any)
"""Something that can be sorted."""

CENTS = 100


def cents(usd: float) -> int:
    """Return an amount in whole cents."""
    return round(usd * CENTS)


def apportion(total: int, parts: Mapping[Part, float]) -> dict[Part, int]:
    """Return parts in whole cents that sum to a total.

    Each is rounded; what rounding leaves over goes to the largest.

    Parameters
    ----------
    total
        What they sum to, cents.
    parts
        USD of each; there must be one if the total is not 0.
    """
    shares = {part: cents(usd) for part, usd in parts.items()}
    left = total - sum(shares.values())
    if left:
        shares[max(sorted(parts), key=lambda part: abs(parts[part]))] += left
    return shares
