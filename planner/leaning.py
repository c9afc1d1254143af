"""What a plan's figures lean on: the case's own figures, and how many of the tables' are assumed."""

from __future__ import annotations

from planner.reference import Reference, lean_on

MOST_OVERRIDES = 12
"""Overrides that are named one by one; the rest is counted."""


def leaning_lines(reference: Reference, notes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return a line per figure that the case overrides, per table that is mostly assumed, per note.

    Parameters
    ----------
    reference
        The tables the inputs were built from.
    notes
        What was left out of the case and why.
    """
    overridden = [
        f"overridden: {o.table.value}.{o.row_id}.{o.column} = {o.value} ({o.source}, {o.confidence.value})"
        for o in reference.overridden
    ]
    more = len(overridden) - MOST_OVERRIDES
    shown = overridden[:MOST_OVERRIDES] + ([f"overridden: {more} more figures"] if more > 0 else [])
    assumed = [
        f"{leaning.table.value}: {leaning.own_assumptions:,} of {leaning.figures:,} figures are own "
        f"assumptions ({leaning.share:.0%})"
        for leaning in sorted(lean_on(reference), key=lambda leaning: -leaning.share)
        if leaning.own_assumptions
    ]
    return (*shown, *assumed, *notes)
