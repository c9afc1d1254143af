"""What must hold between cells, rows and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from buildout.quarters import parse_quarter
from planner.problems import Problem
from planner.reference.cells import did_you_mean
from planner.reference.dictionary import Column, Dictionary, Dtype
from planner.reference.merge import Tables
from planner.reference.tables import TableName

_SHARE = re.compile(r"share_\d{4}")
SHARE_TOLERANCE = 1e-3
"""Shares are written with three digits or four."""

Frames = Mapping[TableName, pd.DataFrame]


def check_links(tables: Tables, dictionary: Dictionary) -> list[Problem]:
    """Return a problem for every cell that names a row that does not exist."""
    problems: list[Problem] = []
    for name in tables:
        for column in dictionary.columns(name).values():
            problems.extend(_orphans(column, tables))
    return problems


def check_power_bases(tables: Tables, frames: Frames) -> list[Problem]:
    """Return a problem for every chip whose three power bases are out of order.

    PUE multiplies the IT power; a base in the wrong column would count cooling twice.
    """
    problems = []
    bases = ["tdp_w", "it_power_w_per_chip", "all_in_utility_power_w_per_chip"]
    for row in frames[TableName.CHIPS].to_dict("records"):
        powers = [float(row[base]) for base in bases]
        for i in (0, 1):
            if powers[i] >= powers[i + 1]:
                where = tables[TableName.CHIPS].where(row["chip_id"], bases[i])
                expected = f"less than {bases[i + 1]} ({powers[i + 1]:g} W)"
                problems.append(Problem(where, f"{powers[i]:g} W", expected, "check which base is meant"))
    return problems


def check_sale_windows(tables: Tables, frames: Frames) -> list[Problem]:
    """Return a problem for every chip whose last order comes before its first delivery."""
    problems = []
    for row in frames[TableName.CHIPS].to_dict("records"):
        first, last = row["first_avail_quarter"], row["last_order_quarter"]
        if first and last and parse_quarter(last) < parse_quarter(first):
            where = tables[TableName.CHIPS].where(row["chip_id"], "last_order_quarter")
            problems.append(Problem(where, last, f"{first} or later", "swap or correct the quarters"))
    return problems


def check_shares(frames: Frames) -> list[Problem]:
    """Return a problem for every year in which the streams' shares of compute do not sum to one."""
    streams = frames[TableName.STREAMS]
    sums = {column: float(streams[column].sum()) for column in streams.columns if _SHARE.fullmatch(column)}
    fix = "change the shares of other streams too"
    return [
        Problem(f"{TableName.STREAMS}.csv: {column}", f"shares that sum to {total:.4g}", "a sum of 1", fix)
        for column, total in sums.items()
        if abs(total - 1.0) > SHARE_TOLERANCE
    ]


def _orphans(column: Column, tables: Tables) -> Iterator[Problem]:
    if column.refers_to is None:
        return
    target, target_column = column.refers_to
    known = tables[target].rows
    for row_id, text in tables[column.table].texts(column.name):
        words = text.split(";") if column.dtype is Dtype.LIST else [text]
        for word in filter(None, map(str.strip, words)):
            if word not in known:
                where = tables[column.table].where(row_id, column.name)
                fix = did_you_mean(word, known) or f"add the row to {target}"
                yield Problem(where, repr(word), f"a {target_column} of {target}", fix)
