"""The solve of one end of an uncertainty, in a process of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from planner.cases import Case
from planner.engine.options import SolveOptions
from planner.engine.progress import Silent
from planner.explore.family import Member
from planner.explore.member import answer, start_of
from planner.explore.tornado.figure import Side
from planner.explore.tornado.screen import reason_of
from planner.explore.tornado.sides import changed_case
from planner.explore.tornado.uncertainty import Uncertainty
from planner.outcome import NoPlanError
from planner.plan import read_run, write_run
from planner.problems import InputError
from planner.subject import subject_of


@dataclass(frozen=True)
class Swing:
    """One end of an uncertainty, to be solved for."""

    case: Case
    uncertainty: Uncertainty
    side: Side
    options: SolveOptions
    base: Path
    """Run folder of the case as it is: where the search starts."""
    members: Path
    """Folder for run folders."""

    @property
    def member_id(self) -> str:
        """Name of its run folder: other ends of the same uncertainty have another."""
        return member_id(self.uncertainty, self.side)


@dataclass(frozen=True)
class Swung:
    """What became of an end: a member whose run folder is written, or why there is none."""

    member: Member | None
    failed: str = ""


def member_id(uncertainty: Uncertainty, side: Side) -> str:
    """Return the name of the member that is an uncertainty at an end."""
    digest = hashlib.sha256("\n".join(uncertainty.changes(side)).encode()).hexdigest()
    return f"{re.sub(r'[^A-Za-z0-9_.+-]', '-', uncertainty.name)}-{side}-{digest[:6]}"


def solve_swing(swing: Swing) -> Swung:
    """Solve for one end, from the plan of the case as it is, and write its run folder."""
    uncertainty, side = swing.uncertainty, swing.side
    try:
        subject = subject_of(changed_case(swing.case, uncertainty.changes(side)))
        # Plan, basis and duals of the case as it is; its bound holds for that alone.
        start = start_of(subject, read_run(swing.base), with_bound=False)
        found = answer(subject, swing.options, Silent(), start=start)
        write_run(swing.members / swing.member_id, found.run)
    except InputError as error:
        return Swung(None, reason_of(error))
    except NoPlanError as error:
        return Swung(None, " ".join(str(error).split()))
    label = f"{uncertainty.label}: {side}, {uncertainty.text(side)}"
    return Swung(found.member(swing.member_id, label, {}))
