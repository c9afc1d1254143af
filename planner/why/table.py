"""The table ``prices`` of a run: one row a limit that has a price."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from planner.plan.columns import Column, Dtype, TableSchema
from planner.why.meanings import sentence
from planner.why.priced_limit import PricedLimit, PriceKind

NAME = "prices"
SCHEMA = TableSchema(
    "a limit that has a price, the dearest first",
    (
        Column("kind", "", Dtype.TEXT, "what kind of limit"),
        Column("ids", "", Dtype.TEXT, "ids of what it is about, with `;` between them"),
        Column("subject", "", Dtype.TEXT, "the same in words"),
        Column("place", "", Dtype.TEXT, "where; empty where it has no place"),
        Column(
            "first",
            "period",
            Dtype.TEXT,
            "first period in which the limit moves; of a budget its first quarter",
        ),
        Column("last", "period", Dtype.TEXT, "last period in which it moves; of a budget its last quarter"),
        Column("unit", "", Dtype.TEXT, "unit of the step"),
        Column("step", "`unit`", Dtype.NUMBER, "by how much the limit is loosened"),
        Column(
            "saving_with_these_sites_usd",
            "USD",
            Dtype.NUMBER,
            "what the step saves with the sites and halls of the plan, at the price of the first unit; empty "
            "where that says nothing",
        ),
        Column(
            "saving_if_sites_follow_usd",
            "USD",
            Dtype.NUMBER,
            "the same in the relaxation of the whole case; empty where that was not worked out",
        ),
        Column("is_most", "", Dtype.FLAG, "whether it saves that much at most, rather than at the margin"),
        Column("text", "", Dtype.TEXT, "the row as a sentence"),
    ),
)


def prices_frame(limits: Sequence[PricedLimit]) -> pd.DataFrame:
    """Return limits as the table, in the order and types of its schema."""
    return SCHEMA.frame(
        {
            "kind": [str(limit.kind) for limit in limits],
            "ids": [";".join(limit.ids) for limit in limits],
            "subject": [limit.subject for limit in limits],
            "place": [limit.place for limit in limits],
            "first": [limit.first for limit in limits],
            "last": [limit.last for limit in limits],
            "unit": [limit.unit for limit in limits],
            "step": [limit.step for limit in limits],
            "saving_with_these_sites_usd": [_or_nan(limit.with_these_sites_usd) for limit in limits],
            "saving_if_sites_follow_usd": [_or_nan(limit.if_sites_follow_usd) for limit in limits],
            "is_most": [limit.is_most for limit in limits],
            "text": [sentence(limit) for limit in limits],
        }
    )


def limits_of(frame: pd.DataFrame) -> tuple[PricedLimit, ...]:
    """Return the limits of a table that was read back.

    Raises
    ------
    ValueError
        If a row has a kind of limit that is not known.
    """
    return tuple(
        PricedLimit(
            kind=PriceKind(row["kind"]),
            ids=tuple(filter(None, row["ids"].split(";"))),
            subject=row["subject"],
            place=row["place"],
            first=row["first"],
            last=row["last"],
            unit=row["unit"],
            step=row["step"],
            with_these_sites_usd=_or_none(row["saving_with_these_sites_usd"]),
            if_sites_follow_usd=_or_none(row["saving_if_sites_follow_usd"]),
            is_most=row["is_most"],
        )
        for row in frame.to_dict("records")
    )


def _or_nan(usd: float | None) -> float:
    return math.nan if usd is None else usd


def _or_none(usd: float) -> float | None:
    return None if math.isnan(usd) else usd
