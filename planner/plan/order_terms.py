"""Orders in the words and days of those who place them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter

SOON_QUARTERS = 2
"""Orders due in so many quarters of the horizon are to be placed soon, as in the summary."""


class Due(StrEnum):
    """When an order has to be placed, seen from the case's today."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"


def due(inputs: Inputs, order_by_quarter: str) -> Due:
    """Return when an order of a quarter has to be placed."""
    left = parse_quarter(order_by_quarter) - inputs.today
    return Due.LATE if left < 0 else Due.SOON if left < SOON_QUARTERS else Due.LATER


def names(inputs: Inputs) -> dict[str, str]:
    """Return in words what orders are for, by id: chips by their names, the rest without underscores."""
    ids = [element.element_id for element in inputs.elements]
    ids += [option.option_id for option in inputs.power]
    return {one: one.replace("_", " ") for one in ids} | {chip.chip_id: chip.name for chip in inputs.chips}


def first_day(quarter: int) -> datetime:
    """Return the first day of a quarter (`buildout.quarters`), without a time zone: a day is a day."""
    return datetime(quarter // 4, quarter % 4 * 3 + 1, 1)


def last_day(quarter: int) -> datetime:
    """Return the last day of a quarter."""
    return first_day(quarter + 1) - timedelta(days=1)
