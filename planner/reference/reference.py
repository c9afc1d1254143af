"""The reference tables as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.problems import InputError, Problem
from planner.reference.cells import Cell, cell_problem, missing_cell, parse_cell
from planner.reference.checks import check_links, check_power_bases, check_sale_windows, check_shares
from planner.reference.dictionary import Column, Dictionary, load_dictionary
from planner.reference.merge import merge
from planner.reference.overrides import Override
from planner.reference.raw import RawTable, read_shipped
from planner.reference.tables import TableName


@dataclass(frozen=True)
class Reference:
    """Every reference table, the case's overrides in place. Nobody changes the frames.

    A frame has the columns of its file in their order and one row per row of the file. Missing
    text is ``""``, a missing number NaN. Units are in the column names and in ``dictionary``.
    """

    chips: pd.DataFrame
    supply: pd.DataFrame
    power: pd.DataFrame
    regions: pd.DataFrame
    components: pd.DataFrame
    capex: pd.DataFrame
    metros: pd.DataFrame
    countries: pd.DataFrame
    demand: pd.DataFrame
    streams: pd.DataFrame
    sessions: pd.DataFrame
    latency: pd.DataFrame
    lead_times: pd.DataFrame
    payment_terms: pd.DataFrame
    water: pd.DataFrame
    finance: pd.DataFrame
    dictionary: Dictionary
    overridden: tuple[Override, ...] = ()

    def table(self, name: TableName) -> pd.DataFrame:
        """Return a table by its name."""
        frame: pd.DataFrame = getattr(self, name.value)
        return frame


def load_reference(overrides: Sequence[Override] = ()) -> Reference:
    """Read the shipped tables and put a case's overrides into them.

    Parameters
    ----------
    overrides
        Cells a case sets, and the cells of rows it adds; the later of two for one cell wins.

    Raises
    ------
    InputError
        If a cell is not what the dictionary asks for, a new row is incomplete, or a row names
        another that does not exist. Holds every problem found.
    """
    dictionary = load_dictionary()
    shipped = {name: read_shipped(name, dictionary) for name in TableName}
    tables, problems = merge(shipped, dictionary, overrides)
    frames = {}
    for name, table in tables.items():
        frames[name], found = _frame(table, dictionary.columns(name))
        problems.extend(found)
    problems.extend(check_links(tables, dictionary))
    problems.extend(check_power_bases(tables, frames))
    problems.extend(check_sale_windows(tables, frames))
    problems.extend(check_shares(frames))
    if problems:
        raise InputError(problems)
    return Reference(
        **{name.value: frame for name, frame in frames.items()},
        dictionary=dictionary,
        overridden=tuple(overrides),
    )


def _frame(table: RawTable, columns: Mapping[str, Column]) -> tuple[pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    values: dict[str, list[Cell]] = {}
    for name, column in columns.items():
        values[name] = []
        for row_id, text in table.texts(name):
            try:
                values[name].append(parse_cell(column, text))
            except ValueError:
                values[name].append(missing_cell(column))
                if text or row_id not in table.incomplete:
                    problems.append(cell_problem(column, text, table.where(row_id, name)))
    return pd.DataFrame(values), problems
