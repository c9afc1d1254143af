"""Figures that a case sets itself: keys that stand in for figures of the tables, and ranges given by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.cases import Case
from planner.cases.changes import is_cell, place_in
from planner.explore.tornado.figure import Cell, Figure
from planner.explore.tornado.uncertainty import Uncertainty
from planner.problems import InputError, Problem
from planner.reference import Confidence

CASE_SOURCE = "case"
HAND_SOURCE = "range given by hand"
STANDS_IN: Mapping[str, str] = {
    "finance.wacc.value": "finance.wacc",
    "finance.construction_inflation.value": "finance.construction_inflation",
    "finance.chip_value_decline_per_year.value": "finance.chip_value_decline_per_year",
    "finance.carbon_price_usd_per_t.value": "finance.carbon_usd_per_t",
    "finance.retire_cost_usd_per_mw.value": "finance.retire_cost_usd_per_mw",
    "finance.move_cost_fraction.value": "finance.move_cost_fraction",
    "finance.mean_load_factor.value": "finance.mean_load_factor",
    "finance.buyer_share.value": "buyer.share",
    "latency.route_inflation_backbone_default.value": "network.inflation",
}
"""Key of a case that is read before a figure of the tables."""
OF_DRIVERS: Mapping[str, str] = {
    "finance.fleet_efficiency_start.value": "fleet_efficiency",
    "finance.demand_efficiency_growth.value": "efficiency_growth_per_year",
}
"""The same of the drivers of demand, each of which may have its own."""
SIZE_OF_HALLS = frozenset({"finance.hall_mw_campus.value", "finance.hall_mw_edge.value"})
"""The ledger counts halls; halls twice as large would double it for nothing."""
DRIVERS = ("facility_gw", "revenue", "training")


@dataclass(frozen=True)
class Settled:
    """Figures with a range, those that the case sets itself at the case's own value."""

    cells: tuple[Cell, ...]
    outside: tuple[str, ...]
    """Keys of the case whose value lies outside the range of the tables."""
    in_ledger: tuple[str, ...]
    """Figures that what stands is counted in, so that another value would change what exists."""


def settle(cells: Iterable[Cell], case: Case) -> Settled:
    """Return the figures as the case uses them.

    A key of the case that stands in for a figure takes over its range, as long as it lies within.
    """
    data = case.model_dump(mode="json")
    kept: list[Cell] = []
    outside: list[str] = []
    in_ledger: list[str] = []
    has_halls = any(site.halls for site in case.ledger.sites)
    for cell in cells:
        if has_halls and cell.figure.path in SIZE_OF_HALLS:
            in_ledger.append(cell.figure.path)
            continue
        for figure in _figures(cell.figure, data):
            if figure.is_inside:
                kept.append(replace(cell, figure=figure))
            else:
                outside.append(figure.path)
    return Settled(tuple(kept), tuple(outside), tuple(in_ledger))


def _figures(figure: Figure, data: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield a figure where it is used: in the table, or at the keys of the case that replace it."""
    key = STANDS_IN.get(figure.path)
    if key is not None:
        own = value_at(data, key.split("."))
        yield replace(figure, path=key) if own is None else _own(figure, key, float(own))
        return
    name = OF_DRIVERS.get(figure.path)
    if name is None:
        yield figure
        return
    drivers = {f"demand.{kind}.{i}.{name}": d for kind in DRIVERS for i, d in enumerate(data["demand"][kind])}
    own = {path: float(d[name]) for path, d in drivers.items() if d.get(name) is not None}
    if len(own) < len(drivers) or not drivers:
        yield figure
    for path, value in own.items():
        yield _own(figure, path, value)


def _own(figure: Figure, path: str, value: float) -> Figure:
    source = f"{CASE_SOURCE}; range: {figure.source}"
    return replace(figure, path=path, value=value, source=source, confidence=Confidence.OWN_ASSUMPTION)


def hand_ranges(texts: Sequence[str], case: Case) -> tuple[Uncertainty, ...]:
    """Return the ranges given by hand.

    Parameters
    ----------
    texts
        ``path=low:high``, the path as in ``--set``.
    case
        Has the value between them, where it is a key of the case that is set.

    Raises
    ------
    InputError
        If one is not written like that, its ends are in the wrong order, or a path comes twice.
    """
    problems: list[Problem] = []
    found: dict[str, Uncertainty] = {}
    data = case.model_dump(mode="json")
    for text in texts:
        figure = _hand_figure(text, data)
        if figure is None or figure.path in found:
            fix = "write it like --range buyer.share=0.1:0.4, each path once"
            problems.append(Problem("--range", text, "path=low:high with low below high", fix))
        else:
            found[figure.path] = Uncertainty(f"own.{figure.path}", figure.path, (figure,), {})
    if problems:
        raise InputError(problems)
    return tuple(found.values())


def _hand_figure(text: str, data: Mapping[str, Any]) -> Figure | None:
    path, _, ends = text.partition("=")
    low_text, _, high_text = ends.partition(":")
    try:
        low, high = float(low_text), float(high_text)
    except ValueError:
        return None
    if not path.strip() or not -math.inf < low < high < math.inf:
        return None
    keys = path.strip().split(".")
    own = None if is_cell(keys) else value_at(data, keys)
    value = float(own) if isinstance(own, int | float) else math.nan
    is_whole = low.is_integer() and high.is_integer() and "." not in ends
    return Figure(path.strip(), value, low, high, "", HAND_SOURCE, Confidence.OWN_ASSUMPTION, is_whole)


def value_at(node: Any, keys: Sequence[str]) -> Any:
    """Return what stands at a path of keys; None where nothing does."""
    for key in keys:
        if isinstance(node, Mapping):
            node = node.get(key)
        elif isinstance(node, list):
            place = place_in(node, key)
            node = None if place is None else node[place]
        else:
            return None
    return node
