"""The page a decision maker reads: what to build, what it costs, what limits it, what to order now."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Inputs
from planner.plan import figures
from planner.plan.ambition_summary import ambition_section
from planner.plan.headline import headline
from planner.plan.limits.binding import limits_by_period
from planner.plan.limits.summary import limits_section
from planner.plan.markdown import plain, section
from planner.plan.plan import Plan
from planner.plan.shortage_summary import shortage_section
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
from planner.plan.text_table import TextTable


def summarise(
    inputs: Inputs,
    plan: Plan,
    *,
    audit: str = "not audited",
    assumptions: Sequence[str] = (),
    limits_by_price: str | None = None,
) -> str:
    """Return the summary of a plan as Markdown that also reads well as plain text.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    audit
        Result of the audit, in one line.
    assumptions
        Figures the case overrides, and how far the result leans on own assumptions: a line each.
    limits_by_price
        The section on what limits the plan, where prices say so; where None it is told by use.
    """
    limits = limits_by_period(inputs, plan.tables)
    sections = [
        _headline(inputs, plan, audit),
        _growth(inputs, plan),
        _ladder(plan),
        _chips(inputs, plan),
        _or_none("Spending by year, million USD", spending_table(plan)),
        _or_none("Power and energy", power_table(inputs, plan)),
        shortage_section(inputs, plan),
        limits_by_price or limits_section(limits, plan.status),
        ambition_section(inputs, plan, limits),
        _first_orders(inputs, plan),
        section("What it leans on", *(f"- {plain(line)}" for line in assumptions or ["Not stated."])),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _headline(inputs: Inputs, plan: Plan, audit: str) -> str:
    lines = [f"- {name}: {plain(fact)}" for name, fact in headline(inputs, plan, audit)]
    return "\n".join(
        [f"# {plain(inputs.title)}", "", f"Plan of the case `{plain(plan.case_id)}`.", "", *lines]
    )


def _growth(inputs: Inputs, plan: Plan) -> str:
    title, sites = "What opens, where and when", figures.growth(inputs, plan.tables)
    if sites.empty:
        return section(title, "No halls beyond those of the ledger.")
    rest = growth_rest(sites)
    return section(title, growth_table(sites).markdown(), *(["", rest] if rest else []))


def _ladder(plan: Plan) -> str:
    built, work = built_table(plan).markdown(), work_table(plan).markdown()
    return section(
        "GW by year", "Built, standing, and at work for each:", "", built, "", "Work they do:", "", work
    )


def _chips(inputs: Inputs, plan: Plan) -> str:
    by_vendor = chip_table(inputs, plan, "vendor", lambda chip: chip.vendor)
    by_generation = chip_table(inputs, plan, "generation", lambda chip: chip.generation)
    if not by_vendor.rows:
        return section("Chips bought", "None.")
    return section("Chips bought", by_vendor.markdown(), "", by_generation.markdown())


def _or_none(title: str, some: TextTable) -> str:
    return section(title, some.markdown() if some.rows else "None.")


def _first_orders(inputs: Inputs, plan: Plan) -> str:
    due = figures.first_orders(inputs, plan.tables)
    if due.empty:
        return section(orders_title(inputs), "None.")
    return section(orders_title(inputs), orders_line(inputs, due), "", order_table(inputs, due).markdown())
