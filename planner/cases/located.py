"""Where the keys of a case stand in a workbook, for messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.problems import Problem


def located(problems: Iterable[Problem], file: str, cells: Mapping[str, str]) -> list[Problem]:
    """Return problems with a cell in the place of a key.

    Parameters
    ----------
    problems
        As for a YAML file: their places are ``file: key``.
    file
        Name of the workbook.
    cells
        Cell of each key. Where a key has none, that of the nearest part around it stands before the key.
    """
    return [_located(problem, f"{file}: ", cells) for problem in problems] if cells else list(problems)


def _located(problem: Problem, prefix: str, cells: Mapping[str, str]) -> Problem:
    if problem.where in cells:
        return replace(problem, where=cells[problem.where])
    if not problem.where.startswith(prefix):
        return problem
    key = problem.where.removeprefix(prefix)
    if key in cells:
        return replace(problem, where=cells[key])
    around = key
    while around and around not in cells:
        around = re.sub(r"(^|[.,])[^.,]*$", "", around)
    return replace(problem, where=f"{cells[around]}, {key}") if around else problem
