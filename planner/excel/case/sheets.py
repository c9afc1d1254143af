"""The sheets of a case's lists, in their order in the workbook."""

from __future__ import annotations

from collections.abc import Mapping

from planner.excel.case.entries import Key
from planner.excel.case.fields import Schema
from planner.excel.case.layout import DRIVERS, ListSheet, Part, parts_of
from planner.excel.case.ledger_sheet import ledger_sheet
from planner.excel.case.stream_rules_sheet import stream_rules_sheet

DEMAND = "Demand"
"""Sheet of the drivers; the sheet Paths follows it."""
_RULES = ("vendor_shares", "minimum_takes", "volume_tiers", "budgets", "survival")


class DemandRowsSheet(ListSheet):
    """Rows of direct demand have no names: messages say what they are about."""

    def names(self, part: Part, values: Mapping[str, object]) -> tuple[Key, ...]:
        """Return what messages call a row: as `planner.assemble.check_demand` does."""
        del part
        return ((f"demand, {values['stream']} at {values['node']}, {values['at']}",),)


def list_sheets(schema: Schema) -> tuple[ListSheet, ...]:
    """Return the sheets of the lists of a case.

    Parameters
    ----------
    schema
        JSON Schema of the case.
    """
    drivers = parts_of(schema, *(f"demand.{name}" for name in DRIVERS))
    rules = parts_of(schema, *(f"policies.{name}" for name in _RULES))
    return (
        ListSheet("Steps", "Lengths of periods, in order", parts_of(schema, "horizon.steps")),
        ListSheet("Own sites", "Sites that are in no table", parts_of(schema, "sites.custom")),
        ListSheet("Own nodes", "Places of demand that are in no table", parts_of(schema, "nodes.custom")),
        ListSheet("Own chips", "Chips that are in no table", parts_of(schema, "chips.custom")),
        ListSheet("Own power", "Power options that are in no table", parts_of(schema, "power.custom")),
        ListSheet("Own streams", "Kinds of demand that are in no table", parts_of(schema, "streams.custom")),
        stream_rules_sheet(schema),
        ListSheet(DEMAND, "What drives demand; figures over time are on the sheet Paths", drivers, "driver"),
        DemandRowsSheet("Demand rows", "Direct demand, row by row", parts_of(schema, "demand.rows")),
        ledger_sheet(schema),
        ListSheet("Locks", "Decisions taken beforehand, by site", parts_of(schema, "locks")),
        ListSheet("Policies", "Rules; those without a list are on the sheet Case", rules, "rule"),
    )
