"""Named changes to a case: ``--set buyer.share=0.2`` or ``--set chips.VR200.price=100000``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.cases.case import Case
from planner.cases.yaml_file import read_yaml
from planner.problems import InputError, Problem
from planner.reference import TableName

_NAMES = ("id", "site", "name")
"""Keys by which an item of a list can be called."""


def apply_changes(data: Mapping[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    """Return the data of a case with changes applied, in order.

    Parameters
    ----------
    data
        What the YAML file holds.
    changes
        ``path=value``. The path is keys of the case joined by dots, an item of a list being named by
        its number or its id; or ``table.row.column`` of a reference table. The value is YAML.

    Raises
    ------
    InputError
        If a change has no ``=``, its value is no YAML, or its path leads through something that is
        neither a mapping nor a list.
    """
    problems: list[Problem] = []
    changed = dict(data)
    for change in changes:
        try:
            changed = _apply(changed, change)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return changed


def _apply(data: dict[str, Any], change: str) -> dict[str, Any]:
    path, sign, text = change.partition("=")
    if not sign or not path.strip():
        raise InputError([_problem(change, "path=value", "write it like buyer.share=0.2")])
    value = read_yaml(f"value: {text}", f"--set {path}")["value"]
    keys = path.strip().split(".")
    if is_cell(keys):
        cells = data.get("cells") or {}
        return {**data, "cells": {**cells, path.strip(): value}}
    changed: dict[str, Any] = _replaced(data, keys, value, change)
    return changed


def is_cell(keys: Sequence[str]) -> bool:
    """Tell whether a path is a cell of a reference table and not a key of the case."""
    if keys[0] not in set(TableName) or len(keys) < 3:
        return False
    section = Case.model_fields.get(keys[0])
    return section is None or keys[1] not in getattr(section.annotation, "model_fields", {})


def _replaced(node: Any, keys: Sequence[str], value: object, change: str) -> Any:
    """Return a copy of the node in which the value at the path is another."""
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    if node is None or isinstance(node, Mapping):
        inner = dict(node or {})
        # Keys that are not text (a year) are found by how they are written.
        name = next((k for k in inner if str(k) == key), key)
        return {**inner, name: _replaced(inner.get(name), rest, value, change)}
    if isinstance(node, list):
        place = place_in(node, key)
        if place is None:
            expected = f"a number below {len(node)} or the id of an item"
            raise InputError([_problem(change, expected, f"{key!r} names no item of the list")])
        return [*node[:place], _replaced(node[place], rest, value, change), *node[place + 1 :]]
    raise InputError([_problem(change, "a path to a value", f"there is nothing below {node!r}")])


def place_in(items: Sequence[Any], key: str) -> int | None:
    """Return where an item stands in a list, by its number or what it is called; None where it does not."""
    if key.isdecimal():
        return int(key) if int(key) < len(items) else None
    called = (
        i
        for i, item in enumerate(items)
        if isinstance(item, Mapping) and any(item.get(name) == key for name in _NAMES)
    )
    return next(called, None)


def _problem(change: str, expected: str, fix: str) -> Problem:
    return Problem(where="--set", found=change, expected=expected, fix=fix)
