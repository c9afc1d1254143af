"""Reading the tables of a plan from CSV."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.audit.schema import SPECS, TableSpec
from planner.problems import InputError, Problem

EXPLAINING = frozenset({"breakeven", "limits", "prices", "shortage_causes", "sources"})
"""Tables of a run that explain its plan and are no part of it."""


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read ``*.csv`` of a plan's folder of tables.

    Parameters
    ----------
    folder
        The folder ``tables`` of a run.

    Returns
    -------
    dict of DataFrame
        By name of table. A table without a file is left out, for the audit to report; so are tables that
        only explain the plan. Cells are text or numbers as in ``docs/model.md``; ``NA`` is a country, only
        an empty cell is empty.

    Raises
    ------
    InputError
        If there is no such folder, or a file is no CSV in UTF-8; with every file that fails.
    """
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "no folder", "the tables of a plan", "name a run folder")])
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem in EXPLAINING:
            continue
        try:
            tables[path.stem] = _read_table(path, SPECS.get(path.stem))
        except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
            fix = "write the plan again, or mend the file"
            problems.append(Problem(str(path), str(error), "a CSV file in UTF-8", fix))
    if problems:
        raise InputError(problems)
    return tables


def _read_table(path: Path, spec: TableSpec | None) -> pd.DataFrame:
    text = dict.fromkeys(spec.text, str) if spec is not None else {}
    frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])
    return frame.fillna(dict.fromkeys([name for name in text if name in frame], ""))
