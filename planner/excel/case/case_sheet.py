"""The sheet Case: every setting that is no list, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.cases.messages import did_you_mean
from planner.excel.case.entries import Entry, lookup
from planner.excel.case.fields import Field, Kind, Schema
from planner.excel.case.layout import Shown
from planner.excel.case.rows import Row
from planner.excel.case.schema_fields import schema_fields
from planner.problems import Problem

FORMAT = 1
"""Goes up when a workbook of an earlier planner can no longer be read."""

_ELSEWHERE = frozenset(
    {"ledger_file", "demand.file", "demand.spread.file", "network.rtt_table", "network.cost_table"}
)
"""Files of a case: their rows are on sheets."""
_FORMAT = Field("format", Kind.INTEGER, "Layout of this workbook; leave it as it is", is_required=True)


@dataclass(frozen=True)
class CaseSheet:
    """Keys downwards, with their values, units, defaults and meanings."""

    settings: tuple[Field, ...]
    name: str = "Case"
    about: str = "All settings that are no lists. An empty value means what the column default says"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns; key and value are read."""
        told = (Field(name, Kind.TEXT) for name in ("unit", "default", "meaning"))
        return (Field("key", Kind.NAME, is_required=True), Field("value", Kind.TEXT), *told)

    def rows(self, data: Mapping[str, Any]) -> Iterator[Shown]:
        """Yield a row for every setting: ``key`` and ``value``."""
        yield {"key": _FORMAT.key, "value": FORMAT}
        for field in self.settings:
            yield {"key": field.key, "value": lookup(data, field.path)}

    @property
    def shown(self) -> tuple[Field, ...]:
        """The settings in the order of the rows."""
        return (_FORMAT, *self.settings)

    def entries(self, rows: Iterable[Row], problems: list[Problem]) -> Iterator[Entry]:
        """Yield what the rows say; a setting whose row is gone has its default."""
        known = {field.key: field for field in self.shown}
        seen: dict[str, str] = {}
        for row in rows:
            key = str(row.cells["key"].value or "").strip()
            where = row.at("key")
            if key in seen:
                expected = f"each key once; it is in {seen[key]} too"
                problems.append(Problem(where, repr(key), expected, "remove one of the two rows"))
            elif key not in known:
                problems.append(Problem(where, repr(key), "a key of the case", did_you_mean(key, known)))
            seen.setdefault(key, where)
            if seen[key] == where and key in known:
                yield from self._entry(known[key], row, problems)
        if _FORMAT.key not in seen:
            problems.append(Problem(self.name, "no row format", f"format {FORMAT}", "put the row back"))

    def _entry(self, field: Field, row: Row, problems: list[Problem]) -> Iterator[Entry]:
        cells = {field.key: row.cells["value"]}
        value = Row(cells).value(field, problems)
        if field is not _FORMAT:
            yield Entry(field.path, value, row.at("value"))
        elif value != FORMAT and value is not None:
            fix = "write the workbook anew with this planner, and copy your figures over"
            problems.append(Problem(row.at("value"), repr(value), f"format {FORMAT}", fix))


def case_sheet(schema: Schema) -> CaseSheet:
    """Return the sheet of settings."""
    fields = (
        field
        for field in schema_fields(schema, schema)
        if field.key not in _ELSEWHERE and not field.kind.is_over_time
    )
    return CaseSheet(tuple(fields))
