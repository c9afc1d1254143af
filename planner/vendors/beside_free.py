"""How a mix differs from the free one: how much of the plan, and what its cost is made of."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.compare.bridge import cost_bridge
from planner.compare.cents import CENTS
from planner.compare.share import ShareChanged, share_changed
from planner.compare.side import side_of
from planner.plan import Run
from planner.vendors.defaults import FREE

COLUMNS = {"mix": "str", "category": "str", "cause": "str", "usd": "float64"}


def changed(free: Run, run: Run) -> ShareChanged:
    """Return how much of a plan is another than the free one."""
    return share_changed(free.plan, run.plan)


def bridge_table(runs: Mapping[str, Run]) -> pd.DataFrame:
    """Return what each mix costs more than the free one, by category and cause; USD of present value."""
    free = side_of(FREE.text, runs[FREE.text])
    rows = []
    for mix, run in runs.items():
        if mix == FREE.text:
            continue
        bridge = cost_bridge(free, side_of(mix, run))
        rows += [
            (mix, category.value, cause.value, money.present_cents / CENTS)
            for category in bridge.by_category()
            for cause, money in bridge.by_cause(category).items()
            if money.present_cents
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
