"""From a case to a workbook that holds all of its inputs."""

from __future__ import annotations

import io
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from planner.cases.case import Case
from planner.cases.overrides import case_overrides
from planner.cases.pairs import file_rows, read_pairs
from planner.excel.book import new_workbook
from planner.excel.case.case_sheet import CaseSheet, case_sheet
from planner.excel.case.entries import lookup
from planner.excel.case.fields import Field, Schema
from planner.excel.case.front import write_case_settings, write_front
from planner.excel.case.layout import ListSheet, Shown
from planner.excel.case.look import TONE_OF, Tone, look_of
from planner.excel.case.pair_sheets import PAIR_SHEETS
from planner.excel.case.paths_sheet import PathsSheet, paths_sheet
from planner.excel.case.reference_sheets import ReferenceSheet, for_unit, reference_sheets
from planner.excel.case.sheets import DEMAND, list_sheets
from planner.excel.case.table import FRONT, Table, ToneOf, column_range, write_table
from planner.plan.order_terms import first_day
from planner.problems import InputError, Problem
from planner.reference import Reference, TableName, field_confidence, load_reference
from planner.reference.merge import EVIDENCE

_CASE_TAB, _EMPTY_TAB, _TABLE_TAB = "#0B5FA5", "#A9C4E0", "#6B7280"
_OFFERED = {
    "chip": TableName.CHIPS,
    "option": TableName.POWER,
    "stream": TableName.STREAMS,
    "region": TableName.REGIONS,
}
"""Columns of a case that name rows of a table."""


def write_case_book(case: Case, file: Path) -> None:
    """Write all inputs of a case as a workbook.

    Parameters
    ----------
    case
        From `planner.cases.load_case`; read from a workbook or not.
    file
        Where to write, ``.xlsx``. A file that exists is not replaced: somebody may have edited it.

    Raises
    ------
    InputError
        If the case names a file that cannot be used, sets a figure that the tables refuse, or the workbook
        cannot be written.
    """
    _check_target(file)
    schema = Case.model_json_schema()
    try:
        reference = load_reference(case_overrides(case))
    except InputError as error:
        raise InputError(case.located(error.problems)) from error
    data = _data(case)
    tables = [
        *_case_tables(schema, data),
        *_pair_tables(case),
        *(_reference_table(sheet, reference) for sheet in reference_sheets(load_reference())),
    ]
    content = _content(case, case_sheet(schema), data, tables)
    try:
        file.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(str(file), reason, "a file to write to", "choose another")]) from error


def _data(case: Case) -> dict[str, Any]:
    """Return what the case sets; rows of direct demand from its file are among it."""
    data = case.model_dump(mode="json", exclude_unset=True)
    if case.demand.file is not None:
        rows = [row.model_dump(mode="json") for row in read_pairs(case).demand]
        data["demand"] = {**data["demand"], "rows": rows}
    return data


def _case_tables(schema: Schema, data: Mapping[str, Any]) -> Iterator[Table]:
    paths = paths_sheet(schema)
    for sheet in list_sheets(schema):
        yield _case_table(sheet, data)
        if sheet.name == DEMAND:
            yield replace(_case_table(paths, data), notes=paths.notes)


def _case_table(sheet: ListSheet | PathsSheet, data: Mapping[str, Any]) -> Table:
    offered = {key: _ids_of(table) for key, table in _OFFERED.items()}
    return Table(sheet.name, sheet.about, sheet.fields, list(sheet.rows(data)), suggestions=offered)


def _pair_tables(case: Case) -> Iterator[Table]:
    whole = case.model_dump()
    for sheet in PAIR_SHEETS:
        name = lookup(whole, sheet.key)
        columns = tuple(field.key for field in sheet.fields)
        rows = [_numbers(sheet.fields, row.text) for row in file_rows(case, name, columns)] if name else []
        yield Table(sheet.name, sheet.about, sheet.fields, rows)


def _numbers(fields: tuple[Field, ...], text: Mapping[str, str]) -> Shown:
    return {f.key: float(text[f.key]) if f.kind.is_numeric else text[f.key] for f in fields}


def _reference_table(sheet: ReferenceSheet, reference: Reference) -> Table:
    columns = reference.dictionary.columns(sheet.table)
    links = {name: column.refers_to[0] for name, column in columns.items() if column.refers_to is not None}
    return Table(
        sheet.name,
        f"{sheet.about[0].upper()}{sheet.about[1:]}",
        sheet.fields,
        list(sheet.rows(reference)),
        tone=_reference_tone(sheet, reference),
        suggestions={key: _ids_of(table) for key, table in links.items()},
        how="Change what is not grey. To add a row, write below the last; rows of the planner's own stay.",
        row_field=lambda field, row: for_unit(field, row.get("unit")),
    )


def _reference_tone(sheet: ReferenceSheet, reference: Reference) -> ToneOf:
    """Return how a cell of a table looks: own figures stand out, numbers show how well they are known."""
    columns = reference.dictionary.columns(sheet.table)
    own = {(o.row_id, o.column) for o in reference.overridden if o.table is sheet.table}
    shipped = sheet.shipped_ids

    def tone(field: Field, row: Shown) -> Tone:
        row_id = str(row[sheet.key])
        is_evidence = bool(row.get("used_as")) and field.key in EVIDENCE
        if (row_id, field.key) in own:
            return Tone.OWN
        if row_id in shipped and (field.key in {sheet.key, "source", "confidence"} or is_evidence):
            return Tone.LOCKED
        if field.key not in columns or not columns[field.key].is_numeric or row.get(field.key) is None:
            return Tone.FREE
        return TONE_OF[field_confidence(cast("Mapping[Hashable, Any]", row), columns[field.key])]

    return tone


def _ids_of(table: TableName) -> str:
    return column_range(ReferenceSheet.name_of(table), 0)


def _content(case: Case, settings: CaseSheet, data: Mapping[str, Any], tables: list[Table]) -> bytes:
    buffer = io.BytesIO()
    about = f"All inputs of the case {case.id}"
    with new_workbook(buffer, title=case.title, about=about, made=first_day(case.today)) as workbook:
        look = look_of(workbook)
        front, first = workbook.add_worksheet(FRONT), workbook.add_worksheet(settings.name)
        write_case_settings(first, look, settings, data)
        first.set_tab_color(_CASE_TAB)
        world = {ReferenceSheet.name_of(table) for table in TableName}
        for table in tables:
            sheet = workbook.add_worksheet(table.name)
            write_table(sheet, look, table)
            own_tab = _CASE_TAB if table.rows else _EMPTY_TAB
            sheet.set_tab_color(_TABLE_TAB if table.name in world else own_tab)
        write_front(front, look, case, settings, tables, world)
    return buffer.getvalue()


def _check_target(file: Path) -> None:
    if file.suffix.lower() != ".xlsx":
        problem = Problem(str(file), f"the ending {file.suffix or 'none'}", ".xlsx", "choose another name")
        raise InputError([problem])
    if file.exists():
        problem = Problem(str(file), "a file", "no file", "choose another name, or move the file away")
        raise InputError([problem])
