"""All contenders on all cases, one process at a time; what was measured is handed out at every step."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from planner.bench.jobs import Built, Contender, Job, Message, Task
from planner.bench.process import GRACE_SECONDS, Fate, Heard, listen
from planner.bench.results import CaseResult, Settings, run_from

BUILD_SECONDS = 3600.0
"""Longest time for building, which no limit of the user binds: the largest shipped case takes a minute."""


@dataclass(frozen=True)
class Entry:
    """A case to measure: its name in the table, and the file or shipped name it is read from."""

    name: str
    source: str
    drawn_sites: int | None = None


class Watcher(Protocol):
    """Is told how a benchmark goes."""

    def begins(self, case: str, task: Task) -> None:
        """Take note that a process begins."""

    def hears(self, message: Message) -> None:
        """Take note of what it says."""


def run_campaign(
    entries: Sequence[Entry], settings: Settings, watcher: Watcher
) -> Iterator[tuple[CaseResult, ...]]:
    """Yield the results so far, each time one more contender has run; stop after Ctrl-C."""
    done: tuple[CaseResult, ...] = ()
    for entry in entries:
        for result in measure_case(entry, settings, watcher):
            yield (*done, result)
            if result.is_interrupted:
                return
        done = (*done, result)


def measure_case(entry: Entry, settings: Settings, watcher: Watcher) -> Iterator[CaseResult]:
    """Yield what is known of a case after its build and after each contender."""
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as folder:
        needs_file = Contender.SCIP in settings.against
        model_file = Path(folder) / "model.mps" if needs_file else None
        job = Job(
            entry.source,
            settings.seconds,
            settings.gap,
            settings.threads,
            model_file,
            change=settings.change,
            start_file=None if settings.change is None else Path(folder) / "start.pickle",
        )
        watcher.begins(entry.name, Task.BUILD)
        heard = listen(Task.BUILD, job, seconds=BUILD_SECONDS, hear=watcher.hears)
        result = _after_build(entry, settings, heard)
        yield result
        if result.built is None:
            return
        job = replace(job, built_in=result.built.total_seconds)
        if settings.change is not None:
            watcher.begins(entry.name, Task.BEFORE)
            listen(Task.BEFORE, job, seconds=settings.seconds + GRACE_SECONDS, hear=watcher.hears)
        for contender in settings.contenders:
            task = Task.of(contender)
            watcher.begins(entry.name, task)
            heard = listen(task, job, seconds=settings.seconds + GRACE_SECONDS, hear=watcher.hears)
            result = replace(
                result,
                runs=(*result.runs, run_from(contender, heard)),
                is_interrupted=heard.fate is Fate.INTERRUPTED,
            )
            yield result


def _after_build(entry: Entry, settings: Settings, heard: Heard) -> CaseResult:
    result = CaseResult(
        entry.name, settings, entry.drawn_sites, is_interrupted=heard.fate is Fate.INTERRUPTED
    )
    built = next((message for message in heard.messages if isinstance(message, Built)), None)
    if built is not None:
        return replace(result, built=built)
    return replace(result, not_built=f"the build {heard.fate.value}: {heard.complaint}".rstrip(": "))
