"""Runs compared: each with the first, and the figures of all side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buildout.quarters import quarter_label
from planner.compare.bridge import cost_bridge
from planner.compare.bridge_terms import Bridge
from planner.compare.decisions import DecisionChange, decision_changes
from planner.compare.figures import FigureRow, figure_rows
from planner.compare.inputs_diff import InputsDiff, diff_inputs
from planner.compare.names import Names, names_of
from planner.compare.order_dates import OrderDateChange, order_date_changes
from planner.compare.share import ShareChanged, share_changed
from planner.compare.side import Side
from planner.compare.verdict import Verdict, verdict_of
from planner.plan.markdown import counted, percent
from planner.problems import InputError, Problem


@dataclass(frozen=True, eq=False)
class Pair:
    """What is different in a run from the first.

    Parameters
    ----------
    before, after
        The first run, and the other.
    verdict
        Which costs less, and whether that is proved.
    notes
        What of the two cannot be compared, and why; a sentence each.
    inputs
        The inputs that differ.
    decisions
        The decisions that differ, in the quarters that both cover.
    order_dates
        Orders of both that must be placed by another date.
    share
        How many of the decisions differ; None where no quarter is common.
    bridge
        From the cost of the one to that of the other.
    names
        What things are called.
    """

    before: Side
    after: Side
    verdict: Verdict
    notes: tuple[str, ...]
    inputs: InputsDiff
    decisions: tuple[DecisionChange, ...]
    order_dates: tuple[OrderDateChange, ...]
    share: ShareChanged | None
    bridge: Bridge
    names: Names

    @property
    def sides(self) -> tuple[str, str]:
        """What the two go by."""
        return self.before.name, self.after.name


@dataclass(frozen=True, eq=False)
class Comparison:
    """Some runs compared: their figures, and each but the first against the first."""

    sides: tuple[Side, ...]
    figures: tuple[FigureRow, ...]
    pairs: tuple[Pair, ...]


def compare_runs(sides: Sequence[Side]) -> Comparison:
    """Compare runs with the first of them.

    Raises
    ------
    InputError
        If there are fewer than two, or the tables of one do not fit its inputs.
    """
    if len(sides) < 2:
        fix = "name the run to compare with first, then the others"
        raise InputError([Problem("planner compare", counted(len(sides), "run"), "two runs or more", fix)])
    try:
        rows = figure_rows(sides)
        pairs = tuple(_pair(sides[0], other) for other in sides[1:])
    except KeyError as error:
        # Every id in a table is looked up in the inputs beside it.
        names = " or ".join(side.name for side in sides)
        fix = "see what planner audit says of each, or solve the case again"
        found = f"a table with {error}, which the inputs beside it do not have"
        raise InputError([Problem(names, found, "tables of a plan for its inputs", fix)]) from error
    return Comparison(tuple(sides), rows, pairs)


def _pair(before: Side, after: Side) -> Pair:
    bridge = cost_bridge(before, after)
    window = bridge.window
    inputs = diff_inputs(before.inputs, after.inputs)
    plans = before.plan, after.plan
    return Pair(
        before=before,
        after=after,
        verdict=verdict_of(before, after),
        notes=tuple(_notes(before, after, bridge, inputs)),
        inputs=inputs,
        decisions=() if window is None else decision_changes(*plans, window),
        order_dates=order_date_changes(*plans),
        share=None if window is None else share_changed(*plans, window),
        bridge=bridge,
        names=names_of(before, after),
    )


def _notes(before: Side, after: Side, bridge: Bridge, inputs: InputsDiff) -> Iterator[str]:
    one, other = before.inputs, after.inputs
    if one.case_id != other.case_id:
        yield f"These are plans of two cases, {one.case_id} and {other.case_id}; things are matched by id."
    if bridge.window is None:
        yield "The horizons share no quarter: decisions are not compared, and all cost is of another span."
        return
    if (one.periods[0].start, one.end) != (other.periods[0].start, other.end):
        yield (
            f"The horizons differ: decisions are compared in {bridge.window}. What stands when it begins "
            "counts as such, and cost of quarters that only one case covers is a term of the bridge."
        )
    shared, periods = len(inputs.shared_periods), max(len(one.periods), len(other.periods))
    if shared < periods:
        yield (
            f"The cases share {shared} of {counted(periods, 'period')}: inputs by period are compared in "
            "these. Things are online in the first quarter of their period, so some dates move with the grid."
        )
    if one.today != other.today:
        dates = f"{quarter_label(one.today)} and of {quarter_label(other.today)}"
        yield f"Present values are as of {dates}{_IN_TERMS}"
    if one.finance.wacc != other.finance.wacc:
        rates = f"{percent(one.finance.wacc)} and at {percent(other.finance.wacc)} a year"
        yield f"Present values are at {rates}{_IN_TERMS}"


_IN_TERMS = "; what that alone does to cost is in the terms of the bridge."
