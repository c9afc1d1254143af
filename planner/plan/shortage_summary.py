"""Parts of the summary about demand that is not served, training apart from inference."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from buildout.inputs import Inputs, Purpose
from planner.plan import figures
from planner.plan.markdown import counted, money, number, percent, section
from planner.plan.plan import Plan
from planner.plan.text_table import TextTable


def shortage_line(inputs: Inputs, plan: Plan) -> str:
    """Return how much falls short, and at what price, in one line."""
    short = figures.shortfalls(inputs, plan.tables)
    if short.empty:
        return "none; all demand is served"
    by_purpose = short.groupby("purpose")["cost_usd"].sum()
    parts = ", ".join(f"{purpose} {money(float(by_purpose.get(purpose, 0.0)))}" for purpose in Purpose)
    penalty = money(float(short["cost_usd"].sum()))
    return f"{counted(len(short), 'stream')}, at a price of {penalty} over the horizon ({parts})"


def shortage_section(inputs: Inputs, plan: Plan) -> str:
    """Return what falls short, a stream a line, and the price of each purpose."""
    short = shortage_table(inputs, plan)
    return section("What falls short", short.markdown() if short.rows else "Nothing.")


def shortage_table(inputs: Inputs, plan: Plan) -> TextTable:
    """Return what falls short, a stream a row, and the price of each purpose; no rows where nothing does."""
    short = figures.shortfalls(inputs, plan.tables)
    name = {stream.stream_id: stream.name for stream in inputs.streams}
    purposes = () if short.empty else tuple(Purpose)
    rows = [row for purpose in purposes for row in _rows(short[short["purpose"] == purpose], purpose, name)]
    header = ["fleet", "stream", "between", "worst in", "short then", "of demand", "penalty, million USD"]
    return TextTable(header, rows, text_columns=4)


def _rows(short: pd.DataFrame, purpose: Purpose, name: dict[str, str]) -> Iterator[list[str]]:
    """Yield the lines of a purpose, the dearest stream first and their sum last."""
    for row in short.to_dict("records"):
        yield [
            purpose.value,
            name[row["stream_id"]],
            f"{row['first_period']} to {row['last_period']}",
            row["worst_period"],
            f"{number(row['short'])} {row['unit']}",
            percent(row["share"]),
            number(row["cost_usd"] / 1e6),
        ]
    yield [purpose.value, "all", "", "", "", "", number(float(short["cost_usd"].sum()) / 1e6)]
