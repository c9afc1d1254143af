"""The files of a history."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.draw import picture_bytes
from planner.explore.files import refusals, write_whole
from planner.history.moves import Moves
from planner.history.picture import draw_history

PICTURE = "history"


def write_history(folder: Path, moves: Moves, backtest: pd.DataFrame) -> None:
    """Write ``plans.csv``, ``gw.csv``, ``openings.csv``, ``shortage.csv``, ``backtest.csv`` and the picture.

    Raises
    ------
    InputError
        If the disk is full or refuses.
    """
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    frames = {
        "plans": moves.plans,
        "gw": moves.gw,
        "openings": moves.openings,
        "shortage": moves.shortage,
        "backtest": backtest,
    }
    for name, frame in frames.items():
        write_whole(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n").encode())
    for ending, content in picture_bytes(draw_history(moves)):
        write_whole(folder / f"{PICTURE}{ending}", content)
