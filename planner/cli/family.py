"""What the commands for families of solves share: Ctrl-C keeps what is there, and the page is shown."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import typer

from planner.cli.progress import make_progress
from planner.engine.progress import Progress
from planner.exits import ExitCode
from planner.explore.family import Family, Member
from planner.explore.store import SUMMARY, Store
from planner.outcome import NoPlanError

Solve = Callable[[Progress, Callable[[str], None]], Iterator[Family]]
"""Solves for one member after the other: told how a solve goes, and what begins."""


def run_family(store: Store, solve: Solve, write: Callable[[], str]) -> None:
    """Solve for the members of a family, and write and show what they say.

    Ctrl-C, or a polite request to end, gives up the member under way and keeps those before.

    Parameters
    ----------
    solve
        Solves for the members that the store has not.
    write
        Writes what the members say, and returns the page.
    """
    known = len(store.family.members)
    if known:
        _tell(f"{known} solved before")
    is_whole = False
    with ended_like_interrupted(), suppress(KeyboardInterrupt):
        try:
            with make_progress(sys.stderr) as progress:
                for family in solve(progress, _tell):
                    if len(family.members) > known:
                        known = len(family.members)
                        _tell(_line(family.members[-1]))
        except NoPlanError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(ExitCode.NO_PLAN) from error
        is_whole = True
    if store.family.members:
        print(write())
    if not is_whole:
        print("Stopped before the end; the same command goes on from here.")
    print(f"It is in {store.folder}; read {store.folder / SUMMARY} first.")


def _line(member: Member) -> str:
    figures = "".join(f"; {name} {value:,.4g}" for name, value in member.figures.items())
    return f"  {member.cost_usd / 1e9:,.2f} billion USD after {member.seconds:.0f} s{figures}"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def ended_like_interrupted() -> Iterator[None]:
    """Let a polite request to end do what Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
