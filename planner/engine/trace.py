"""The record of a solve: plan cost and bound over time, as lines to read and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from planner.engine.progress import Point, Size

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


def size_text(size: Size) -> str:
    """Return the size of a problem in words."""
    return f"{size.columns:,} variables ({size.integers:,} integer), {size.rows:,} constraints"


def point_text(point: Point) -> str:
    """Return where a solve stands: seconds, plan cost, bound, gap, and what came of which step."""
    cost = "no plan yet" if point.cost_musd is None else f"plan {point.cost_musd / 1e3:,.2f} billion USD"
    bound = "no bound yet" if point.bound_musd is None else f"bound {point.bound_musd / 1e3:,.2f}"
    gap = "" if point.gap is None else f"  gap {point.gap:.2%}"
    return f"{point.seconds:7.1f} s  {cost}  {bound}{gap}  ({point.what})"
