"""Break-even prices of chips around the plans of mixes: the table, kept from one sitting to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from buildout.inputs import Inputs
from planner.cases.mixes import VendorMix
from planner.problems import InputError, Problem
from planner.why.break_even import BreakEven
from planner.why.break_even_table import break_even_frame

PRICES = "breakeven"


def price_rows(inputs: Inputs, mix: VendorMix, found: Sequence[BreakEven]) -> pd.DataFrame:
    """Return break-even prices around the plan of a mix, a row for each chip.

    Returns
    -------
    pandas.DataFrame
        ``mix``, ``vendor``, ``chip_id``, ``name``, ``price_usd`` and ``break_even_usd`` per IT MW,
        ``change`` as a share, ``bought_mw`` by the plan's linear problem, ``mw_below`` at 2 % below the
        break-even price, ``linear_holds``.
    """
    vendor = {chip.chip_id: chip.vendor for chip in inputs.chips}
    frame = break_even_frame(found).rename(columns={"thing_id": "chip_id"})
    change = frame["break_even_usd"] / frame["price_usd"] - 1.0
    frame = frame.assign(mix=mix.text, vendor=frame["chip_id"].map(vendor).astype("str"), change=change)
    return frame[COLUMNS]


COLUMNS = [
    "mix",
    "vendor",
    "chip_id",
    "name",
    "price_usd",
    "break_even_usd",
    "change",
    "bought_mw",
    "mw_below",
    "linear_holds",
]


def read_prices(folder: Path) -> pd.DataFrame | None:
    """Return the prices that a study has kept, None where there are none.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    file = folder / f"{PRICES}.parquet"
    if not file.exists():
        return None
    try:
        return pd.read_parquet(file)[COLUMNS]
    except (OSError, ValueError, KeyError) as error:
        fix = "delete the file: its prices are then worked out again"
        raise InputError([Problem(str(file), str(error), "the table of break-even prices", fix)]) from error


def priced_mixes(frame: pd.DataFrame | None) -> set[str]:
    """Return the mixes that a table has prices of, as text."""
    return set() if frame is None else set(frame["mix"])


def prices_of(folder: Path, mixes: Iterable[VendorMix]) -> pd.DataFrame:
    """Return the prices that a study has kept of some mixes; no rows where there are none.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    found = read_prices(folder)
    if found is None:
        return pd.DataFrame(columns=COLUMNS)
    return found[found["mix"].isin([mix.text for mix in mixes])].reset_index(drop=True)
