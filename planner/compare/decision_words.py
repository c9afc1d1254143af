"""Changes of decisions in words."""

from __future__ import annotations

from buildout.quarters import quarter_label
from planner.compare.decisions import DecisionChange, Turn
from planner.compare.lot import DecisionKind
from planner.compare.names import Names
from planner.plan.markdown import counted, number


def change_text(change: DecisionChange, names: Names, sides: tuple[str, str] = ("before", "after")) -> str:
    """Return a change as a sentence without its full stop.

    Parameters
    ----------
    change
        The change.
    names
        What things are called.
    sides
        What the two plans go by.
    """
    return f"{subject_text(change, names)}: {turn_text(change, sides)}"


def subject_text(change: DecisionChange, names: Names) -> str:
    """Return what a change is about, and how much of it."""
    subject, quantity = change.subject, change.quantity
    site = names.site(subject.site_id)
    amount = f"{number(quantity)} {change.unit}"
    return {
        DecisionKind.OPENING: f"opening of {site}",
        DecisionKind.HALLS: f"{counted(round(quantity), 'hall')} at {site}",
        DecisionKind.POWER: f"{amount} of {subject.what} at {site}",
        DecisionKind.POWER_MOVED: f"{amount} of {subject.what} moved to {site}",
        DecisionKind.POWER_LEFT: f"{amount} of {subject.what} leaving {site}",
        DecisionKind.CHIPS: f"{amount} of {names.chip(subject.what)} at {site}",
        DecisionKind.RETIREMENT: f"{amount} of {names.chip(subject.what)} retired at {site}",
    }[subject.kind]


def turn_text(change: DecisionChange, sides: tuple[str, str]) -> str:
    """Return how it changed: from which quarter to which, or in which plan alone it is."""
    before, after = change.before, change.after
    if before is not None and after is not None:
        apart = counted(abs(after.quarter - before.quarter), "quarter")
        return f"{quarter_label(before.quarter)} -> {quarter_label(after.quarter)}, {apart} {change.turn}"
    lot = before or after
    when = "" if lot is None else quarter_label(lot.quarter)
    return f"{when}, only in {sides[0] if change.turn is Turn.DROPPED else sides[1]}"
