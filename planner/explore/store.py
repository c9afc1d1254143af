"""The folder of a family: a run folder for each member, and a manifest that is always whole.

A member counts once the manifest names it. Whatever stops a family half-way, a kill or a power cut,
leaves the members before; the same command goes on after them.

::

    reports/<case>-alternatives/
        family.json         the manifest: inputs, settings, members
        members/<id>/       a run folder each, as `planner solve` writes it
        *.csv, *.parquet    what the family says
        *.svg, *.png        the same as a picture
        summary.md          the same in words
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import altair as alt
import pandas as pd

from planner.draw import picture_bytes
from planner.explore.family import Family, Member
from planner.explore.files import refusals, table_bytes, write_whole
from planner.plan import Run, read_run, write_run
from planner.problems import InputError, Problem

MANIFEST = "family.json"
MEMBERS = "members"
SUMMARY = "summary.md"


class Store:
    """Keeps a family in a folder. One at a time writes to it: members solved side by side take turns."""

    def __init__(self, folder: Path, family: Family) -> None:
        self._folder = folder
        self._family = family

    @property
    def folder(self) -> Path:
        """Where the family is."""
        return self._folder

    @property
    def family(self) -> Family:
        """The family as it is now."""
        return self._family

    def add(self, member: Member, run: Run) -> Family:
        """Write a member's run folder, then the manifest; return the family with it.

        Raises
        ------
        InputError
            If the disk is full or refuses; the family is then as it was.
        """
        family = self._family.with_member(member)
        write_run(self.place(member.member_id), run)
        return self._keep(family)

    def adopt(self, member: Member) -> Family:
        """Take in a member whose run folder another process has written; return the family with it.

        Raises
        ------
        InputError
            If the disk is full or refuses; the family is then as it was.
        """
        return self._keep(self._family.with_member(member))

    def note(self, name: str, value: float) -> Family:
        """Keep a fact in the manifest; return the family with it.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        return self._keep(self._family.with_fact(name, value))

    def run_of(self, member: Member) -> Run:
        """Read a member's run folder.

        Raises
        ------
        InputError
            If a file of it is missing or damaged.
        """
        return read_run(self.place(member.member_id))

    def write_table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a table as CSV and Parquet.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        for ending, content in table_bytes(frame):
            write_whole(self._folder / f"{name}{ending}", content)

    def write_picture(self, name: str, chart: alt.TopLevelMixin) -> None:
        """Write a picture as SVG and PNG.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        for ending, content in picture_bytes(chart):
            write_whole(self._folder / f"{name}{ending}", content)

    def write_summary(self, text: str) -> None:
        """Write what the family says in words, Markdown.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        write_whole(self._folder / SUMMARY, text.encode())

    def _keep(self, family: Family) -> Family:
        write_whole(self._folder / MANIFEST, family.to_json())
        self._family = family
        return family

    def place(self, member_id: str) -> Path:
        """Return where the run folder of a member is, or is to be."""
        return self._folder / MEMBERS / member_id


def open_store(folder: Path, wanted: Family) -> Store:
    """Return the store of a family: a new one, or one that goes on where it was.

    Parameters
    ----------
    folder
        New, empty, or the folder of the same family.
    wanted
        The family without members: what is asked of which inputs.

    Raises
    ------
    InputError
        If the folder holds something else, or the same for other inputs or settings; or if nothing
        can be written there.
    """
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".try-"):
            pass
        is_empty = all(path.name.startswith(".") for path in folder.iterdir())
    if is_empty:
        write_whole(folder / MANIFEST, wanted.to_json())
        return Store(folder, wanted)
    family = read_family(folder)
    differences = family.differences(wanted)
    if differences:
        fix = "delete the folder, or choose another with --out"
        expected = "the family that is asked for, to go on with it"
        raise InputError([Problem(str(folder), why, expected, fix) for why in differences])
    return Store(folder, family)


def read_family(folder: Path) -> Family:
    """Return the family of a folder.

    Raises
    ------
    InputError
        If the folder has none, or its manifest is damaged.
    """
    try:
        return Family.from_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        expected, fix = "the folder of a family of solves, or no folder", "choose another with --out"
        raise InputError([Problem(str(folder / MANIFEST), str(error), expected, fix)]) from error
