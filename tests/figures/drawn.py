"""Reading back what a chart draws."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import altair as alt


def rows_of(chart: alt.TopLevelMixin, *fields: str) -> list[dict[str, Any]]:
    """Return the rows of all data sets of a chart that have some fields."""
    found = chart.to_dict().get("datasets", {}).values()
    return [row for rows in found for row in rows if isinstance(row, dict) and set(fields) <= set(row)]


def titles_of(chart: alt.TopLevelMixin) -> Iterator[str]:
    """Yield the titles of the axes of a chart."""
    yield from _titles(chart.to_dict())


def size_of(chart: alt.TopLevelMixin) -> int:
    """Return the bytes of a chart as JSON."""
    return len(json.dumps(chart.to_dict(), ensure_ascii=False).encode())


def _titles(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _titles(part)
    elif isinstance(node, dict):
        for name in ("x", "y"):
            channel = node.get("encoding", {}).get(name, {})
            if isinstance(channel, dict) and channel.get("title"):
                yield channel["title"]
        for name, part in node.items():
            if name != "datasets":
                yield from _titles(part)
