"""Sheets of the reference tables: a cell that differs from the shipped one is a figure of the case."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from planner.excel.case.fields import Field, column_field
from planner.excel.case.layout import Shown
from planner.excel.case.own_figures import OWN_CONFIDENCE, OWN_SOURCE, Own, own_provenance
from planner.excel.case.rows import Row, SheetRows
from planner.problems import Problem
from planner.reference import Cell, Confidence, Override, Reference, TableName
from planner.reference.overrides import CASE_SOURCE

_PROVENANCE = ("source", "confidence")
_SEE_UNIT = "see unit"


@dataclass(frozen=True)
class ReferenceSheet:
    """The sheet of one table. ``shipped`` are the tables without figures of the case's own."""

    table: TableName
    shipped: Reference

    @staticmethod
    def name_of(table: TableName) -> str:
        """Return the name of the sheet of a table."""
        if table is TableName.DEMAND:
            return "Demand figures"
        return table.value.replace("_", " ").capitalize()

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return self.name_of(self.table)

    @property
    def shipped_ids(self) -> Collection[str]:
        """Ids of the rows that ship with the planner."""
        return self._shipped_rows.keys()

    @property
    def about(self) -> str:
        """What the sheet holds."""
        return self.table.about

    @property
    def key(self) -> str:
        """Heading of the ids."""
        return self.shipped.dictionary.key(self.table)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All columns: source and confidence stand beside the id."""
        own = {name: column_field(c) for name, c in self.shipped.dictionary.columns(self.table).items()}
        first = [own.pop(name) for name in (self.key, *_PROVENANCE)]
        return (*first, OWN_SOURCE, OWN_CONFIDENCE, *own.values())

    def rows(self, reference: Reference) -> Iterator[Shown]:
        """Yield the rows of the table, the case's own figures in place."""
        own = own_provenance(reference, self.table)
        for row in reference.table(self.table).to_dict("records"):
            shown = {str(name): None if _is_missing(value) else value for name, value in row.items()}
            # A new row has source and confidence in the columns of the table.
            if row[self.key] in self._shipped_rows:
                source, confidence = own.get(str(row[self.key]), (None, None))
                shown |= {OWN_SOURCE.key: source, OWN_CONFIDENCE.key: confidence}
            yield shown

    def own(self, sheet: SheetRows, problems: list[Problem]) -> Own:
        """Return the figures that differ from the shipped table."""
        overrides: list[Override] = []
        cells = {f"{self.table}.csv: {key}": cell for key, cell in (sheet.headings or {}).items()}
        seen: dict[str, str] = {}
        for row in sheet.rows:
            row_id = str(row.value(self.fields[0], problems) or "")
            if row_id in seen:
                expected = f"each id once; it is in {seen[row_id]} too"
                problems.append(
                    Problem(row.at(self.key), repr(row_id), expected, "remove one of the two rows")
                )
            if not row_id or row_id in seen:
                continue
            seen[row_id] = row.at(self.key)
            cells |= {f"{self.table}.csv: {row_id}.{f.key}": row.at(f.key) for f in self.fields}
            overrides += self._row(row_id, row, problems)
        if sheet.headings is not None:
            problems.extend(self._missing(seen, sheet.headings[self.key]))
        return Own(tuple(overrides), cells)

    @cached_property
    def _shipped_rows(self) -> dict[str, dict[str, Cell]]:
        rows = self.shipped.table(self.table).to_dict("records")
        return {str(row[self.key]): {str(name): value for name, value in row.items()} for row in rows}

    def _row(self, row_id: str, row: Row, problems: list[Problem]) -> list[Override]:
        """Return the figures of a row that differ from the shipped row, or all of a new row."""
        shipped = self._shipped_rows.get(row_id)
        unit = row.cells["unit"].value if "unit" in row.cells else ""
        columns = [f for f in self.fields if f not in (self.fields[0], OWN_SOURCE, OWN_CONFIDENCE)]
        if shipped is None:
            columns = [f for f in columns if f.key not in _PROVENANCE]
        source, confidence = self._provenance(row, problems, is_new=shipped is None)
        found = []
        for column in columns:
            # What a new row must have is said once, by the tables; what a shipped row must have, by cell.
            own = for_unit(column if shipped is not None else replace(column, is_required=False), unit)
            count = len(problems)
            value = _cell(row.value(own, problems))
            if len(problems) > count or value == _cell((shipped or {}).get(column.key)):
                continue
            where = row.at(column.key)
            found.append(Override(self.table, row_id, column.key, value, where, source, confidence))
        if shipped is None and not found:
            fix = "fill the cells of the new row, or clear it"
            problems.append(Problem(row.at(self.key), f"{row_id!r} alone", f"an id of {self.table}", fix))
        return found

    def _provenance(self, row: Row, problems: list[Problem], *, is_new: bool) -> tuple[str, Confidence]:
        """Return source and confidence of the figures of a row; a new row has them in two places."""
        source, level = row.value(OWN_SOURCE, problems), row.value(OWN_CONFIDENCE, problems)
        where = row.at(OWN_CONFIDENCE.key)
        if is_new and source is None:
            source = row.value(replace(OWN_SOURCE, key="source"), problems)
        if is_new and level is None:
            level, where = (
                row.value(replace(OWN_CONFIDENCE, key="confidence"), problems),
                row.at("confidence"),
            )
        if level is not None and level not in OWN_CONFIDENCE.choices:
            expected = "one of " + ", ".join(OWN_CONFIDENCE.choices)
            problems.append(Problem(where, repr(level), expected, "choose one of them"))
            level = None
        return str(source or CASE_SOURCE), Confidence(str(level or Confidence.OWN_ASSUMPTION))

    def _missing(self, seen: Mapping[str, str], where: str) -> Iterator[Problem]:
        missing = [row_id for row_id in self._shipped_rows if row_id not in seen]
        if missing:
            some = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")
            fix = "put the rows back; what a case does without is named under exclude on the sheet Case"
            yield Problem(where, f"no row {some}", "every row of the table", fix)


def reference_sheets(shipped: Reference) -> tuple[ReferenceSheet, ...]:
    """Return the sheets of all tables."""
    return tuple(ReferenceSheet(table, shipped) for table in TableName)


def for_unit(column: Field, unit: object) -> Field:
    """Return a column as it holds in a row that names its own unit."""
    if column.unit != _SEE_UNIT:
        return column
    return replace(column, unit=str(unit or ""), is_fraction=str(unit).startswith(("fraction", "share")))


def _is_missing(value: object) -> bool:
    return value == "" or (isinstance(value, float) and math.isnan(value))


def _cell(value: object) -> Cell:
    """Return a value as the tables hold it, to compare with; "" where there is none."""
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, list):
        return ";".join(map(str, value))
    return value if isinstance(value, int | float) else str(value)
