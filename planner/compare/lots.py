"""Reading the lots of a plan from its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from buildout.quarters import parse_quarter
from planner.compare.lot import NOTICEABLE, DecisionKind, Lot, Lots, Subject
from planner.compare.window import Window, period_start
from planner.plan.columns import TableName, Tables
from planner.plan.orders import Item

_STANDS_AS: Mapping[DecisionKind, tuple[DecisionKind, float]] = {
    DecisionKind.POWER_MOVED: (DecisionKind.POWER, 1.0),
    DecisionKind.POWER_LEFT: (DecisionKind.POWER, -1.0),
    DecisionKind.RETIREMENT: (DecisionKind.CHIPS, -1.0),
}
"""What came and went before a window is what stands when it begins."""

_ORDERED: Mapping[Item, DecisionKind] = {
    Item.OPENING: DecisionKind.OPENING,
    Item.ELEMENT: DecisionKind.HALLS,
    Item.POWER: DecisionKind.POWER,
    Item.MOVE: DecisionKind.POWER_MOVED,
    Item.CHIP: DecisionKind.CHIPS,
}


def lots_of(tables: Tables, window: Window | None = None) -> Lots:
    """Return the lots of a plan.

    Parameters
    ----------
    tables
        At least ``sites``, ``halls``, ``power``, ``fleet``, ``shortage`` and ``orders``.
    window
        What lies before it is counted as standing in its first quarter, what lies after it is left out.
        None takes everything.
    """
    sums: dict[tuple[Subject, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for subject, lot in (*_all_lots(tables), *_prices(tables[TableName.ORDERS])):
        key, sign = _placed(subject, lot.quarter, window)
        if key is not None:
            for place, value in enumerate((lot.quantity, lot.usd, lot.committed)):
                sums[key][place] += sign * value if place != 1 else value
    found: dict[Subject, dict[int, Lot]] = {}
    for (subject, quarter), (quantity, usd, committed) in sorted(
        sums.items(), key=lambda item: (item[0][0].place, item[0][1])
    ):
        if quantity > NOTICEABLE:
            found.setdefault(subject, {})[quarter] = Lot(quarter, quantity, usd, committed)
    return found


def _placed(
    subject: Subject, quarter: int, window: Window | None
) -> tuple[tuple[Subject, int] | None, float]:
    """Return where a lot counts within a window, if at all, and with which sign."""
    if window is None or window.start <= quarter < window.end:
        return (subject, quarter), 1.0
    if quarter >= window.end:
        return None, 0.0
    kind, sign = _STANDS_AS.get(subject.kind, (subject.kind, 1.0))
    return (Subject(kind, subject.site_id, subject.what), window.start), sign


def _all_lots(tables: Tables) -> Iterator[tuple[Subject, Lot]]:
    """Yield quantities without their prices."""
    periods = _periods(tables)
    yield from _openings(tables)
    yield from _halls(tables[TableName.HALLS], periods)
    yield from _power(tables[TableName.POWER], periods)
    yield from _chips(tables[TableName.FLEET])


def _prices(orders: pd.DataFrame) -> Iterator[tuple[Subject, Lot]]:
    """Yield the price of each order as a lot without a quantity."""
    columns = ("item", "site_id", "what", "online_quarter", "price_usd")
    for item, site_id, what, label, usd in _cells(orders, *columns):
        kind = _ORDERED[Item(item)]
        named = "" if kind in (DecisionKind.OPENING, DecisionKind.HALLS) else what
        yield Subject(kind, site_id, named), Lot(parse_quarter(label), 0.0, usd)


def _openings(tables: Tables) -> Iterator[tuple[Subject, Lot]]:
    """Yield openings. A site of the ledger counts as open from its first hall on."""
    halls = tables[TableName.HALLS]
    standing = halls[halls["halls"] > 0]
    first: dict[str, int] = {}
    for site_id, label in _cells(standing, "site_id", "period"):
        first[site_id] = min(period_start(label), first.get(site_id, period_start(label)))
    for site_id, label, from_ledger in _cells(tables[TableName.SITES], "site_id", "opened", "from_ledger"):
        opened = parse_quarter(label)
        quarter = first.get(site_id, opened) if from_ledger else opened
        yield Subject(DecisionKind.OPENING, site_id), Lot(quarter, 1.0, committed=float(from_ledger))


def _halls(halls: pd.DataFrame, periods: Mapping[str, int]) -> Iterator[tuple[Subject, Lot]]:
    for column, is_committed in (("committed_halls", True), ("new_halls", False)):
        for (site_id,), quarter, rise in _steps(halls, ("site_id",), column, periods):
            yield Subject(DecisionKind.HALLS, site_id), _lot(quarter, rise, is_committed=is_committed)


def _power(power: pd.DataFrame, periods: Mapping[str, int]) -> Iterator[tuple[Subject, Lot]]:
    ids = ("site_id", "option_id")
    for (site_id, option_id), quarter, rise in _steps(power, ids, "committed_mw", periods):
        kind = DecisionKind.POWER if rise > 0 else DecisionKind.POWER_LEFT
        yield Subject(kind, site_id, option_id), _lot(quarter, abs(rise), is_committed=True)
    kinds = {
        "bought_mw": DecisionKind.POWER,
        "reused_mw": DecisionKind.POWER_MOVED,
        "dropped_mw": DecisionKind.POWER_LEFT,
    }
    for column, kind in kinds.items():
        for site_id, option_id, label, mw in _cells(power[power[column] > 0], *ids, "period", column):
            yield Subject(kind, site_id, option_id), _lot(periods[label], mw, is_committed=False)


def _chips(fleet: pd.DataFrame) -> Iterator[tuple[Subject, Lot]]:
    for column, kind, is_committed in (
        ("committed_mw", DecisionKind.CHIPS, True),
        ("buy_mw", DecisionKind.CHIPS, False),
        ("retire_mw", DecisionKind.RETIREMENT, False),
    ):
        some = fleet[fleet[column] > 0]
        for site_id, chip_id, label, mw in _cells(some, "site_id", "chip_id", "period", column):
            lot = _lot(period_start(label), mw, is_committed=is_committed)
            yield Subject(kind, site_id, chip_id), lot


def _lot(quarter: int, quantity: float, *, is_committed: bool) -> Lot:
    return Lot(quarter, float(quantity), committed=float(quantity) if is_committed else 0.0)


def _steps(
    frame: pd.DataFrame, ids: tuple[str, ...], column: str, periods: Mapping[str, int]
) -> Iterator[tuple[tuple[str, ...], int, float]]:
    """Yield (ids, first quarter of the period, rise) wherever a column changes from a period to the next."""
    values: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for *cells, label, value in _cells(frame, *ids, "period", column):
        values[tuple(cells)][label] = value
    for key, by_period in values.items():
        before = 0.0
        for label, start in periods.items():
            # Rows of nothing but zeros are left out of the tables.
            value = by_period.get(label, 0.0)
            if value != before:
                yield key, start, value - before
            before = value


def _periods(tables: Tables) -> dict[str, int]:
    """Return the first quarter of each period that some table names, in order of time."""
    names = (TableName.SHORTAGE, TableName.HALLS, TableName.POWER, TableName.FLEET)
    found = {label for name in names for label in tables[name]["period"].unique()}
    return dict(sorted(((label, period_start(label)) for label in found), key=lambda pair: pair[1]))


def _cells(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column] for column in columns), strict=True)
