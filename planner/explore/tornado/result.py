"""The result as values and as tables: a row for each end, each uncertainty, each figure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from planner.explore.family import Member
from planner.explore.tornado.effect import Effect
from planner.explore.tornado.figure import Side
from planner.explore.tornado.uncertainty import Uncertainty, short

NOT_USED = "not used by the case"
NOT_SOLVED = "estimated only"
SOLVED = "solved"
FAILED = "no plan at either end"


@dataclass(frozen=True)
class Screened:
    """An uncertainty and what was estimated for it; relative change of cost by end."""

    uncertainty: Uncertainty
    estimates: Mapping[Side, float]
    """Change of cost over the cost of the base; an end without an estimate is missing."""
    failed: Mapping[Side, str]
    moved: frozenset[Side]
    """Ends at which the inputs of the case are others than they are."""

    @property
    def is_used(self) -> bool:
        """Whether the case uses it at all."""
        return bool(self.moved)

    @property
    def size(self) -> float:
        """The larger of the changes at both ends; 0 without any."""
        return max((abs(change) for change in self.estimates.values()), default=0.0)


@dataclass(frozen=True)
class Bar:
    """An uncertainty that was solved for."""

    screened: Screened
    effects: Mapping[Side, Effect]
    notes: Mapping[Side, str]
    """Why an end has no effect."""

    @property
    def uncertainty(self) -> Uncertainty:
        """What is varied."""
        return self.screened.uncertainty

    @property
    def swing_usd(self) -> float:
        """Distance between the least and the largest cost over both ends and the base."""
        changes = [0.0, *(effect.change_usd for effect in self.effects.values())]
        return max(changes) - min(changes)

    @property
    def plan_change(self) -> float:
        """The larger of the changes of the plan at both ends."""
        return max((effect.plan.mean for effect in self.effects.values()), default=0.0)

    @property
    def is_within_gap(self) -> bool:
        """Whether no end is proved to change the cost."""
        return all(effect.is_within_gap for effect in self.effects.values())


@dataclass(frozen=True)
class Result:
    """What was found."""

    case_id: str
    base: Member
    bars: tuple[Bar, ...]
    """By swing, the largest first."""
    others: tuple[Screened, ...]
    """Not solved for: by estimate, the largest first; then those that the case does not use."""
    without_range: int
    outside: tuple[str, ...]
    in_ledger: tuple[str, ...]


def ends_table(result: Result) -> pd.DataFrame:
    """Return a row for each end that was solved for, or should have been."""
    return pd.DataFrame([row for rank, bar in enumerate(result.bars, 1) for row in _end_rows(rank, bar)])


def _end_rows(rank: int, bar: Bar) -> Iterator[dict[str, object]]:
    for side in Side:
        found = bar.effects.get(side)
        head = {
            "rank": rank,
            "input": bar.uncertainty.name,
            "label": bar.uncertainty.label,
            "end": side.value,
        }
        yield head | {
            "at": bar.uncertainty.text(side),
            "unit": bar.uncertainty.unit,
            "cost_usd": found.member.cost_usd if found else math.nan,
            "bound_usd": _or_nan(found.member.bound_usd) if found else math.nan,
            "change_usd": found.change_usd if found else math.nan,
            "change_at_least_usd": found.least_usd if found else math.nan,
            "change_at_most_usd": found.most_usd if found else math.nan,
            "change_of_bound_usd": found.bound_change_usd if found else math.nan,
            "within_the_gap": found.is_within_gap if found else None,
            "sites_changed": found.plan.sites if found else math.nan,
            "gw_by_year_changed": found.plan.gw if found else math.nan,
            "chips_changed": found.plan.chips if found else math.nan,
            "plan_changed": found.plan.mean if found else math.nan,
            "first_bottleneck": found.bottleneck if found else "",
            "seconds": found.member.seconds if found else math.nan,
            "run": f"members/{found.member.member_id}" if found else "",
            "audit": found.member.audit if found else "",
            "note": bar.notes.get(side, ""),
        }


def inputs_table(result: Result) -> pd.DataFrame:
    """Return a row for each uncertainty, also those not solved for."""
    rows = []
    for rank, bar in enumerate(result.bars, 1):
        status = SOLVED if bar.effects else FAILED
        rows.append(
            _input_row(bar.screened, result.base, status) | {"rank": rank, "swing_usd": bar.swing_usd}
        )
    for screened in result.others:
        status = NOT_SOLVED if screened.is_used else NOT_USED
        rows.append(_input_row(screened, result.base, status))
    frame = pd.DataFrame(rows)
    return frame.astype({"rank": "Int64"}) if len(frame) else frame


def _input_row(screened: Screened, base: Member, status: str) -> dict[str, object]:
    u = screened.uncertainty
    estimates = {side: screened.estimates.get(side, math.nan) * base.cost_usd for side in Side}
    return {
        "rank": None,
        "swing_usd": math.nan,
        "input": u.name,
        "label": u.label,
        "status": status,
        "figures": len(u.figures),
        "low": u.text(Side.LOW),
        "value": short(u.figures[0].value) if len(u.figures) == 1 else "as they are",
        "high": u.text(Side.HIGH),
        "unit": u.unit,
        "source": u.source,
        "confidence": u.confidence.value,
        "own_assumptions": u.own_share,
        "estimate_low_usd": estimates[Side.LOW],
        "estimate_high_usd": estimates[Side.HIGH],
        "estimate_failed": "; ".join(f"{side}: {why}" for side, why in screened.failed.items()),
    }


def figures_table(result: Result) -> pd.DataFrame:
    """Return a row for each figure of each uncertainty: its range and where it comes from."""
    every = [*(bar.screened for bar in result.bars), *result.others]
    rows = [
        {
            "input": screened.uncertainty.name,
            "path": figure.path,
            "low": figure.low,
            "value": figure.value,
            "high": figure.high,
            "unit": figure.unit,
            "source": figure.source,
            "confidence": figure.confidence.value,
        }
        for screened in every
        for figure in screened.uncertainty.figures
    ]
    return pd.DataFrame(rows)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
