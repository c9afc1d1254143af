"""What happens to a plan when a vendor slips.

The definition. The first chips that the plan, or the ledger, expects from the vendor do not come on their
day. From then on all of its deliveries come so many quarters late: those of the ledger, those of the plan,
and those that could still be ordered. On that day it becomes known. What was ordered before stays as it was:
openings, halls, power, and chips of all vendors, those of the one that slips at the same site, so many
quarters later and paid as much later. All the rest is planned anew, with the case's other inputs as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from buildout.decisions import Decisions, Triple
from buildout.inputs import Basis, Inputs, SiteKind
from planner.engine.matrix import Compiled
from planner.engine.worker import cheapest_plan
from planner.plan import TableName, Tables, decided
from planner.vendors.apply import late, on_order

LEAST_MW = 1e-6


@dataclass(frozen=True)
class Slip:
    """A vendor that delivers late without notice.

    Parameters
    ----------
    vendor
        Who slips.
    quarters
        How late everything comes that is due from ``known`` on.
    known
        Quarter in which the first of it was due.
    """

    vendor: str
    quarters: int
    known: int


def slip_of(inputs: Inputs, tables: Tables, vendor: str, quarters: int) -> Slip | None:
    """Return the slip of a vendor under a plan; None where nothing is due from it."""
    own = {chip.chip_id for chip in inputs.chips if chip.vendor == vendor}
    starts = {period.label: period.start for period in inputs.periods}
    fleet = tables[TableName.FLEET]
    bought = fleet[(fleet["buy_mw"] > LEAST_MW) & fleet["chip_id"].isin(own)]
    due = [
        *(starts[label] for label in bought["period"]),
        *(lot.online_quarter for lot in on_order(inputs, vendor)),
    ]
    return Slip(vendor, quarters, min(due)) if due else None


def slipped_decisions(inputs: Inputs, tables: Tables, slip: Slip) -> Decisions:
    """Return the plan with what it buys from the vendor moved; what moves past the horizon is left out."""
    plan = decided(inputs, tables)
    own = _chips_of(inputs, slip.vendor)
    others = {key: mw for key, mw in plan.buy_mw.items() if key[1] not in own}
    return replace(plan, buy_mw=others | _moved(inputs, plan.buy_mw, slip))


def slipped_inputs(inputs: Inputs, tables: Tables, slip: Slip) -> Inputs:
    """Return the case after the slip.

    Each chip is on sale so many quarters later; what was ordered before is delivered whatever that leaves.
    """
    moved = late(inputs, slip.vendor, slip.quarters)
    due: dict[tuple[str, str], float] = {}
    for (_, chip, label), mw in _ordered(inputs, decided(inputs, tables).buy_mw, slip).items():
        due[chip, label] = due.get((chip, label), 0.0) + mw
    chips = tuple(
        replace(
            chip,
            supply_mw=tuple(
                max(mw, due.get((chip.chip_id, period.label), 0.0))
                for period, mw in zip(inputs.periods, chip.supply_mw, strict=True)
            ),
        )
        for chip in moved.chips
    )
    return replace(moved, chips=chips)


def _chips_of(inputs: Inputs, vendor: str) -> set[str]:
    return {chip.chip_id for chip in inputs.chips if chip.vendor == vendor}


def _moved(inputs: Inputs, buy_mw: Triple, slip: Slip) -> dict[tuple[str, str, str], float]:
    """Return what is bought from the vendor, each purchase in the first period that begins late enough."""
    own, starts = _chips_of(inputs, slip.vendor), _starts(inputs)
    moved: dict[tuple[str, str, str], float] = {}
    for (site, chip, label), mw in buy_mw.items():
        earliest = starts[label] + slip.quarters
        then = next((p.label for p in inputs.periods if p.start >= earliest), None)
        if chip in own and then is not None:
            moved[site, chip, then] = moved.get((site, chip, then), 0.0) + mw
    return moved


def _ordered(inputs: Inputs, buy_mw: Triple, slip: Slip) -> dict[tuple[str, str, str], float]:
    """Return what of it was ordered before the slip is known, moved."""
    starts, lead = _starts(inputs), {chip.chip_id: chip.lead_quarters for chip in inputs.chips}
    before = {key: mw for key, mw in buy_mw.items() if starts[key[2]] - lead[key[1]] < slip.known}
    return _moved(inputs, before, slip)


def _starts(inputs: Inputs) -> dict[str, int]:
    return {period.label: period.start for period in inputs.periods}


@dataclass(frozen=True)
class Kept:
    """A formulation: the cheapest plan of a slipped case among those that keep what was ordered before.

    Parameters
    ----------
    slip
        What happens.
    plan
        What the plan decided, before the slip.
    bridge_units
        Units of bridge power it bought new, by (site, option, period).
    """

    slip: Slip
    plan: Decisions
    bridge_units: Triple

    def __call__(self, inputs: Inputs) -> Compiled:
        """Build it."""
        compiled = cheapest_plan(inputs)
        matrix = compiled.matrix
        held = list(_held(inputs, compiled, self))
        columns = np.array([column for column, _, _ in held], dtype=np.int64)
        low, high = matrix.lower[columns], matrix.upper[columns]
        least = np.clip(np.array([value for _, value, _ in held]), low, high)
        most = np.where([is_fixed for _, _, is_fixed in held], least, high)
        return replace(compiled, matrix=matrix.within(columns, least, most))


def kept(inputs: Inputs, tables: Tables, slip: Slip) -> Kept:
    """Return what stays of a plan of a case when a vendor slips."""
    unit_mw = {(o.site_id, o.option_id): o.unit_mw for o in inputs.power if o.is_bridge}
    power = tables[TableName.POWER]
    keys = zip(power["site_id"], power["option_id"], power["period"], strict=True)
    bought: dict[tuple[str, str, str], float] = {
        (site, option, label): mw / unit_mw[site, option]
        for (site, option, label), mw in zip(keys, power["bought_mw"], strict=True)
        if (site, option) in unit_mw and mw > 0
    }
    return Kept(slip, decided(inputs, tables), bought)


def _held(inputs: Inputs, compiled: Compiled, what: Kept) -> Iterator[tuple[int, float, bool]]:
    """Yield each column that is decided when the slip is known, its least value, and whether it is fixed."""
    yield from _held_sites(inputs, compiled, what)
    yield from _held_power(inputs, compiled, what)
    starts, chips = _starts(inputs), {chip.chip_id: chip for chip in inputs.chips}
    ordered = _ordered(inputs, what.plan.buy_mw, what.slip)
    for key, column in _columns(compiled, "fleet.racks"):
        chip, start = chips[key[1]], starts[key[2]]
        if chip.vendor == what.slip.vendor:
            is_fixed = start - what.slip.quarters - chip.lead_quarters < what.slip.known
            yield column, ordered.get(key, 0.0) / chip.rack_mw, is_fixed
        elif start - chip.lead_quarters < what.slip.known:
            yield column, what.plan.buy_mw.get(key, 0.0) / chip.rack_mw, True


def _held_sites(inputs: Inputs, compiled: Compiled, what: Kept) -> Iterator[tuple[int, float, bool]]:
    """Yield openings and halls: one counts as ordered once the first of its elements is."""
    starts, kind = _starts(inputs), {site.site_id: site.kind for site in inputs.sites}
    lead = {
        k: max((e.order_quarters_before for e in inputs.elements if e.kind is k), default=0) for k in SiteKind
    }
    hall_lead = {
        k: max(
            (
                e.order_quarters_before
                for e in inputs.elements
                if e.kind is k and e.basis is not Basis.OPENING
            ),
            default=0,
        )
        for k in SiteKind
    }
    for (s, t), column in compiled.columns.get("siting.open", {}).items():
        if starts[t] - lead[kind[s]] < what.slip.known:
            yield column, what.plan.open.get((s, t), 0.0), True
    for (s, t), column in compiled.columns.get("siting.new_halls", {}).items():
        if starts[t] - hall_lead[kind[s]] < what.slip.known:
            yield column, what.plan.new_halls.get((s, t), 0.0), True


def _held_power(inputs: Inputs, compiled: Compiled, what: Kept) -> Iterator[tuple[int, float, bool]]:
    """Yield power ordered; bridge power that is there may leave at any time."""
    starts, options = _starts(inputs), {(o.site_id, o.option_id): o for o in inputs.power}
    for key, column in _columns(compiled, "power.units"):
        option = options[key[0], key[1]]
        if starts[key[2]] - (0 if option.is_bridge else option.lead_quarters) < what.slip.known:
            yield column, what.plan.units.get(key, 0.0), True
    for key, column in _columns(compiled, "power.bought"):
        if starts[key[2]] - options[key[0], key[1]].lead_quarters < what.slip.known:
            yield column, what.bridge_units.get(key, 0.0), True


def _columns(compiled: Compiled, name: str) -> Iterator[tuple[tuple[str, str, str], int]]:
    yield from (((a, b, c), column) for (a, b, c), column in compiled.columns.get(name, {}).items())
