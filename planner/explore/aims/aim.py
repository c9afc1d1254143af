"""What an aim is: a figure of a plan to have less of, and its rows on the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from buildout.inputs import Inputs
from planner.engine.matrix import Compiled
from planner.explore.linear import Linear
from planner.plan import Tables

MW_PER_GW = 1000.0


@dataclass(frozen=True)
class AimRows:
    """An aim on the columns of a model.

    Parameters
    ----------
    compiled
        The problem, with the columns that the aim needs.
    over
        How far the plan is above a level: every one must be 0 or less for the aim to reach it.
    """

    compiled: Compiled
    over: tuple[Linear, ...]


class Aim(Protocol):
    """Something to have less of."""

    @property
    def title(self) -> str:
        """What it is, for an axis."""

    @property
    def unit(self) -> str:
        """Unit of its values."""

    def measure(self, inputs: Inputs, tables: Tables, /) -> float:
        """Return its value for a plan."""

    def ideal(self, inputs: Inputs, /) -> float:
        """Return a value that no plan is below."""

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Build the model, and say by how much a plan is above a level."""
