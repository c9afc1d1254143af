"""``planner feasible``: can a target be met, and if not: why, when, how much of it, and what would help."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.cases.messages import did_you_mean
from planner.exits import ExitCode
from planner.feasible import FeasibleOptions, Target, answer
from planner.feasible.files import write_answer
from planner.feasible.prices import premiums_of
from planner.feasible.probe import Verdict
from planner.feasible.summary import summary
from planner.problems import InputError, Problem

EXITS = {
    Verdict.YES: ExitCode.DONE,
    Verdict.NO: ExitCode.NO_PLAN,
    Verdict.NOT_WHOLE: ExitCode.NO_PLAN,
    Verdict.OPEN: ExitCode.UNDECIDED,
}
EVERYWHERE = "all"


def feasible(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    stream: Annotated[
        list[str] | None,
        typer.Option(help="Stream of a target; again for more targets, each with --mw, --by."),
    ] = None,
    mw: Annotated[
        list[float] | None, typer.Option(help="Peak to be served: reference MW, or the stream's own unit.")
    ] = None,
    by: Annotated[list[str] | None, typer.Option(help="Quarter from which on: 2027Q3.")] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(help="Where: node ids or countries with commas between; all if not given."),
    ] = None,
    sets: Annotated[int, typer.Option(help="Sets of changes to look for.", min=0, max=10)] = 3,
    whole_seconds: Annotated[
        float, typer.Option(help="Most seconds of each search for whole numbers.", min=1.0)
    ] = 15.0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for summary, JSON and CSV.", show_default=False)
    ] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="path=value, as in solve.")] = None,
) -> None:
    """Say whether targets (without any: the promises of the case) can be met, and what helps if not."""
    assembly = assemble_case(load_case(case, changes or ()))
    targets = _targets(assembly.inputs, stream or [], mw or [], by or [], at or [])
    options = FeasibleOptions(sets, whole_seconds, premiums_of(assembly.reference.components))
    found = answer(assembly.inputs, targets, options=options, tell=_to_stderr)
    print(summary(found))
    if out is not None:
        write_answer(out, found)
        print(f"summary.md, feasible.json, conflict.csv and changes.csv are in {out}.")
    raise typer.Exit(EXITS[found.verdict])


def _to_stderr(step: str) -> None:
    print(f"{step} ...", file=sys.stderr)


def _targets(
    inputs: Inputs, streams: Sequence[str], mw: Sequence[float], by: Sequence[str], at: Sequence[str]
) -> list[Target]:
    counts = {"--stream": len(streams), "--mw": len(mw), "--by": len(by)}
    if len(set(counts.values())) > 1 or len(at) not in {0, len(streams)}:
        found = ", ".join(f"{count} {name}" for name, count in (counts | {"--at": len(at)}).items())
        fix = "give --stream, --mw and --by once for each target, and --at for each or none"
        raise InputError([Problem("planner feasible", found, "as many of each", fix)])
    problems: list[Problem] = []
    targets = []
    for stream, amount, date, place in zip(streams, mw, by, at or [EVERYWHERE] * len(streams), strict=True):
        try:
            quarter = parse_quarter(date)
        except ValueError as error:
            problems.append(Problem("--by", date, "a quarter such as 2027Q3", str(error)))
            continue
        nodes: set[str] = set()
        for name in place.split(","):
            some = set(_nodes(inputs, name.strip()))
            if not some:
                known = [EVERYWHERE, *dict.fromkeys(n.country for n in inputs.nodes)]
                known += [node.node_id for node in inputs.nodes]
                fix = did_you_mean(name.strip(), known)
                problems.append(Problem("--at", name, "a node or a country of the case", fix))
            nodes |= some
        scope = None if place == EVERYWHERE else frozenset(nodes)
        named = "all places" if scope is None else place
        targets.append(Target(stream, amount, quarter, scope, named))
    if problems:
        raise InputError(problems)
    return targets


def _nodes(inputs: Inputs, name: str) -> Iterator[str]:
    for node in inputs.nodes:
        if name in {EVERYWHERE, node.node_id, node.country}:
            yield node.node_id
