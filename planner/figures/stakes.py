"""What a plan pays at each price of the tables, and how well that price is known."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from buildout.money import discount, mean_discount
from buildout.quarters import parse_quarter
from planner.assemble.ledger import base_of
from planner.figures.source import Source, short_name, words
from planner.plan import TableName
from planner.plan.orders import Item
from planner.reference import Confidence, Reference, confidence_of
from planner.reference import TableName as ReferenceTable

NOTES, OVERRIDDEN = "notes.json", "overridden: "
SAME = 1e-6
"""Relative difference below which a figure of the inputs is that of the table."""
CHIP_PRICE = (ReferenceTable.CHIPS, "it_capex_usd_per_chip_all_in")
ELEMENT_COST = (ReferenceTable.LEAD_TIMES, "usd")
POWER_COST = (ReferenceTable.POWER, "capex_usd_per_kw")
SHORTAGE_PRICE = (ReferenceTable.STREAMS, "shortage_price_usd_per_ref_mw_quarter")


@dataclass(frozen=True)
class Stake:
    """A price and what the plan pays at it.

    Attributes
    ----------
    name
        In words.
    usd
        Present value paid at that price, or counted for what falls short.
    confidence, origin
        How well the price is known, and what it rests on; None and empty where the case sets it.
    """

    name: str
    usd: float
    confidence: Confidence | None
    origin: str


def stakes(source: Source, reference: Reference) -> tuple[Stake, ...]:
    """Return what the plan pays at each price of chips, construction, power and shortage, the most first.

    Parameters
    ----------
    reference
        The tables as they ship. A price that the run's inputs or notes show to be another is the case's.
    """
    own = overridden_paths(source)
    found = [*_chips(source), *_elements(source), *_power(source), *_shortage(source)]
    made = [_stake(reference, own, one) for one in found if one.usd]
    return tuple(sorted(made, key=lambda stake: -stake.usd))


def overridden_paths(source: Source) -> frozenset[str]:
    """Return ``table.row.column`` of the figures that the notes of the run say the case sets."""
    content = source.run.extras.get(NOTES)
    lines = [] if content is None else json.loads(content).get("leaning", [])
    told = (str(line).removeprefix(OVERRIDDEN) for line in lines if str(line).startswith(OVERRIDDEN))
    return frozenset(line.split(" = ")[0] for line in told)


@dataclass(frozen=True)
class _Paid:
    """Money paid at a price, and where the price stands in the tables."""

    name: str
    usd: float
    table: ReferenceTable
    row_id: str
    column: str
    price: float | None
    """The price in the inputs, in the unit of the table; None where it is mixed with others."""


def _stake(reference: Reference, own: frozenset[str], paid: _Paid) -> Stake:
    """Return a stake with the provenance of its price."""
    frame = reference.table(paid.table)
    rows = frame[frame[reference.dictionary.key(paid.table)] == paid.row_id]
    is_own = (
        rows.empty
        or f"{paid.table.value}.{paid.row_id}.{paid.column}" in own
        or (paid.price is not None and not math.isclose(paid.price, rows[paid.column].iloc[0], rel_tol=SAME))
    )
    if is_own:
        return Stake(paid.name, paid.usd, None, "")
    confidence = confidence_of(reference, paid.table, paid.row_id, paid.column)
    return Stake(paid.name, paid.usd, confidence, str(rows["source"].iloc[0]))


def _present_usd(source: Source, items: Iterable[Item]) -> Mapping[str, float]:
    """Return the present value of the payments for orders of some kinds, by what is ordered."""
    orders = source.tables[TableName.ORDERS]
    own = orders[orders["item"].isin(list(items))]
    sums: dict[str, float] = {}
    for what, payments in zip(own["what"], own["payments"], strict=True):
        parts = (part.split(":") for part in payments.split(";") if part)
        present = (float(usd) * discount(source.inputs, parse_quarter(quarter)) for quarter, usd in parts)
        sums[what] = sums.get(what, 0.0) + sum(present)
    return sums


def _chips(source: Source) -> Iterator[_Paid]:
    paid = _present_usd(source, [Item.CHIP])
    for chip in source.inputs.chips:
        price = 1e6 * chip.capex_musd_per_mw / chip.chips_per_mw
        name = f"price of {short_name(chip.name)}"
        yield _Paid(name, paid.get(chip.chip_id, 0.0), CHIP_PRICE[0], chip.chip_id, CHIP_PRICE[1], price)


def _elements(source: Source) -> Iterator[_Paid]:
    paid = _present_usd(source, [Item.OPENING, Item.ELEMENT])
    for element in source.inputs.elements:
        name, row_id = f"cost of {words(element.element_id)}", element.element_id
        usd = paid.get(row_id, 0.0)
        yield _Paid(name, usd, ELEMENT_COST[0], row_id, ELEMENT_COST[1], 1e6 * element.cost_musd)


def _power(source: Source) -> Iterator[_Paid]:
    """Yield what is paid for new and moved power; both ways to the grid have one price, plus premiums."""
    sums: dict[str, float] = {}
    for option_id, usd in _present_usd(source, [Item.POWER, Item.MOVE]).items():
        sums[base_of(option_id)] = sums.get(base_of(option_id), 0.0) + usd
    for row_id, usd in sums.items():
        yield _Paid(f"cost of {words(row_id)}", usd, POWER_COST[0], row_id, POWER_COST[1], None)


def _shortage(source: Source) -> Iterator[_Paid]:
    shortage = source.tables[TableName.SHORTAGE]
    factor = {label: mean_discount(source.inputs, period) for label, period in source.periods.items()}
    present = shortage["cost_usd"] * shortage["period"].map(factor).astype(float)
    sums = present.groupby(shortage["stream_id"]).sum().to_dict()
    for stream in source.inputs.streams:
        name, row_id = f"shortage price, {short_name(stream.name)}", stream.stream_id
        usd = float(sums.get(row_id, 0.0))
        yield _Paid(name, usd, SHORTAGE_PRICE[0], row_id, SHORTAGE_PRICE[1], None)
