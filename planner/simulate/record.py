"""What came of a simulated night."""

from __future__ import annotations

import dataclasses
import datetime
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planner.problems import InputError, Problem
from planner.replan.night import Night
from planner.replan.replan import Outcome


class SeriesName(StrEnum):
    """The two series of nights that are told alike."""

    STABLE = "with-stability"
    ANEW = "without-stability"


class Review(StrEnum):
    """What the simulated person does with a plan that guards kept."""

    ACCEPT = "accept"
    LEAVE = "leave"


class Came(StrEnum):
    """What came of a night."""

    PUBLISHED = "published"
    SAME = "nothing changed"
    ACCEPTED = "reviewed, accepted"
    LEFT = "reviewed, left"
    REFUSED = "refused"
    """No plan exists, or the facts cannot be: they are taken back."""


@dataclass(frozen=True)
class NightRecord:
    """A night. Costs are present values, USD; what a refused night has none of is None.

    Parameters
    ----------
    series, night, as_of
        Which; nights count from 1.
    facts
        What was told, in words.
    seconds
        Wall time of the whole re-plan.
    came
        What came of it.
    guards
        The guards that kept it, and what they found.
    cost_usd, gap
        Of the night's plan.
    cheapest_usd
        The cheapest plan that the night found.
    is_clean
        Whether the plan passed its audit.
    changes
        How many.
    share, share_by_money
        Share of decisions changed against the plan that was published before, by count and by money.
    cheapest_share, cheapest_share_by_money
        The same had the night's cheapest plan been taken.
    run_id
        The plan that is published after the night.
    said
        Why it was refused.
    """

    series: SeriesName
    night: int
    as_of: datetime.date
    facts: tuple[str, ...]
    seconds: float
    came: Came
    run_id: str
    guards: tuple[str, ...] = ()
    cost_usd: float | None = None
    gap: float | None = None
    cheapest_usd: float | None = None
    is_clean: bool | None = None
    changes: int | None = None
    share: float | None = None
    share_by_money: float | None = None
    cheapest_share: float | None = None
    cheapest_share_by_money: float | None = None
    said: str = ""

    def to_json(self) -> str:
        """Return it as a line of JSON."""
        said = {**dataclasses.asdict(self), "as_of": self.as_of.isoformat()}
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str, where: str) -> NightRecord:
        """Read what `to_json` wrote.

        Raises
        ------
        InputError
            If it is something else; ``where`` names the file.
        """
        try:
            said: dict[str, Any] = json.loads(line)
            made = {
                "series": SeriesName(said["series"]),
                "came": Came(said["came"]),
                "as_of": datetime.date.fromisoformat(said["as_of"]),
                "facts": tuple(said["facts"]),
                "guards": tuple(said["guards"]),
            }
            return cls(**{**said, **made})
        except (ValueError, KeyError, TypeError) as error:
            fix = "begin again in another folder, with --out"
            raise InputError([Problem(where, str(error), "a night that was recorded", fix)]) from error


def recorded(
    series: SeriesName,
    number: int,
    as_of: datetime.date,
    facts: tuple[str, ...],
    seconds: float,
    night: Night,
    came: Came,
    run_id: str,
) -> NightRecord:
    """Return the record of a night that has a plan."""
    made = night.replan
    plan, best = made.stages.plan, made.stages.best
    return NightRecord(
        series=series,
        night=number,
        as_of=as_of,
        facts=facts,
        seconds=round(seconds, 2),
        came=came,
        run_id=run_id,
        guards=tuple(f"{v.guard}: {v.found}" for v in made.verdicts if not v.holds),
        cost_usd=plan.cost_usd,
        gap=plan.gap,
        cheapest_usd=best.cost_usd,
        is_clean=made.stages.report.is_clean,
        changes=len(made.changes),
        share=made.share.by_count,
        share_by_money=made.share.by_money,
        cheapest_share=made.share_without.by_count,
        cheapest_share_by_money=made.share_without.by_money,
    )


CAME = {Outcome.CHANGED: Came.PUBLISHED, Outcome.NOTHING_CHANGED: Came.SAME}
"""What came of a night that no guard kept."""
