"""SCIP on the exported MPS file, with its default options."""

from __future__ import annotations

from collections.abc import Callable

from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from planner.bench.clock import Clock
from planner.bench.jobs import Ended, Job, Tell
from planner.engine.progress import Point

WHAT = "branch and bound"
EVENTS = (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.DUALBOUNDIMPROVED)


class Watch(Eventhdlr):  # type: ignore[misc]
    """Reports whenever a plan or the bound is better."""

    def __init__(self, report: Callable[[], None]) -> None:
        self._report = report

    def eventinit(self) -> None:
        """Ask for the events."""
        for event in EVENTS:
            self.model.catchEvent(event, self)

    def eventexit(self) -> None:
        """Ask no more."""
        for event in EVENTS:
            self.model.dropEvent(event, self)

    def eventexec(self, event: object) -> None:  # noqa: ARG002
        """Report; which of the two it was does not matter."""
        self._report()


def run(job: Job, tell: Tell) -> None:
    """Read the model and solve it; tell every better plan and bound.

    The way of the model through a file is not counted: building took ``job.built_in`` seconds.
    """
    model = Model()
    model.hideOutput()
    model.readProblem(str(job.model_file))
    clock = Clock(ahead=job.built_in)

    def report() -> None:
        tell(Point(clock.seconds, WHAT, _cost(model), _finite(model, model.getDualbound())))

    # SCIP searches on one thread; this is what it may use where it can use more.
    model.setParam("parallel/maxnthreads", job.threads)
    model.setParam("lp/threads", job.threads)
    model.setParam("limits/time", max(job.seconds - clock.seconds, 0.01))
    model.setParam("limits/gap", job.gap)
    model.includeEventhdlr(Watch(report), "watch", "plan and bound over time")
    # Holding the lock, it would keep the thread waiting that ends this process with the benchmark.
    model.optimizeNogil()
    report()
    tell(Ended(str(model.getStatus()), clock.seconds))


def _cost(model: Model) -> float | None:
    """Return the cost of the best plan; at the event of a new one the primal bound is still the old."""
    best = model.getBestSol() if model.getNSols() else None
    return None if best is None else float(model.getSolObjVal(best))


def _finite(model: Model, value: float) -> float | None:
    return None if model.isInfinity(abs(value)) else float(value)
