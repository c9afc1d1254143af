"""``planner excel``: the inputs of a case as a workbook; or a workbook checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.assemble import assemble_case
from planner.cases import load_case
from planner.problems import InputError, Problem


def excel(
    case: Annotated[str, typer.Argument(help="A case file, a workbook, or the name of a shipped case.")],
    file: Annotated[
        Path | None, typer.Argument(help="Workbook to write, .xlsx; none to check the case alone.")
    ] = None,
    annotate: Annotated[
        Path | None, typer.Option(help="Write a copy of the workbook with every problem as a comment.")
    ] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="path=value, as in solve.")] = None,
) -> None:
    """Write the inputs of a case as a workbook to edit and solve; or check a workbook."""
    # The other commands do without the libraries for workbooks.
    from planner.excel.case import write_case_book

    if file is None:
        _check(case, changes or [], annotate)
        return
    if annotate is not None:
        fix = "leave FILE out to check a workbook"
        raise InputError([Problem("--annotate", "a workbook to write as well", "one of them", fix)])
    write_case_book(load_case(case, changes or []), file)
    print(f"{file} is written. Edit it, then: planner solve {file}")


def _check(case: str, changes: list[str], copy: Path | None) -> None:
    from planner.excel.case import annotate

    try:
        assemble_case(load_case(case, changes))
    except InputError as error:
        path = Path(case)
        if copy is not None and path.suffix.lower() == ".xlsx" and path.is_file():
            count = annotate(path, error.problems, copy)
            print(
                f"{copy} has {count} of {len(error.problems)} problems in their cells, and lists all of them."
            )
        raise
    print(f"{case} can be solved.")
