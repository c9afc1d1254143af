"""An answer as tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from buildout.money import USD_PER_MUSD
from planner.feasible.answer import Answer
from planner.feasible.limits import by_group
from planner.feasible.prices import CONFIDENCE
from planner.feasible.words import change_phrases, limit_phrases, requirement_texts


def conflict_frame(answer: Answer) -> pd.DataFrame:
    """Return the members of the conflict as a table."""
    columns = ["kind", "what", "where", "first", "last", "amount", "unit", "in_words"]
    if answer.conflict is None:
        return pd.DataFrame(columns=columns)
    requirements = [answer.requirements[i] for i in answer.conflict.requirements]
    asked = requirement_texts(answer.inputs, answer.targets, requirements)
    rows: list[list[Any]] = [["to be served", "", "", "", "", None, "", text] for text in asked]
    for limits in by_group(answer.conflict.limits).values():
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
                    answer.inputs.periods[change.limit.first].label,
                    change.extra,
                    said.unit,
                    cost_musd * USD_PER_MUSD,
                    CONFIDENCE,
                    said.text,
                ]
            )
    return pd.DataFrame(rows, columns=columns)
