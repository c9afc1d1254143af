"""A study that is proven, and its scenarios, made one after the other."""

from __future__ import annotations

import itertools
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.cases import Case
from planner.engine.options import SolveOptions
from planner.study.distributions import Distribution
from planner.study.sampling import Floats, latin_hypercube, with_rank_correlation
from planner.study.schema import Value


@dataclass(frozen=True)
class Scenario:
    """A case with changes, under a name."""

    name: str
    family: str
    """The grid or the draws it is from; empty where it is explicit."""
    changes: Mapping[str, Value]

    @property
    def settings(self) -> tuple[str, ...]:
        """The changes as ``path=value``."""
        return tuple(f"{path}={json.dumps(value)}" for path, value in self.changes.items())


@dataclass(frozen=True)
class GridAxis:
    """One dimension of a grid: for each step its label, and what it sets."""

    name: str
    steps: tuple[tuple[str, Mapping[str, Value]], ...]


@dataclass(frozen=True)
class GridFamily:
    """Every combination of steps."""

    name: str
    axes: tuple[GridAxis, ...]

    def __len__(self) -> int:
        """Return the number of scenarios."""
        return math.prod(len(axis.steps) for axis in self.axes)

    def scenarios(self) -> Iterator[Scenario]:
        """Yield them, the last axis running fastest."""
        for steps in itertools.product(*(axis.steps for axis in self.axes)):
            labels = zip(self.axes, steps, strict=True)
            name = ", ".join(f"{axis.name} {label}" for axis, (label, _) in labels)
            changes = {path: value for _, sets in steps for path, value in sets.items()}
            yield Scenario(f"{self.name}: {name}", self.name, changes)


@dataclass(frozen=True)
class DrawnFamily:
    """Scenarios drawn by Latin hypercube."""

    name: str
    count: int
    seed: int
    figures: tuple[tuple[tuple[str, Distribution], ...], ...]
    """For each quantity its paths, which take the same quantile."""
    correlation: Floats | None

    def __len__(self) -> int:
        """Return the number of scenarios."""
        return self.count

    def sample(self) -> Floats:
        """Return the probabilities that are drawn; shape (count, quantities)."""
        # Draws of another name are another sample, and a family more does not change the others.
        seed = zlib.crc32(f"{self.seed} {self.name}".encode())
        sample = latin_hypercube(self.count, len(self.figures), seed)
        return sample if self.correlation is None else with_rank_correlation(sample, self.correlation)

    def scenarios(self) -> Iterator[Scenario]:
        """Yield them in the order of the sample."""
        sample, digits = self.sample(), len(str(self.count))
        columns = [
            (path, distribution.quantiles(sample[:, place]))
            for place, paths in enumerate(self.figures)
            for path, distribution in paths
        ]
        for row in range(self.count):
            changes = {path: values[row] for path, values in columns}
            yield Scenario(f"{self.name}: {row + 1:0{digits}d}", self.name, changes)


@dataclass(frozen=True)
class Study:
    """A family of scenarios of a case, proven."""

    study_id: str
    case: Case
    options: SolveOptions
    named: tuple[Scenario, ...]
    families: tuple[GridFamily | DrawnFamily, ...]

    def __len__(self) -> int:
        """Return the number of scenarios."""
        return len(self.named) + sum(map(len, self.families))

    def scenarios(self) -> Iterator[Scenario]:
        """Yield every scenario, in the order of the file."""
        yield from self.named
        for family in self.families:
            yield from family.scenarios()
