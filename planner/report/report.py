"""The report of a run, put together."""

from __future__ import annotations

from collections.abc import Sequence

from planner.figures import Figure
from planner.plan import figures
from planner.plan.columns import Dtype
from planner.plan.headline import horizon
from planner.plan.shortage_summary import shortage_table
from planner.plan.summary_tables import (
    built_table,
    chip_table,
    growth_rest,
    growth_table,
    order_table,
    orders_line,
    orders_title,
    power_table,
    spending_table,
    work_table,
)
from planner.report.assumptions import assumptions
from planner.report.data_tables import data_tables
from planner.report.decision import boxes, tiles
from planner.report.drawings import STILL, chart_library, packed_charts
from planner.report.facts import Facts
from planner.report.limits import limits_of_plan
from planner.report.page import HOME, own_file, render_page
from planner.report.proof import proof_of_plan


def report_page(facts: Facts, drawn: Sequence[Figure]) -> bytes:
    """Return the report of a run: one HTML file that needs nothing else.

    Parameters
    ----------
    facts
        The run, and what is known of it.
    drawn
        Its figures.
    """
    inputs, plan = facts.inputs, facts.plan
    growth = figures.growth(inputs, plan.tables)
    due = figures.first_orders(inputs, plan.tables)
    text = render_page(
        HOME,
        "report.html",
        title=inputs.title,
        scripts=(chart_library(), own_file("report.js")),
        case_id=plan.case_id,
        horizon=horizon(inputs),
        status=plan.status.value,
        tiles=tiles(facts),
        boxes=boxes(facts),
        figures=drawn,
        still=STILL,
        charts=packed_charts(drawn),
        growth=growth_table(growth),
        built=built_table(plan),
        work=work_table(plan),
        spending=spending_table(plan),
        vendors=chip_table(inputs, plan, "vendor", lambda chip: chip.vendor),
        generations=chip_table(inputs, plan, "generation", lambda chip: chip.generation),
        power=power_table(inputs, plan),
        shortage=shortage_table(inputs, plan),
        growth_rest=growth_rest(growth),
        orders_title=orders_title(inputs),
        number_types=(Dtype.NUMBER, Dtype.WHOLE),
        orders_line=orders_line(inputs, due),
        orders=order_table(inputs, due),
        limits=limits_of_plan(facts),
        assumptions=assumptions(facts),
        proof=proof_of_plan(facts),
        tables=data_tables(facts.run),
    )
    return text.encode()
