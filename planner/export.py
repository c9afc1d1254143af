"""The model of a case as an MPS or LP file, with readable names."""

from __future__ import annotations

from pathlib import Path

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
    model.write(str(file), io_options={"symbolic_solver_labels": True})
