"""Arguments and options that several commands share, so that they are called and explained alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from planner.cases import Case, load_case
from planner.store.places import REPORTS

CaseName: TypeAlias = Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")]
FamilyFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option("--out", help="Folder; reports/<case>-<command> where not given.", show_default=False),
]
EachGap: TypeAlias = Annotated[
    float, typer.Option("--gap", help="Stop each solve at this relative gap.", min=0.0, max=1.0)
]
EachTimeLimit: TypeAlias = Annotated[
    float, typer.Option("--time-limit", help="Stop each solve after so many seconds.", min=1.0)
]
Threads: TypeAlias = Annotated[int, typer.Option("--threads", help="Searches side by side.", min=1, max=64)]
Workers: TypeAlias = Annotated[
    int, typer.Option("--workers", help="Solves at a time, one thread each.", min=1, max=64)
]
Changes: TypeAlias = Annotated[
    list[str] | None, typer.Option("--set", help="path=value: change a key of the case or a cell.")
]


def family_case(case: str, changes: list[str] | None, out: Path | None, what: str) -> tuple[Case, Path]:
    """Return the case of a family of solves, and its folder.

    Parameters
    ----------
    case, changes
        Name or file, and ``path=value`` to change.
    out
        The folder that was asked for.
    what
        End of the folder's name where none was.

    Raises
    ------
    InputError
        If the case cannot be read.
    """
    loaded = load_case(case, changes or [])
    return loaded, out or REPORTS / f"{loaded.id}-{what}"
