"""From a study file to a proven `Study`; every problem is said at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from planner.assemble import assemble_case
from planner.cases import load_case
from planner.cases.catalogue import BOOK_ENDINGS
from planner.cases.messages import shape_problem
from planner.cases.yaml_file import MAX_BYTES, read_text, read_yaml
from planner.engine.options import SolveOptions
from planner.explore.tornado.sides import changed_case
from planner.problems import InputError, Problem
from planner.study.families import drawn_family, grid_family
from planner.study.figures import Figures, figures_of
from planner.study.scenario import DrawnFamily, GridFamily, Scenario, Study
from planner.study.schema import StudyFile


def load_study(path: Path) -> Study:
    """Read a study and prove it, down to every path that it changes.

    Parameters
    ----------
    path
        YAML file. A case that is a file is looked for beside it.

    Raises
    ------
    InputError
        If the file or its case cannot be used; every reason is listed.
    """
    file = _parse(path)
    case = load_case(_case_of(file, path))
    problems = list(_name_problems(file, path.name))
    families, found = _families(file, figures_of(case), path.name)
    problems += found
    if problems:
        raise InputError(problems)
    named = tuple(Scenario(one.name, "", one.changes) for one in file.scenarios)
    options = SolveOptions(gap=file.solve.gap, seconds=file.solve.seconds, threads=1, prices=False)
    study = Study(file.study, case, options, named, families)
    problems = list(_path_problems(study, path.name))
    if not len(study):
        fix = "add scenarios, grids or draws"
        problems.append(Problem(path.name, "no scenario", "at least one", fix))
    if problems:
        raise InputError(problems)
    return study


def _families(
    file: StudyFile, figures: Figures, where: str
) -> tuple[tuple[GridFamily | DrawnFamily, ...], list[Problem]]:
    """Return grids and draws, and what is wrong with those that are none."""
    families: list[GridFamily | DrawnFamily] = []
    problems: list[Problem] = []
    for i, grid in enumerate(file.grids):
        try:
            families.append(grid_family(grid, figures, f"{where}: grids.{i}"))
        except InputError as error:
            problems += error.problems
    for i, draws in enumerate(file.draws):
        try:
            families.append(drawn_family(draws, figures, file.seed, f"{where}: draws.{i}"))
        except InputError as error:
            problems += error.problems
    return tuple(families), problems


def _parse(path: Path) -> StudyFile:
    data = read_yaml(read_text(path, MAX_BYTES), path.name)
    try:
        return StudyFile.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        schema = StudyFile.model_json_schema()
        details = error.errors(include_url=False)
        found = [shape_problem(detail, path.name, schema) for detail in details]
        raise InputError(
            [replace(p, expected=p.expected.replace("key of the case", "key of a study")) for p in found]
        ) from error


def _case_of(file: StudyFile, path: Path) -> str | Path:
    is_file = file.case.lower().endswith((".yaml", ".yml", *BOOK_ENDINGS))
    return path.parent / file.case if is_file else file.case


def _name_problems(file: StudyFile, where: str) -> Iterator[Problem]:
    """Find scenarios, and families of them, of the same name."""
    # Families call theirs `family: ...`, and an Id holds no colon: the two cannot meet.
    families = [*(grid.name for grid in file.grids), *(draws.name for draws in file.draws)]
    groups = {"scenarios": [one.name for one in file.scenarios], "grids and draws": families}
    for group, names in groups.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(f"{where}: {group}", f"{name} {count} times", "every name once", "rename one")


def _path_problems(study: Study, where: str) -> Iterator[Problem]:
    """Try the first scenario that changes each path: the others of a family change the same ones."""
    known: set[str] = set()
    firsts = (next(family.scenarios()) for family in study.families)
    for scenario in (*study.named, *firsts):
        if scenario.changes.keys() <= known:
            continue
        known |= scenario.changes.keys()
        try:
            assemble_case(changed_case(study.case, scenario.settings))
        except InputError as error:
            for problem in error.problems:
                yield replace(problem, where=f"{where}, scenario {scenario.name}: {problem.where}")
