"""What the plan builds, period by period: halls by site, and chips at work by purpose."""

from __future__ import annotations

import altair as alt
import pandas as pd

from buildout.inputs import Purpose
from planner.draw import COLOURS, GREY, amount, styled
from planner.figures.chips import HEIGHT, MW_PER_GW, WIDTH
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source
from planner.figures.stack import Stack, colours_of, largest_layers
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName

IDLE = "not at work"


def growth_figure(source: Source) -> Figure | None:
    """Return halls online by site and chips by purpose, in GW; None where nothing stands."""
    if source.tables[TableName.HALLS].empty:
        return None
    return Figure(
        name="growth",
        title="What is built",
        caption="Left: halls online in each period by site, facility GW. Right: the chips that stand, IT GW, "
        "by what they work for; those not at work are spare in that period.",
        chart=styled(alt.hconcat(_sites(source), _purposes(source), spacing=18)),
    )


def _sites(source: Source) -> Layers:
    """Return facility GW, the smaller sites as one."""
    halls = source.tables[TableName.HALLS]
    halls = halls[halls["facility_mw"] > 0]
    layer = halls["site_id"].map(source.site_names)
    frame = by_period(source, halls).assign(layer=layer, amount=halls["facility_mw"] / MW_PER_GW)
    frame, layers = largest_layers(frame, "other sites")
    time = TimeAxis.of_horizon(source)
    axis = amount("facility power", "GW")
    return Stack(
        frame, axis, time, layers, colours_of(layers), "Halls online, by site", WIDTH, HEIGHT
    ).chart()


def _purposes(source: Source) -> Layers:
    frame = by_period(source, by_purpose(source))
    layers = [*(str(purpose) for purpose in Purpose), IDLE]
    time = TimeAxis.of_horizon(source)
    axis = amount("IT power", "GW")
    title = "Chips standing, by purpose"
    return Stack(frame, axis, time, layers, [*COLOURS[:2], GREY], title, WIDTH, HEIGHT).chart()


def by_purpose(source: Source) -> pd.DataFrame:
    """Return GW of chips at work for each purpose and of those not at work: all that stand, together.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``layer`` and ``amount``.
    """
    runs, fleet = source.tables[TableName.RUNS], source.tables[TableName.FLEET]
    at_work = pd.DataFrame(
        {"period": runs["period"], "layer": runs["purpose"], "amount": runs["run_mw"] / MW_PER_GW}
    )
    standing = fleet.groupby("period")["fleet_mw"].sum() / MW_PER_GW
    idle = standing.sub(at_work.groupby("period")["amount"].sum(), fill_value=0.0).clip(lower=0.0).round(6)
    rest = idle.rename("amount").rename_axis("period").reset_index().assign(layer=IDLE)
    return pd.concat([at_work, rest], ignore_index=True)
