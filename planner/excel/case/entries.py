"""A case as a list of entries: which key has which value, and in which cell it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Key = tuple[str | int, ...]
"""Keys of the case from the outside in; a number is the place of an item in a list."""


@dataclass(frozen=True)
class Entry:
    """One value of a case.

    ``value`` is None where the cell is empty: its place is known all the same. It is an empty mapping for an
    item as a whole, so that an item without a readable value keeps its number.
    """

    path: Key
    value: object
    cell: str
    aliases: tuple[Key, ...] = ()
    """Other names by which messages call the place."""


def nested(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the mapping that a YAML file with these entries would hold."""
    root: dict[str | int, Any] = {}
    for entry in entries:
        if entry.value is None:
            continue
        node = root
        for step in entry.path[:-1]:
            node = node.setdefault(step, {})
        if isinstance(entry.value, Mapping):
            node.setdefault(entry.path[-1], {})
        else:
            node[entry.path[-1]] = entry.value
    settled: dict[str, Any] = _settled(root)
    return settled


def places(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the cell of every key, and of every item and part by its first cell."""
    exact: dict[str, str] = {}
    wider: dict[str, str] = {}
    for entry in entries:
        for path in (entry.path, *entry.aliases):
            exact.setdefault(dotted(path), entry.cell)
            for length in range(1, len(path)):
                wider.setdefault(dotted(path[:length]), entry.cell)
    return {**wider, **exact}


def dotted(path: Key) -> str:
    """Return a key as messages write it."""
    return ".".join(map(str, path))


def lookup(data: object, path: Iterable[str | int]) -> Any:
    """Return the value at a path, None where there is none."""
    for step in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(step)
    return data


def _settled(node: Any) -> Any:
    """Return mappings from 0, 1, 2 ... as lists."""
    if not isinstance(node, dict):
        return node
    inner = {key: _settled(value) for key, value in node.items()}
    if inner and all(isinstance(key, int) for key in inner):
        return [inner[key] for key in sorted(inner)]
    return inner
