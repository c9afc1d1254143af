"""Reading a CSV file that a person made: every way it can be unreadable is a problem, not a crash."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.problems import InputError, Problem

MAX_FILE_MB = 50
"""Far above any table of figures; guards against a wrong file."""


@dataclass(frozen=True)
class CsvRow:
    """A row of text; ``line`` is its line in the file."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvFile:
    """A CSV file as text, blanks around the cells removed."""

    name: str
    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]


def read_csv(path: Path) -> CsvFile:
    """Read a CSV file in UTF-8 with a header.

    Raises
    ------
    InputError
        If the file is missing, too large, not UTF-8, empty, or has a broken header or rows.
    """
    records = _records(path, _text(path))
    if not records:
        raise InputError([Problem(path.name, "an empty file", "a header and rows", "fill the file")])
    header = tuple(name.strip() for name in records[0][1])
    problems = _header_problems(path.name, header)
    rows = []
    for line, record in records[1:]:
        if len(record) != len(header):
            problems.append(_ragged(path.name, line, len(record), len(header)))
        else:
            cells = (cell.strip() for cell in record)
            rows.append(CsvRow(line, dict(zip(header, cells, strict=True))))
    if problems:
        raise InputError(problems)
    return CsvFile(path.name, header, tuple(rows))


def _text(path: Path) -> str:
    try:
        size_mb = path.stat().st_size / 1e6
        if size_mb > MAX_FILE_MB:
            raise InputError([_too_large(path.name, size_mb)])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = Problem(str(path), error.strerror or "no file", "a CSV file", "check the path")
        raise InputError([problem]) from error
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        raise InputError([Problem(path.name, found, "text in UTF-8", "save the file as UTF-8")]) from error


def _records(path: Path, text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, record) for record in reader if any(cell.strip() for cell in record)]
    except csv.Error as error:
        where = f"{path.name} line {reader.line_num}"
        problem = Problem(where, str(error), "comma-separated cells", "check the quotes")
        raise InputError([problem]) from error


def _header_problems(name: str, header: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(f"{name} header", f"{column!r} {count} times", "each column once", "rename or remove one")
        for column, count in Counter(header).items()
        if count > 1
    ]


def _ragged(name: str, line: int, found: int, expected: int) -> Problem:
    return Problem(
        f"{name} line {line}", f"{found} cells", f"{expected}, as in the header", "check the commas"
    )


def _too_large(name: str, size_mb: float) -> Problem:
    return Problem(name, f"{size_mb:,.0f} MB", f"at most {MAX_FILE_MB} MB", "keep only the rows of the case")
