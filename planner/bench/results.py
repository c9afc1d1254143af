"""What was measured of a case: values that grow contender by contender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.bench.change import Change
from planner.bench.history import History
from planner.bench.jobs import Audited, Built, Contender, Ended
from planner.bench.process import Fate, Heard
from planner.engine.progress import Point, Size

OURS = (Contender.ENGINE, Contender.WARM)
"""Contenders whose plans are audited."""


@dataclass(frozen=True)
class Settings:
    """What holds for every contender of a benchmark.

    Parameters
    ----------
    seconds
        Limit on each contender's clock, building included.
    gap
        Relative gap at which a contender may stop.
    threads
        Threads, or searches side by side.
    against
        Contenders beside our engine and the LP.
    change
        What changes in the inputs after a first solve; our engine then also solves warm from that.
    """

    seconds: float = 300.0
    gap: float = 1e-4
    threads: int = 2
    against: tuple[Contender, ...] = (Contender.HIGHS,)
    change: Change | None = None

    @property
    def contenders(self) -> tuple[Contender, ...]:
        """Who runs, in this order."""
        warm = () if self.change is None else (Contender.WARM,)
        return (Contender.LP, Contender.ENGINE, *warm, *self.against)


@dataclass(frozen=True)
class Run:
    """One contender on one case. ``voided`` says why its plans do not count, where they do not."""

    contender: Contender
    history: History
    size: Size | None
    """What it solves after its own reductions, where it says so."""
    end: Ended | None
    fate: Fate
    complaint: str
    peak_memory_mb: float
    audit: Audited | None = None
    voided: str = ""

    @property
    def how(self) -> str:
        """Say how it ended."""
        if self.fate is Fate.ENDED and self.end is not None:
            return self.end.how
        return f"{self.fate.value}: {self.complaint}" if self.complaint else self.fate.value


@dataclass(frozen=True)
class CaseResult:
    """Everything measured of a case so far."""

    case: str
    settings: Settings
    drawn_sites: int | None = None
    """Sites asked for where the case was drawn."""
    built: Built | None = None
    not_built: str = ""
    """Why there is no build, where there is none."""
    runs: tuple[Run, ...] = ()
    is_interrupted: bool = False
    """Whether Ctrl-C ended it."""

    def run_of(self, contender: Contender) -> Run | None:
        """Return the run of a contender; None where it has not run."""
        return next((run for run in self.runs if run.contender is contender), None)

    @property
    def warm_over_cold(self) -> float | None:
        """Seconds of the warm solve over those of the cold one; None where one of them is missing."""
        warm, cold = self.run_of(Contender.WARM), self.run_of(Contender.ENGINE)
        if warm is None or cold is None or warm.end is None or cold.end is None:
            return None
        return warm.end.seconds / cold.end.seconds

    @property
    def best_cost(self) -> float:
        """Cost of the best plan any contender found, million USD; infinite without one."""
        return min((run.history.last.cost for run in self.runs), default=float("inf"))

    @property
    def best_bound(self) -> float:
        """Best bound any contender proved, million USD; -infinite without one."""
        return max((run.history.last.bound for run in self.runs), default=float("-inf"))


def run_from(contender: Contender, heard: Heard) -> Run:
    """Make a run of what was heard. Plans of our engine count only if the audit is clean."""
    points = [m for m in heard.messages if isinstance(m, Point)]
    audit = next((m for m in heard.messages if isinstance(m, Audited)), None)
    voided = _why_voided(points, audit) if contender in OURS else ""
    return Run(
        contender=contender,
        history=History(tuple(_without_cost(points) if voided else points)),
        size=next((m for m in heard.messages if isinstance(m, Size)), None),
        end=next((m for m in heard.messages if isinstance(m, Ended)), None),
        fate=heard.fate,
        complaint=heard.complaint,
        peak_memory_mb=heard.peak_memory_mb,
        audit=audit,
        voided=voided,
    )


def _why_voided(points: Iterable[Point], audit: Audited | None) -> str:
    if all(point.cost_musd is None for point in points) or (audit is not None and audit.is_clean):
        return ""
    return "no audit was reached" if audit is None else f"the plan fails its audit: {audit.summary}"


def _without_cost(points: Iterable[Point]) -> list[Point]:
    return [Point(point.seconds, point.what, None, point.bound_musd) for point in points]
