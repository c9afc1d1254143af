"""A comparison as a workbook: figures, and for each pair its bridge, inputs and decisions, all rows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from xlsxwriter.workbook import Workbook

from buildout.quarters import quarter_label
from planner.compare.attributes import Scalar
from planner.compare.bridge_terms import Bridge
from planner.compare.comparison import Comparison, Pair
from planner.compare.decisions import DecisionChange
from planner.compare.figures import BOTTLENECK, Figure, FigureRow
from planner.compare.input_words import input_lines
from planner.compare.lot import Lot
from planner.compare.tables import term_name
from planner.excel.blocks import Block, Head, Page, Value
from planner.excel.book import new_workbook
from planner.excel.styles import AMOUNT, WHOLE, styles_of

MADE = datetime(2000, 1, 1)
"""No clock: the same runs give the same file."""
USD = "#,##0.00"
MOST_ROWS = 1_000_000
"""A sheet of Excel has little more."""


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the workbook of a comparison."""
    target = io.BytesIO()
    names = " and ".join(side.name for side in comparison.sides)
    with new_workbook(target, title="Runs compared", about=names, made=MADE) as workbook:
        _figures(workbook, comparison)
        for place, pair in enumerate(comparison.pairs, start=1):
            end = f" {place}" if len(comparison.pairs) > 1 else ""
            _bridge(_page(workbook, f"Bridge{end}", (34, 18, 52, 22, 22)), pair)
            _inputs(_page(workbook, f"Inputs{end}", (26, 44, 34, 24, 26, 26, 34)), pair)
            _decisions(_page(workbook, f"Decisions{end}", (14, 34, 34, 12, 14, 10, 12, 12, 18, 18)), pair)
    return target.getvalue()


def _page(workbook: Workbook, name: str, widths: tuple[int, ...]) -> Page:
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()
    return Page(workbook, sheet, name, styles_of(workbook), widths)


def _figures(workbook: Workbook, comparison: Comparison) -> None:
    page = _page(workbook, "Side by side", (34, 38, 16, *(26 for _ in comparison.sides)))
    verdicts = [f"{' -> '.join(pair.sides)}: {pair.verdict.text}" for pair in comparison.pairs]
    page.title("Runs side by side", verdicts)
    page.row += 1
    names = [side.name for side in comparison.sides]
    heads = (Head("section"), Head("figure"), Head("unit"), *(Head(name, "General") for name in names))
    figures = [row for row in comparison.figures if row.name != BOTTLENECK]
    rows = [(row.section, row.name, row.unit, *(_figure(v, row) for v in row.values)) for row in figures]
    page.table(Block("Figures", heads, tuple(rows)))
    for row in comparison.figures:
        if row.name == BOTTLENECK:
            lines = [f"{name}: {text}" for name, text in zip(names, row.values, strict=True)]
            page.heading(BOTTLENECK.capitalize())
            page.lines(lines)


def _figure(value: Figure, row: FigureRow) -> Value:
    """Return a figure with a digit more than the page shows; counts stay whole."""
    if isinstance(value, float):
        return round(value, row.decimals + 1) if row.decimals else round(value)
    return value or ""


def _bridge(page: Page, pair: Pair) -> None:
    page.title(" -> ".join(pair.sides), [pair.verdict.text, *pair.notes])
    page.row += 1
    page.table(
        Block(
            "Bridge of cost, USD",
            _BRIDGE_HEADS,
            tuple(_bridge_rows(pair)),
            total=_end(pair.bridge, pair.after.name),
        )
    )
    rows = [
        (
            str(t.category),
            str(t.cause),
            term_name(t, pair.names),
            t.present_cents / 100,
            t.nominal_cents / 100,
        )
        for t in pair.bridge.terms
    ]
    page.table(
        Block(
            "Each term, USD", (*_BRIDGE_HEADS[:2], Head("what"), *_BRIDGE_HEADS[3:]), tuple(rows[:MOST_ROWS])
        )
    )


_BRIDGE_HEADS = (
    Head("category"),
    Head("cause"),
    Head(""),
    Head("present value, USD", USD),
    Head("nominal, USD", USD),
)


def _bridge_rows(pair: Pair) -> Iterator[tuple[Value, ...]]:
    bridge = pair.bridge
    before = bridge.before
    yield (f"cost of {pair.before.name}", "", "", before.present_cents / 100, before.nominal_cents / 100)
    for category in bridge.by_category():
        for cause, money in bridge.by_cause(category).items():
            yield (str(category), str(cause), "", money.present_cents / 100, money.nominal_cents / 100)


def _end(bridge: Bridge, name: str) -> tuple[Value, ...]:
    after = bridge.after
    return (f"cost of {name}", "", "", after.present_cents / 100, after.nominal_cents / 100)


def _inputs(page: Page, pair: Pair) -> None:
    lines = input_lines(pair.inputs, pair.sides)
    page.title("Inputs that differ", [" -> ".join(pair.sides)])
    page.row += 1
    page.heading("In words")
    page.lines([line.text for line in lines] or ["None."])
    heads = (
        Head("kind"),
        Head("of"),
        Head("what"),
        Head("when or which"),
        *(Head(name, "General") for name in pair.sides),
        Head("unit"),
    )
    page.table(Block("Each value", heads, tuple(_cells(pair))[:MOST_ROWS]))


def _cells(pair: Pair) -> Iterator[tuple[Value, ...]]:
    for entity in pair.inputs.only_before:
        yield (str(entity.kind), entity.name, "", "", "there", "", "")
    for entity in pair.inputs.only_after:
        yield (str(entity.kind), entity.name, "", "", "", "there", "")
    for change in pair.inputs.changes:
        entity = change.entity
        for cell in change.cells:
            ends = (_value(cell.before), _value(cell.after))
            yield (str(entity.kind), entity.name, change.attribute.words, cell.key, *ends, change.unit)


def _decisions(page: Page, pair: Pair) -> None:
    shares = (
        "The horizons share no quarter."
        if pair.share is None
        else f"{pair.share.by_count:.1%} of decisions differ, {pair.share.by_money:.1%} by money."
    )
    page.title("Decisions that differ", [" -> ".join(pair.sides), shares])
    page.row += 1
    usd = tuple(Head(f"USD in {name}", WHOLE) for name in pair.sides)
    heads = (
        Head("kind"),
        Head("site"),
        Head("what"),
        Head("change"),
        Head("quantity", AMOUNT),
        Head("unit"),
        *map(Head, pair.sides),
        *usd,
    )
    rows = tuple(_decision(change, pair) for change in pair.decisions[:MOST_ROWS])
    page.table(Block("Each decision", heads, rows))
    orders: Sequence[tuple[Value, ...]] = [
        (
            "order",
            pair.names.site(o.site_id),
            pair.names.chip(o.what),
            "order by",
            float("nan"),
            "",
            o.before,
            o.after,
            float("nan"),
            o.usd,
        )
        for o in pair.order_dates[:MOST_ROWS]
    ]
    if orders:
        page.table(Block("Orders with another last date", heads, tuple(orders)))


def _decision(change: DecisionChange, pair: Pair) -> tuple[Value, ...]:
    subject = change.subject
    return (
        str(subject.kind),
        pair.names.site(subject.site_id),
        pair.names.chip(subject.what),
        str(change.turn),
        change.quantity,
        change.unit,
        _quarter(change.before),
        _quarter(change.after),
        _usd(change.before),
        _usd(change.after),
    )


def _quarter(lot: Lot | None) -> str:
    return "" if lot is None else quarter_label(lot.quarter)


def _usd(lot: Lot | None) -> float:
    return float("nan") if lot is None else lot.usd


def _value(value: Scalar) -> Value:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
