"""The command line: one file per command, each thin: parse, call, print."""

from __future__ import annotations

import sys

import typer

from planner.cli.audit import audit
from planner.cli.cases import cases, init, schema
from planner.cli.data import data
from planner.cli.exits import ExitCode
from planner.cli.export import export
from planner.cli.solve import solve
from planner.problems import InputError

app = typer.Typer(
    name="planner",
    help="Plan AI data-centre build-outs: where, when, which power, which chips, with a proven gap.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (solve, audit, export, cases, init, schema, data):
    app.command()(command)


def main() -> None:
    """Run the command line; a problem with the input is a message and exit code 2."""
    try:
        app()
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(ExitCode.BAD_INPUT)
