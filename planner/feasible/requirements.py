"""Rows of what is to be served."""

from __future__ import annotations

import math

from planner.feasible.draft import Draft
from planner.feasible.target import Demanded, Requirement


def add_requirement(draft: Draft, demanded: Demanded, requirement: Requirement, part: int) -> tuple[int, int]:
    """Ask for a requirement: what falls short in its zones is at most what it does not ask for.

    Parameters
    ----------
    draft
        The draft.
    demanded
        What is asked for in all.
    requirement
        One of its requirements.
    part
        Column of the part that is served.

    Returns
    -------
    tuple
        The row, and the column of what the requirement may leave out.
    """
    label = draft.sets.labels[requirement.period]
    peaks = {zone.zone_id: zone.peak[requirement.period] for zone in demanded.inputs.zones}
    total = sum(peaks[z] for z in requirement.zone_ids)
    is_scaled = (requirement.target is not None) or not demanded.targets
    # In units of what is asked for, so that rows of large and small streams are alike.
    size = 1.0 / requirement.amount
    row = draft.new_row(-math.inf, total * size - (0.0 if is_scaled else 1.0))
    for z in requirement.zone_ids:
        column = draft.column("service.short", z, label)
        if column is not None:
            draft.add(row, column, size)
    if is_scaled:
        draft.add(row, part, 1.0)
    miss = draft.new_column()
    draft.add(row, miss, -1.0)
    return row, miss
