"""From the tables of a plan back to what was decided: where a search can start again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.quarters import parse_quarter
from planner.plan.columns import TableName, Tables


def decided(inputs: Inputs, tables: Tables) -> Decisions:
    """Return siting, power, purchases and hosts of a plan; what follows from them is left to be solved for.

    Parameters
    ----------
    inputs
        The case of the plan, or another whose periods begin when the plan's did.
    tables
        At least ``sites``, ``halls``, ``power``, ``fleet`` and ``service``.
    """
    sites, halls = tables[TableName.SITES], tables[TableName.HALLS]
    power, fleet = tables[TableName.POWER], tables[TableName.FLEET]
    opened = zip(sites["site_id"], sites["opened"].map(parse_quarter), strict=True)
    return Decisions(
        open={
            (site_id, period.label): 1.0
            for site_id, quarter in opened
            for period in inputs.periods
            if period.start >= quarter
        },
        new_halls={(s, t): float(n) for s, t, n in _rows(halls, "site_id", "period", "new_halls")},
        units={(s, o, t): n for s, o, t, n in _rows(power, "site_id", "option_id", "period", "units")},
        hosted=_hosted(inputs, tables[TableName.SERVICE]),
        buy_mw={(s, g, t): mw for s, g, t, mw in _rows(fleet, "site_id", "chip_id", "period", "buy_mw")},
    )


def _hosted(inputs: Inputs, service: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Return where streams that need one place are served."""
    blocks = {stream.stream_id for stream in inputs.streams if stream.min_block_ref_mw > 0}
    some = service[service["stream_id"].isin(blocks)]
    return {(s, d, t): 1.0 for s, d, t, _ in _rows(some, "site_id", "stream_id", "period", "served")}


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the cells of some columns where the last of them is above zero."""
    some = frame[frame[columns[-1]] > 0]
    return zip(*(some[column] for column in columns), strict=True)
