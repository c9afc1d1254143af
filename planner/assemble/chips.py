"""Chips on offer, and what we can buy of them."""

from __future__ import annotations

from collections.abc import Mapping

from buildout.inputs import Chip
from buildout.quarters import parse_quarter, quarter_year
from planner.assemble.context import NO_END, Context
from planner.assemble.rows import Row, flag, number, rows, text
from planner.cases.equipment import CustomChip

_BASELINE = "solver_baseline_units"


def build_chips(context: Context, most_it_mw: float) -> tuple[Chip, ...]:
    """Return the chips on offer and those of the ledger, which may be sold no longer.

    Parameters
    ----------
    context
        The case beside the tables.
    most_it_mw
        IT MW that all sites together can ever hold: what "no limit" means, MW.
    """
    units = _baseline_units(context)
    committed = {lot.chip for site in context.case.ledger.sites for lot in site.chips}
    chips = []
    for chip_id, row in context.chips.items():
        supply = _supply_mw(context, row, units.get(chip_id, {})) if _on_offer(context, row) else ()
        if any(supply) or chip_id in committed:
            chips.append(_chip(context, row, supply or context.by_period(lambda _: 0.0)))
    return (*chips, *(_own(context, chip, most_it_mw) for chip in context.case.chips.custom))


def edge_chip_ids(context: Context) -> set[str]:
    """Return the chips that may stand at edge sites."""
    listed = {chip_id for chip_id, row in context.chips.items() if flag(row, "edge_suitable")}
    return listed | {chip.id for chip in context.case.chips.custom if chip.edge_suitable}


def _on_offer(context: Context, row: Row) -> bool:
    choice = context.case.chips
    chip_id = text(row, "chip_id")
    return (
        (choice.include is None or chip_id in choice.include)
        and chip_id not in choice.exclude
        and text(row, "use_in_solver") == "yes"
        and text(row, "buyer_access") in {access.value for access in context.case.buyer.access}
    )


def _baseline_units(context: Context) -> dict[str, dict[int, float]]:
    """Return the chips all buyers together get, by chip and year."""
    units: dict[str, dict[int, float]] = {}
    for row in rows(context.reference.supply):
        if text(row, "metric") == _BASELINE:
            units.setdefault(text(row, "generation"), {})[round(number(row, "year"))] = number(row, "value")
    return units


def _supply_mw(context: Context, row: Row, units: Mapping[int, float]) -> tuple[float, ...]:
    """Return the IT MW we can have delivered, by period: a quarter of a year's chips each quarter."""
    lead = _lead_quarters(context)
    first = max(parse_quarter(text(row, "first_avail_quarter")), context.today + lead, context.decide_from)
    last = parse_quarter(text(row, "last_order_quarter")) + lead
    mw_per_unit = context.shares.chips * number(row, "it_power_w_per_chip") / 1e6 / 4

    def quarter_mw(quarter: int) -> float:
        return units.get(quarter_year(quarter), 0.0) * mw_per_unit if first <= quarter <= last else 0.0

    return tuple(sum(quarter_mw(q) for q in range(p.start, p.end)) for p in context.periods)


def _lead_quarters(context: Context) -> int:
    return round(context.scalars["chip_lead_quarters"])


def _chip(context: Context, row: Row, supply_mw: tuple[float, ...]) -> Chip:
    power_mw = number(row, "it_power_w_per_chip") / 1e6
    capex_musd_per_mw = number(row, "it_capex_usd_per_chip_all_in") / 1e6 / power_mw
    lead = _lead_quarters(context)
    return Chip(
        chip_id=text(row, "chip_id"),
        name=text(row, "system"),
        vendor=text(row, "vendor"),
        generation=text(row, "generation"),
        capex_musd_per_mw=capex_musd_per_mw,
        maintenance_musd_per_mw_year=_upkeep(context) * capex_musd_per_mw,
        rack_mw=number(row, "chips_per_rack") * power_mw,
        chips_per_mw=1.0 / power_mw,
        life_quarters=round(4 * number(row, "useful_life_years")),
        lead_quarters=lead,
        payments=context.payments("chips", lead),
        supply_mw=supply_mw,
    )


def _upkeep(context: Context) -> float:
    """Part of a chip's price spent each year on maintenance, tax and insurance."""
    return context.scalars["it_maintenance"] + context.scalars["property_tax_insurance"]


def _own(context: Context, chip: CustomChip, most_it_mw: float) -> Chip:
    lead = _lead_quarters(context)
    first = max(
        context.decide_from, context.today + lead if chip.first_quarter is None else chip.first_quarter
    )
    last = NO_END if chip.last_quarter is None else chip.last_quarter
    per_quarter = most_it_mw if chip.supply_mw_per_quarter is None else chip.supply_mw_per_quarter
    capex, upkeep = chip.capex_usd_per_mw / 1e6, chip.maintenance_usd_per_mw_year
    return Chip(
        chip_id=chip.id,
        name=chip.name or chip.id,
        vendor=chip.vendor,
        generation=chip.generation or chip.id,
        capex_musd_per_mw=capex,
        maintenance_musd_per_mw_year=_upkeep(context) * capex if upkeep is None else upkeep / 1e6,
        rack_mw=chip.rack_mw,
        chips_per_mw=chip.chips_per_rack / chip.rack_mw,
        life_quarters=round(4 * chip.life_years),
        lead_quarters=lead,
        payments=context.payments("chips", lead),
        supply_mw=tuple(
            per_quarter * sum(first <= quarter <= last for quarter in range(p.start, p.end))
            for p in context.periods
        ),
    )
