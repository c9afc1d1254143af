"""The tables ``limits`` and ``shortage_causes`` of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.plan.columns import Column, Dtype, TableSchema
from planner.why.bottlenecks import Bottlenecks
from planner.why.shortage_cause import ShortageCause
from planner.why.site_limit import Limiting, SiteLimit

LIMITS, CAUSES = "limits", "shortage_causes"
REACH = "reach"
"""Stands for a limit where no site is in reach."""
SCARCE = (Limiting.CHIPS, Limiting.POWER, Limiting.HALLS, Limiting.COMPONENTS, Limiting.MONEY, Limiting.RULES)

LIMITS_SCHEMA = TableSchema(
    "a site, in a period",
    (
        Column("site_id", "", Dtype.TEXT, "the site"),
        Column("period", "", Dtype.TEXT, "label of the period"),
        Column("limited_by", "", Dtype.TEXT, "what keeps it from doing more work"),
        Column("cause", "", Dtype.TEXT, "the limit behind that, in words"),
        Column("witness", "", Dtype.TEXT, "prices, use, or dates where it has no halls yet"),
        Column("it_mw", "IT MW", Dtype.NUMBER, "chips standing"),
        Column("halls_used", "1", Dtype.NUMBER, "part of its halls that they take"),
        Column("power_used", "1", Dtype.NUMBER, "part of its firm power that they take"),
        Column(
            "work_value_usd_per_it_mw",
            "USD per IT MW",
            Dtype.NUMBER,
            "what one more IT MW at work saves over the period, before its cost; empty without prices",
        ),
        *(
            Column(
                f"{by.value}_usd_per_it_mw",
                "USD per IT MW",
                Dtype.NUMBER,
                f"the part of it that is the rent of scarce {by}; empty without prices",
            )
            for by in SCARCE
        ),
        Column(
            "lead_time_usd_per_it_mw",
            "USD per IT MW",
            Dtype.NUMBER,
            "the part of it that is the rent of what cannot be had yet; empty without prices",
        ),
    ),
)

CAUSES_SCHEMA = TableSchema(
    "a shortage of a stream in a zone, in a period",
    (
        Column("stream_id", "", Dtype.TEXT, "the demand stream"),
        Column("zone_id", "", Dtype.TEXT, "the zone: nodes that the same sites reach at the same cost"),
        Column("period", "", Dtype.TEXT, "label of the period"),
        Column("place", "", Dtype.TEXT, "the node with the largest shortage, and how many more there are"),
        Column("demand", "see unit", Dtype.NUMBER, "peak demand of the nodes that fall short"),
        Column("short", "see unit", Dtype.NUMBER, "the part that is not served"),
        Column("unit", "", Dtype.TEXT, "unit of the row's amounts"),
        Column("cost_usd", "USD", Dtype.NUMBER, "price of the shortage over the period, nominal"),
        Column("sites_in_reach", "sites", Dtype.WHOLE, "sites that could serve it"),
        Column(
            "limited_by",
            "",
            Dtype.TEXT,
            "what holds back most of them, by the IT MW they could hold; or reach",
        ),
        Column("share", "1", Dtype.NUMBER, "the part of these IT MW that it holds back"),
        Column(
            "site_id", "", Dtype.TEXT, "the largest site that it holds back; empty where none is in reach"
        ),
        Column("cause", "", Dtype.TEXT, "the limit behind it, in words"),
        Column(
            "until",
            "period",
            Dtype.TEXT,
            "first period in which it no longer limits that site; empty if it does to the end",
        ),
        Column("text", "", Dtype.TEXT, "the chain as a sentence"),
    ),
)


def limits_tables(found: Bottlenecks) -> Mapping[str, pd.DataFrame]:
    """Return what limits a plan as tables by name."""
    return {
        LIMITS: LIMITS_SCHEMA.frame_of_rows([_limit(limit) for limit in found.limits]),
        CAUSES: CAUSES_SCHEMA.frame_of_rows([_cause(cause) for cause in found.causes]),
    }


def causes_of(frame: pd.DataFrame) -> tuple[ShortageCause, ...]:
    """Return the causes of a table ``shortage_causes`` that was read back.

    Raises
    ------
    ValueError
        If a row has a limit that is not known.
    """
    return tuple(
        ShortageCause(
            **{str(name): value for name, value in row.items()}
            | {"limited_by": None if row["limited_by"] == REACH else Limiting(row["limited_by"])}
        )
        for row in frame.to_dict("records")
    )


def _limit(limit: SiteLimit) -> dict[str, Any]:
    scarce = {by: _usd(limit, by) for by in (*SCARCE, Limiting.LEAD_TIME)}
    return {
        "site_id": limit.site_id,
        "period": limit.period,
        "limited_by": str(limit.limited_by),
        "cause": limit.cause,
        "witness": str(limit.witness),
        "it_mw": limit.it_mw,
        "halls_used": limit.halls_used,
        "power_used": limit.power_used,
        "work_value_usd_per_it_mw": math.nan if limit.work_value_usd is None else limit.work_value_usd,
    } | {f"{by.value.replace(' ', '_')}_usd_per_it_mw": usd for by, usd in scarce.items()}


def _usd(limit: SiteLimit, by: Limiting) -> float:
    return math.nan if limit.work_value_usd is None else limit.scarcity_usd.get(by, 0.0)


def _cause(cause: ShortageCause) -> dict[str, Any]:
    return vars(cause) | {"limited_by": REACH if cause.limited_by is None else str(cause.limited_by)}
