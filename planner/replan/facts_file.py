"""Facts from a file: YAML, CSV or a workbook, one fact a row; all problems at once, each with its place."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.cases.messages import did_you_mean
from planner.cases.yaml_file import MAX_BYTES, read_text, read_yaml
from planner.problems import InputError, Problem
from planner.replan.fact import FACT, Told

FACTS = "facts"
"""Key of the list in a YAML file."""
NUMBERS = ("amount", "fee_usd", "factor")
"""Columns that hold numbers; cells of ``value`` are read as ``--set`` reads them."""
_SCHEMA = FACT.json_schema()
KINDS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(_SCHEMA["$defs"][place.rsplit("/", 1)[-1]]["properties"])
    for kind, place in _SCHEMA["discriminator"]["mapping"].items()
}
"""The columns of each kind of fact."""
COLUMNS = tuple(dict.fromkeys(["kind", *(name for names in KINDS.values() for name in names)]))


def read_facts(path: Path) -> tuple[Told, ...]:
    """Read a file of facts.

    Parameters
    ----------
    path
        ``.yaml`` or ``.yml`` with a list ``facts``; ``.csv``; or ``.xlsx``, whose first sheet counts. Tables
        have a row of column names, and a row for each fact; cells that a kind has no use for are empty.

    Returns
    -------
    tuple of Told
        The facts in the order of the file. A fact that stands there twice is one.

    Raises
    ------
    InputError
        If the file cannot be read or any fact has the wrong shape; every reason is listed.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        fix = "save it as one of these"
        raise InputError([Problem(str(path), repr(path.suffix), "a .yaml, .csv or .xlsx file", fix)])
    problems: list[Problem] = []
    facts: dict[str, Told] = {}
    for where, row in reader(path):
        try:
            told = Told(FACT.validate_json(json.dumps(row)), where)
        except ValidationError as error:
            problems += [_problem(detail, where, row) for detail in error.errors(include_url=False)]
        else:
            facts.setdefault(told.key, told)
    if problems:
        raise InputError(problems)
    return tuple(facts.values())


def _yaml(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    data = read_yaml(read_text(path, MAX_BYTES), path.name)
    rows = data.get(FACTS)
    if set(data) != {FACTS} or not isinstance(rows, list):
        found = ", ".join(map(str, data)) or "nothing"
        fix = "write them as a list under facts:"
        raise InputError([Problem(path.name, found, f"the key {FACTS} with a list, alone", fix)])
    for number, row in enumerate(rows):
        where = f"{path.name}: {FACTS}.{number}"
        if not isinstance(row, Mapping):
            raise InputError([Problem(where, repr(row), "keys and values of a fact", "mend the item")])
        yield where, {str(key): _as_json(value) for key, value in row.items()}


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    text = read_text(path, MAX_BYTES)
    try:
        table = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise InputError([Problem(path.name, str(error), "CSV with commas", "mend the line")]) from error
    return _table(path.name, enumerate(table, 1))


def _xlsx(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            fix = "check that it is the right file"
            raise InputError([Problem(path.name, "a larger file", f"at most {MAX_BYTES / 1e6:g} MB", fix)])
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        fix = "check the name, and save it as .xlsx"
        raise InputError([Problem(str(path), str(error), "a workbook that can be read", fix)]) from error
    sheet = book.worksheets[0]
    rows = [[_as_json(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    return _table(f"{path.name}, {sheet.title}", enumerate(rows, 1))


_READERS = {".yaml": _yaml, ".yml": _yaml, ".csv": _csv, ".xlsx": _xlsx}


def _as_json(value: object) -> Any:
    """Return dates as text; workbooks have no days without a time."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _table(where: str, rows: Iterable[tuple[int, list[Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a table below its header."""
    filled = [(number, row) for number, row in rows if any(_is_filled(cell) for cell in row)]
    if not filled:
        raise InputError([Problem(where, "nothing", "a row of column names", f"name {', '.join(COLUMNS)}")])
    header = [str(cell or "").strip() for cell in filled[0][1]]
    problems = [
        Problem(f"{where}, row {filled[0][0]}", f"the column {name!r}", "a column of facts", _near(name))
        for name in header
        if name not in COLUMNS and name
    ]
    problems += [
        Problem(f"{where}, row {filled[0][0]}", f"{name} twice", "every column once", "remove one")
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    if problems:
        raise InputError(problems)
    for number, row in filled[1:]:
        place = f"{where}, row {number}"
        if any(_is_filled(cell) for cell in row[len(header) :]):
            raise InputError([Problem(place, "more cells than columns", "a cell for each column", "remove")])
        named = zip(header, row, strict=False)
        yield place, {name: _cell(name, cell) for name, cell in named if name and _is_filled(cell)}


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _cell(name: str, cell: object) -> object:
    """Return a cell as JSON would have it: numbers where the column holds numbers."""
    text = cell.strip() if isinstance(cell, str) else cell
    if name in NUMBERS and isinstance(text, str):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _near(name: str) -> str:
    return did_you_mean(name, COLUMNS)


def _problem(error: ErrorDetails, where: str, row: Mapping[str, Any]) -> Problem:
    kind = str(row.get("kind", ""))
    steps = [str(step) for step in error["loc"] if str(step) not in KINDS and str(step) not in _FORMS]
    place = f"{where}: {steps[0]}" if steps else where
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        found = repr(kind) if "kind" in row else "nothing"
        return Problem(f"{where}: kind", found, "a kind of fact", did_you_mean(kind, KINDS))
    if error["type"] == "extra_forbidden":
        known = ", ".join(KINDS[kind])
        return Problem(place, f"{steps[0]} of a fact {kind}", f"one of {known}", "leave it empty")
    if error["type"] == "missing":
        return Problem(place, "nothing", f"a value, as {kind} needs it", "add it")
    expected = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return Problem(place, repr(error["input"]), expected, "correct the value")


_FORMS = frozenset({"float", "bool", "str"})
"""What pydantic calls the forms of a value in the place of a problem."""
