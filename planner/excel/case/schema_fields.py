"""From the JSON Schema of a case to the fields of the workbook, so that a new key needs nothing here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from planner.excel.case.fields import Field, Kind, Schema


def schema_fields(schema: Schema, node: Schema, prefix: str = "") -> Iterator[Field]:
    """Yield a field for every value of a part of the case; lists of items are left out.

    Parameters
    ----------
    schema
        JSON Schema of the case, where parts are looked up.
    node
        The part: an object with properties.
    prefix
        Put before the keys, with its dot.
    """
    required = set(node.get("required", ()))
    for name, value in node["properties"].items():
        inner = resolved(schema, value)
        key = f"{prefix}{name}"
        if "properties" in inner:
            below = schema_fields(schema, inner, f"{key}.")
            # Where a part may be missing, so may all that is in it.
            yield from below if name in required else (replace(field, is_required=False) for field in below)
            continue
        kind = _kind(schema, inner)
        if kind is not None:
            meaning = str(value.get("description", inner.get("description", "")))
            yield _field(schema, key, kind, value | {"description": meaning}, is_required=name in required)


def resolved(schema: Schema, node: Schema) -> Schema:
    """Return what a part of the schema refers to, without the possibility that it is null."""
    for option in node.get("anyOf", ()):
        if option.get("type") != "null":
            return resolved(schema, option)
    if "$ref" in node:
        found: Schema = schema["$defs"][str(node["$ref"]).rsplit("/", maxsplit=1)[-1]]
        return found
    return node


def unit_of(key: str) -> str:
    """Return the unit that the name of a key ends in: ``USD per MW`` for ``capex_usd_per_mw``."""
    words = key.rsplit(".", maxsplit=1)[-1].split("_")
    start = next((i for i, word in enumerate(words) if word in _UNITS), None)
    if start is None or not all(word in _UNITS or word in _BETWEEN for word in words[start:]):
        return ""
    per = "per " if start and words[start - 1] == "per" else ""
    return per + " ".join(_UNITS.get(word, word) for word in words[start:])


_UNITS = {
    **{word: word for word in ("ms", "km", "kg", "m3", "t", "years", "year", "quarter", "quarters")},
    "usd": "USD",
    "mw": "MW",
    "gw": "GW",
    "kw": "kW",
    "mwh": "MWh",
    "gb": "GB",
    "s": "s",
    "it": "IT",
    "billion": "billion",
    "tokens": "tokens",
    "halls": "halls",
    "lat": "degrees",
    "lon": "degrees",
}


_BETWEEN = frozenset({"per", "ref", "unit"})


def _kind(schema: Schema, node: Schema) -> Kind | None:
    """Return how a value is read; None for lists of items and for other mappings."""
    if "oneOf" in node:
        return Kind.PATH
    if "enum" in node:
        return Kind.INTEGER if node.get("type") == "integer" else Kind.NAME
    kind = node.get("type")
    if kind == "array":
        return None if "properties" in resolved(schema, node["items"]) else Kind.LIST
    if kind == "object":
        if "patternProperties" in node:
            values = resolved(schema, next(iter(node["patternProperties"].values())))
            return Kind.MIX if values.get("type") == "object" and "properties" not in values else None
        return Kind.POINTS if node.get("additionalProperties", {}).get("type") == "number" else None
    if kind == "string":
        return _text_kind(node)
    return {"number": Kind.NUMBER, "integer": Kind.INTEGER, "boolean": Kind.FLAG}[str(kind)]


def _text_kind(node: Schema) -> Kind:
    pattern = str(node.get("pattern", ""))
    if re.search(r"Q\[1-4\]", pattern):
        return Kind.QUARTER
    if node.get("minLength") == 4:
        return Kind.DATE
    return Kind.NAME if pattern else Kind.TEXT


def _field(schema: Schema, key: str, kind: Kind, node: Schema, *, is_required: bool) -> Field:
    inner = resolved(schema, node)
    choices = resolved(schema, inner["items"]) if kind is Kind.LIST else inner
    low, high = inner.get("minimum", inner.get("exclusiveMinimum")), inner.get("maximum")
    is_share = kind is Kind.NUMBER and low == 0 and high == 1
    return Field(
        key=key,
        kind=kind,
        meaning=str(node["description"]),
        unit="share, 0 to 1" if is_share else unit_of(key),
        choices=("yes", "no") if kind is Kind.FLAG else tuple(map(str, choices.get("enum", ()))),
        default=_default_text(node.get("default")),
        is_required=is_required,
        minimum=low,
        maximum=high,
        is_fraction=is_share,
    )


def _default_text(value: object) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
