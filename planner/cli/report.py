"""``planner report``: the report of a run, and its figures as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.report.files import PICTURES, write_page, write_report


def report(
    run: Annotated[Path, typer.Argument(help="Run folder that a solve wrote.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Write the page alone to this file, and leave the run.", show_default=False),
    ] = None,
) -> None:
    """Write report.html into a run folder, and its figures as SVG and PNG."""
    if out is not None:
        write_page(run, out)
        print(f"The report is {out}.")
        return
    page = write_report(run)
    print(f"The report is {page}; its figures are in {run / PICTURES}.")
