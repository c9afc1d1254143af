"""The vendors of a case: what they sell to this buyer, to whom else, and what the ledger has of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.cases.case import Access
from planner.cases.messages import did_you_mean
from planner.cases.mixes import OPTION, VendorMix
from planner.problems import InputError, Problem
from planner.vendors.apply import on_order

SOLD_TO = {
    Access.OPEN: "anyone",
    Access.PARTNER: "partners of its cloud only",
    Access.INTERNAL: "its own sites only",
    Access.CHINA_ONLY: "buyers in China only",
}
"""To whom chips on some terms are sold. A vendor of a custom chip sells to this case."""
OWN_CHIPS = "this case only"


@dataclass(frozen=True)
class Vendor:
    """A vendor of a case.

    Attributes
    ----------
    name
        Its name.
    chips
        Its chips that this buyer can have within the horizon.
    sold_to
        Whom it sells them to.
    is_own_silicon
        Whether only some buyers can have them.
    first_delivery
        Quarter of the first period in which a chip can be delivered; "" where none can.
    on_sale_mw
        Most IT MW this buyer can buy within the horizon.
    standing_mw, on_order_mw
        IT MW of the ledger that stand today, and that are still to come, in any mix.
    """

    name: str
    chips: tuple[str, ...]
    sold_to: str
    is_own_silicon: bool
    first_delivery: str
    on_sale_mw: float
    standing_mw: float
    on_order_mw: float


def vendors_of(chips: pd.DataFrame, inputs: Inputs) -> tuple[Vendor, ...]:
    """Return the vendors that the inputs have chips of, those that sell most first.

    Parameters
    ----------
    chips
        chips.csv with the case's own figures.
    inputs
        What was assembled from it and the case.
    """
    access = dict(zip(chips["chip_id"], chips["buyer_access"], strict=True))
    names = dict.fromkeys(chip.vendor for chip in inputs.chips)
    found = [_vendor(name, access, inputs) for name in names]
    return tuple(sorted(found, key=lambda vendor: (-vendor.on_sale_mw, vendor.name)))


def _vendor(name: str, access: dict[str, str], inputs: Inputs) -> Vendor:
    own = [chip for chip in inputs.chips if chip.vendor == name]
    sold = [chip for chip in own if any(chip.supply_mw)]
    terms = {Access(access[chip.chip_id]) for chip in own if chip.chip_id in access}
    first = [p for i, p in enumerate(inputs.periods) if any(chip.supply_mw[i] for chip in sold)]
    coming = sum(lot.it_mw for lot in on_order(inputs, name))
    ids = {chip.chip_id for chip in own}
    return Vendor(
        name=name,
        chips=tuple(chip.chip_id for chip in sold),
        sold_to=", ".join(SOLD_TO[term] for term in Access if term in terms) or OWN_CHIPS,
        is_own_silicon=bool(terms) and Access.OPEN not in terms,
        first_delivery=quarter_label(first[0].start) if first else "",
        on_sale_mw=sum(sum(chip.supply_mw) for chip in sold),
        standing_mw=sum(lot.it_mw for lot in inputs.committed_chips if lot.chip_id in ids) - coming,
        on_order_mw=coming,
    )


def vendors_table(vendors: Iterable[Vendor]) -> pd.DataFrame:
    """Return a row for each vendor; MW are IT MW."""
    columns = {
        "vendor": "str",
        "sold_to": "str",
        "own_silicon": "bool",
        "chips": "str",
        "first_delivery": "str",
        "on_sale_mw": "float64",
        "ledger_standing_mw": "float64",
        "ledger_on_order_mw": "float64",
    }
    rows = [
        (
            vendor.name,
            vendor.sold_to,
            vendor.is_own_silicon,
            ", ".join(vendor.chips),
            vendor.first_delivery,
            vendor.on_sale_mw,
            vendor.standing_mw,
            vendor.on_order_mw,
        )
        for vendor in vendors
    ]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def check_vendors(mixes: Iterable[VendorMix], vendors: Iterable[Vendor]) -> None:
    """Check that each mix names a vendor with something to sell.

    Raises
    ------
    InputError
        If a vendor is not in the case or sells nothing to this buyer; every reason is listed.
    """
    sellers = [vendor.name for vendor in vendors if vendor.on_sale_mw > 0]
    problems = [
        Problem(
            f"{OPTION} {mix.text}",
            mix.vendor,
            "a vendor that sells to this buyer within the horizon",
            did_you_mean(mix.vendor, sellers),
        )
        for mix in mixes
        if mix.vendor is not None and mix.vendor not in sellers
    ]
    if problems:
        raise InputError(problems)
