"""An answer as a folder: text, JSON and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from buildout.money import USD_PER_MUSD
from planner.feasible.answer import Answer
from planner.feasible.conflict_text import conflict_lines
from planner.feasible.frames import changes_frame, conflict_frame
from planner.feasible.summary import summary
from planner.feasible.words import change_phrases, date_texts, target_text


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it; money in USD."""
    earliest = answer.earliest

    def when(delay: int | None) -> str | None:
        return None if delay is None else date_texts(answer.inputs, answer.targets, delay)

    return {
        "case": answer.inputs.case_id,
        "targets": [target_text(answer.inputs, target) for target in answer.targets],
        "verdict": answer.verdict.name.lower(),
        "conflict": [] if answer.conflict is None else conflict_lines(answer, answer.conflict),
        "conflict_is_irreducible": answer.conflict is None or answer.conflict.is_irreducible,
        "whole_numbers_of": [] if answer.conflict is None else list(answer.conflict.wholes),
        "earliest": when(earliest.delay),
        "earliest_not_before": when(earliest.not_before),
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
