"""What is wrong with a case, in the words of this project, from what pydantic found."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from planner.cases.paths import FORMS
from planner.problems import Problem

_SHOWN = 60
"""Longest value shown, characters."""


def did_you_mean(found: str, known: Collection[str]) -> str:
    """Return advice for a name that is not known: the nearest one, or what there is."""
    near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
    if not near:
        lower = {name.lower(): name for name in known}
        near = [
            lower[name] for name in difflib.get_close_matches(found.lower(), list(lower), n=1, cutoff=0.6)
        ]
    if near:
        return f"did you mean {near[0]}?"
    some = ", ".join(sorted(known)[:12])
    return f"there are: {some}{', ...' if len(known) > 12 else ''}" if some else "there are none"


def shape_problem(error: ErrorDetails, where: str, schema: Mapping[str, Any]) -> Problem:
    """Turn one finding of pydantic into a problem.

    Parameters
    ----------
    error
        What pydantic found.
    where
        Name of the file.
    schema
        JSON schema of the case, for the keys that would have been right.
    """
    loc = tuple(step for step in error["loc"] if step not in FORMS)
    path = ".".join(map(str, loc))
    place = f"{where}: {path}" if path else where
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        fix = did_you_mean(str(loc[-1]), _keys_at(schema, loc[:-1]))
        return Problem(place, f"the key {loc[-1]}", "a key of the case", fix)
    if kind == "missing":
        return Problem(place, "nothing", "a value, the key is required", "add it")
    if kind == "enum":
        expected = str(context.get("expected", "")).replace("'", "")
        return Problem(place, _shown(error["input"]), expected, "choose one of them")
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return Problem(place, _shown(error["input"]), message, "correct the value")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _keys_at(schema: Mapping[str, Any], loc: Sequence[int | str]) -> list[str]:
    node: Mapping[str, Any] = _resolved(schema, schema)
    for step in loc:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        node = _resolved(schema, inner or node.get("additionalProperties") or {})
    return list(node.get("properties", {}))


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part of the schema that says what the keys of a node may be."""
    for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        if not option.keys().isdisjoint({"$ref", "items", "oneOf"}):
            return _resolved(schema, option)
    if "$ref" in node:
        found: Mapping[str, Any] = schema["$defs"][str(node["$ref"]).rsplit("/", maxsplit=1)[-1]]
        return found
    return node
