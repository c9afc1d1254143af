"""The files that a simulation writes beside its series."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.draw import picture_bytes
from planner.explore.files import table_bytes, write_whole
from planner.simulate.picture import draw_simulation
from planner.simulate.record import NightRecord
from planner.simulate.summary import Summary, nights_frame, simulation_json

NIGHTS = "nights"
"""Name of the table and the picture."""


def write_simulation(folder: Path, records: Sequence[NightRecord], summary: Summary) -> None:
    """Write the nights as CSV, Parquet, JSON and as a picture.

    Raises
    ------
    InputError
        If the disk is full or refuses.
    """
    frame = nights_frame(records)
    files = [*table_bytes(frame), *picture_bytes(draw_simulation(frame))]
    for ending, content in [*files, (".json", simulation_json(records, summary))]:
        write_whole(folder / f"{NIGHTS}{ending}", content)
