"""The table ``breakeven`` of a run."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from planner.plan.columns import Column, Dtype, TableSchema
from planner.why.break_even import BreakEven

NAME = "breakeven"
SCHEMA = TableSchema(
    "a chip, a power option or a site",
    (
        Column("thing", "", Dtype.TEXT, "chip, power or site"),
        Column("thing_id", "", Dtype.TEXT, "its id; a power option is the same at all sites"),
        Column("name", "", Dtype.TEXT, "its name"),
        Column(
            "price_usd",
            "USD per MW",
            Dtype.NUMBER,
            "per IT MW of chips, per firm MW of power at the cheapest site; of a site its opening, in USD",
        ),
        Column(
            "break_even_usd",
            "USD per MW",
            Dtype.NUMBER,
            "the price up to which it is bought; of a site in USD. Empty where no price changes that",
        ),
        Column("bought_mw", "MW", Dtype.NUMBER, "bought at its price; of a site IT MW of its halls"),
        Column("mw_below", "MW", Dtype.NUMBER, "bought at 2 % below the break-even price"),
        Column(
            "linear_holds", "", Dtype.TEXT, "yes where some is bought at 2 % below, and none at 2 % above"
        ),
        Column("whole_holds", "", Dtype.TEXT, "the same of plans in whole numbers, where that was checked"),
    ),
)


def break_even_frame(found: Sequence[BreakEven]) -> pd.DataFrame:
    """Return break-even prices as the table, in the order and types of its schema."""
    return SCHEMA.frame({name: [_cell(getattr(one, name)) for one in found] for name in SCHEMA.names})


def _cell(value: StrEnum | str | float | None) -> str | float | None:
    return str(value) if isinstance(value, StrEnum) else value
