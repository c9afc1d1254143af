"""What a family of alternatives says: tables, a picture, and a page in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from planner.explore.alternatives import plan_features
from planner.explore.alternatives_picture import draw_alternatives
from planner.explore.common import Due, Presence, Thing, orders_table, things_table
from planner.explore.features import Aspect, Features, distance, distances
from planner.explore.store import Store
from planner.plan import Run
from planner.plan.markdown import counted, money, number, percent, section, table
from planner.subject import Subject

MOST_ORDERS = 15
"""Orders that the page names; the table has all."""


def write_alternatives(subject: Subject, store: Store) -> str:
    """Write tables, picture and page of the members so far, and return the page.

    Raises
    ------
    InputError
        If a member cannot be read, or the disk is full or refuses.
    """
    runs = [store.run_of(member) for member in store.family.members]
    features = [plan_features(subject, run) for run in runs]
    plans, pairs = _plans(store, runs, features), _pairs(store, features)
    tables = [run.plan.tables for run in runs]
    things, orders = things_table(subject.inputs, tables), orders_table(subject.inputs, tables)
    amounts = amounts_table(store, features)
    for name, frame in (
        ("alternatives", plans),
        ("distances", pairs),
        ("amounts", amounts),
        ("things", things),
        ("orders", orders),
    ):
        store.write_table(name, frame)
    store.write_picture("alternatives", draw_alternatives(subject.inputs, plans, amounts))
    page = _page(subject, store, plans, pairs, things, orders)
    store.write_summary(page)
    return page


def _plans(store: Store, runs: Sequence[Run], features: Sequence[Features]) -> pd.DataFrame:
    """Return a row for each plan."""
    cheapest = runs[0].plan.cost_usd
    rows = []
    for i, (member, run) in enumerate(zip(store.family.members, runs, strict=True)):
        others = [distance(features[i], other) for k, other in enumerate(features) if k != i]
        rows.append(
            {
                "plan": member.member_id,
                "cost_usd": run.plan.cost_usd,
                "more_than_cheapest": run.plan.cost_usd / cheapest - 1,
                "gap": run.plan.gap,
                "distance_to_nearest": min(others, default=float("nan")),
                "distance_to_cheapest": distance(features[i], features[0]),
                "seconds": member.seconds,
                "audit": member.audit,
            }
        )
    return pd.DataFrame(rows)


def _pairs(store: Store, features: Sequence[Features]) -> pd.DataFrame:
    """Return a row for each pair of plans: how far they are apart, together and in each aspect."""
    ids = [member.member_id for member in store.family.members]
    rows = [
        {"plan": ids[i], "other": ids[k], "distance": distance(features[i], features[k])}
        | {aspect.value: part for aspect, part in distances(features[i], features[k]).items()}
        for i, k in combinations(range(len(ids)), 2)
    ]
    return pd.DataFrame(rows, columns=["plan", "other", "distance", *(aspect.value for aspect in Aspect)])


def amounts_table(store: Store, features: Sequence[Features]) -> pd.DataFrame:
    """Return the GW of each plan by aspect, name and year."""
    rows = [
        {"plan": member.member_id, "aspect": f.aspect.value, "name": f.name, "year": f.year, "gw": gw}
        for member, plan in zip(store.family.members, features, strict=True)
        for f, gw in plan.items()
    ]
    return pd.DataFrame(rows, columns=["plan", "aspect", "name", "year", "gw"])


def _page(
    subject: Subject,
    store: Store,
    plans: pd.DataFrame,
    pairs: pd.DataFrame,
    things: pd.DataFrame,
    orders: pd.DataFrame,
) -> str:
    within = float(store.family.settings["within"] or 0.0)
    head = [
        f"# {subject.inputs.title}: alternatives",
        "",
        f"{counted(len(plans), 'plan')} whose cost is within {percent(within)} of the cheapest, all audited. "
        + _spread(pairs),
        "",
        "The distance of two plans is the part of their GW that is at another site, of another vendor or of"
        " another kind of power, or in another year: 0 % where they are the same, 100 % where they share"
        " nothing.",
        "",
    ]
    rows = [
        [
            str(row["plan"]),
            money(row["cost_usd"]),
            percent(row["more_than_cheapest"], 2),
            percent(row["distance_to_cheapest"], 0),
            percent(row["distance_to_nearest"], 0) if len(plans) > 1 else "-",
        ]
        for row in plans.to_dict("records")
    ]
    columns = ["plan", "cost", "more than cheapest", "from cheapest", "from nearest"]
    return "\n".join(
        [
            *head,
            section("Plans", table(columns, rows)),
            "",
            section("Where they agree", *_agreement(subject, things)),
            "",
            section("Do now, no regret", *_now(orders)),
            "",
        ]
    )


def _spread(pairs: pd.DataFrame) -> str:
    if pairs.empty:
        return "There is no other yet."
    least, most = percent(pairs["distance"].min(), 0), percent(pairs["distance"].max(), 0)
    return f"Each two are {least} to {most} apart."


def _agreement(subject: Subject, things: pd.DataFrame) -> list[str]:
    """Return what is in all plans, in some and in none, a line for each kind of thing."""
    names = {site.site_id: site.name for site in subject.inputs.sites}
    names |= {chip.chip_id: chip.name for chip in subject.inputs.chips}
    lines = []
    for thing in Thing:
        for word in Presence:
            rows = things[(things["thing"] == thing) & (things["presence"] == word)]
            some = [_amount(names.get(row["id"], row["id"]), row, word) for row in rows.to_dict("records")]
            lines.append(f"- **{TITLES[thing]} {PHRASES[word]}** ({len(some)}): {'; '.join(some) or 'none'}")
    return lines


TITLES = {Thing.SITE: "Sites that grow", Thing.CHIP: "Chips bought", Thing.POWER: "Power bought"}
PHRASES = {Presence.ALL: "in all plans", Presence.SOME: "in some", Presence.NONE: "in none"}


def _amount(name: str, row: Mapping[Hashable, Any], word: Presence) -> str:
    if word is Presence.NONE:
        return name
    often = "" if word is Presence.ALL else f", {row['plans']} of {row['of']}"
    return f"{name} ({number(row['least'])} to {number(row['most'])} MW{often})"


def _now(orders: pd.DataFrame) -> list[str]:
    rows = orders[(orders["due"] == Due.NOW) & (orders["presence"] == Presence.ALL)]
    if rows.empty:
        return ["No order that is due in the first two quarters is in all plans."]
    lines = [
        [
            f"{row['item']}: {row['what']}",
            row["site_id"],
            f"{number(row['least'])} {row['unit']}",
            money(row["least_usd"]),
        ]
        for row in rows.head(MOST_ORDERS).to_dict("records")
    ]
    intro = (
        f"{counted(len(rows), 'thing')} to be ordered within two quarters are in every plan, for "
        f"{money(float(rows['least_usd'].sum()))} at least. The dearest:"
    )
    return [intro, "", table(["order", "at", "at least", "worth at least"], lines, text_columns=2)]
