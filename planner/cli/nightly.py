"""``planner nightly``: cases planned again every night, and how that goes."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from planner.cases import load_case
from planner.cli.show import make_table, show
from planner.cli.store import Database, opened
from planner.messages import Patience, channels, without_secrets
from planner.nightly import Daily, Limits, Status, Task, heartbeat_file, log_as_json, serve, status_of
from planner.nightly.night import Nights, words_of
from planner.problems import InputError, Problem
from planner.store import Job, store_place
from planner.store.places import DATABASE_VARIABLE, REPORTS

CASE_FIELD = "{case}"
TIME = "%Y-%m-%d %H:%M %Z"


class _RunsWithoutName(TyperGroup):
    """Takes arguments that name no command as those of ``run``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command first where it is missing."""
        is_named = not args or args[0] in self.commands or args[0] == "--help"
        return super().parse_args(ctx, args if is_named else ["run", *args])


nightly = typer.Typer(
    name="nightly",
    cls=_RunsWithoutName,
    no_args_is_help=True,
    help="Plan cases again every night: planner nightly --at 02:00 --tz Europe/Berlin CASE ...",
)
Heart = Annotated[
    Path | None, typer.Option(help="File for signs of life; beside the database where not given.")
]


@nightly.command("run")
def run(
    cases: Annotated[list[str], typer.Argument(metavar="CASE ...", help="Case files, or names of cases.")],
    at: Annotated[str, typer.Option(help="Time of day.")] = "02:00",
    tz: Annotated[str, typer.Option(help="Time zone, as Europe/Berlin.")] = "UTC",
    facts: Annotated[
        str | None, typer.Option(help=f"File of facts; {CASE_FIELD} in it stands for the case.")
    ] = None,
    options: Annotated[
        str, typer.Option("--replan", help="More options of planner replan, as one text.")
    ] = "",
    minutes: Annotated[float, typer.Option(help="Time limit of one attempt, in minutes.", min=0.01)] = 60.0,
    attempts: Annotated[int, typer.Option(help="How often a night is tried.", min=1)] = 3,
    wait: Annotated[
        float, typer.Option(help="Seconds before the second attempt; then twice as long.", min=0.0)
    ] = 60.0,
    catch_up: Annotated[
        float, typer.Option(help="Hours by which a night that was missed may be late.", min=0.01)
    ] = 12.0,
    heartbeat: Heart = None,
    database: Database = None,
) -> None:
    """Plan cases again every night, until asked to end: a service."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    log_as_json(sys.stderr)
    daily = Daily(at, tz)
    told = channels()
    environment = without_secrets()
    if database is not None:
        # Not among the arguments, where all on the machine can read its password.
        environment[DATABASE_VARIABLE] = database
    tasks = [_task(case, facts, options, daily, environment) for case in cases]
    limits = Limits(attempts, 60.0 * minutes, wait, timedelta(hours=catch_up))
    by_case = {task.case_id: task for task in tasks}
    nights = Nights(opened(database, create=True), by_case, limits, told, Patience(), stopped)
    serve(nights, daily, heartbeat or heartbeat_file(store_place(database)))


@nightly.command("status")
def status(
    show_most: Annotated[int, typer.Option("--show", help="Most nights of each case.", min=1)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
    heartbeat: Heart = None,
    database: Database = None,
) -> None:
    """Say how the service is, when cases are due, and how the last nights went."""
    file = heartbeat or heartbeat_file(store_place(database))
    found = status_of(opened(database), file, show_most)
    if as_json:
        print(json.dumps(_as_json(found), indent=2))
        return
    if found.heartbeat is None:
        print("No sign of life of a service.")
    else:
        beat = found.heartbeat
        how = "alive" if found.is_alive else "ended" if beat.is_ending else "silent"
        show(f"The service is {how}: process {beat.pid} on {beat.host}, {beat.written_at:{TIME}}.")
    rows = [
        [case.case_id, _moment(case.due_at), *_night(job)]
        for case in found.cases
        for job in case.jobs or (None,)
    ]
    header = ["case", "due", "last night", "state", "attempts", "came of it", "run"]
    show(make_table("Nights", header, rows, text_columns=len(header)))


def _task(case: str, facts: str | None, options: str, daily: Daily, environment: dict[str, str]) -> Task:
    loaded = load_case(case)
    try:
        more = shlex.split(options)
    except ValueError as error:
        raise InputError([Problem("--replan", options, "options as a shell has them", str(error))]) from error
    out = REPORTS / f"{loaded.id}-replan"
    told = [] if facts is None else ["--facts", facts.replace(CASE_FIELD, loaded.id)]
    words = [sys.executable, "-m", "planner.cli.attempt", "replan", case, *told, "--out", str(out)]
    return Task(loaded.id, partial(_command, words, more, daily), out, environment)


def _command(words: list[str], more: list[str], daily: Daily) -> list[str]:
    """Return the command of a night; what the user says comes last and holds."""
    return [*words, "--as-of", datetime.now(daily.zone).date().isoformat(), *more]


def _night(job: Job | None) -> list[str]:
    if job is None:
        return ["", "", "", "", ""]
    what = job.message if job.exit_code is None else words_of(job.exit_code)
    return [_moment(job.started_at), job.state, str(job.attempts), what, job.run_id or ""]


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:{TIME}}"


def _as_json(found: Status) -> dict[str, Any]:
    beat = found.heartbeat
    return {
        "is_alive": found.is_alive,
        "heartbeat_at": None if beat is None else beat.written_at.isoformat(),
        "pid": None if beat is None else beat.pid,
        "cases": [
            {
                "case": case.case_id,
                "due_at": None if case.due_at is None else case.due_at.isoformat(),
                "published_run": None if case.published is None else case.published.run_id,
                "nights": [_job_as_json(job) for job in case.jobs],
            }
            for case in found.cases
        ],
    }


def _job_as_json(job: Job) -> dict[str, Any]:
    return {
        "job_id": job.job_id,
        "state": job.state,
        "attempts": job.attempts,
        "started_at": job.started_at.isoformat(),
        "ended_at": None if job.ended_at is None else job.ended_at.isoformat(),
        "exit_code": job.exit_code,
        "message": job.message,
        "run_id": job.run_id,
    }
