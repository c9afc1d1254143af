"""GW at the end of each year: built, standing, and at work for training and for inference."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Inputs, Purpose
from planner.plan.columns import TableName, Tables

MW_PER_GW = 1e3


@dataclass(frozen=True)
class YearGw:
    """GW at the end of a calendar year, or at the end of the horizon within it."""

    year: int
    facility_gw: float
    """What the halls online can hold, at the meter."""
    it_gw: float
    """What the halls online can hold, at the rack."""
    fleet_gw: float
    """Chips standing, at the rack."""
    training_it_gw: float
    """Chips at work for training, at the rack."""
    inference_it_gw: float
    """Chips at work for inference, at the rack."""
    reference_gw: float
    """What all chips standing could do of common inference, in reference GW."""
    training_reference_gw: float
    """What the chips at work for training do of it, in reference GW."""
    inference_reference_gw: float
    """What the chips at work for inference do of it, in reference GW."""


def gw_by_year(inputs: Inputs, tables: Tables) -> tuple[YearGw, ...]:
    """Return the GW at the end of each year of the horizon.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``halls``, ``fleet`` and ``runs``.
    """
    halls, fleet, runs = (tables[name] for name in (TableName.HALLS, TableName.FLEET, TableName.RUNS))
    speed = fleet["chip_id"].map(common_inference(inputs)).astype(float)
    by_period = {
        "facility_gw": _total(halls, halls["facility_mw"]),
        "it_gw": _total(halls, halls["it_mw"]),
        "fleet_gw": _total(fleet, fleet["fleet_mw"]),
        "reference_gw": _total(fleet, fleet["fleet_mw"] * speed),
    }
    work_mw = _work_mw(inputs, runs)
    for purpose in Purpose:
        own = runs["purpose"] == purpose
        by_period[f"{purpose}_it_gw"] = _total(runs[own], runs["run_mw"][own])
        by_period[f"{purpose}_reference_gw"] = _total(runs[own], work_mw[own])
    last = {period.year: period.label for period in inputs.periods}
    return tuple(
        YearGw(year, **{name: float(mw.get(label, 0.0)) / MW_PER_GW for name, mw in by_period.items()})
        for year, label in last.items()
    )


def common_inference(inputs: Inputs) -> dict[str, float]:
    """Return reference MW per IT MW of the inference that most streams ask for, by chip.

    Streams may ask for different work. A chip counts with the workload of the most streams it can run; 0
    where it can run none.
    """
    purpose = {stream.workload_id: stream.purpose for stream in inputs.streams}
    own = [w for w in inputs.workloads if purpose.get(w.workload_id) is Purpose.INFERENCE]
    speed = {chip.chip_id: 0.0 for chip in inputs.chips}
    for workload in sorted(own, key=lambda workload: len(workload.stream_ids)):
        speed |= workload.ref_mw_per_it_mw
    return speed


def _work_mw(inputs: Inputs, runs: pd.DataFrame) -> pd.Series[float]:
    """Return the reference MW of work of each row of ``runs``."""
    speed = {workload.workload_id: workload.ref_mw_per_it_mw for workload in inputs.workloads}
    pairs = zip(runs["workload_id"], runs["chip_id"], strict=True)
    return runs["run_mw"] * pd.Series([speed[w][chip] for w, chip in pairs], runs.index, dtype=float)


def _total(table: pd.DataFrame, mw: pd.Series[float]) -> pd.Series[float]:
    """Return the sum of some MW of a table's rows, by period."""
    return mw.groupby(table["period"]).sum()
