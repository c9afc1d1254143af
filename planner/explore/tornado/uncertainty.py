"""What is varied: figures that move together from their low to their high ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter, quarter_label
from planner.assemble.ledger import base_of
from planner.explore.tornado.figure import Cell, Figure, Side, worst_confidence
from planner.reference import Confidence, TableName

_PATH = re.compile(r"(scn_.+)_\d{4}")
"""Row of demand.csv that is a year of a path."""
_UNIT_TAIL = re.compile(r"_(usd_per_\w+|quarters|us_per_km)$")
"""Unit that the id of a row ends with."""
TIME_UNITS = frozenset({"quarters", "weeks", "years", "year end"})
FIRST_QUARTER = parse_quarter("2026Q1")
"""Earliest that regions.csv allows for a new grid request."""


class By(StrEnum):
    """What moves together."""

    GROUP = "group"
    """One field for all entities of a kind: the prices of all chips."""
    FIGURE = "figure"
    """A field of one entity: the price of GB300."""


@dataclass(frozen=True)
class Uncertainty:
    """Figures that move together.

    Parameters
    ----------
    name
        Unique, and fit for a folder.
    label
        In words.
    figures
        At least one.
    companions
        Further ``path=value`` of each end: dates that are the middle of a range plus today, for one.
    """

    name: str
    label: str
    figures: tuple[Figure, ...]
    companions: Mapping[Side, tuple[str, ...]]

    def changes(self, side: Side) -> tuple[str, ...]:
        """Return the ``path=value`` that set all of it to an end."""
        return (*(figure.change(side) for figure in self.figures), *self.companions.get(side, ()))

    @property
    def confidence(self) -> Confidence:
        """How well the least known of its figures is known."""
        return worst_confidence(self.figures)

    @property
    def own_share(self) -> float:
        """Part of its figures that are own assumptions."""
        own = sum(figure.confidence is Confidence.OWN_ASSUMPTION for figure in self.figures)
        return own / len(self.figures)

    @property
    def is_own(self) -> bool:
        """Whether at least half of its figures are own assumptions."""
        return self.own_share >= 0.5

    @property
    def unit(self) -> str:
        """The unit of its figures; several where they differ."""
        return "; ".join(dict.fromkeys(figure.unit for figure in self.figures))

    @property
    def source(self) -> str:
        """What its figures rest on, the commonest first."""
        sources = [figure.source for figure in self.figures]
        ranked = sorted(dict.fromkeys(sources), key=lambda source: -sources.count(source))
        more = f" and {len(ranked) - 2} more" if len(ranked) > 2 else ""
        return "; ".join(ranked[:2]) + more

    def text(self, side: Side) -> str:
        """Return an end in words: a value, or for several figures their mean change."""
        if len(self.figures) == 1:
            return short(self.figures[0].at(side))
        return self.mean_change(side)

    def mean_change(self, side: Side) -> str:
        """Return the mean change to an end: quarters for times, else a percentage."""
        if self.figures[0].unit in TIME_UNITS:
            shifts = [figure.at(side) - figure.value for figure in self.figures]
            return f"{sum(shifts) / len(shifts):+.1f} {self.figures[0].unit}"
        parts = [figure.at(side) / figure.value - 1 for figure in self.figures if figure.value]
        return f"{100 * sum(parts) / len(parts):+.0f} %" if parts else ""


def short(value: float) -> str:
    """Return a number with the digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"


def uncertainties(cells: Iterable[Cell], by: By) -> Iterator[Uncertainty]:
    """Yield what is varied, in the order of the tables.

    A path of demand moves as a whole, and so does the supply of a chip over the years: one year alone is
    no future anybody expects.
    """
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_group(cell, by), []).append(cell)
    for (name, label), members in groups.items():
        figures = tuple(cell.figure for cell in members)
        sides = {side: tuple(c for cell in members for c in _companions(cell, side)) for side in Side}
        yield Uncertainty(name, label, figures, sides)


def mentioned(cells: Iterable[Cell], inputs: Inputs) -> Iterator[Cell]:
    """Yield the cells of rows that inputs mention; other tables are taken whole."""
    chips = {chip.chip_id for chip in inputs.chips}
    rows: Mapping[TableName, set[str]] = {
        TableName.CHIPS: chips,
        TableName.POWER: {base_of(option.option_id) for option in inputs.power},
        TableName.REGIONS: {site.area_id for site in inputs.sites},
    }
    for cell in cells:
        row = str(cell.row["generation"]) if cell.table is TableName.SUPPLY else cell.row_id
        known = chips if cell.table is TableName.SUPPLY else rows.get(cell.table)
        if known is None or row in known:
            yield cell


def _group(cell: Cell, by: By) -> tuple[str, str]:
    """Return name and label of the uncertainty that a cell belongs to."""
    table, column, row_id = cell.table, cell.column, cell.row_id
    path = _PATH.fullmatch(row_id) if table is TableName.DEMAND else None
    if path is not None:
        return f"demand.{path[1]}", f"demand path {path[1]}"
    field = _FIELDS.get((table, column))
    if field is None:
        tail = "" if column == "value" else f" {column}"
        return f"{table}.{row_id}{'' if column == 'value' else f'.{column}'}", words(f"{row_id}{tail}")
    one = str(cell.row["generation"]) if table is TableName.SUPPLY else row_id
    if by is By.FIGURE:
        return f"{table}.{one}.{column}", f"{field}: {one}"
    kind = f"{cell.row['kind']}." if table is TableName.LEAD_TIMES else ""
    of = {"campus.": " of campuses", "edge.": " of edge sites"}.get(kind, "")
    return f"{table}.{kind}{column}", f"{field}{of}"


_FIELDS: Mapping[tuple[TableName, str], str] = {
    (TableName.CHIPS, "it_capex_usd_per_chip_all_in"): "price of chips, all in",
    (TableName.CHIPS, "price_usd_per_chip"): "price of chip modules",
    (TableName.SUPPLY, "value"): "supply of chips",
    (TableName.POWER, "capex_usd_per_kw"): "capital cost of power",
    (TableName.POWER, "lead_time_quarters"): "lead time of power",
    (TableName.REGIONS, "grid_wait_quarters"): "wait for the grid",
    (TableName.REGIONS, "near_term_grid_headroom_mw"): "near-term grid headroom",
    (TableName.REGIONS, "industrial_price_usd_per_mwh"): "price of grid energy",
    (TableName.COMPONENTS, "lead_time_weeks"): "lead time of components",
    (TableName.CAPEX, "usd_per_mw"): "published cost",
    (TableName.CAPEX, "lead_time_quarters"): "published lead time",
    (TableName.LEAD_TIMES, "usd"): "construction cost",
    (TableName.LEAD_TIMES, "lead_quarters"): "construction lead time",
}
"""Fields that many entities have, in words."""


def words(row_id: str) -> str:
    """Return the id of a row in words, without the unit that its name ends with."""
    text = _UNIT_TAIL.sub("", row_id).replace("_", " ")
    return re.sub(r"\b(wacc|pue|mw|gw|usd|rtt|it)\b", lambda match: match[0].upper(), text)


def _companions(cell: Cell, side: Side) -> Iterator[str]:
    """Yield what moves with a cell: the first date of a new grid request is its wait from today."""
    if (cell.table, cell.column) == (TableName.REGIONS, "grid_wait_quarters"):
        shift = round(cell.figure.at(side) - cell.figure.value)
        first = max(FIRST_QUARTER, parse_quarter(str(cell.row["earliest_grid_quarter"])) + shift)
        yield f"regions.{cell.row_id}.earliest_grid_quarter={quarter_label(first)}"
