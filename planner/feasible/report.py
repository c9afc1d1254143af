"""An answer as text, as tables and as a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from buildout.inputs import Inputs
from planner.feasible.answer import Answer, conflict_of
from planner.feasible.check import Checked
from planner.feasible.conflict import Conflict
from planner.feasible.dates import Earliest
from planner.feasible.limits import Kind, Limit
from planner.feasible.phrase import number
from planner.feasible.prices import CONFIDENCE
from planner.feasible.probe import Verdict
from planner.feasible.words import (
    change_phrases,
    limit_phrases,
    requirement_texts,
    target_text,
)
from planner.plan.markdown import counted, money, percent

MOST_NAMED = 6
"""Limits of one kind that a summary names; tables have all."""
USD_PER_MUSD = 1e6


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


def summary(answer: Answer) -> str:
    """Return an answer as Markdown that reads as plain text too."""
    asked = [target_text(answer.inputs, target) for target in answer.targets]
    if not answer.targets:
        asked = [f"all promises of {answer.inputs.case_id} are kept"]
    blocks = [f"# {answer.inputs.title}: can it be done?", "", *(f"- {text}" for text in asked), ""]
    blocks += [_VERDICTS[answer.verdict], ""]
    if answer.conflict is not None:
        blocks += ["## What conflicts", "", "These cannot be kept together:", ""]
        blocks += [f"- {line}" for line in conflict_lines(answer, answer.conflict)]
        blocks += ["", _irreducible(answer.conflict), ""]
    blocks += ["## When", "", _date_text(answer), ""]
    if not answer.is_met:
        blocks += ["## How much by the date", "", _part_text(answer), ""]
    if answer.conflict is not None:
        blocks += _sets_text(answer)
    return "\n".join(blocks)


_VERDICTS = {
    Verdict.YES: "It can be met: a plan in whole numbers that does it was found.",
    Verdict.NO: "It cannot be met.",
    Verdict.NOT_WHOLE: "It cannot be met: in any amounts it could, but not in whole numbers.",
    Verdict.OPEN: "It can be met in any amounts; whether in whole numbers was not decided in time.",
}


def _irreducible(conflict: Conflict) -> str:
    if conflict.is_irreducible:
        return "None of them can be left out: without any one, the others can be kept."
    return "Together they conflict for certain. Not each was tried by itself, so that some may not be needed."


def date_label(inputs: Inputs, period: int) -> str:
    """Return the label of a period."""
    return inputs.periods[period].label


def _date_text(answer: Answer) -> str:
    earliest = answer.earliest
    if earliest.delay is None:
        if earliest.not_before is None:
            return (
                "It stays possible only at its dates." if answer.is_met else "At no date within the horizon."
            )
        return f"Not before {_dates(answer, earliest.not_before)}, and no plan in whole numbers was found."
    text = f"All of it can be served from {_dates(answer, earliest.delay)} on at the earliest"
    if earliest.verdict is Verdict.YES:
        proof = "a plan in whole numbers was found"
    else:
        proof = "by the relaxation; whole numbers were not decided in time"
    if earliest.not_before is not None and earliest.not_before < earliest.delay:
        proof += f"; in any amounts from {_dates(answer, earliest.not_before)} on"
    return f"{text} ({proof})."


def _dates(answer: Answer, delay: int) -> str:
    inputs = answer.inputs
    if not answer.targets:
        return date_label(inputs, delay)
    starts = [
        next(i for i, p in enumerate(inputs.periods) if p.start <= target.by < p.end)
        for target in answer.targets
    ]
    return " and ".join(dict.fromkeys(date_label(inputs, start + delay) for start in starts))


def _part_text(answer: Answer) -> str:
    part = answer.part
    if part.most < 0:
        return "Nothing: the other promises of the case contradict each other."
    found, most = max(0.0, part.found), part.most
    lines = [
        f"A plan in whole numbers serves {percent(found, 2)} of it, and none more than {percent(most, 2)}."
    ]
    for target in answer.targets:
        unit = next(s.unit for s in answer.inputs.streams if s.stream_id == target.stream_id)
        lines.append(
            f"Of {target.stream_id} that is {number(found * target.amount)} {unit}, "
            f"at most {number(most * target.amount)}."
        )
    return " ".join(lines)


def _sets_text(answer: Answer) -> list[str]:
    blocks = ["## What would make it possible", ""]
    if not answer.sets:
        return [*blocks, "No set of changes to limits is enough.", ""]
    if not answer.is_plausible:
        blocks += ["Nothing plausible is enough: these go beyond twice a limit, or half a lead time.", ""]
    for place, checked in enumerate(answer.sets, start=1):
        blocks += [f"### {place}. {money(checked.found.cost_musd * USD_PER_MUSD)}", ""]
        said = change_phrases(answer.inputs, checked.found.changes)
        for phrase, cost_musd in said:
            blocks.append(f"- {phrase.text}: {money(cost_musd * USD_PER_MUSD)}")
        blocks += ["", _check_text(checked), ""]
    blocks += [
        "Costs are what is paid on top of the price of the thing itself: shares of its price, "
        f"{CONFIDENCE}, see docs/feasible.md.",
        "",
    ]
    return blocks


def _check_text(checked: Checked) -> str:
    with_it = {
        Verdict.YES: "with these changes a plan in whole numbers does it",
        Verdict.NO: "with these changes it is still impossible, as whole units are lost to rounding",
        Verdict.NOT_WHOLE: "with these changes it is possible in any amounts only, not in whole numbers",
        Verdict.OPEN: "with these changes it is possible; whole numbers were not decided in time",
    }[checked.with_it]
    with_less = {
        Verdict.YES: "2 % less is enough as well",
        Verdict.NO: "with 2 % less of each it is impossible",
        Verdict.NOT_WHOLE: "with 2 % less of each it is impossible in whole numbers",
        Verdict.OPEN: "whether 2 % less is enough was not decided in time",
    }[checked.with_less]
    return f"Checked in the changed case: {with_it}; {with_less}."


# --- files


def conflict_frame(answer: Answer) -> pd.DataFrame:
    """Return the members of the conflict as a table."""
    columns = ["kind", "what", "where", "first", "last", "amount", "unit", "in_words"]
    if answer.conflict is None:
        return pd.DataFrame(columns=columns)
    requirements = [answer.requirements[i] for i in answer.conflict.requirements]
    asked = requirement_texts(answer.inputs, answer.targets, requirements)
    rows: list[list[Any]] = [["to be served", "", "", "", "", None, "", text] for text in asked]
    groups: dict[object, list[Limit]] = {}
    for limit in answer.conflict.limits:
        groups.setdefault(limit.group, []).append(limit)
    for limits in groups.values():
        (said,) = limit_phrases(answer.inputs, limits)
        rows.append(
            [
                limits[0].kind.value,
                said.what,
                said.where,
                said.first,
                said.last,
                said.amount,
                said.unit,
                said.text,
            ]
        )
    rows += [
        ["whole numbers", name, "", "", "", None, "", f"{name} are whole"] for name in answer.conflict.wholes
    ]
    return pd.DataFrame(rows, columns=columns)


def changes_frame(answer: Answer) -> pd.DataFrame:
    """Return every change of every set, by limit and period, in USD."""
    columns = [
        "set",
        "kind",
        "what",
        "where",
        "period",
        "extra",
        "unit",
        "cost_usd",
        "confidence",
        "in_words",
    ]
    rows: list[list[Any]] = []
    for place, checked in enumerate(answer.sets, start=1):
        for change in checked.found.changes:
            ((said, cost_musd),) = change_phrases(answer.inputs, [change])
            rows.append(
                [
                    place,
                    change.limit.kind.value,
                    said.what,
                    said.where,
                    date_label(answer.inputs, change.limit.first),
                    change.extra,
                    said.unit,
                    cost_musd * USD_PER_MUSD,
                    CONFIDENCE,
                    said.text,
                ]
            )
    return pd.DataFrame(rows, columns=columns)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it; money in USD."""
    earliest: Earliest = answer.earliest
    return {
        "case": answer.inputs.case_id,
        "targets": [target_text(answer.inputs, target) for target in answer.targets],
        "verdict": answer.verdict.name.lower(),
        "conflict": [] if answer.conflict is None else conflict_lines(answer, answer.conflict),
        "conflict_is_irreducible": answer.conflict is None or answer.conflict.is_irreducible,
        "whole_numbers_of": [] if answer.conflict is None else list(answer.conflict.wholes),
        "earliest": None if earliest.delay is None else _dates(answer, earliest.delay),
        "earliest_not_before": None if earliest.not_before is None else _dates(answer, earliest.not_before),
        "earliest_verdict": earliest.verdict.name.lower(),
        "largest_part": max(0.0, answer.part.found),
        "largest_part_at_most": max(0.0, answer.part.most),
        "sets_are_plausible": answer.is_plausible,
        "sets": [
            {
                "cost_usd": checked.found.cost_musd * USD_PER_MUSD,
                "least_usd": checked.found.least_musd * USD_PER_MUSD,
                "changes": [
                    phrase.text for phrase, _ in change_phrases(answer.inputs, checked.found.changes)
                ],
                "with_it": checked.with_it.name.lower(),
                "with_2_percent_less": checked.with_less.name.lower(),
            }
            for checked in answer.sets
        ],
        "seconds": {what: round(seconds, 2) for what, seconds in answer.seconds.items()},
    }


def write_answer(folder: Path, answer: Answer) -> None:
    """Write ``summary.md``, ``feasible.json``, ``conflict.csv`` and ``changes.csv`` to a folder.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.md").write_text(summary(answer), "utf-8")
    content = json.dumps(as_json(answer), ensure_ascii=False, indent=2) + "\n"
    (folder / "feasible.json").write_text(content, "utf-8")
    for name, frame in (("conflict", conflict_frame(answer)), ("changes", changes_frame(answer))):
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
