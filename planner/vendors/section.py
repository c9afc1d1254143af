"""A section of a study's page, and how its figures are written."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

from planner.plan.markdown import money, number
from planner.plan.text_table import TextTable

NOTHING = "-"
Labels: TypeAlias = Mapping[str, str]
"""What a reader calls each mix, in the order of the page."""
Row: TypeAlias = Mapping[Hashable, Any]
"""Cells of a row by column."""


@dataclass(frozen=True)
class Section:
    """A heading, sentences, tables and notes below them."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    tables: tuple[TextTable, ...] = ()
    notes: tuple[str, ...] = ()


def markdown(parts: Sequence[Section]) -> str:
    """Return sections as Markdown."""
    lines: list[str] = []
    for part in parts:
        lines += [f"## {part.title}", ""]
        for text in part.lead:
            lines += [text, ""]
        for table in part.tables:
            lines += [table.markdown() if table.rows else "None.", ""]
        lines += [f"- {note}" for note in part.notes]
        lines += [""] if part.notes else []
    return "\n".join(lines)


def sums(frame: pd.DataFrame, value: str, *keys: str) -> dict[tuple[str, ...], float]:
    """Return the sums of a column by the text of some others."""
    found: dict[tuple[str, ...], float] = {}
    columns = (frame[key].astype(str) for key in keys)
    for *key, amount in zip(*columns, frame[value].astype(float), strict=True):
        found[tuple(key)] = found.get(tuple(key), 0.0) + amount
    return found


def mixes_in(frame: pd.DataFrame, labels: Labels) -> list[str]:
    """Return the mixes that a table has rows of, in the order of the page."""
    there = set(frame["mix"])
    return [mix for mix in labels if mix in there]


def by_mix(frame: pd.DataFrame, value: str, key: str, labels: Labels, *, first: str) -> TextTable:
    """Return a column as a table with a row for each mix and a column for each year, or the like."""
    cells = sums(frame, value, "mix", key)
    heads = sorted({head for _, head in cells})
    rows = [
        [labels[mix], *(number(cells.get((mix, head), 0.0)) for head in heads)]
        for mix in mixes_in(frame, labels)
    ]
    return TextTable([first, *heads], rows)


def signed(usd: float) -> str:
    """Return an amount of money with its sign; nothing as 0."""
    if abs(usd) < 0.5:
        return "0"
    return f"{'+' if usd > 0 else '-'}{money(abs(usd))}"


def between(least: float, most: float) -> str:
    """Return a range of money, billion USD; one figure where both ends are written the same."""
    if not (math.isfinite(least) and math.isfinite(most)):
        return "not proved"
    ends = list(dict.fromkeys(f"{usd / 1e9:+,.2f}" for usd in (least, most)))
    return f"{' and '.join(ends)} billion"
