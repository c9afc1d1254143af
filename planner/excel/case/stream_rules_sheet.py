"""The sheet Stream rules: what the case says about single streams of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from planner.excel.case.entries import Entry, lookup
from planner.excel.case.fields import Field, Kind, Schema
from planner.excel.case.layout import ListSheet, Part, Shown, part_values
from planner.excel.case.rows import Row
from planner.excel.case.schema_fields import resolved, schema_fields
from planner.problems import Problem

_STREAM = Field("stream", Kind.NAME, "Stream of streams.csv", is_required=True)
_FACTORS, _RESIDENCY, _SESSIONS = "shortage_factors", "residency", "sessions"


class StreamRulesSheet(ListSheet):
    """Three mappings by stream in the case, one row a stream on the sheet."""

    def rows(self, data: Mapping[str, Any]) -> Iterator[Shown]:
        """Yield the rows for a case."""
        rules = {name: lookup(data, ("streams", name)) or {} for name in (_FACTORS, _RESIDENCY, _SESSIONS)}
        for stream in dict.fromkeys(stream for named in rules.values() for stream in named):
            row: dict[str, object] = {"stream": stream}
            for field in self.columns[1:]:
                name, *inner = field.path
                row[field.key] = lookup(rules, (name, stream, *inner))
            yield row

    def entries(self, rows: Iterable[Row], problems: list[Problem]) -> Iterator[Entry]:
        """Yield what the rows say about the case."""
        seen: dict[object, str] = {}
        for row in rows:
            values = part_values(self.parts[0], row, self.columns, problems)
            stream = values["stream"]
            if stream in seen:
                expected = f"each stream once; it is in {seen[stream]} too"
                problems.append(
                    Problem(row.at("stream"), repr(stream), expected, "put the two rows together")
                )
            if stream is None or stream in seen:
                continue
            seen[stream] = row.at("stream")
            for field in self.columns[1:]:
                name, *inner = field.path
                path = ("streams", name, str(stream), *inner)
                yield Entry(path, values[field.key], row.at(field.key))


def stream_rules_sheet(schema: Schema) -> StreamRulesSheet:
    """Return the sheet of rules for single streams."""
    streams = resolved(schema, schema["properties"]["streams"])
    scalars = {name: _scalar(schema, name, streams["properties"][name]) for name in (_FACTORS, _RESIDENCY)}
    session = resolved(schema, _values(streams["properties"][_SESSIONS]))
    # A session is an item of its own: none of its figures is needed where a row has none at all.
    sessions = (
        replace(field, is_required=False) for field in schema_fields(schema, session, f"{_SESSIONS}.")
    )
    fields = (_STREAM, *scalars.values(), *sessions)
    about = "Price of falling short, residency and sessions of single streams of the tables"
    return StreamRulesSheet("Stream rules", about, (Part("streams", ("streams",), fields),))


def _scalar(schema: Schema, name: str, node: Schema) -> Field:
    holder = {"properties": {name: {**resolved(schema, _values(node)), "description": node["description"]}}}
    return next(iter(schema_fields(schema, holder)))


def _values(node: Schema) -> Schema:
    """Return what the values of a mapping by name are."""
    found: Schema = next(iter(node["patternProperties"].values()))
    return found
