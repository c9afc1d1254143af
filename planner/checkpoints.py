"""Good plans are published while the search goes on, so that a hard end leaves the last of them whole."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from buildout.decisions import Decisions
from planner.audit import audit
from planner.engine.progress import Point, Progress, Size
from planner.outcome import plan_on_the_way
from planner.plan import write_run
from planner.problems import InputError
from planner.subject import Subject

log = logging.getLogger(__name__)

LEAST_SECONDS = 20.0
"""Between two plans that are published."""


@dataclass(frozen=True)
class _Found:
    decisions: Decisions
    trace: tuple[Point, ...]


class Checkpoints:
    """Passes on what a solve tells, and publishes its plans in a folder, the latest at most.

    A thread of its own does that beside the search, which is in another process.
    """

    def __init__(self, subject: Subject, folder: Path | None, progress: Progress) -> None:
        self._subject = subject
        self._folder = folder
        self._progress = progress
        self._trace: list[Point] = []
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None
        self._written = -LEAST_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True)

    def size(self, size: Size) -> None:
        """Pass it on."""
        self._progress.size(size)

    def point(self, point: Point) -> None:
        """Pass it on and keep it."""
        self._trace.append(point)
        self._progress.point(point)

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Publish a plan, unless one was just published or still is."""
        self._progress.plan(point, decisions)
        is_busy = self._writing is not None and not self._writing.done()
        if self._folder is None or is_busy or time.monotonic() - self._written < LEAST_SECONDS:
            return
        self._written = time.monotonic()
        found = _Found(decisions, tuple(self._trace))
        self._writing = self._pool.submit(self._publish, self._folder, found)

    def _publish(self, folder: Path, found: _Found) -> None:
        inputs = self._subject.inputs
        plan = plan_on_the_way(inputs, found.decisions, found.trace, self._subject.input_sha256)
        report = audit(inputs, plan.tables, plan.cost_usd)
        if not report.is_clean:
            log.warning("a plan on the way is not published: %s", report.summary())
            return
        try:
            write_run(folder, self._subject.run(plan, report, "the search went on\n", found.trace))
        except InputError as error:
            # The search goes on: the disk may have room again when it ends.
            log.warning("a plan on the way could not be published: %s", error)
