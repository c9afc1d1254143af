"""The sheet Paths: every quantity over time, a row for each point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.cases.messages import did_you_mean
from planner.excel.case.entries import Entry, Key, lookup
from planner.excel.case.fields import Field, Kind, Schema
from planner.excel.case.layout import DRIVERS, Shown, item_fields
from planner.excel.case.rows import Row
from planner.problems import Problem


@dataclass(frozen=True)
class PathsSheet:
    """Rows name a driver of the sheet Demand and one of its quantities."""

    quantities: Mapping[str, Mapping[str, Field]]
    """Quantities over time of each kind of driver."""
    name: str = "Paths"
    about: str = (
        "Figures over time of the drivers on the sheet Demand. A row with a date is a point; a single row "
        "without a date holds always; a single row with growth_per_year grows from its date on"
    )

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns."""
        named = {key: None for fields in self.quantities.values() for key in fields}
        return (
            Field("driver", Kind.NAME, "Kind of driver", choices=DRIVERS, is_required=True),
            Field("name", Kind.NAME, "Name of the driver on the sheet Demand", is_required=True),
            Field("quantity", Kind.NAME, "See the list to the right", choices=tuple(named), is_required=True),
            Field("stream", Kind.NAME, "Stream, for a mix only"),
            Field("date", Kind.DATE, "At the end of a year (2027), quarter (2027Q3) or month (2027-10)"),
            Field("value", Kind.NUMBER, "The figure then, in the unit of the quantity", is_required=True),
            Field("growth_per_year", Kind.NUMBER, "Factor per year from the date on: 1.3 is 30 % more"),
        )

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What each quantity is."""
        return [
            (f"{driver}, {key}", field.meaning)
            for driver, fields in self.quantities.items()
            for key, field in fields.items()
        ]

    def rows(self, data: Mapping[str, Any]) -> Iterator[Shown]:
        """Yield the rows for a case."""
        for driver in DRIVERS:
            for item in lookup(data, ("demand", driver)) or ():
                for quantity, field in self.quantities[driver].items():
                    head = {"driver": driver, "name": item.get("name"), "quantity": quantity}
                    value = item.get(quantity)
                    by_stream = value or {} if field.kind is Kind.MIX else {None: value}
                    for stream, path in by_stream.items():
                        yield from ({**head, "stream": stream, **point} for point in _points(path))

    def entries(
        self, rows: Iterable[Row], data: Mapping[str, Any], problems: list[Problem]
    ) -> Iterator[Entry]:
        """Yield what the rows say, for the drivers of the data read so far."""
        groups: dict[Key, list[tuple[Row, dict[str, object]]]] = defaultdict(list)
        for row in rows:
            values = {field.key: row.value(field, problems) for field in self.fields}
            for key in self._keys(row, values, data, problems):
                groups[key].append((row, values))
        for key, members in groups.items():
            yield from _path_entries(key, members, problems)

    def _keys(
        self, row: Row, values: Mapping[str, object], data: Mapping[str, Any], problems: list[Problem]
    ) -> list[Key]:
        """Return the keys of the path a row belongs to: one for each driver of its name."""
        driver, name, quantity = (str(values[key] or "") for key in ("driver", "name", "quantity"))
        if not (driver and name and quantity):
            return []
        if driver not in self.quantities:
            problems.append(_unknown(row, "driver", driver, DRIVERS))
            return []
        if quantity not in self.quantities[driver]:
            problems.append(_unknown(row, "quantity", quantity, list(self.quantities[driver])))
            return []
        is_mix = self.quantities[driver][quantity].kind is Kind.MIX
        if is_mix == row.is_blank("stream"):
            expected = "a stream" if is_mix else f"an empty cell, as {quantity} has no streams"
            problems.append(Problem(row.at("stream"), repr(values["stream"]), expected, "correct the cell"))
            return []
        items = lookup(data, ("demand", driver)) or []
        found = [i for i, item in enumerate(items) if item.get("name") == name]
        if not found:
            problems.append(_unknown(row, "name", name, [str(item.get("name")) for item in items]))
        inner = (str(values["stream"]),) if is_mix else ()
        return [("demand", driver, i, quantity, *inner) for i in found]


def paths_sheet(schema: Schema) -> PathsSheet:
    """Return the sheet of figures over time."""
    return PathsSheet(
        {
            driver: {f.key: f for f in item_fields(schema, f"demand.{driver}") if f.kind.is_over_time}
            for driver in DRIVERS
        }
    )


def _points(path: object) -> Iterator[Shown]:
    """Yield the rows of one path: a number, points or growth."""
    if path is None:
        return
    if not isinstance(path, Mapping):
        yield {"value": path}
    elif "growth_per_year" in path:
        yield {"date": path["start"], "value": path["value"], "growth_per_year": path["growth_per_year"]}
    else:
        yield from ({"date": date, "value": value} for date, value in path.items())


def _path_entries(
    key: Key, members: list[tuple[Row, dict[str, object]]], problems: list[Problem]
) -> Iterator[Entry]:
    """Yield the entries of one path, given the rows that belong to it."""
    row, values = members[0]
    alone = [other for other, own in members if own["growth_per_year"] is not None or own["date"] is None]
    if alone and len(members) > 1:
        where, found = alone[0].at("date"), f"one of {len(members)} rows without a date, or with growth"
        problems.append(
            Problem(where, found, "points alone, or a single row", "remove rows, or add the date")
        )
    elif values["growth_per_year"] is not None:
        names = {"start": "date", "value": "value", "growth_per_year": "growth_per_year"}
        for inner, column in names.items():
            yield Entry((*key, inner), values[column], row.at(column))
    elif values["date"] is None:
        yield Entry(key, values["value"], row.at("value"))
    else:
        yield from _point_entries(key, members, problems)


def _point_entries(
    key: Key, members: list[tuple[Row, dict[str, object]]], problems: list[Problem]
) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    for row, values in members:
        date = str(values["date"])
        if date in seen:
            expected = f"each date once; it is in {seen[date]} too"
            problems.append(Problem(row.at("date"), date, expected, "remove one of the two rows"))
        seen.setdefault(date, row.at("date"))
        yield Entry((*key, date), values["value"], row.at("value"))


def _unknown(row: Row, key: str, found: str, known: Iterable[str]) -> Problem:
    names = list(known)
    expected = "one of " + ", ".join(names) if names else "a driver of the sheet Demand"
    return Problem(row.at(key), repr(found), expected, did_you_mean(found, names))
