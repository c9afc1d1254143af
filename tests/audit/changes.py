"""Changes to the tables of a plan, each in one place."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pandas as pd

Tables: TypeAlias = Mapping[str, pd.DataFrame]
Change: TypeAlias = Callable[[Tables], Tables]


def set_cell(table: str, column: str, value: object, **where: object) -> Change:
    """Write a value into one column of the rows that match."""

    def change(tables: Tables) -> Tables:
        frame = tables[table].astype({column: object})
        mask = _matches(frame, where)
        frame[column] = frame[column].where(~mask, value)
        return {**tables, table: frame}

    return change


def add_row(table: str, **cells: object) -> Change:
    """Append a row; numbers that are not given are zero."""

    def change(tables: Tables) -> Tables:
        frame = tables[table]
        row = {name: cells.get(name, 0) for name in frame.columns}
        return {**tables, table: pd.concat([frame, pd.DataFrame([row])], ignore_index=True)}

    return change


def drop_rows(table: str, **where: object) -> Change:
    """Leave out the rows that match."""

    def change(tables: Tables) -> Tables:
        frame = tables[table]
        return {**tables, table: frame[~_matches(frame, where)]}

    return change


def repeat_rows(table: str, **where: object) -> Change:
    """Write the rows that match a second time."""

    def change(tables: Tables) -> Tables:
        frame = tables[table]
        return {**tables, table: pd.concat([frame, frame[_matches(frame, where)]])}

    return change


def drop_column(table: str, column: str) -> Change:
    """Leave out a column."""

    def change(tables: Tables) -> Tables:
        return {**tables, table: tables[table].drop(columns=column)}

    return change


def _matches(frame: pd.DataFrame, where: Mapping[str, object]) -> pd.Series:
    mask = pd.Series(data=True, index=frame.index)
    for column, value in where.items():
        mask &= frame[column] == value
    assert mask.any(), f"no row with {where}"
    return mask
