"""Inputs of which a small part has changed overnight: what a solve from last night's plan starts with.

Drawn from a seed: so many of the figures, each as likely as the other, move by up to a tenth, dates by a
quarter. A figure is a price, a cost, a rate, one period of a demand or of a supply, or what a site, an area
or a power option allows over time, which never falls and so moves as a whole. Figures that hold for the
whole case (discount rate, inflation) stay, and so does what the ledger relies on. Zeros stay zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from buildout.inputs import Inputs, Site, SitePower, Window, Zone

MOST = 0.1
"""A figure moves by up to this part of itself."""


@dataclass(frozen=True)
class Change:
    """Which part of the figures changes, and which of all such changes it is.

    Parameters
    ----------
    share
        Part of the figures that move: 0.01 is one in a hundred.
    seed
        Equal seeds change equal inputs in the same way.
    """

    share: float
    seed: int


class Kind(Enum):
    """What counts as one figure of a field."""

    AMOUNT = "a number"
    CELLS = "each number of a tuple"
    ROW = "all numbers of a tuple together"
    DATE = "a quarter"


@dataclass(frozen=True)
class _Field:
    """A field of the rows of a collection of the inputs."""

    collection: str
    name: str
    kind: Kind


@dataclass(frozen=True)
class _Figure:
    """One figure: a field of a row, and the number of its cell where it has several."""

    field: _Field
    row: int
    cell: int | None = None


_Cell: TypeAlias = float | Window | tuple[str, float]
_Row: TypeAlias = Any
"""One of the frozen values that the inputs hold collections of."""

_NAMES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.AMOUNT: {
        "sites": ("open_cost_musd", "cost_multiplier", "fixed_musd_per_hall_year", "pue"),
        "power": ("capex_musd_per_mw", "fixed_musd_per_mw_year", "energy_usd_per_mwh"),
        "chips": ("capex_musd_per_mw", "maintenance_musd_per_mw_year"),
        "elements": ("cost_musd",),
        "budgets": ("musd",),
    },
    Kind.CELLS: {
        "demand": ("peak",),
        "streams": ("shortage_musd_per_quarter",),
        "chips": ("supply_mw",),
        "workloads": ("performance",),
        "pools": ("limits",),
    },
    Kind.ROW: {"sites": ("hosting_mw",), "power": ("limit_mw",), "areas": ("headroom_mw",)},
    Kind.DATE: {"sites": ("first_hall_quarter",), "power": ("first_quarter",)},
}
"""The fields that can change, by collection."""
_LEDGER_NEEDS = frozenset({"pue", "hosting_mw", "first_hall_quarter"})
"""Fields of a site that stay where it has halls already, or is promised to open."""


def change_inputs(inputs: Inputs, change: Change) -> Inputs:
    """Return the inputs with a share of their figures changed.

    Parameters
    ----------
    inputs
        A proven case.
    change
        How much of it, and the seed.

    Returns
    -------
    Inputs
        At least one figure differs. Zones are summed up again from the demand.
    """
    rng = np.random.default_rng(change.seed)
    figures = list(_figures(inputs))
    count = max(1, round(change.share * len(figures)))
    for i in sorted(rng.choice(len(figures), size=min(count, len(figures)), replace=False)):
        inputs = _moved(inputs, figures[i], rng)
    return replace(inputs, zones=tuple(_zone(inputs, zone) for zone in inputs.zones))


def count_figures(inputs: Inputs) -> int:
    """Return how many figures of the inputs can change."""
    return sum(1 for _ in _figures(inputs))


def _fields() -> Iterator[_Field]:
    for kind, collections in _NAMES.items():
        for collection, names in collections.items():
            yield from (_Field(collection, name, kind) for name in names)


def _figures(inputs: Inputs) -> Iterator[_Figure]:
    for field in _fields():
        for number, row in enumerate(getattr(inputs, field.collection)):
            value = getattr(row, field.name)
            if field.kind is Kind.CELLS:
                yield from (_Figure(field, number, i) for i, cell in enumerate(value) if _amount(cell))
            elif field.kind is Kind.ROW:
                if any(value) and _may_move(row, field):
                    yield _Figure(field, number)
            elif value and _may_move(row, field):
                yield _Figure(field, number)


def _may_move(row: _Row, field: _Field) -> bool:
    """Tell whether the ledger and the promises of a case leave a figure open to change."""
    if isinstance(row, Site) and field.name in _LEDGER_NEEDS:
        return not row.in_ledger and row.open_by_quarter is None
    if isinstance(row, SitePower) and field.kind is Kind.DATE:
        return row.first_quarter < row.last_quarter
    return True


def _moved(inputs: Inputs, figure: _Figure, rng: np.random.Generator) -> Inputs:
    """Return the inputs with one figure moved."""
    field = figure.field
    rows = list(getattr(inputs, field.collection))
    value, factor = getattr(rows[figure.row], field.name), float(rng.uniform(1 - MOST, 1 + MOST))
    if field.kind is Kind.DATE:
        # Earlier or later by the same draw; never before the quarter after today.
        value = max(value + (1 if factor > 1 else -1), inputs.today + 1)
    elif field.kind is Kind.ROW:
        value = tuple(amount * factor for amount in value)
    elif figure.cell is not None:
        cells = list(value)
        cells[figure.cell] = _times(cells[figure.cell], factor)
        value = tuple(cells)
    else:
        value *= factor
    rows[figure.row] = replace(rows[figure.row], **{field.name: value})
    changed: dict[str, Any] = {field.collection: tuple(rows)}
    return replace(inputs, **changed)


def _amount(cell: _Cell) -> float:
    """Return the number in a cell: of a period, of a window, or beside a name."""
    if isinstance(cell, Window):
        return cell.amount
    return cell[1] if isinstance(cell, tuple) else cell


def _times(cell: _Cell, factor: float) -> _Cell:
    if isinstance(cell, Window):
        return replace(cell, amount=cell.amount * factor)
    return (cell[0], cell[1] * factor) if isinstance(cell, tuple) else cell * factor


def _zone(inputs: Inputs, zone: Zone) -> Zone:
    """Return a zone with the peaks of its nodes summed up again."""
    peaks = [
        entry.peak
        for entry in inputs.demand
        if entry.stream_id == zone.stream_id and entry.node_id in zone.node_ids
    ]
    if not peaks:  # stated by zone alone
        return zone
    return replace(zone, peak=tuple(float(sum(values)) for values in zip(*peaks, strict=True)))
