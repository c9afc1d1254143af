"""What a plan pays at each price of the tables, and how well that price is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from buildout.money import discount, mean_discount
from buildout.quarters import parse_quarter
from planner.assemble.ledger import base_of
from planner.figures.source import Source, short_name, words
from planner.plan import TableName
from planner.plan.orders import Item
from planner.reference import Confidence
from planner.reference import TableName as Reference

PRICES: Mapping[Reference, str] = {
    Reference.CHIPS: "it_capex_usd_per_chip_all_in",
    Reference.LEAD_TIMES: "usd",
    Reference.POWER: "capex_usd_per_kw",
    Reference.STREAMS: "shortage_price_usd_per_ref_mw_quarter",
}
"""The column of each table that is a price."""


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
        How well the price is known, and what it rests on; None and empty where the tables do not have it:
        the chip, the power option or the stream is the case's own.
    """

    name: str
    usd: float
    confidence: Confidence | None
    origin: str


@dataclass(frozen=True)
class _Paid:
    """Money paid at a price, and the row of the tables in which the price stands."""

    name: str
    usd: float
    table: Reference
    row_id: str


def stakes(source: Source, sources: pd.DataFrame) -> tuple[Stake, ...]:
    """Return what the plan pays at each price of chips, construction, power and shortage, the most first.

    Parameters
    ----------
    sources
        The table of that name of the run.
    """
    prices = sources[sources["figure"] == sources["table"].map({str(t): c for t, c in PRICES.items()})]
    known = {
        (table, row_id): (Confidence(confidence), str(origin))
        for table, row_id, confidence, origin in prices[
            ["table", "row_id", "confidence", "source"]
        ].itertuples(index=False, name=None)
    }
    found = [*_chips(source), *_elements(source), *_power(source), *_shortage(source)]
    made = [
        Stake(one.name, one.usd, *known.get((one.table, one.row_id), (None, ""))) for one in found if one.usd
    ]
    return tuple(sorted(made, key=lambda stake: -stake.usd))


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
        name = f"price of {short_name(chip.name)}"
        yield _Paid(name, paid.get(chip.chip_id, 0.0), Reference.CHIPS, chip.chip_id)


def _elements(source: Source) -> Iterator[_Paid]:
    paid = _present_usd(source, [Item.OPENING, Item.ELEMENT])
    for element in source.inputs.elements:
        name, row_id = f"cost of {words(element.element_id)}", element.element_id
        yield _Paid(name, paid.get(row_id, 0.0), Reference.LEAD_TIMES, row_id)


def _power(source: Source) -> Iterator[_Paid]:
    """Yield what is paid for new and moved power; both ways to the grid have one price, plus premiums."""
    sums: dict[str, float] = {}
    for option_id, usd in _present_usd(source, [Item.POWER, Item.MOVE]).items():
        sums[base_of(option_id)] = sums.get(base_of(option_id), 0.0) + usd
    for row_id, usd in sums.items():
        yield _Paid(f"cost of {words(row_id)}", usd, Reference.POWER, row_id)


def _shortage(source: Source) -> Iterator[_Paid]:
    shortage = source.tables[TableName.SHORTAGE]
    factor = {label: mean_discount(source.inputs, period) for label, period in source.periods.items()}
    present = shortage["cost_usd"] * shortage["period"].map(factor).astype(float)
    sums = present.groupby(shortage["stream_id"]).sum().to_dict()
    for stream in source.inputs.streams:
        name, row_id = f"shortage price, {short_name(stream.name)}", stream.stream_id
        yield _Paid(name, float(sums.get(row_id, 0.0)), Reference.STREAMS, row_id)
