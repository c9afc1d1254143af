"""From the file of a case to a matrix, stage by stage, with the seconds of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from buildout.inputs import Inputs
from buildout.model import build_model
from planner.assemble import assemble
from planner.bench.change import Change, change_inputs
from planner.bench.clock import Clock
from planner.bench.jobs import Stage
from planner.cases import case_overrides, load_case
from planner.engine.matrix import Matrix, compile_model
from planner.engine.progress import Size
from planner.reference import load_reference


@dataclass(frozen=True)
class StageTimes:
    """Seconds of each stage so far."""

    seconds: dict[Stage, float] = field(default_factory=dict)

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        """Take the time of what is inside."""
        clock = Clock()
        yield
        self.seconds[stage] = clock.seconds


def build_inputs(case: str, times: StageTimes | None = None, *, change: Change | None = None) -> Inputs:
    """Return the inputs of a case, changed where that is asked for.

    Validation is reading and proving the file and the tables; checks between the two belong to the
    inputs, which cannot be made without them.
    """
    times = times or StageTimes()
    with times.measure(Stage.VALIDATION):
        loaded = load_case(case)
        reference = load_reference(case_overrides(loaded))
    with times.measure(Stage.INPUTS):
        inputs = assemble(loaded, reference).inputs
        return inputs if change is None else change_inputs(inputs, change)


def build_matrix(inputs: Inputs, times: StageTimes | None = None) -> Matrix:
    """Return the matrix of a case's model."""
    times = times or StageTimes()
    with times.measure(Stage.MODEL):
        model = build_model(inputs)
    with times.measure(Stage.MATRIX):
        return compile_model(model).matrix


def size_of(matrix: Matrix) -> Size:
    """Return how large a matrix is."""
    rows, columns = matrix.shape
    return Size(rows, columns, int(matrix.integer.sum()), int(matrix.a.nnz))
