"""``planner cases``, ``planner schema`` and ``planner init``: cases to run, to check and to start from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from planner.cases import case_schema, shipped_cases, starter_case
from planner.cli.show import show


def cases() -> None:
    """List the cases that ship with the planner."""
    shown = Table("case", "what it is", title="Shipped cases")
    for case in shipped_cases():
        shown.add_row(case.case_id, escape(case.title))
    show(shown)


def schema() -> None:
    """Print the JSON Schema of a case file, for editors to complete and check from."""
    json.dump(case_schema(), sys.stdout, indent=2)
    sys.stdout.write("\n")


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to write case.yaml to; made if missing.")],
) -> None:
    """Write a commented case to start from."""
    path = starter_case(folder)
    print(f"{path} is written. Edit it, then: planner solve {path}")
