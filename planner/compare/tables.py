"""A comparison as tables of text: what the terminal and the page show alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from buildout.money import USD_PER_MUSD
from planner.compare.bridge_terms import Bridge, BridgeTerm, Money, total
from planner.compare.comparison import Comparison, Pair
from planner.compare.decision_words import subject_text, turn_text
from planner.compare.decisions import DecisionChange, Turn
from planner.compare.effects import Cause
from planner.compare.figures import Figure, FigureRow
from planner.compare.lot import UNITS, DecisionKind
from planner.compare.names import Names
from planner.compare.words import signed_musd
from planner.plan.markdown import counted, number
from planner.plan.text_table import TextTable

NONE = "-"


@dataclass(frozen=True)
class Titled:
    """A table under its title."""

    title: str
    table: TextTable


def figure_tables(comparison: Comparison) -> tuple[Titled, ...]:
    """Return the figures of all runs side by side, a table for each section."""
    names = [side.name for side in comparison.sides]
    return tuple(
        Titled(section, TextTable(["", "unit", *names], [_figure_row(row) for row in rows], text_columns=2))
        for section, rows in groupby(comparison.figures, key=lambda row: row.section)
    )


def _figure_row(row: FigureRow) -> list[str]:
    return [row.name, row.unit, *(figure_text(value, row.decimals) for value in row.values)]


def figure_text(value: Figure, decimals: int) -> str:
    """Return a figure in words; a dash where there is none."""
    if value is None:
        return NONE
    return value if isinstance(value, str) else f"{value:,.{decimals}f}"


def bridge_table(pair: Pair) -> TextTable:
    """Return the bridge by category, with the causes of each."""
    bridge = pair.bridge
    rows = [[f"cost of {pair.before.name}", "", *_ends(bridge.before)]]
    for category, money in bridge.by_category().items():
        rows.append([category, "", *_steps(money)])
        rows.extend(["", cause, *_steps(part)] for cause, part in bridge.by_cause(category).items())
    rows.append([f"cost of {pair.after.name}", "", *_ends(bridge.after)])
    return TextTable(["million USD", "of it", "present value", "nominal"], rows, text_columns=2)


def cause_table(bridge: Bridge) -> TextTable:
    """Return the bridge by cause, over all categories."""
    sums = ((cause, total(t for t in bridge.terms if t.cause is cause)) for cause in Cause)
    rows = [[cause, *_steps(money)] for cause, money in sums if money != Money()]
    return TextTable(
        ["million USD", "present value", "nominal"], [*rows, ["difference", *_steps(bridge.difference)]]
    )


def largest_terms(pair: Pair, most: int) -> TextTable:
    """Return the largest terms of the bridge, by present value."""
    terms = sorted(pair.bridge.terms, key=lambda term: -abs(term.present_cents))[:most]
    rows = [[term_name(term, pair.names), str(term.cause), signed_musd(term.present_cents)] for term in terms]
    return TextTable(["what", "why", "million USD, present value"], rows, text_columns=2)


def term_name(term: BridgeTerm, names: Names) -> str:
    """Return what a term is paid for."""
    parts = (str(term.kind) or str(term.category), names.any(term.subject_id))
    return ", ".join(part for part in parts if part)


def decision_sums(changes: Sequence[DecisionChange]) -> TextTable:
    """Return how many decisions changed, and how much, by kind and turn."""
    rows = []
    for kind in DecisionKind:
        own = [change for change in changes if change.subject.kind is kind]
        if own:
            rows.append([kind, UNITS[kind], *(_sum(own, turn) for turn in Turn)])
    return TextTable(["decisions", "unit", *(str(turn) for turn in Turn)], rows, text_columns=2)


def _sum(changes: Sequence[DecisionChange], turn: Turn) -> str:
    amount = sum(change.quantity for change in changes if change.turn is turn)
    return number(amount) if amount else NONE


def decision_table(pair: Pair, most: int | None = None) -> TextTable:
    """Return decisions that differ, those of each kind with the most money first.

    Parameters
    ----------
    pair
        The two runs.
    most
        Rows of each kind at most; None for all.
    """
    rows = list(_decision_rows(pair, most))
    return TextTable(["what", "change", "million USD"], rows, text_columns=2)


def _decision_rows(pair: Pair, most: int | None) -> Iterator[list[str]]:
    for _, changes in groupby(pair.decisions, key=lambda change: change.subject.kind):
        ranked = sorted(changes, key=lambda change: (-change.usd, -change.quantity))
        for change in ranked[:most]:
            usd = number(change.usd / USD_PER_MUSD) if change.usd else NONE
            yield [subject_text(change, pair.names), turn_text(change, pair.sides), usd]
        if most is not None and len(ranked) > most:
            rest = ranked[most:]
            usd = number(sum(change.usd for change in rest) / USD_PER_MUSD)
            yield [f"{counted(len(rest), 'more change')} of {rest[0].subject.kind}", "", usd]


def order_date_table(pair: Pair, most: int) -> TextTable:
    """Return orders that must be placed by another date, the dearest first."""
    ranked = sorted(pair.order_dates, key=lambda order: -order.usd)[:most]
    rows = [
        [
            pair.names.site(order.site_id),
            pair.names.chip(order.what),
            order.online,
            f"{order.before} -> {order.after}",
            number(order.usd / USD_PER_MUSD),
        ]
        for order in ranked
    ]
    return TextTable(["site", "what", "online", "order by", "million USD"], rows, text_columns=4)


def _ends(money: Money) -> list[str]:
    return [number(cents / 100 / USD_PER_MUSD) for cents in (money.present_cents, money.nominal_cents)]


def _steps(money: Money) -> list[str]:
    return [signed_musd(cents) for cents in (money.present_cents, money.nominal_cents)]
