"""The model of a case as an MPS or LP file, with readable names."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from pyomo.core.base.label import TextLabeler

from buildout.inputs import Inputs
from buildout.model import build_model
from planner.problems import InputError, Problem

SUFFIXES = (".mps", ".lp")


def write_model(inputs: Inputs, file: Path) -> None:
    """Write the model; the ending of the file's name says in which format.

    Raises
    ------
    InputError
        If the ending is neither ``.mps`` nor ``.lp``, or the file cannot be written.
    """
    if file.suffix.lower() not in SUFFIXES:
        fix = "name the file like model.mps or model.lp"
        raise InputError([Problem(str(file), repr(file.suffix), "the ending .mps or .lp", fix)])
    try:
        file.touch()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            [Problem(str(file), reason, "a file that can be written", "choose another")]
        ) from error
    model = build_model(inputs)
    model.write(str(file), io_options={"labeler": UniqueLabels()})


class UniqueLabels:
    """Readable names that stay apart where a file format cannot hold what tells two ids apart."""

    def __init__(self) -> None:
        self._readable = TextLabeler()
        self._taken: set[str] = set()

    def __call__(self, component: object) -> str:
        """Return a name for a component of the model that no other has."""
        name = str(self._readable(component))
        numbered = (f"{name}_{n}" for n in count(2))
        unique = next(label for label in chain([name], numbered) if label not in self._taken)
        self._taken.add(unique)
        return unique
