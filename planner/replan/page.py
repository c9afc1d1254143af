"""A re-plan as one HTML file, and as a workbook."""

from __future__ import annotations

import io
from datetime import datetime

from planner.excel.blocks import Block, Head, Page, Value
from planner.excel.book import new_workbook
from planner.excel.styles import AMOUNT, WHOLE, styles_of
from planner.plan.text_table import TextTable
from planner.replan.replan import Replan
from planner.replan.words import (
    change_cells,
    changes_table,
    costs_table,
    facts_table,
    guards_table,
    headline,
    names_of_replan,
    ordered_table,
)
from planner.report.page import render_page

MADE = datetime(2000, 1, 1)
"""No clock: the same re-plan gives the same file."""


def title_of(replan: Replan) -> str:
    """Return its title."""
    return f"Re-plan of {replan.run.plan.case_id}, {replan.moved.book.as_of}"


def tested_text(replan: Replan) -> str:
    """Return how reasons were found."""
    return (
        f"Each reason was found by taking facts back and planning again ({replan.solves} solves): without "
        "them the change is gone."
    )


def replan_page(replan: Replan) -> bytes:
    """Return the page of a re-plan."""
    text = render_page(
        "planner.replan",
        "replan.html",
        title=title_of(replan),
        headline=headline(replan),
        changes=changes_table(replan),
        tested=tested_text(replan),
        costs=costs_table(replan),
        facts=facts_table(replan),
        ordered=ordered_table(replan),
        guards=guards_table(replan),
    )
    return text.encode()


def replan_workbook(replan: Replan) -> bytes:
    """Return the workbook of a re-plan: a sheet of changes, and one of everything else."""
    target = io.BytesIO()
    title = title_of(replan)
    with new_workbook(target, title=title, about=headline(replan), made=MADE) as workbook:
        pages = [
            Page(workbook, workbook.add_worksheet(name), name, styles_of(workbook), widths)
            for name, widths in (
                ("Changes", (14, 34, 26, 12, 10, 12, 12, 18, 70)),
                ("Costs and guards", (46, 22, 44, 20)),
                ("Facts", (14, 60, 34, 12)),
                ("Ordered", (46, 14, 24, 24)),
            )
        ]
        for page in pages:
            page.sheet.hide_gridlines(2)
            page.sheet.fit_to_pages(1, 0)
            page.sheet.set_landscape()
            page.title(title, [headline(replan)])
            page.row += 1
        pages[0].table(_changes(replan))
        pages[1].table(_block("Costs", costs_table(replan)))
        pages[1].table(_block("Guards", guards_table(replan)))
        pages[2].table(_block("New facts", facts_table(replan)))
        pages[3].table(_block("Ordered since the published plan", ordered_table(replan)))
    return target.getvalue()


def _block(title: str, shown: TextTable) -> Block:
    heads = tuple(Head(name) for name in shown.header)
    return Block(title, heads, tuple(tuple(row) for row in shown.rows))


def _changes(replan: Replan) -> Block:
    """Return the changes with their quantities and prices as numbers."""
    names = names_of_replan(replan)
    heads = (
        Head("kind"),
        Head("site"),
        Head("what"),
        Head("quantity", AMOUNT),
        Head("unit"),
        Head("published"),
        Head("now"),
        Head("USD, nominal", WHOLE),
        Head("because of"),
    )
    rows: list[tuple[Value, ...]] = []
    for one in replan.changes:
        kind, site, what, _, before, after, reason = change_cells(one, names)
        change = one.change
        rows.append((kind, site, what, change.quantity, change.unit, before, after, change.usd, reason))
    return Block("Changes", heads, tuple(rows), rest=tested_text(replan), empty="Nothing changed.")
