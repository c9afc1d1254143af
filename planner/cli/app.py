"""The commands, put together."""

from __future__ import annotations

import typer

from planner.cli.alternatives import alternatives
from planner.cli.audit import audit
from planner.cli.bench import bench
from planner.cli.breakeven import breakeven
from planner.cli.cases import cases, init, schema
from planner.cli.chips import chips
from planner.cli.compare import compare
from planner.cli.data import data
from planner.cli.demand import demand
from planner.cli.excel import excel
from planner.cli.export import export
from planner.cli.feasible import feasible
from planner.cli.frontier import frontier
from planner.cli.history import history
from planner.cli.nightly import nightly
from planner.cli.publish import publish
from planner.cli.replan import replan
from planner.cli.report import report
from planner.cli.runs import runs
from planner.cli.simulate import simulate
from planner.cli.solve import solve
from planner.cli.study import study
from planner.cli.tornado import tornado
from planner.cli.vendors import vendors
from planner.cli.why import why

app = typer.Typer(
    name="planner",
    help="Plan AI data-centre build-outs: where, when, which power, which chips, with a proven gap.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    solve,
    report,
    why,
    breakeven,
    feasible,
    audit,
    compare,
    alternatives,
    frontier,
    tornado,
    study,
    vendors,
    bench,
    export,
    excel,
    demand,
    chips,
    cases,
    init,
    schema,
    data,
    publish,
    replan,
    simulate,
    history,
):
    app.command()(command)
app.add_typer(runs)
app.add_typer(nightly)
