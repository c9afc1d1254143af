"""One series of nights in a folder of its own, with a store of its own; it goes on where it stopped.

::

    <folder>/
        planner.db, planner.published    the store
        facts/night-01.yaml ...          what was told, one file a night
        begun.json                       the night under way, and the plan it began from
        nights.jsonl                     what came of each night
        run/                             run folder of the last night
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from planner.cases import Case
from planner.engine.progress import Progress
from planner.explore.files import refusals, write_whole
from planner.outcome import NoPlanError
from planner.plan import read_run
from planner.problems import InputError, Problem
from planner.replan.fact import FACT, Fact, Told
from planner.replan.facts_file import FACTS, read_facts
from planner.replan.move import Move
from planner.replan.night import run_night
from planner.replan.options import ReplanOptions
from planner.replan.replan import Outcome
from planner.simulate.figure_facts import figure_facts
from planner.simulate.figures import Moving, moving_figures
from planner.simulate.lot_facts import first_day, lot_facts, on_their_way
from planner.simulate.rates import Rates
from planner.simulate.record import CAME, Came, NightRecord, Review, SeriesName, recorded
from planner.store import (
    Publication,
    Store,
    UnsoundRunError,
    current,
    folder_of,
    lease,
    open_store,
    publications,
    publish,
    store_place,
)

DATABASE, BEGUN, NIGHTS, RUN = "planner.db", "begun.json", "nights.jsonl", "run"
REVIEWED = "accepted by the simulated review"


@dataclass(frozen=True)
class Scenario:
    """What all series share.

    Parameters
    ----------
    case
        The case as its file has it.
    nights
        How many.
    seed
        Where facts come from.
    days
        Days from one night to the next; the first is so many days after the quarter of the case begins.
    review
        What happens to plans that guards keep.
    rates
        How often things happen.
    """

    case: Case
    nights: int
    seed: int
    days: int
    review: Review
    rates: Rates

    def day(self, night: int) -> date:
        """Return the day of a night, counted from 1."""
        return first_day(self.case.today) + timedelta(days=night * self.days)

    def drawn(self, move: Move, told: Sequence[Told], night: int) -> tuple[Fact, ...]:
        """Return what is told in a night; the same for the same seed, plan and facts so far."""
        day = self.day(night)
        draw = random.Random(f"{self.seed}|figures|{night}")  # noqa: S311
        has_file = self.case.demand.file is not None
        streams = [] if has_file else [stream.stream_id for stream in move.inputs.streams]
        lots = on_their_way(move, told)
        return (
            *figure_facts(self._moving, streams, told, day, self.days, draw, self.rates),
            *lot_facts(lots, day, self.days, str(self.seed), self.rates),
        )

    @cached_property
    def _moving(self) -> tuple[Moving, ...]:
        return moving_figures(self.case)


class Series:
    """Runs the nights of a series, one after the other."""

    def __init__(
        self, folder: Path, name: SeriesName, scenario: Scenario, options: ReplanOptions, first: Path
    ) -> None:
        """Open a series, or begin it with the run folder of a first plan.

        Raises
        ------
        InputError
            If the folder, its store or the first plan cannot be used.
        """
        self._folder, self._name, self._scenario, self._options = folder, name, scenario, options
        with refusals(folder):
            (folder / FACTS).mkdir(parents=True, exist_ok=True)
        # Neither variables nor options: a simulation never touches the store of real plans.
        self._store: Store = open_store(store_place(str(folder / DATABASE), {}))
        if current(self._store, scenario.case.id) is None:
            with lease(self._store, scenario.case.id) as held:
                publish(self._store, first, held, replaces=None, note="the first plan")

    @property
    def store(self) -> Store:
        """The store of the series."""
        return self._store

    @property
    def records(self) -> tuple[NightRecord, ...]:
        """What came of the nights so far."""
        file = self._folder / NIGHTS
        if not file.exists():
            return ()
        lines = file.read_text(encoding="utf-8").splitlines()
        return tuple(NightRecord.from_json(line, str(file)) for line in lines)

    def next_night(
        self, progress: Progress | None = None, tell: Callable[[str], None] = lambda _: None
    ) -> NightRecord:
        """Run the night after the last that is recorded.

        A night that was stopped half-way is begun again, from the plan and the facts that it had.

        Raises
        ------
        InputError, BusyError
            If the folder or the store refuses.
        KeyboardInterrupt
            If it was interrupted.
        """
        records = self.records
        number = len(records) + 1
        before = self._begin(number)
        refused = {record.night for record in records if record.came is Came.REFUSED}
        told = [one for n in range(1, number) if n not in refused for one in self._facts(n)]
        new = self._drawn(number, before, told)
        record = self._night(number, [*told, *new], tuple(one.text for one in new), progress, tell)
        lines = [*(one.to_json() for one in records), record.to_json()]
        write_whole(self._folder / NIGHTS, ("\n".join(lines) + "\n").encode())
        return record

    def _begin(self, number: int) -> Publication:
        """Return the plan that a night begins from; what a stopped night has published is undone."""
        case_id = self._scenario.case.id
        now = self._current()
        file = self._folder / BEGUN
        begun = json.loads(file.read_bytes()) if file.exists() else {}
        if begun.get("night") != number:
            content = json.dumps({"night": number, "run_id": now.run_id}).encode()
            write_whole(file, content)
            return now
        if begun["run_id"] == now.run_id:
            return now
        earlier = next(p for p in publications(self._store, case_id) if p.run_id == begun["run_id"])
        with lease(self._store, case_id) as held:
            folder = folder_of(self._store, earlier)
            return publish(self._store, folder, held, replaces=now.run_id, note="the night is begun again")

    def _file(self, number: int) -> Path:
        return self._folder / FACTS / f"night-{number:02d}.yaml"

    def _facts(self, number: int) -> tuple[Told, ...]:
        return read_facts(self._file(number))

    def _drawn(self, number: int, before: Publication, told: Sequence[Told]) -> tuple[Told, ...]:
        """Return the facts of a night: those of its file, which is written when it begins."""
        if not self._file(number).exists():
            run = read_run(folder_of(self._store, before))
            share = self._options.cancellation_share
            move = Move(self._scenario.case, run, self._scenario.day(number), share)
            facts = self._scenario.drawn(move, told, number)
            said = [FACT.dump_python(fact, mode="json", exclude_defaults=True) for fact in facts]
            kinds = [{"kind": fact.kind, **one} for fact, one in zip(facts, said, strict=True)]
            # JSON is YAML too.
            write_whole(self._file(number), json.dumps({FACTS: kinds}, indent=1).encode())
        return self._facts(number)

    def _night(
        self,
        number: int,
        told: Sequence[Told],
        new: tuple[str, ...],
        progress: Progress | None,
        tell: Callable[[str], None],
    ) -> NightRecord:
        day, case = self._scenario.day(number), self._scenario.case
        started = time.monotonic()
        try:
            night = run_night(
                self._store,
                case,
                told,
                day,
                self._folder / RUN,
                self._options,
                progress=progress,
                tell=tell,
            )
        except (InputError, NoPlanError) as error:
            seconds, run_id = round(time.monotonic() - started, 2), self._current().run_id
            return NightRecord(self._name, number, day, new, seconds, Came.REFUSED, run_id, said=str(error))
        seconds = time.monotonic() - started
        came = self._review() if night.outcome is Outcome.KEPT else CAME[night.outcome]
        return recorded(self._name, number, day, new, seconds, night, came, self._current().run_id)

    def _review(self) -> Came:
        """Accept or leave a plan that was kept for review; one that fails its audit is always left."""
        if self._scenario.review is Review.LEAVE:
            return Came.LEFT
        try:
            with lease(self._store, self._scenario.case.id) as held:
                publish(
                    self._store,
                    self._folder / RUN,
                    held,
                    replaces=self._current().run_id,
                    note=REVIEWED,
                )
        except UnsoundRunError:
            return Came.LEFT
        return Came.ACCEPTED

    def _current(self) -> Publication:
        now = current(self._store, self._scenario.case.id)
        if now is None:  # the series began with one
            fix = "begin again in another folder, with --out"
            raise InputError(
                [Problem(str(self._folder), "no published plan", "that of the night before", fix)]
            )
        return now
