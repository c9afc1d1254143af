"""How published plans moved: cost, GW by year, opening dates and shortage, a row for each plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import pandas as pd

from planner.history.published import Published
from planner.plan import TableName
from planner.replan.changes import plan_share

PLANS = (
    "number",
    "run_id",
    "as_of",
    "published_at",
    "cost_usd",
    "gap",
    "shortage_usd",
    "sites",
    "changed",
    "changed_by_money",
    "note",
)


@dataclass(frozen=True)
class Moves:
    """Tables of how the published plans moved; each has ``number`` and ``as_of`` of the plan.

    Parameters
    ----------
    plans
        A row for each plan: cost (present value, USD), gap, price of shortage (nominal USD), open sites,
        share of decisions changed from the plan before (NaN for the first), note.
    gw
        A row for each plan and year: GW as `planner.plan.ladder.YearGw` has them.
    openings
        A row for each plan and open site: the quarter in which it opens.
    shortage
        A row for each plan and stream: what falls short, summed over nodes and periods, and its price.
    """

    plans: pd.DataFrame
    gw: pd.DataFrame
    openings: pd.DataFrame
    shortage: pd.DataFrame


def moves_of(plans: Sequence[Published]) -> Moves:
    """Return how published plans moved; at least one is given."""
    shares = [None, *(plan_share(one.run.plan, other.run.plan) for one, other in pairwise(plans))]
    rows = [
        {
            "run_id": one.publication.run_id,
            "published_at": one.publication.published_at,
            "cost_usd": one.run.plan.cost_usd,
            "gap": one.run.plan.gap,
            "shortage_usd": float(one.run.plan.tables[TableName.SHORTAGE]["cost_usd"].sum()),
            "sites": len(one.run.plan.tables[TableName.SITES]),
            "changed": None if share is None else share.by_count,
            "changed_by_money": None if share is None else share.by_money,
            "note": one.publication.note,
            **_which(one),
        }
        for one, share in zip(plans, shares, strict=True)
    ]
    return Moves(
        plans=pd.DataFrame(rows)[list(PLANS)],
        gw=pd.DataFrame(list(_gw(plans))),
        openings=_joined([(one, _openings(one)) for one in plans]),
        shortage=_joined([(one, _shortage(one)) for one in plans]),
    )


def opening_paths(openings: pd.DataFrame) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Return, by site, when it was to open: plan number and quarter of every change, empty where it is out.

    Sites that were in all plans at the same date have one entry.
    """
    numbers = sorted(openings["number"].unique())
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for site, rows in openings.groupby("site_id"):
        by_number = dict(zip(rows["number"], rows["opened"], strict=True))
        steps: list[tuple[int, str]] = []
        for number in numbers:
            quarter = by_number.get(number, "")
            if quarter != (steps[-1][1] if steps else ""):
                steps.append((int(number), quarter))
        found[str(site)] = tuple(steps)
    return found


def _which(one: Published) -> dict[str, object]:
    return {"number": one.number, "as_of": one.as_of}


def _gw(plans: Sequence[Published]) -> Iterator[dict[str, object]]:
    for one in plans:
        for year in one.run.plan.gw_by_year:
            yield {**_which(one), **asdict(year)}


def _openings(one: Published) -> pd.DataFrame:
    return one.run.plan.tables[TableName.SITES][["site_id", "name", "opened", "from_ledger"]]


def _shortage(one: Published) -> pd.DataFrame:
    table = one.run.plan.tables[TableName.SHORTAGE]
    groups = table.groupby(["stream_id", "purpose", "unit"], observed=True)
    return groups[["demand", "short", "cost_usd"]].sum().reset_index()


def _joined(parts: Sequence[tuple[Published, pd.DataFrame]]) -> pd.DataFrame:
    frames = [frame.assign(number=one.number, as_of=one.as_of) for one, frame in parts]
    joined = pd.concat(frames, ignore_index=True)
    first = ["number", "as_of"]
    return joined[[*first, *(name for name in joined.columns if name not in first)]]
