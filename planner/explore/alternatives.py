"""Different plans that cost little more than the cheapest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from buildout.money import USD_PER_MUSD
from planner.engine.driver import SolveOptions
from planner.engine.progress import Progress
from planner.explore.cheapest import cheapest_member
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.features import Features, distance, distances, features_of, nearest
from planner.explore.member import Answer, Question, answer
from planner.explore.overlap import LeastOverlap, penalties
from planner.explore.store import Store
from planner.plan import Run, TableName, decided
from planner.problems import InputError, Problem
from planner.subject import Subject

ATTEMPTS = 6
"""Solves for one alternative, before it is said that there is none."""
FIRST_PRICE = 3.0
"""Price of a unit of penalty to begin with, as a multiple of the slack."""
HIGHEST_SPEND, LOWEST_SPEND = 0.9, 0.5
"""Parts of the slack: what a plan is to use where one used too much, and what is too little."""
GAP_OF_SLACK = 0.25
"""Gap of the cheapest plan at most, as a part of the slack: what is cheap is measured from it."""
FACTOR = 1.5
"""Most by which the price changes at a time."""
PRICE = "price of overlap, million USD"
"""The fact that keeps the price from one alternative to the next."""


@dataclass(frozen=True)
class Slack:
    """What counts as an alternative.

    Parameters
    ----------
    within
        Most that it costs more than the cheapest plan, as a share of its cost.
    apart
        Least distance to every other plan of the family (`planner.explore.features.distance`).
    """

    within: float
    apart: float

    def __post_init__(self) -> None:
        problems = []
        if not 0 < self.within < 1:
            fix = "write 0.02 for 2 %"
            problems.append(Problem("--within", f"{self.within:g}", "a share above 0 and below 1", fix))
        if not 0 < self.apart < 1:
            fix = "write 0.05 for 5 % of the GW"
            problems.append(Problem("--apart", f"{self.apart:g}", "a share above 0 and below 1", fix))
        if problems:
            raise InputError(problems)


def check_count(count: int) -> None:
    """Check the number of alternatives that are asked for.

    Raises
    ------
    InputError
        If it is below 1.
    """
    if count < 1:
        raise InputError([Problem("--count", str(count), "a whole number of plans, 1 or more", "ask for 10")])


def alternatives_family(subject: Subject, slack: Slack) -> Family:
    """Return the family without members: what `open_store` is asked for."""
    settings = {"within": slack.within, "apart": slack.apart}
    return Family(FamilyKind.ALTERNATIVES, subject.inputs.case_id, subject.input_sha256, settings)


def find_alternatives(
    subject: Subject,
    store: Store,
    slack: Slack,
    count: int,
    *,
    options: SolveOptions,
    progress: Progress,
    tell: Callable[[str], None],
) -> Iterator[Family]:
    """Yield the family after each member: the cheapest plan, then alternatives.

    Members that the store has are not solved again. It ends early where no further plan is found
    within the slack and far enough from the others.

    Parameters
    ----------
    subject
        The inputs.
    store
        The family's folder, opened for the same slack.
    count
        Alternatives beside the cheapest plan.
    options
        Limits of each solve.
    progress
        Who is told how a solve goes.
    tell
        Who is told what begins, a sentence each.

    Raises
    ------
    InputError
        If ``count`` is below 1, or the folder cannot be written.
    NoPlanError
        If the case contradicts itself.
    KeyboardInterrupt
        If a solve was interrupted; the members before are kept.
    """
    check_count(count)
    exact = replace(options, gap=min(options.gap, GAP_OF_SLACK * slack.within))
    cheapest = cheapest_member(subject, store, exact, progress, tell)
    yield store.family
    for number in range(len(store.family.members), count + 1):
        tell(f"alternative {number} of {count}")
        found = _Search(subject, store, slack, cheapest).next(number, options, progress, tell)
        if found is None:
            tell(f"no further plan was found within {slack.within:.1%} that is {slack.apart:.0%} apart")
            return
        yield store.add(*found)


def plan_features(subject: Subject, run: Run) -> Features:
    """Return the features of the plan of a run."""
    return features_of(subject.inputs, decided(subject.inputs, run.plan.tables))


@dataclass(frozen=True)
class _Search:
    """Looks for one alternative."""

    subject: Subject
    store: Store
    slack: Slack
    cheapest: Run

    def next(
        self, number: int, options: SolveOptions, progress: Progress, tell: Callable[[str], None]
    ) -> tuple[Member, Run] | None:
        """Return an alternative, None where no attempt gave one."""
        earlier = [plan_features(self.subject, self.store.run_of(m)) for m in self.store.family.members]
        shares = [1.0 / len(earlier)] * len(earlier)
        for attempt in range(ATTEMPTS):
            price = self.store.family.facts.get(PRICE, FIRST_PRICE * self._slack_musd)
            weights = penalties(self.subject.inputs, earlier, shares, number, attempt)
            most_musd = (1 + self.slack.within) * self.cheapest.plan.cost_usd / USD_PER_MUSD
            found = self._solve(LeastOverlap(weights, price, self._short, most_musd), options, progress)
            features = plan_features(self.subject, found.run)
            spend, near = self._spend(found), [distance(features, other) for other in earlier]
            apart = min(near)
            tell(f"  costs {spend * self.slack.within:.2%} more than the cheapest, is {apart:.0%} apart")
            self.store.note(PRICE, price * _change(spend, is_near=apart < self.slack.apart))
            if spend <= 1 and apart >= self.slack.apart:
                return self._member(found, number, features, earlier), found.run
            shares = _avoid_more(shares, near.index(apart))
        return None

    @property
    def _slack_musd(self) -> float:
        return self.slack.within * self.cheapest.plan.cost_usd / USD_PER_MUSD

    @property
    def _short(self) -> dict[tuple[str, str], float]:
        """Return what falls short in the cheapest plan, by stream and period."""
        table = self.cheapest.plan.tables[TableName.SHORTAGE]
        sums = table.groupby(["stream_id", "period"])["short"].sum().reset_index()
        keys = zip(sums["stream_id"], sums["period"], strict=True)
        return dict(zip(keys, sums["short"].astype(float), strict=True))

    def _spend(self, found: Answer) -> float:
        """Return the part of the slack that a plan uses."""
        cheapest_usd = self.cheapest.plan.cost_usd
        return (found.run.plan.cost_usd / cheapest_usd - 1) / self.slack.within

    def _solve(self, formulation: LeastOverlap, options: SolveOptions, progress: Progress) -> Answer:
        # No start: the cheapest plan may be within the gap of the best one with penalties, and its basis is
        # far from that one's. On the US case 20,000 iterations from there took twice an interior point.
        question = Question(formulation, self.cheapest.plan.bound_usd)
        return answer(self.subject, options, progress, question=question)

    def _member(self, found: Answer, number: int, features: Features, earlier: list[Features]) -> Member:
        by_aspect = distances(features, earlier[0])
        figures = {
            "more than cheapest, share": self._spend(found) * self.slack.within,
            "distance to nearest, share": nearest(features, earlier),
            **{f"distance to cheapest in {a.value}, share": part or 0.0 for a, part in by_aspect.items()},
        }
        return found.member(f"{number:02d}", f"alternative {number}", figures)


def _avoid_more(shares: list[float], plan: int) -> list[float]:
    """Return the shares with that of a plan doubled: an attempt came out near it."""
    more = [share * (2.0 if i == plan else 1.0) for i, share in enumerate(shares)]
    return [share / sum(more) for share in more]


def _change(spend: float, *, is_near: bool) -> float:
    """Return the factor on the price: plans are to use much of the slack and not more, and be apart."""
    if spend > 1:
        # What a penalty costs grows with about the square of its price.
        return max(math.sqrt(HIGHEST_SPEND / spend), 1 / FACTOR)
    if is_near or spend < LOWEST_SPEND:
        return FACTOR
    return 1.0
