"""The figures of a page: what they say, and their specifications."""

from __future__ import annotations

import json
from collections.abc import Sequence

from planner.figures import Figure
from planner.report.packed import packed
from planner.report.page import own_file

STILL = "-still"
"""Ending of the name of what stands in for a figure on paper."""


def packed_charts(figures: Sequence[Figure]) -> str:
    """Return the specification of every figure by its name, with those for paper, packed."""
    drawn = {figure.name: figure.chart for figure in figures}
    drawn |= {f"{figure.name}{STILL}": figure.still for figure in figures if figure.still is not None}
    # To check each against the schema takes longer than all the rest, and the tests of the figures do it.
    charts = {name: chart.to_dict(validate=False) for name, chart in drawn.items()}
    return packed(json.dumps(charts, ensure_ascii=False, separators=(",", ":")).encode())


def chart_library() -> str:
    """Return the JavaScript of Vega, Vega-Lite and Vega-Embed, for use within a page.

    It is the bundle of ``vl-convert``, kept as a file: to make it takes longer than the rest of a report.
    """
    return own_file("vega.js")
