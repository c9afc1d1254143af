"""A case's own figures, in the form the reference tables take them."""

from __future__ import annotations

from planner.cases.case import Case, OwnFigure
from planner.cases.messages import did_you_mean
from planner.problems import InputError, Problem
from planner.reference import Override, TableName, read_override_table


def case_overrides(case: Case) -> tuple[Override, ...]:
    """Return the cells of reference tables that a case sets: its tables first, then its single cells.

    Parameters
    ----------
    case
        From `planner.cases.load_case`; give the result to `planner.reference.load_reference`.

    Raises
    ------
    InputError
        If a table is unknown, a path is not ``table.row.column``, or a file cannot be used; every
        reason is listed.
    """
    problems: list[Problem] = []
    overrides: list[Override] = []
    for table, file in case.tables.items():
        where = case.where(f"tables.{table}")
        if table not in set(TableName):
            problems.append(_unknown_table(where, table))
            continue
        try:
            overrides += read_override_table(case.beside(file), TableName(table))
        except InputError as error:
            problems.extend(error.problems)
    for path, value in case.cells.items():
        where = case.where(f"cells.{path}")
        # Ids may hold dots, names of tables and columns do not.
        table, _, rest = path.partition(".")
        row_id, _, column = rest.rpartition(".")
        if not row_id:
            problems.append(Problem(where, path, "table.row.column", "write it like chips.VR200.hbm_gb"))
        elif table not in set(TableName):
            problems.append(_unknown_table(where, table))
        else:
            own = value if isinstance(value, OwnFigure) else OwnFigure(value=value)
            overrides.append(
                Override(TableName(table), row_id, column, own.value, where, own.source, own.confidence)
            )
    if problems:
        raise InputError(problems)
    return tuple(overrides)


def _unknown_table(where: str, table: str) -> Problem:
    return Problem(where, table, "a reference table", did_you_mean(table, [name.value for name in TableName]))
