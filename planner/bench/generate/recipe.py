"""What to draw a case by, and where its randomness comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np

Data: TypeAlias = dict[str, object]
"""A part of a case, as YAML holds it."""


class Shape(StrEnum):
    """What is hard about a case."""

    BASE = "base"
    """Nothing in particular."""
    LATE = "late"
    """No grid power near-term; a new request is energised in the last two thirds of the horizon."""
    SCARCE = "scarce"
    """Chips and components at 0.4 of the share that would do."""
    TIGHT = "tight"
    """Yearly budgets of about half the money, in lumps: a lean year, then a fat one."""
    STRICT = "strict"
    """Every site reaches 0.4 times as far."""


class Purpose(IntEnum):
    """What random numbers are drawn for: each has a stream of its own, untouched by the others."""

    CAMPUSES = 1
    EDGES = 2
    CAMPUS_COPIES = 3
    EDGE_COPIES = 4
    LEDGER = 5
    DEMAND = 6
    GRID = 7
    BUDGETS = 8


@dataclass(frozen=True)
class Recipe:
    """How many sites, which of all such cases, and what is hard about it."""

    sites: int
    seed: int
    shape: Shape = Shape.BASE

    @property
    def case_id(self) -> str:
        """Name of the case."""
        return f"bench-{self.sites}-{self.seed}-{self.shape.value}"

    @property
    def campuses(self) -> int:
        """Sites that are campuses; the others are edge sites."""
        return self.sites // 2

    def random(self, purpose: Purpose) -> np.random.Generator:
        """Return the random numbers for a purpose, from their beginning; sizes share them."""
        return np.random.default_rng([self.seed, purpose])
