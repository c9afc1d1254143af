"""The record of a solve as a table: plan cost and bound over time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from planner.solve.progress import Point

HEADER = ("seconds", "what", "cost_musd", "bound_musd", "gap")


def trace_csv(trace: Iterable[Point]) -> bytes:
    """Return the trace as CSV, a line per better plan or bound."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for point in trace:
        figures = ("" if v is None else v for v in (point.cost_musd, point.bound_musd, point.gap))
        writer.writerow([f"{point.seconds:.2f}", point.what, *figures])
    return text.getvalue().encode()
