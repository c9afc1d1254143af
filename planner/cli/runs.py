"""``planner runs``: the runs that are recorded, listed, shown, tagged, exported and pruned."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.show import make_table, show
from planner.cli.store import Database, NamedRun, opened, run_id
from planner.explore.files import refusals
from planner.plan import PlanStatus
from planner.plan.markdown import money
from planner.problems import InputError, Problem
from planner.store import (
    PruneRule,
    RunFilter,
    RunRecord,
    files_of,
    find_runs,
    get_run,
    prune,
    publications,
    record_run,
    tag_run,
    to_prune,
    write_files,
)

DAY_FORMAT = "%Y-%m-%d"
MOST_SHOWN = 30

runs = typer.Typer(name="runs", invoke_without_command=True)

Case = Annotated[str | None, typer.Option(help="Runs of this case alone.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]


@runs.callback()
def list_runs(
    context: typer.Context,
    case: Case = None,
    tag: Annotated[str | None, typer.Option(help="Runs with this tag.")] = None,
    status: Annotated[PlanStatus | None, typer.Option(help="Runs whose search ended like that.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=[DAY_FORMAT], help="Recorded on this day (UTC) or later.")
    ] = None,
    published: Annotated[
        bool, typer.Option("--published", help="Only those that were ever current.")
    ] = False,
    show_most: Annotated[int, typer.Option("--show", help="Most runs to list.", min=1)] = MOST_SHOWN,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """List the runs that are recorded, the last ones first; or show, tag, export, prune and add some."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    since_utc = None if since is None else since.replace(tzinfo=UTC)
    wanted = RunFilter(case, tag, status, since_utc, is_published=True if published else None)
    found = find_runs(opened(database), wanted, most=show_most + 1)
    shown = found[:show_most]
    if as_json:
        print(json.dumps([_as_json(run) for run in shown], indent=2))
        return
    _print_runs("Runs", shown)
    if len(found) > show_most:
        print("There are more: --show lists them.")


@runs.command("show")
def show_run(run: NamedRun, as_json: AsJson = False, database: Database = None) -> None:
    """Show what is known of a run."""
    store = opened(database)
    found = get_run(store, run_id(store, run))
    past = [one for one in publications(store, found.case_id) if one.run_id == found.run_id]
    if as_json:
        print(json.dumps(_as_json(found) | {"published": [_plain(asdict(one)) for one in past]}, indent=2))
        return
    lines = [
        ("run", found.run_id),
        ("case", found.case_id),
        ("cost", money(found.cost_usd)),
        ("gap", _gap(found)),
        ("status", found.status.value),
        ("recorded", f"{found.recorded_at:%Y-%m-%d %H:%M} UTC"),
        ("folder", f"{found.folder} on {found.host}, when it was recorded"),
        ("files", "kept in the database" if found.has_files else "pruned"),
        ("tags", ", ".join(found.tags) or "-"),
        *(
            ("published", f"{one.published_at:%Y-%m-%d %H:%M} UTC by {one.published_by} {one.note}")
            for one in past
        ),
        ("current", "yes" if found.is_current else "no"),
    ]
    print("\n".join(f"{name:10}{value}".rstrip() for name, value in lines))
    if store.archive.holds(found.case_id, found.run_id):
        print(f"{'archive':10}{store.archive.place(found.case_id, found.run_id)}")


@runs.command("add")
def add_runs(
    folders: Annotated[list[Path], typer.Argument(help="Run folders.")], database: Database = None
) -> None:
    """Record run folders, with all their files."""
    store = opened(database, create=True)
    for folder in folders:
        print(f"{folder} is run {record_run(store, folder).run_id}.")


@runs.command("tag")
def tag_command(
    run: NamedRun,
    tags: Annotated[list[str], typer.Argument(help="Tags to put on it.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take them off instead.")] = False,
    database: Database = None,
) -> None:
    """Put tags on a run; a run with a tag is never pruned."""
    store = opened(database)
    tagged = tag_run(store, run_id(store, run), tags, remove=remove)
    print(f"Run {tagged.run_id}: {', '.join(tagged.tags) or 'no tags'}")


@runs.command("export")
def export_run(
    run: NamedRun,
    folder: Annotated[Path, typer.Argument(help="Folder to write; must not be there yet.")],
    database: Database = None,
) -> None:
    """Write a run as it was recorded into a folder, whatever is in its own folder by now."""
    store = opened(database)
    found = run_id(store, run)
    if folder.exists():
        expected, fix = "nothing: no run is overwritten", "choose another folder"
        raise InputError([Problem(str(folder), "something that is there", expected, fix)])
    with refusals(folder):
        write_files(folder.resolve(), files_of(store, found))
    print(f"Run {found} is in {folder}.")


@runs.command("prune")
def prune_runs(
    case: Case = None,
    keep_last: Annotated[int, typer.Option(help="Runs of each case to keep, the last ones.", min=0)] = 10,
    older_than_days: Annotated[float, typer.Option(help="Keep all that are not as old.", min=0.0)] = 0.0,
    past_plans: Annotated[
        bool, typer.Option("--past-plans", help="Prune the files of earlier published plans too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    database: Database = None,
) -> None:
    """Forget runs that nobody needs; never the current plan of a case, nor a run with a tag."""
    store = opened(database)
    since = datetime.now(UTC) - timedelta(days=older_than_days) if older_than_days else None
    rule = PruneRule(case, keep_last, since, past_plans)
    if dry_run:
        _print_runs("To be pruned", to_prune(store, rule))
        return
    pruned = prune(store, rule)
    print(f"{len(pruned.runs)} runs are pruned; {pruned.freed_bytes / 1e6:,.1f} MB were theirs alone.")
    print("Their own folders stay.")


def _refuse_options(context: typer.Context) -> None:
    """Refuse what the list alone takes: `planner runs --database URL prune` is no other database."""
    sources = filter(None, map(context.get_parameter_source, context.params))
    if any(source.name == "COMMANDLINE" for source in sources):
        raise typer.BadParameter(
            f"options come after the command: planner runs {context.invoked_subcommand} ..."
        )


def _print_runs(title: str, found: tuple[RunRecord, ...]) -> None:
    header = ["run", "case", "recorded, UTC", "status", "published", "tags", "cost", "gap"]
    rows = [
        [
            run.run_id,
            run.case_id,
            f"{run.recorded_at:%Y-%m-%d %H:%M}",
            run.status.value,
            "current" if run.is_current else "before" if run.publications else "",
            ", ".join(run.tags),
            money(run.cost_usd),
            _gap(run),
        ]
        for run in found
    ]
    show(make_table(title, header, rows, text_columns=6))


def _gap(run: RunRecord) -> str:
    return "-" if run.gap is None else f"{run.gap:.2%}"


def _as_json(run: RunRecord) -> dict[str, Any]:
    columns = asdict(run)
    return _plain(columns | {"plan_json": None}) | {"plan": json.loads(run.plan_json)}


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    """Return values that JSON has; moments as ISO 8601."""
    found = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in columns.items()}
    found.pop("plan_json", None)
    return found
