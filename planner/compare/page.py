"""A comparison as one HTML file that opens without a network."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from planner.compare.comparison import Comparison, Pair
from planner.compare.input_words import input_lines
from planner.compare.picture import bridge_svg
from planner.compare.tables import (
    bridge_table,
    cause_table,
    decision_sums,
    decision_table,
    figure_tables,
    largest_terms,
    order_date_table,
)
from planner.plan.markdown import counted, money, percent
from planner.report.decision import Tile
from planner.report.page import render_page

MOST_CHANGES = 100
"""Decisions of a kind that the page lists; the workbook has all."""
MOST_TERMS = 15


def comparison_page(comparison: Comparison) -> bytes:
    """Return the page of a comparison.

    Raises
    ------
    InputError
        If a table of a run cannot be read.
    """
    text = render_page(
        "planner.compare",
        "compare.html",
        title=f"{counted(len(comparison.sides), 'run')} compared",
        figures=figure_tables(comparison),
        pairs=[_pair(pair) for pair in comparison.pairs],
    )
    return text.encode()


def _pair(pair: Pair) -> Mapping[str, object]:
    return {
        "title": " -> ".join(pair.sides),
        "verdict": pair.verdict.text,
        "notes": pair.notes,
        "tiles": _tiles(pair),
        "picture": _picture(pair),
        "bridge": bridge_table(pair),
        "causes": cause_table(pair.bridge),
        "terms": largest_terms(pair, MOST_TERMS),
        "inputs": input_lines(pair.inputs, pair.sides),
        "sums": decision_sums(pair.decisions),
        "decisions": decision_table(pair, MOST_CHANGES),
        "is_compared": pair.share is not None,
        "order_dates": order_date_table(pair, MOST_CHANGES),
    }


def _picture(pair: Pair) -> str:
    """Return the address of the bridge's picture, which is the picture itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(bridge_svg(pair.bridge).encode()).decode()}"


def _tiles(pair: Pair) -> tuple[Tile, ...]:
    difference = pair.verdict.difference_usd
    sign = "+" if difference > 0 else ""
    tiles = [
        Tile("Cost", f"{sign}{money(difference)}", "present value, after less before"),
        Tile("Proved", "yes" if pair.verdict.is_proved else "no", "that one case can be done for less"),
        Tile("Inputs", counted(len(input_lines(pair.inputs, pair.sides)), "line"), "in which they differ"),
    ]
    if pair.share is not None:
        by_count, by_money = percent(pair.share.by_count), percent(pair.share.by_money)
        tiles.append(Tile("Decisions changed", by_count, f"of those either plan makes; {by_money} by money"))
    return tuple(tiles)
