"""Which list of a case is on which sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from planner.excel.case.entries import Entry, Key, lookup
from planner.excel.case.fields import Field, Kind, Schema
from planner.excel.case.rows import Row
from planner.excel.case.schema_fields import resolved, schema_fields
from planner.problems import Problem

DRIVERS = ("facility_gw", "revenue", "training", "agents", "multipliers")
"""Lists of demand whose items have names."""

Shown = Mapping[str, object]
"""A row to be written: values by heading."""


@dataclass(frozen=True)
class Part:
    """A list of a case on a sheet; ``name`` says which in the first column, where a sheet has several."""

    name: str
    path: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class ListSheet:
    """A sheet whose rows are the items of one list or of several."""

    name: str
    about: str
    parts: tuple[Part, ...]
    tag_name: str | None = None

    @property
    def tag(self) -> Field | None:
        """The column that says which list a row belongs to."""
        if self.tag_name is None:
            return None
        names = tuple(part.name for part in self.parts)
        return Field(self.tag_name, Kind.NAME, "What the row is", choices=names, is_required=True)

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The columns but for the first that says which list a row belongs to."""
        found = {field.key: field for part in reversed(self.parts) for field in part.fields}
        keys = dict.fromkeys(field.key for part in self.parts for field in part.fields)
        several = len(self.parts) > 1
        return tuple(_described(found[key], self.parts) if several else found[key] for key in keys)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All columns."""
        return self.columns if self.tag is None else (self.tag, *self.columns)

    def rows(self, data: Mapping[str, Any]) -> Iterator[Shown]:
        """Yield the rows for a case."""
        for part in self.parts:
            for item in lookup(data, part.path) or ():
                row = {field.key: lookup(item, field.path) for field in part.fields}
                yield row if self.tag_name is None else {self.tag_name: part.name} | row

    def entries(self, rows: Iterable[Row], problems: list[Problem]) -> Iterator[Entry]:
        """Yield what the rows say about the case."""
        counts = dict.fromkeys((part.name for part in self.parts), 0)
        for row in rows:
            part = self.part_of(row, problems)
            if part is None:
                continue
            number = counts[part.name]
            counts[part.name] += 1
            values = part_values(part, row, self.columns, problems)
            first = row.at(self.fields[0].key)
            yield Entry((*part.path, number), {}, first, self.names(part, values))
            for field in part.fields:
                names = tuple((*name, *field.path) for name in self.names(part, values))
                yield Entry((*part.path, number, *field.path), values[field.key], row.at(field.key), names)

    def names(self, part: Part, values: Mapping[str, object]) -> tuple[Key, ...]:
        """Return what messages call an item beside its number."""
        name = next((str(values[key]) for key in ("id", "site", "name") if values.get(key)), None)
        return () if name is None else ((*part.path, name), (part.path[0], name))

    def part_of(self, row: Row, problems: list[Problem]) -> Part | None:
        """Return the part a row belongs to; None, with a problem, where that is not said."""
        tag = self.tag
        if tag is None:
            return self.parts[0]
        cell = row.cells[tag.key]
        found = next((part for part in self.parts if part.name == str(cell.value).strip()), None)
        if found is None:
            expected = "one of " + ", ".join(tag.choices)
            shown = "an empty cell" if cell.is_blank else repr(cell.value)
            problems.append(Problem(cell.address, shown, expected, "choose one, or clear the whole row"))
        return found


def part_values(part: Part, row: Row, columns: Iterable[Field], problems: list[Problem]) -> dict[str, object]:
    """Return the values of a row by heading; filled cells that its part has no use for are problems."""
    own = {field.key for field in part.fields}
    for key in (field.key for field in columns if field.key not in own and not row.is_blank(field.key)):
        expected = f"an empty cell, as {part.name} has no {key}"
        fix = "clear the cell, or check the first column"
        problems.append(Problem(row.at(key), repr(row.cells[key].value), expected, fix))
    return {field.key: row.value(field, problems) for field in part.fields}


def item_fields(schema: Schema, path: str) -> tuple[Field, ...]:
    """Return the fields of the items of a list of the case, those over time included."""
    node = schema
    for key in path.split("."):
        node = resolved(schema, node["properties"][key])
        node = resolved(schema, node["items"]) if node.get("type") == "array" else node
    return tuple(schema_fields(schema, node))


def parts_of(schema: Schema, *paths: str) -> tuple[Part, ...]:
    """Return lists of the case as parts of a sheet; what they have over time is on the sheet Paths."""
    return tuple(
        Part(
            path.rpartition(".")[2],
            tuple(path.split(".")),
            tuple(field for field in item_fields(schema, path) if not field.kind.is_over_time),
        )
        for path in paths
    )


def _described(field: Field, parts: Iterable[Part]) -> Field:
    """Return a column of several lists with the names of those that have it."""
    lists = tuple(parts)
    having = [part.name for part in lists if any(own.key == field.key for own in part.fields)]
    if len(having) == len(lists):
        return field
    return replace(field, meaning=f"{', '.join(having)}: {field.meaning}", is_required=False)
