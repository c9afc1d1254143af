"""GW at the end of each year: built, standing, and at work."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs import Inputs, Workload
from planner.plan.columns import TableName, Tables


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
    reference_gw: float
    """What those chips can do of the workload of inference, in reference GW."""


def gw_by_year(inputs: Inputs, tables: Tables) -> tuple[YearGw, ...]:
    """Return the GW at the end of each year of the horizon.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``halls`` and ``fleet``.
    """
    halls, fleet = tables[TableName.HALLS], tables[TableName.FLEET]
    performance = inference_performance(inputs)
    work_mw = fleet["fleet_mw"] * [performance.get(chip_id, 0.0) for chip_id in fleet["chip_id"]]
    built = halls.groupby("period")[["facility_mw", "it_mw"]].sum()
    standing = fleet["fleet_mw"].groupby(fleet["period"]).sum()
    work = work_mw.groupby(fleet["period"]).sum()
    last = {period.year: period.label for period in inputs.periods}
    return tuple(
        YearGw(
            year,
            facility_gw=float(built["facility_mw"].get(label, 0.0)) / 1e3,
            it_gw=float(built["it_mw"].get(label, 0.0)) / 1e3,
            fleet_gw=float(standing.get(label, 0.0)) / 1e3,
            reference_gw=float(work.get(label, 0.0)) / 1e3,
        )
        for year, label in last.items()
    )


def inference_performance(inputs: Inputs) -> dict[str, float]:
    """Return reference MW of inference per IT MW, by chip.

    Inference is the workload with the most streams, among those none of whose streams needs one
    place (that is how training is told apart), or among all where there is no such workload.
    """
    in_one_place = {stream.stream_id for stream in inputs.streams if stream.min_block_ref_mw > 0}

    def rank(workload: Workload) -> tuple[bool, int]:
        return in_one_place.isdisjoint(workload.stream_ids), len(workload.stream_ids)

    inference = max(inputs.workloads, key=rank, default=None)
    return {} if inference is None else inference.ref_mw_per_it_mw
