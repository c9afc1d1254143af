"""The folder of published runs: copies that no solve writes to, each whole or not there.

::

    reports/planner.published/<case>/<run id>/     a run folder each, as `planner solve` writes it
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.plan.folder import PLAN
from planner.problems import InputError, Problem
from planner.staging import staging
from planner.store.files import RunFiles, read_files, write_files


@dataclass(frozen=True)
class Archive:
    """Published runs on the disk.

    Parameters
    ----------
    folder
        Where they are; made when the first one is kept.
    """

    folder: Path

    def place(self, case_id: str, run_id: str) -> Path:
        """Return where a run is, or is to be."""
        return self.folder / case_id / run_id

    def holds(self, case_id: str, run_id: str) -> bool:
        """Return whether a run is there with all its files, each as it was."""
        try:
            return read_files(self.place(case_id, run_id)).run_id == run_id
        except InputError:
            return False

    def keep(self, case_id: str, files: RunFiles, check: Callable[[Path], None] | None = None) -> Path:
        """Write a run, whole or not at all, unless it is there; return its folder.

        Parameters
        ----------
        check
            Is called with a folder of exactly these files before they are kept; what it raises, stops that.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        place = self.place(case_id, files.run_id)
        if self.holds(case_id, files.run_id):
            if check is not None:
                check(place)
            with _refusals(place):
                os.utime(place / PLAN)  # `last_good` tells by it what was kept last
            return place
        with _refusals(place):
            if place.exists():  # damaged: it does not hold what its name says
                self.drop(case_id, files.run_id)
            write_files(place, files, check)
        return place

    def drop(self, case_id: str, run_id: str) -> None:
        """Delete a run, if it is there.

        Raises
        ------
        InputError
            If the disk refuses.
        """
        place = self.place(case_id, run_id)
        if not place.exists():
            return
        with _refusals(place), staging(place.parent) as box:
            # Renamed first, so that what is there is whole at any moment.
            place.rename(box / "dropped")

    def last_good(self) -> str | None:
        """Return the folder of the run that was kept last and is whole; None if there is none."""
        places = sorted(self.folder.glob(f"*/*/{PLAN}"), key=lambda plan: plan.stat().st_mtime, reverse=True)
        for plan in places:
            place = plan.parent
            if not place.name.startswith(".") and self.holds(place.parent.name, place.name):
                return str(place)
        return None


@contextmanager
def _refusals(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        expected, fix = "a place for published runs", "make room, or change its permissions"
        raise InputError([Problem(str(place), error.strerror or str(error), expected, fix)]) from error
