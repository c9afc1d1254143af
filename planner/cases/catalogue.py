"""The cases that ship with the planner."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from planner.cases.messages import did_you_mean
from planner.cases.yaml_file import MAX_BYTES, read_text, read_yaml
from planner.problems import InputError, Problem
from planner.reference import data_dir

_STARTER = "starter"
BOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods")
"""Endings of workbooks. Those that cannot be read are known too, so that the message can say so."""
_YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class ShippedCase:
    """A case that ships with the planner."""

    case_id: str
    title: str
    path: Path


def shipped_cases() -> tuple[ShippedCase, ...]:
    """Return the cases that ship with the planner, by name."""
    found = []
    for path in sorted((data_dir() / "cases").glob("*.yaml")):
        title = str(read_yaml(read_text(path, MAX_BYTES), path.name).get("title", ""))
        found.append(ShippedCase(case_id=path.stem, title=title, path=path))
    return tuple(found)


def case_path(path_or_name: str | Path) -> Path:
    """Return the file of a case given as a path or as the name of a shipped one.

    Raises
    ------
    InputError
        If it is neither.
    """
    text = str(path_or_name)
    has_ending = text.lower().endswith((*_YAML_ENDINGS, *BOOK_ENDINGS))
    if has_ending or not isinstance(path_or_name, str) or Path(text).name != text:
        return Path(path_or_name)
    names = {path.stem: path for path in (data_dir() / "cases").glob("*.yaml")}
    if text not in names:
        fix = f"{did_you_mean(text, names)} A file needs its ending: {text}.yaml"
        raise InputError(
            [Problem("case", repr(text), "a YAML file, a workbook or the name of a shipped case", fix)]
        )
    return names[text]


def starter_case(folder: Path) -> Path:
    """Write a commented case to start from, and return its path.

    Parameters
    ----------
    folder
        Where to write ``case.yaml``; made if it does not exist.

    Raises
    ------
    InputError
        If the folder already has a ``case.yaml`` or cannot be written.
    """
    target = folder / "case.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            problem = Problem(str(target), "a file", "no file", "choose another folder or move the file away")
            raise InputError([problem])
        shutil.copyfile(data_dir() / "cases" / _STARTER / "case.yaml", target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(str(folder), reason, "a folder to write to", "choose another")]) from error
    return target
