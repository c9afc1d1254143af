"""What a simulation says: a table of its nights, and means over them."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.plan.markdown import percent
from planner.plan.text_table import TextTable
from planner.simulate.record import Came, NightRecord, SeriesName

NIGHTS_COLUMNS = tuple(field.name for field in dataclasses.fields(NightRecord))
USD_PER_BUSD = 1e9


@dataclass(frozen=True)
class SeriesSummary:
    """Means over the nights of a series; shares are over those that have a plan.

    Parameters
    ----------
    nights, nights_without_facts
        How many.
    came
        How many nights came to what.
    seconds, most_seconds
        Mean and largest wall time of a night.
    share, share_by_money
        Mean share of decisions changed per night.
    cheapest_share, cheapest_share_by_money
        The same had each night's cheapest plan been taken, from the same published plan.
    all_clean
        Whether every plan passed its audit.
    """

    nights: int
    nights_without_facts: int
    came: Mapping[Came, int]
    seconds: float
    most_seconds: float
    share: float
    share_by_money: float
    cheapest_share: float
    cheapest_share_by_money: float
    all_clean: bool


@dataclass(frozen=True)
class Summary:
    """A simulation: its series, and how much less changes with stability than without.

    The ratio is over the nights that both series have; None where nothing changed with stability or one of
    them is not there.
    """

    series: Mapping[SeriesName, SeriesSummary]
    ratio: float | None
    ratio_by_money: float | None


def summarise(records: Iterable[NightRecord]) -> Summary:
    """Return what the nights of a simulation come to."""
    records = list(records)
    by_name = {name: [one for one in records if one.series is name] for name in SeriesName}
    shared = min(len(some) for some in by_name.values())
    both = {name: _series(some[:shared]) for name, some in by_name.items() if shared}
    series = {name: _series(some) for name, some in by_name.items() if some}
    if not both:
        return Summary(series, None, None)
    anew, stable = both[SeriesName.ANEW], both[SeriesName.STABLE]
    return Summary(
        series, _ratio(anew.share, stable.share), _ratio(anew.share_by_money, stable.share_by_money)
    )


def _ratio(without: float, with_it: float) -> float | None:
    return without / with_it if with_it > 0 else None


def _series(records: Sequence[NightRecord]) -> SeriesSummary:
    planned = [one for one in records if one.came is not Came.REFUSED]

    def mean(values: Iterable[float | None]) -> float:
        known = [value for value in values if value is not None]
        return float(np.mean(known)) if known else 0.0

    return SeriesSummary(
        nights=len(records),
        nights_without_facts=sum(not one.facts for one in records),
        came=dict(Counter(one.came for one in records)),
        seconds=mean(one.seconds for one in records),
        most_seconds=max(one.seconds for one in records),
        share=mean(one.share for one in planned),
        share_by_money=mean(one.share_by_money for one in planned),
        cheapest_share=mean(one.cheapest_share for one in planned),
        cheapest_share_by_money=mean(one.cheapest_share_by_money for one in planned),
        all_clean=all(one.is_clean for one in planned),
    )


def nights_frame(records: Iterable[NightRecord]) -> pd.DataFrame:
    """Return a row for each night, facts and guards joined by semicolons."""
    rows = [
        {**dataclasses.asdict(one), "facts": "; ".join(one.facts), "guards": "; ".join(one.guards)}
        for one in records
    ]
    return pd.DataFrame(rows, columns=list(NIGHTS_COLUMNS))


def simulation_json(records: Sequence[NightRecord], summary: Summary) -> bytes:
    """Return nights and summary as JSON."""
    said = {
        "summary": dataclasses.asdict(summary),
        "nights": [json.loads(one.to_json()) for one in records],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def nights_table(records: Iterable[NightRecord]) -> TextTable:
    """Return the nights for the terminal."""
    header = ("night", "as of", "series", "came", "facts", "seconds", "cost, billion USD", "gap")
    shares = ("decisions changed", "of the cheapest plan")
    rows = [
        (
            str(one.night),
            one.as_of.isoformat(),
            one.series.value,
            one.came.value,
            str(len(one.facts)),
            f"{one.seconds:.1f}",
            "" if one.cost_usd is None else f"{one.cost_usd / USD_PER_BUSD:,.3f}",
            "" if one.gap is None else percent(one.gap),
            "" if one.share is None else percent(one.share),
            "" if one.cheapest_share is None else percent(one.cheapest_share),
        )
        for one in records
    ]
    return TextTable((*header, *shares), rows, 4)


def summary_table(summary: Summary) -> TextTable:
    """Return the means of the series for the terminal, one column a series."""
    lines = {
        "nights": [str(one.nights) for one in summary.series.values()],
        "nights without facts": [str(one.nights_without_facts) for one in summary.series.values()],
        **{came.value: [str(one.came.get(came, 0)) for one in summary.series.values()] for came in Came},
        "every plan passed its audit": ["yes" if one.all_clean else "no" for one in summary.series.values()],
        "seconds a night, mean": [f"{one.seconds:.1f}" for one in summary.series.values()],
        "seconds a night, most": [f"{one.most_seconds:.1f}" for one in summary.series.values()],
        "decisions changed a night, mean": [percent(one.share) for one in summary.series.values()],
        "the same by money": [percent(one.share_by_money) for one in summary.series.values()],
        "had the cheapest plan been taken": [percent(one.cheapest_share) for one in summary.series.values()],
        "had it, by money": [percent(one.cheapest_share_by_money) for one in summary.series.values()],
    }
    rows = [(name, *cells) for name, cells in lines.items()]
    return TextTable(("", *(name.value for name in summary.series)), rows, 1)


def ratio_text(summary: Summary) -> str:
    """Return how much less changes with stability, as a sentence."""
    if set(summary.series) != set(SeriesName):
        return "One series alone: there is nothing to compare it with."
    if summary.ratio is None or summary.ratio_by_money is None:
        return "With stability nothing changed in any night that both series have."
    return (
        f"Without stability {summary.ratio:.1f} times as many decisions change a night, "
        f"by money {summary.ratio_by_money:.1f} times."
    )
