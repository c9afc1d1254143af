"""``planner vendors``: the case under other mixes of vendors, side by side."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from planner.cases.mixes import parse_mixes
from planner.cli.family import run_family
from planner.cli.options import CaseName, Changes, EachGap, EachTimeLimit, FamilyFolder, Workers, family_case
from planner.engine.options import SolveOptions
from planner.explore.store import open_store
from planner.vendors.report import write_vendors
from planner.vendors.study import Study, open_study_inputs, solve_study, vendor_family


def vendors(
    case: CaseName,
    mixes: Annotated[
        list[str] | None,
        typer.Option(
            "--mix",
            help="A mix: free, only:VENDOR, at-most:VENDOR:0.6, without:VENDOR, price:VENDOR:+0.2 or "
            "late:VENDOR:2. Those of the case, or of its two largest vendors, where none is given.",
        ),
    ] = None,
    slip: Annotated[int, typer.Option(help="Quarters by which a vendor slips.", min=1, max=40)] = 2,
    out: FamilyFolder = None,
    gap: EachGap = 0.005,
    time_limit: EachTimeLimit = 120.0,
    workers: Workers = 2,
    changes: Changes = None,
) -> None:
    """Solve for mixes of vendors, and say what each costs, what hangs on each vendor, and at which price."""
    named = parse_mixes(tuple(mixes or ()))
    loaded, folder = family_case(case, changes, out, "vendors")
    subject, sellers = open_study_inputs(loaded)
    options = SolveOptions(gap=gap, seconds=time_limit)
    store = open_store(folder, vendor_family(subject, options, slip))
    study = Study(subject, sellers, named or loaded.vendor_mixes, slip, store)
    run_family(
        store,
        lambda progress, tell: solve_study(study, options, workers, progress=progress, tell=tell),
        partial(write_vendors, study),
    )
