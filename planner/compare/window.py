"""The quarters that plans of several cases share: only there can their decisions be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter, quarter_label

_YEAR_OR_HALF = re.compile(r"(\d{4})(?:H([12]))?")


@dataclass(frozen=True)
class Window:
    """Quarters ``start`` up to, but without, ``end``."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{quarter_label(self.start)} to {quarter_label(self.end - 1)}"


def common_window(cases: Sequence[Inputs]) -> Window | None:
    """Return the quarters that the horizons of all cases have in common; None where there are none."""
    start = max(case.periods[0].start for case in cases)
    end = min(case.end for case in cases)
    return Window(start, end) if start < end else None


def period_start(label: str) -> int:
    """Return the first quarter of a period by its label: ``2029Q1``, ``2029H1`` or ``2029``.

    Raises
    ------
    ValueError
        If it is no label of a period.
    """
    return _span(label)[0]


def span_text(first: str, last: str) -> str:
    """Return the quarters from the start of a period to the end of another, by their labels."""
    start, (until, quarters) = _span(first)[0], _span(last)
    return " to ".join(dict.fromkeys((quarter_label(start), quarter_label(until + quarters - 1))))


def _span(label: str) -> tuple[int, int]:
    """Return the first quarter of a period and its length in quarters."""
    match = _YEAR_OR_HALF.fullmatch(label)
    if match is None:
        return parse_quarter(label), 1
    if match[2] is None:
        return 4 * int(match[1]), 4
    return 4 * int(match[1]) + 2 * (int(match[2]) - 1), 2
