"""Calendar quarters as whole numbers, so that lead times are additions.

Quarter number = 4 * year + (quarter - 1); ``2026Q4`` is 8107.
"""

from __future__ import annotations

import re

_LABEL = re.compile(r"(\d{4})Q([1-4])")

HOURS_PER_QUARTER = 8766.0 / 4.0
"""Mean Gregorian year of 365.25 days, a quarter of it."""


def parse_quarter(label: str) -> int:
    """Return the number of a quarter such as ``2026Q4``.

    Raises
    ------
    ValueError
        If the label is not a year, ``Q`` and a digit from 1 to 4.
    """
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        raise ValueError(f"{label!r} is not a quarter; write it like 2026Q4")
    return 4 * int(match[1]) + int(match[2]) - 1


def quarter_label(quarter: int) -> str:
    """Return the label of a quarter number: 8107 becomes ``2026Q4``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def quarter_year(quarter: int) -> int:
    """Return the calendar year a quarter number lies in."""
    return quarter // 4
