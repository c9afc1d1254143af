"""Limits, changes and requirements in words: those of a kind and place together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.feasible.families import FAMILY_OF
from planner.feasible.limits import Change, Kind, Limit, by_group
from planner.feasible.phrase import Phrase
from planner.feasible.target import Requirement, Target, period_of


def limit_phrases(inputs: Inputs, limits: Iterable[Limit]) -> tuple[Phrase, ...]:
    """Return each limit in words; those of a kind and place that differ in time only, together."""
    return tuple(FAMILY_OF[kind].say(inputs, some, 0.0) for (kind, _), some in by_group(limits).items())


def change_phrases(inputs: Inputs, changes: Iterable[Change]) -> tuple[tuple[Phrase, float], ...]:
    """Return each change in words with its cost in million USD; those of a kind and place together."""
    groups: dict[tuple[Kind, tuple[str, ...]], list[Change]] = {}
    for change in changes:
        groups.setdefault(change.limit.group, []).append(change)
    said = []
    for (kind, _), some in groups.items():
        family, extras = FAMILY_OF[kind], [change.extra for change in some]
        # What is early is one amount over time; what is bought, or added to what stands, adds up.
        extra = max(extras) if kind in family.early else sum(extras)
        phrase = family.say(inputs, [change.limit for change in some], extra)
        said.append((phrase, sum(change.cost_musd for change in some)))
    return tuple(sorted(said, key=lambda item: -item[1]))


def requirement_texts(
    inputs: Inputs, targets: Sequence[Target], requirements: Iterable[Requirement]
) -> tuple[str, ...]:
    """Return what must be served in words: targets one by one, streams that may not fall short."""
    texts: dict[str, None] = {}
    for requirement in requirements:
        if requirement.target is not None:
            texts[target_text(inputs, targets[requirement.target])] = None
        else:
            texts[f"{requirement.stream_id} may not fall short"] = None
    return tuple(texts)


def target_text(inputs: Inputs, target: Target) -> str:
    """Return a target in words."""
    unit = next(s.unit for s in inputs.streams if s.stream_id == target.stream_id)
    return (
        f"{target.amount:,.10g} {unit} of {target.stream_id} are served in {target.place} "
        f"from {quarter_label(target.by)} on"
    )


def date_texts(inputs: Inputs, targets: Sequence[Target], delay: int) -> str:
    """Return in which periods targets begin, or promises hold, some periods later than asked."""
    starts = [period_of(inputs, target.by) for target in targets] or [0]
    return " and ".join(dict.fromkeys(inputs.periods[start + delay].label for start in starts))
