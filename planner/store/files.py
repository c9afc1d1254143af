"""The files of a run folder as one value, named by its content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from planner.plan.folder import INPUTS, PLAN, sync_folder
from planner.problems import InputError, Problem
from planner.serial import sha256_of
from planner.staging import staging

ID_DIGITS = 16


@dataclass(frozen=True)
class RunFiles:
    """All files of a run folder.

    Parameters
    ----------
    files
        Content by path within the folder, with / between its parts.
    """

    files: Mapping[str, bytes]

    @cached_property
    def sha256(self) -> Mapping[str, str]:
        """Hash of each file, by path."""
        return MappingProxyType({path: sha256_of(content) for path, content in sorted(self.files.items())})

    @cached_property
    def run_id(self) -> str:
        """Hash of all names and contents: the same files are the same run, wherever they are."""
        lines = "".join(f"{sha256}  {path}\n" for path, sha256 in self.sha256.items())
        return hashlib.sha256(lines.encode()).hexdigest()[:ID_DIGITS]

    @cached_property
    def plan(self) -> Mapping[str, Any]:
        """What plan.json says."""
        content: dict[str, Any] = json.loads(self.files[PLAN])
        return MappingProxyType(content)


def read_files(folder: Path) -> RunFiles:
    """Read all files of a run folder.

    Hidden ones are left out: they are what other programs put there.

    Raises
    ------
    InputError
        If it is no run folder, or its plan is not one of its inputs.
    """
    try:
        files = RunFiles(
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in sorted(folder.rglob("*"))
                if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            }
        )
        named, found = files.plan["input_sha256"], files.sha256[INPUTS]
        float(files.plan["cost_usd"]), str(files.plan["case"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        expected, fix = "a run folder written by `planner solve`", "check the path, or solve the case again"
        raise InputError([Problem(str(folder), str(error) or type(error).__name__, expected, fix)]) from error
    if named != found:
        said = f"inputs of hash {found[:12]}"
        expected = f"those of the plan, {str(named)[:12]}"
        raise InputError([Problem(f"{folder}/{INPUTS}", said, expected, "solve the case again")])
    return files


def write_files(folder: Path, files: RunFiles, check: Callable[[Path], None] | None = None) -> None:
    """Write all files into a new folder, whole or not at all.

    Parameters
    ----------
    folder
        Must not be there, or be empty.
    check
        Is called with a folder of exactly these files before they are put in place; what it raises, stops
        that.

    Raises
    ------
    OSError
        If something is there, or the disk is full or refuses.
    """
    with staging(folder.parent) as box:
        staged = box / folder.name
        staged.mkdir()
        _write(staged, files)
        if check is not None:
            check(staged)
        staged.rename(folder)
    sync_folder(folder.parent)


def _write(folder: Path, files: RunFiles) -> None:
    """Write all files, and force them to the disk."""
    for path, content in files.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for inner in {(folder / path).parent for path in files.files}:
        sync_folder(inner)
