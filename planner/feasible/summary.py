"""An answer as text."""

from __future__ import annotations

from buildout.money import USD_PER_MUSD
from planner.feasible.answer import Answer
from planner.feasible.check import Checked
from planner.feasible.conflict import Conflict
from planner.feasible.conflict_text import conflict_lines
from planner.feasible.phrase import number
from planner.feasible.prices import CONFIDENCE
from planner.feasible.probe import Verdict
from planner.feasible.words import change_phrases, date_texts, target_text
from planner.plan.markdown import money, percent


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


def _date_text(answer: Answer) -> str:
    earliest = answer.earliest
    if earliest.delay is None:
        if earliest.not_before is None:
            return (
                "It stays possible only at its dates." if answer.is_met else "At no date within the horizon."
            )
        return f"Not before {_when(answer, earliest.not_before)}, and no plan in whole numbers was found."
    text = f"All of it can be served from {_when(answer, earliest.delay)} on at the earliest"
    if earliest.verdict is Verdict.YES:
        proof = "a plan in whole numbers was found"
    else:
        proof = "by the relaxation; whole numbers were not decided in time"
    if earliest.not_before is not None and earliest.not_before < earliest.delay:
        proof += f"; in any amounts from {_when(answer, earliest.not_before)} on"
    return f"{text} ({proof})."


def _when(answer: Answer, delay: int) -> str:
    return date_texts(answer.inputs, answer.targets, delay)


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
