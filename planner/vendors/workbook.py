"""A vendor study as a workbook: the answer on the first sheet, then a sheet for each table."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from planner.excel.blocks import Block, Head, Page, Value
from planner.excel.book import new_workbook
from planner.excel.styles import AMOUNT, SHARE, styles_of
from planner.excel.table_sheet import A4, Cell, SheetColumn, TableSheet, write_table_sheet
from planner.plan.columns import Dtype
from planner.vendors.schemas import SCHEMAS
from planner.vendors.section import Labels
from planner.vendors.study import Study

FRONT = "Answer"
WIDTHS = (30, 22, 14, 14, 14, 14, 14, 14)
BILLION = 1e9
_CELLS = {Dtype.TEXT: Cell.TEXT, Dtype.WHOLE: Cell.WHOLE, Dtype.NUMBER: Cell.NUMBER, Dtype.FLAG: Cell.FLAG}


def study_workbook(study: Study, lines: Sequence[str], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return the workbook of a study.

    Parameters
    ----------
    study
        The study.
    lines
        Its answer in sentences.
    tables
        From `planner.vendors.tables.study_tables`.
    """
    inputs, buffer = study.subject.inputs, io.BytesIO()
    made = datetime(inputs.today // 4, inputs.today % 4 * 3 + 1, 1)
    about = f"Vendor mixes of the case {inputs.case_id}, inputs {study.subject.input_sha256}"
    mixes = tables["mixes"]
    labels = dict(zip(mixes["mix"], mixes["label"], strict=True))
    with new_workbook(buffer, title=f"{inputs.title}: vendors", about=about, made=made) as workbook:
        styles = styles_of(workbook)
        sheet = workbook.add_worksheet(FRONT)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        page = Page(workbook, sheet, FRONT, styles, WIDTHS)
        page.title(inputs.title, [f"Vendor mixes of the case {inputs.case_id}.", ""])
        page.heading("The answer")
        page.lines(lines)
        page.table(_mixes(mixes))
        page.table(_exposure(tables["exposure"], labels))
        page.table(_spend(tables["spend"], labels))
        for name, frame in tables.items():
            schema = SCHEMAS[name]
            columns = tuple(SheetColumn(c.name, c.unit, _CELLS[c.dtype]) for c in schema.columns)
            # Where nothing is proved, a difference lies between infinities: an empty cell.
            cells = frame[schema.names].replace([math.inf, -math.inf], math.nan)
            table = TableSheet(name, f"One row: {schema.row}.", columns, cells)
            write_table_sheet(workbook, styles, table)
    return buffer.getvalue()


def _mixes(mixes: pd.DataFrame) -> Block:
    heads = (
        Head("mix"),
        Head("largest vendor"),
        Head("its share of IT MW", SHARE),
        Head("cost, billion USD", AMOUNT),
        Head("more than free, billion USD", AMOUNT),
        Head("facility GW at the end", AMOUNT),
        Head("chips at the end, IT GW", AMOUNT),
        Head("cost of shortage, billion USD", AMOUNT),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row["label"],
            row["first_vendor"],
            row["first_share"],
            row["cost_usd"] / BILLION,
            row["more_than_free_usd"] / BILLION,
            row["facility_gw_end"],
            row["fleet_gw_end"],
            row["shortage_usd"] / BILLION,
        )
        for row in mixes[mixes["note"] == ""].to_dict("records")
    ]
    missing = [f"{row['label']}: no plan, {row['note']}." for row in mixes.to_dict("records") if row["note"]]
    return Block("Mixes side by side", heads, tuple(rows), rest=" ".join(missing))


def _exposure(exposure: pd.DataFrame, labels: Labels) -> Block:
    heads = (
        Head("mix"),
        Head("vendor that slips"),
        Head("known in"),
        Head("bought of it, IT GW", AMOUNT),
        Head("costs more, billion USD", AMOUNT),
        Head("of it shortage, billion USD", AMOUNT),
        Head("most missing, IT GW", AMOUNT),
        Head("in"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            labels[row["mix"]],
            row["vendor"],
            row["known"],
            row["bought_mw"] / 1e3,
            row["more_usd"] / BILLION,
            row["shortage_more_usd"] / BILLION,
            row["lost_gw"],
            row["lost_most_in"],
        )
        for row in exposure[(exposure["known"] != "") & (exposure["note"] == "")].to_dict("records")
    ]
    quarters = int(exposure["quarters"].iloc[0]) if len(exposure) else 0
    return Block(
        "If a vendor slips",
        heads,
        tuple(rows),
        lead=f"All deliveries from the first one due on come {quarters} quarters late, and that is known "
        "only then: what was ordered before stays, the rest is planned anew.",
    )


def _spend(spend: pd.DataFrame, labels: Labels) -> Block:
    heads = (Head("mix"), Head("vendor"), Head("paid, billion USD", AMOUNT), Head("IT GW bought", AMOUNT))
    sums = spend.groupby(["mix", "vendor"], sort=False)[["usd", "it_mw"]].sum().reset_index()
    rows: list[tuple[Value, ...]] = [
        (labels[row["mix"]], row["vendor"], row["usd"] / BILLION, row["it_mw"] / 1e3)
        for row in sums.to_dict("records")
    ]
    return Block("Spend on chips by vendor, all years", heads, tuple(rows))
