"""What all plans have in common, what only some have, and what none has: by thing, and by order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter
from planner.plan import TableName, Tables

NOW_QUARTERS = 2
"""Orders due in so many quarters, from today, are due now."""
SOME = 1e-6
"""Less than this of anything is nothing."""


class Presence(StrEnum):
    """In how many of the plans something is."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class Thing(StrEnum):
    """What a plan has more or less of, with its unit."""

    SITE = "site"
    CHIP = "chip"
    POWER = "power"


class Due(StrEnum):
    """Which orders are counted."""

    NOW = "now"
    HORIZON = "horizon"


UNITS = {Thing.SITE: "facility MW", Thing.CHIP: "IT MW", Thing.POWER: "MW"}


def things_table(inputs: Inputs, plans: Sequence[Tables]) -> pd.DataFrame:
    """Return each site, chip and family of power that the case offers, and how many plans add to it.

    Returns
    -------
    pandas.DataFrame
        ``thing``, ``id``, ``presence``, ``plans`` with some of it, ``of`` so many, ``least`` and ``most``
        added in a plan by the end, ``unit``, ``first_period`` and ``last_first_period`` in which a plan
        begins; the most common first.
    """
    frame = pd.DataFrame([_thing(key, amounts, starts) for key, amounts, starts in _things(inputs, plans)])
    order = {thing.value: place for place, thing in enumerate(Thing)}
    rank = frame["thing"].map(order)
    frame = frame.assign(rank=rank).sort_values(["rank", "plans", "most"], ascending=[True, False, False])
    return frame.drop(columns="rank").reset_index(drop=True)


def orders_table(inputs: Inputs, plans: Sequence[Tables]) -> pd.DataFrame:
    """Return each thing that is ordered somewhere, and how much of it all plans order at least.

    Returns
    -------
    pandas.DataFrame
        ``due`` (now, or in the horizon), ``item``, ``site_id``, ``what``, ``unit``, ``presence``, ``plans``,
        ``of``, ``least`` and ``most`` ordered in a plan, ``least_usd`` and ``most_usd`` paid for it; what is
        dearest in every plan first.
    """
    found = [_orders(inputs, plans, due) for due in Due]
    frame = pd.concat(found, ignore_index=True)
    rank = frame["due"].map({due.value: place for place, due in enumerate(Due)})
    frame = frame.assign(rank=rank).sort_values(
        ["rank", "least_usd", "most_usd"], ascending=[True, False, False]
    )
    return frame.drop(columns="rank").reset_index(drop=True)


def presence(plans: int, of: int) -> Presence:
    """Return the word for a number of plans."""
    if plans == 0:
        return Presence.NONE
    return Presence.ALL if plans == of else Presence.SOME


def _things(
    inputs: Inputs, plans: Sequence[Tables]
) -> Iterator[tuple[tuple[Thing, str], list[float], list[str]]]:
    """Yield (thing, id), what each plan adds, and the periods in which those that do begin, in order."""
    ids = {
        Thing.SITE: [site.site_id for site in inputs.sites],
        Thing.CHIP: [chip.chip_id for chip in inputs.chips],
        Thing.POWER: list(dict.fromkeys(option.family for option in inputs.power)),
    }
    added = {thing: [ADDED[thing](inputs, tables) for tables in plans] for thing in Thing}
    order = {period.label: i for i, period in enumerate(inputs.periods)}
    for thing, names in ids.items():
        for name in names:
            rows = [frame[(frame["id"] == name) & (frame["added"] > SOME)] for frame in added[thing]]
            starts = [min(some["period"], key=order.__getitem__) for some in rows if len(some)]
            yield (
                (thing, name),
                [float(some["added"].sum()) for some in rows],
                sorted(starts, key=order.__getitem__),
            )


def _thing(key: tuple[Thing, str], amounts: list[float], starts: list[str]) -> dict[str, object]:
    thing, name = key
    return {
        "thing": thing.value,
        "id": name,
        "presence": presence(len(starts), len(amounts)).value,
        "plans": len(starts),
        "of": len(amounts),
        "least": min(amounts),
        "most": max(amounts),
        "unit": UNITS[thing],
        "first_period": starts[0] if starts else "",
        "last_first_period": starts[-1] if starts else "",
    }


def _halls(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    mw = {site.site_id: site.hall_mw * site.pue for site in inputs.sites}
    halls = tables[TableName.HALLS]
    before = halls.groupby("site_id")["new_halls"].shift(fill_value=0)
    added = (halls["new_halls"] - before) * halls["site_id"].map(mw).astype(float)
    return pd.DataFrame({"id": halls["site_id"], "period": halls["period"], "added": added})


def _chips(_inputs: Inputs, tables: Tables) -> pd.DataFrame:
    fleet = tables[TableName.FLEET]
    return pd.DataFrame({"id": fleet["chip_id"], "period": fleet["period"], "added": fleet["buy_mw"]})


def _power(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    family = {(option.site_id, option.option_id): option.family for option in inputs.power}
    power = tables[TableName.POWER]
    ids = [family[key] for key in zip(power["site_id"], power["option_id"], strict=True)]
    return pd.DataFrame({"id": ids, "period": power["period"], "added": power["bought_mw"]})


ADDED = {Thing.SITE: _halls, Thing.CHIP: _chips, Thing.POWER: _power}
"""What a plan adds of each thing: a frame of ``id``, ``period`` and ``added``."""


def _orders(inputs: Inputs, plans: Sequence[Tables], due: Due) -> pd.DataFrame:
    keys = ["item", "site_id", "what", "unit"]
    sums = [_due(inputs, tables, due).groupby(keys)[["quantity", "price_usd"]].sum() for tables in plans]
    # What a plan does not order at all, it orders 0 of.
    quantity = pd.concat([some["quantity"] for some in sums], axis=1).fillna(0.0)
    usd = pd.concat([some["price_usd"] for some in sums], axis=1).fillna(0.0)
    count = (quantity > SOME).sum(axis=1)
    frame = pd.DataFrame(
        {
            "due": due.value,
            "presence": [presence(int(n), len(plans)).value for n in count],
            "plans": count,
            "of": len(plans),
            "least": quantity.min(axis=1),
            "most": quantity.max(axis=1),
            "least_usd": usd.min(axis=1),
            "most_usd": usd.max(axis=1),
        },
        index=quantity.index,
    )
    return frame.reset_index()


def _due(inputs: Inputs, tables: Tables, due: Due) -> pd.DataFrame:
    orders = tables[TableName.ORDERS]
    if due is Due.HORIZON:
        return orders
    quarters = orders["order_by_quarter"].map(parse_quarter).astype("int64")
    return orders[quarters < inputs.today + NOW_QUARTERS]
