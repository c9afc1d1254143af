"""``planner export``: the model as a file that any solver reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.assemble import assemble_case
from planner.cases import load_case
from planner.export import write_model


def export(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    file: Annotated[Path, typer.Argument(help="File to write; .mps or .lp.")],
    changes: Annotated[list[str] | None, typer.Option("--set", help="path=value, as in solve.")] = None,
) -> None:
    """Write the model of a case with readable names."""
    inputs = assemble_case(load_case(case, changes or ())).inputs
    write_model(inputs, file)
    print(f"{file} is written.")
