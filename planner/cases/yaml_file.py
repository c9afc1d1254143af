"""YAML 1.2 without surprises: plain values only, no repeated keys, no file that eats the memory."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, SequenceStartEvent

from planner.problems import InputError, Problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 40


def read_text(path: Path, max_bytes: int) -> str:
    """Return the text of a file.

    Raises
    ------
    InputError
        If the file is missing, not a file, larger than ``max_bytes`` or not UTF-8.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= max_bytes else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        expected = "a file that can be read"
        raise InputError([Problem(str(path), reason, expected, "check the name and the folder")]) from error
    if size > max_bytes:
        raise InputError([_too_large(path, size, max_bytes)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        raise InputError([Problem(path.name, found, "text in UTF-8", "save the file as UTF-8")]) from error


def read_yaml(text: str, where: str) -> dict[str, object]:
    """Return the mapping that a YAML text holds.

    Raises
    ------
    InputError
        If the text is no YAML, holds something else than a mapping, repeats a key, or uses
        aliases, tags or nesting that a case has no use for.
    """
    try:
        trick = _trick(text, where)
        data = None if trick else YAML(typ="safe", pure=True).load(text)
    except DuplicateKeyError as error:
        raise InputError([_problem(where, error, "every key once", "remove one of the two")]) from error
    except MarkedYAMLError as error:
        fix = "mend the line; an editor with YAML support shows the place"
        raise InputError([_problem(where, error, "YAML 1.2", fix)]) from error
    except (YAMLError, ValueError) as error:
        problem = Problem(where, str(error).splitlines()[0], "YAML 1.2", "mend the file")
        raise InputError([problem]) from error
    if trick:
        raise InputError([trick])
    if not isinstance(data, Mapping):
        found = "an empty file" if data is None else f"a {type(data).__name__}"
        problem = Problem(where, found, "keys and values", "see `planner init` for a file to start from")
        raise InputError([problem])
    return dict(data)


def write_yaml(data: Mapping[str, object]) -> str:
    """Return a mapping as YAML that `read_yaml` reads."""
    text = io.StringIO()
    writer = YAML(pure=True)
    writer.dump(dict(data), text)
    return text.getvalue()


def _trick(text: str, where: str) -> Problem | None:
    """Find what could grow a kilobyte into gigabytes, or overflow the parser: aliases, tags, deep nesting."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        opens = isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth += opens - (type(event).__name__ in {"MappingEndEvent", "SequenceEndEvent"})
        found = None
        if isinstance(event, AliasEvent):
            found = f"the alias *{event.anchor}"
        elif getattr(event, "ctag", None) is not None:
            found = f"the tag {event.ctag}"
        elif depth > MAX_DEPTH:
            found = f"values nested more than {MAX_DEPTH} deep"
        if found:
            line = event.start_mark.line + 1
            return Problem(f"{where}, line {line}", found, "plain values", "write the values out")
    return None


def _problem(where: str, error: MarkedYAMLError, expected: str, fix: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = f"{where}, line {mark.line + 1}" if mark is not None else where
    found = str(error.problem or error).splitlines()[0]
    return Problem(place, found, expected, fix)


def _too_large(path: Path, size: int, max_bytes: int) -> Problem:
    return Problem(
        where=path.name,
        found=f"{size / 1e6:,.1f} MB",
        expected=f"at most {max_bytes / 1e6:,.0f} MB",
        fix="check that it is the right file, or split it",
    )
