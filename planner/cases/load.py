"""From a file to a `Case`: read, change, prove the shape."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.cases.case import Case
from planner.cases.catalogue import BOOK_ENDINGS, case_path
from planner.cases.changes import apply_changes
from planner.cases.located import located
from planner.cases.messages import shape_problem
from planner.cases.yaml_file import MAX_BYTES, read_text, read_yaml
from planner.problems import InputError, Problem


def load_case(path_or_name: str | Path, changes: Sequence[str] = ()) -> Case:
    """Read a case and prove its shape.

    Parameters
    ----------
    path_or_name
        A YAML file, a workbook that `planner.excel.case` wrote, or the name of a shipped case such as
        ``us-inference-2030``.
    changes
        ``path=value``, see `planner.cases.changes.apply_changes`.

    Returns
    -------
    Case
        The case. Its ids are not yet compared with the reference tables: `planner.assemble` does.

    Raises
    ------
    InputError
        If there is no such case, or anything in it has the wrong shape; every reason is listed.
    """
    path = case_path(path_or_name)
    if path.suffix.lower() in BOOK_ENDINGS:
        return _load_book(path, changes)
    data = _with_ledger(read_yaml(read_text(path, MAX_BYTES), path.name), path)
    return parse_case(apply_changes(data, changes), path.resolve())


def parse_case(data: Mapping[str, Any], path: Path, places: Mapping[str, str] | None = None) -> Case:
    """Prove the shape of a case that is already read.

    Parameters
    ----------
    data
        What the YAML file holds.
    path
        The file it was read from: files that the case names are beside it.
    places
        Cell of each key, where the file is a workbook.

    Raises
    ------
    InputError
        If anything has the wrong shape; every reason is listed.
    """
    schema = case_schema()
    where = path.name
    for key in ("path", "places"):
        if key in data:
            raise InputError([Problem(f"{where}: {key}", f"the key {key}", "a key of the case", "remove it")])
    try:
        case = Case.model_validate_json(json.dumps(_plain(data)))
    except ValidationError as error:
        problems = [shape_problem(detail, where, schema) for detail in error.errors(include_url=False)]
        raise InputError(located(problems, where, places or {})) from error
    return case.model_copy(update={"path": path, "places": dict(places or {})})


def _load_book(path: Path, changes: Sequence[str]) -> Case:
    """Read a case from a workbook; all that is wrong with its cells and its shape is said at once."""
    # The other cases do without the libraries for workbooks.
    from planner.excel.case.read import first_of_each_cell, read_case_book

    book = read_case_book(path)
    problems = list(book.problems)
    try:
        case = parse_case(apply_changes(book.data, changes), path.resolve(), book.places)
    except InputError as error:
        raise InputError(first_of_each_cell([*problems, *error.problems])) from error
    if problems:
        raise InputError(problems)
    return case


def _with_ledger(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Put the ledger of another file into the case, so that changes reach it too."""
    name = data.get("ledger_file")
    if not isinstance(name, str):
        return data
    if "ledger" in data:
        problem = Problem(f"{path.name}: ledger_file", name, "one ledger", "remove ledger or ledger_file")
        raise InputError([problem])
    ledger = read_yaml(read_text(path.parent / name, MAX_BYTES), name)
    return {**data, "ledger": ledger}


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file, for editors to complete and check from."""
    return Case.model_json_schema()


def _plain(value: object) -> object:
    """Return YAML data as JSON can hold it: keys and dates as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
