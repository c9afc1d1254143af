"""The run folder: written whole or not at all, and read back.

A run is written into a hidden folder beside its target, forced to the disk, and renamed. Whatever
stops the writing half-way (a full disk, a crash) leaves the target as it was.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from planner.exchange import exchanged
from planner.plan.columns import TABLES, TableName, to_frame
from planner.plan.plan import Plan
from planner.problems import InputError, Problem
from planner.staging import staging

PLAN, INPUTS, SUMMARY, LOG, CASE = "plan.json", "inputs.json", "summary.md", "log.txt", "case.yaml"
TABLE_FOLDER = "tables"
_OWN_NAMES = frozenset({PLAN, INPUTS, SUMMARY, LOG, CASE, TABLE_FOLDER})


@dataclass(frozen=True)
class Run:
    """What a run folder holds.

    Parameters
    ----------
    plan
        The plan with its tables.
    inputs_json
        The frozen inputs, as `planner.serial.dump_inputs` writes them.
    summary
        Markdown for a decision maker.
    log
        The log of the solve.
    case_yaml
        The case as the user wrote it; None where it had no file.
    extras
        Further files by name, such as a trace of the solve.
    more_tables
        Tables by name that explain the plan and are no part of it; an older run may lack them.
    """

    plan: Plan
    inputs_json: bytes
    summary: str
    log: str = ""
    case_yaml: bytes | None = None
    extras: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    more_tables: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for name in self.extras:
            if not name or name in _OWN_NAMES or Path(name).name != name:
                raise ValueError(f"{name!r} cannot be the name of a further file in a run folder")
        for name in self.more_tables:
            if not name.isidentifier() or name in TABLES:
                raise ValueError(f"{name!r} cannot be the name of a further table in a run folder")


def check_writable(target: Path) -> None:
    """Check, before a solve, that a run can be written there afterwards.

    The target must not exist, be an empty folder, or be an earlier run, which will be replaced.

    Raises
    ------
    InputError
        If it is something else, or if nothing can be written where it is to be.
    """
    place = target.resolve()
    if place.exists() and not _may_be_replaced(place):
        raise InputError([_taken(target)])
    try:
        with tempfile.TemporaryDirectory(dir=_nearest_folder(place.parent)):
            pass
    except OSError as error:
        raise InputError([_unwritable(target, error)]) from error


def write_run(target: Path, run: Run) -> None:
    """Write a run folder, whole or not at all; an earlier run at the target is replaced.

    Raises
    ------
    InputError
        If the target is no run folder, or if the disk is full or refuses; the target is then as it
        was before.
    """
    place = target.resolve()
    if place.exists() and not _may_be_replaced(place):
        raise InputError([_taken(target)])
    try:
        with staging(place.parent) as box:
            staged = box / "new"
            _write_files(staged, run)
            _swap(staged, place, box / "earlier")
        sync_folder(place.parent)
    except OSError as error:
        raise InputError([_unwritable(target, error)]) from error


def read_run(folder: Path) -> Run:
    """Read a run folder.

    Raises
    ------
    InputError
        If it is no run folder, or a file of it is missing or damaged.
    """
    try:
        return _read_files(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError([_unreadable(folder, error)]) from error


def _read_files(folder: Path) -> Run:
    tables = {
        name: to_frame(TableName(name), pd.read_parquet(folder / TABLE_FOLDER / f"{name}.parquet"))
        for name in TABLES
    }
    case = folder / CASE
    others = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name not in _OWN_NAMES]
    return Run(
        plan=Plan.from_json((folder / PLAN).read_text("utf-8"), MappingProxyType(tables)),
        inputs_json=(folder / INPUTS).read_bytes(),
        summary=(folder / SUMMARY).read_text("utf-8"),
        log=(folder / LOG).read_text("utf-8"),
        case_yaml=case.read_bytes() if case.exists() else None,
        extras=MappingProxyType({path.name: path.read_bytes() for path in others}),
        more_tables=MappingProxyType(
            {
                path.stem: pd.read_parquet(path)
                for path in sorted((folder / TABLE_FOLDER).glob("*.parquet"))
                if path.stem not in TABLES
            }
        ),
    )


def _write_files(folder: Path, run: Run) -> None:
    (folder / TABLE_FOLDER).mkdir(parents=True)
    for name, content in _contents(run):
        _write(folder / name, content)
    sync_folder(folder / TABLE_FOLDER)
    sync_folder(folder)


def _contents(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield the path within the folder and the content of each file."""
    yield PLAN, run.plan.to_json().encode()
    yield INPUTS, run.inputs_json
    yield SUMMARY, run.summary.encode()
    yield LOG, run.log.encode()
    if run.case_yaml is not None:
        yield CASE, run.case_yaml
    yield from run.extras.items()
    for name, frame in (*run.plan.tables.items(), *run.more_tables.items()):
        # Floats as text of 17 digits at most: read back, they are the same floats.
        yield f"{TABLE_FOLDER}/{name}.csv", frame.to_csv(index=False, lineterminator="\n").encode()
        buffer = io.BytesIO()
        frame.to_parquet(buffer, engine="pyarrow", index=False)
        yield f"{TABLE_FOLDER}/{name}.parquet", buffer.getvalue()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(staged: Path, place: Path, earlier: Path) -> None:
    """Move ``staged`` to its place and what was there to ``earlier``."""
    if not place.exists():
        staged.rename(place)
        return
    if exchanged(staged, place):
        return
    place.rename(earlier)  # a kill just after this leaves nothing at the place: the price of an older system
    try:
        staged.rename(place)
    except OSError:
        earlier.rename(place)
        raise


def _may_be_replaced(place: Path) -> bool:
    if not place.is_dir():
        return False
    names = {path.name for path in place.iterdir()}
    return not names or {PLAN, INPUTS, TABLE_FOLDER} <= names


def _nearest_folder(place: Path) -> Path:
    """Return the folder itself, or the first of its parents that exists."""
    return next(folder for folder in (place, *place.parents) if folder.exists())


def _taken(target: Path) -> Problem:
    return Problem(
        where=str(target),
        found="a folder with other things in it" if target.is_dir() else "a file",
        expected="nothing, an empty folder, or an earlier run",
        fix="choose another folder with --out, or move what is there",
    )


def _unwritable(target: Path, error: OSError) -> Problem:
    return Problem(
        where=str(target),
        found=error.strerror or type(error).__name__,
        expected="a place where a run folder can be written",
        fix="make room, change its permissions, or choose another folder with --out",
    )


def _unreadable(folder: Path, error: Exception) -> Problem:
    return Problem(
        where=str(folder),
        found=str(error) or type(error).__name__,
        expected="a run folder written by `planner solve`",
        fix="check the path, or solve the case again",
    )
