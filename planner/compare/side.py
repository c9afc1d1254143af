"""A run as one side of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from buildout.inputs import Inputs
from planner.plan import Plan, Run, read_run
from planner.problems import InputError, Problem
from planner.serial import load_inputs, sha256_of


@dataclass(frozen=True, eq=False)
class Side:
    """A run, its inputs, and the name it goes by.

    Parameters
    ----------
    name
        Short, and no two sides of a comparison share it.
    run
        What its folder holds.
    inputs
        Its frozen inputs.
    """

    name: str
    run: Run
    inputs: Inputs

    @property
    def plan(self) -> Plan:
        """Its plan."""
        return self.run.plan


def read_sides(folders: Sequence[Path]) -> tuple[Side, ...]:
    """Read runs to compare.

    Raises
    ------
    InputError
        If one is no run, or is damaged; with every problem of every run.
    """
    names = short_names(folders)
    sides: list[Side] = []
    problems: list[Problem] = []
    for name, folder in zip(names, folders, strict=True):
        try:
            sides.append(_read(name, folder))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(sides)


def side_of(name: str, run: Run) -> Side:
    """Return a run as a side.

    Raises
    ------
    InputError
        If its inputs cannot be read, or its plan was made for others.
    """
    if run.plan.input_sha256 != sha256_of(run.inputs_json):
        fix = "solve the case again; neither file is meant to be edited"
        found = "inputs.json that is not the one the plan was made for"
        raise InputError([Problem(name, found, "the hash that plan.json states", fix)])
    return Side(name, run, load_inputs(run.inputs_json))


def short_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the shortest ends of some paths that tell them apart; the same path twice is numbered."""
    parts = [folder.resolve().parts for folder in folders]
    for length in range(1, max(map(len, parts)) + 1):
        names = ["/".join(part[-length:]) for part in parts]
        if len(set(names)) == len(set(parts)):
            break
    repeated = {name for name in names if names.count(name) > 1}
    return tuple(
        f"{name} ({names[: place + 1].count(name)})" if name in repeated else name
        for place, name in enumerate(names)
    )


def _read(name: str, folder: Path) -> Side:
    try:
        return side_of(name, read_run(folder))
    except InputError as error:
        # The parts of a run do not know its folder.
        raise InputError([_placed(problem, folder) for problem in error.problems]) from error


def _placed(problem: Problem, folder: Path) -> Problem:
    if problem.where.startswith(str(folder)):
        return problem
    return Problem(f"{folder}: {problem.where}", problem.found, problem.expected, problem.fix)
