"""What conflicts, in words: a line each."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Inputs
from planner.feasible.answer import Answer, conflict_of
from planner.feasible.conflict import Conflict
from planner.feasible.limits import Kind, Limit
from planner.feasible.words import limit_phrases, requirement_texts
from planner.plan.markdown import counted

MOST_NAMED = 6
"""Limits of one kind that a summary names; tables have all."""


def conflict_lines(answer: Answer, conflict: Conflict) -> list[str]:
    """Return what conflicts, a line each; of many limits of a kind the first few."""
    requirements = [answer.requirements[i] for i in conflict.requirements]
    return describe(answer.inputs, conflict, requirement_texts(answer.inputs, answer.targets, requirements))


def contradicting(inputs: Inputs) -> tuple[str, ...]:
    """Return which promises and limits of a case contradict each other, a line each; none if not known."""
    found = conflict_of(inputs)
    if found is None:
        return ()
    conflict, asked = found
    requirements = [asked.requirements[i] for i in conflict.requirements]
    return tuple(describe(inputs, conflict, requirement_texts(inputs, (), requirements)))


def describe(inputs: Inputs, conflict: Conflict, requirements: Sequence[str]) -> list[str]:
    """Return the members of a conflict in words, what must be served first."""
    kinds: dict[Kind, list[Limit]] = {}
    for limit in conflict.limits:
        kinds.setdefault(limit.kind, []).append(limit)
    lines = list(requirements)
    for kind, limits in kinds.items():
        said = [phrase.text for phrase in limit_phrases(inputs, limits)]
        lines += said[:MOST_NAMED]
        if len(said) > MOST_NAMED:
            lines.append(f"and {counted(len(said) - MOST_NAMED, 'more limit')} on {kind.value}")
    if not conflict.limits:
        lines.append("no limit that could be loosened: no site reaches it, or no chip on sale does its work")
    if conflict.wholes:
        lines.append(f"{', '.join(conflict.wholes)} come in whole numbers")
    return lines
