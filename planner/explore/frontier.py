"""Cost against another aim: a front of audited plans, each the cheapest with at most so much of the aim."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from buildout.money import USD_PER_MUSD
from planner.engine.driver import SolveOptions
from planner.engine.progress import Progress
from planner.explore.aims import Against, Aim, aim_of
from planner.explore.at_most import AtMost
from planner.explore.cheapest import cheapest_member
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.member import Answer, Question, answer, start_of
from planner.explore.store import Store
from planner.plan import Run
from planner.problems import InputError, Problem
from planner.subject import Subject

STEEPNESS = 10.0
"""Price of the whole way from the cheapest plan to the ideal, as a multiple of the cheapest plan's cost."""
NARROWINGS = 4
"""Most solves for the far end of a front whose cost is limited."""
LEAST_SPEND = 0.5
"""Part of the limit that the far end is to use."""
CAUTION = 0.9
"""Part of the way to the far end that is tried where the last try was too dear."""
LAST_LEVEL = "last level"
"""The fact that says how far the front goes."""
VALUE, LEVEL = "value", "level"
"""Figures of a member: what its plan has of the aim, and what it was allowed; in the unit of the aim."""


@dataclass(frozen=True)
class Front:
    """What is asked.

    Parameters
    ----------
    against
        The aim.
    points
        Plans of the front, both ends included.
    within
        Most that a plan may cost more than the cheapest, as a share of its cost; infinite where the
        front goes on to the best that the aim can be.
    gw
        For the time to power: the GW that are waited for. See `planner.explore.aims.aim_of`.
    """

    against: Against
    points: int
    within: float
    gw: float | None = None

    def __post_init__(self) -> None:
        problems = []
        if self.points < 2:
            problems.append(Problem("--points", str(self.points), "2 or more", "ask for 8"))
        if not self.within > 0:
            expected = "a share above 0, or inf for no limit"
            problems.append(Problem("--within", f"{self.within:g}", expected, "write 0.1 for 10 %"))
        if self.gw is not None and not 0 < self.gw < math.inf:
            problems.append(Problem("--gw", f"{self.gw:g}", "GW at the meter, above 0", "ask for 4"))
        if problems:
            raise InputError(problems)


def front_family(subject: Subject, front: Front) -> Family:
    """Return the family without members: what `open_store` is asked for."""
    settings = {
        "against": front.against.value,
        "points": front.points,
        "within": front.within if math.isfinite(front.within) else "inf",
        "gw": front.gw,
    }
    return Family(FamilyKind.FRONTIER, subject.inputs.case_id, subject.input_sha256, settings)


def trace_front(
    subject: Subject,
    store: Store,
    front: Front,
    *,
    options: SolveOptions,
    progress: Progress,
    tell: Callable[[str], None],
) -> Iterator[Family]:
    """Yield the family after each member: the cheapest plan, the far end, then from there back.

    A plan with less of the aim is one with more as well, so that each solve starts from the plan before.
    Members that the store has are not solved again.

    Parameters
    ----------
    subject
        The inputs.
    store
        The family's folder, opened for the same front.
    options
        Limits of each solve.
    progress
        Who is told how a solve goes.
    tell
        Who is told what begins, a sentence each.

    Raises
    ------
    InputError
        If the case has nothing to measure, or the folder cannot be written.
    NoPlanError
        If the case contradicts itself.
    KeyboardInterrupt
        If a solve was interrupted; the members before are kept.
    """
    cheapest = cheapest_member(subject, store, options, progress, tell)
    yield store.family
    tracer = _Tracer(subject, store, front, cheapest, options, progress, tell)
    if tracer.value_of(cheapest) <= tracer.aim.ideal(subject.inputs):
        tell("the cheapest plan is the best there is: the front is that plan alone")
        return
    if LAST_LEVEL not in store.family.facts:
        tracer.find_far_end()
        yield store.family
    yield from tracer.fill()


@dataclass(frozen=True)
class _Try:
    """A plan on the way to the far end: what it has of the aim, and what it costs more, as a share."""

    run: Run
    value: float
    spend: float


class _Tracer:
    """Solves for the points of one front."""

    def __init__(
        self,
        subject: Subject,
        store: Store,
        front: Front,
        cheapest: Run,
        options: SolveOptions,
        progress: Progress,
        tell: Callable[[str], None],
    ) -> None:
        self._subject, self._store, self._front, self._cheapest = subject, store, front, cheapest
        self._options, self._progress, self._tell = options, progress, tell
        self.aim: Aim = aim_of(front.against, subject.inputs, cheapest.plan.tables, front.gw)
        self._most = self.value_of(cheapest)
        self._least = self.aim.ideal(subject.inputs)

    def value_of(self, run: Run) -> float:
        """Return what a plan has of the aim."""
        return self.aim.measure(self._subject.inputs, run.plan.tables)

    def find_far_end(self) -> None:
        """Add the plan with the least of the aim that was found within the limit of cost.

        The search goes on between the best plan within the limit and the best one beyond, until the
        limit is half used.
        """
        level, best = self._least, _Try(self._cheapest, self._most, 0.0)
        beyond: _Try | None = None
        found: tuple[Member, Run] | None = None
        for _ in range(NARROWINGS):
            self._tell(f"the far end: {self.aim.title} of {level:,.4g} {self.aim.unit}")
            solved = self._solve(level, best.run)
            now = _Try(solved.run, self.value_of(solved.run), self._spend(solved.run))
            self._tell(
                f"  has {now.value:,.4g} {self.aim.unit}, costs {now.spend:.2%} more than the cheapest"
            )
            if now.spend > self._front.within:
                beyond = now
            elif now.value < best.value:
                best, found = now, (self._member(solved, self._front.points - 1, level), solved.run)
            if beyond is None or best.spend >= LEAST_SPEND * self._front.within:
                break
            # From the cheapest plan on, cost grows with about the square of the way.
            room, whole = self._front.within - best.spend, beyond.spend - best.spend
            level = best.value - CAUTION * math.sqrt(room / whole) * (best.value - beyond.value)
        if found is None:
            self._tell("no plan with less of the aim was found at that cost")
        else:
            self._store.add(*found)
        self._store.note(LAST_LEVEL, best.value)

    def fill(self) -> Iterator[Family]:
        """Yield the family after each point between the ends, the dearest first."""
        last_level, points = self._store.family.facts[LAST_LEVEL], self._front.points
        levels = np.linspace(self._most, last_level, points)
        done = {member.member_id: member for member in self._store.family.members}
        if _id(points - 1) not in done:
            return
        before = done[_id(points - 1)]
        for number in range(points - 2, 0, -1):
            if _id(number) not in done:
                level = float(levels[number])
                self._tell(f"point {number + 1} of {points}: at most {level:,.4g} {self.aim.unit}")
                run = self._store.run_of(before)
                found = self._solve(level, run)
                member = self._member(found, number, level)
                yield self._store.add(member, found.run)
                done[member.member_id] = member
            before = done[_id(number)]

    def _solve(self, level: float, start: Run) -> Answer:
        """Return the cheapest plan at a level; the bound on the cost of all plans holds at any.

        The basis before is left: on the US case it took 30 s to find that it was a detour.
        """
        price = STEEPNESS * self._cheapest.plan.cost_usd / USD_PER_MUSD / (self._most - self._least)
        formulation = AtMost(self.aim, level, STEEPNESS * self._most, price)
        bound_usd = self._cheapest.plan.bound_usd
        before = start_of(self._subject, start, with_bound=False)
        return answer(
            self._subject,
            self._options,
            self._progress,
            start=replace(before, bound_musd=bound_usd / USD_PER_MUSD, relaxation=None),
            question=Question(formulation, bound_usd),
        )

    def _spend(self, run: Run) -> float:
        return run.plan.cost_usd / self._cheapest.plan.cost_usd - 1

    def _member(self, found: Answer, number: int, level: float) -> Member:
        is_last = number == self._front.points - 1
        label = "the far end" if is_last else f"at most {level:,.4g} {self.aim.unit}"
        return found.member(_id(number), label, {VALUE: self.value_of(found.run), LEVEL: level})


def _id(number: int) -> str:
    return f"{number:02d}"
