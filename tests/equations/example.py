"""A tiny model of one equation, and its text in the LP format."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pyomo.environ as pyo
from pyomo.repn.plugins.lp_writer import LPWriter

from buildout.inputs import Inputs
from buildout.model import build_model

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Example:
    """A case of two or three elements, and what of its model states the equation.

    Parameters
    ----------
    inputs
        The case.
    rows
        Constraint components that stay; all others are stripped.
    shows
        Variables that the text lists for their bounds, also where they are in no row.
    cost
        Whether the objective stays.
    """

    inputs: Inputs
    rows: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    cost: bool = False


def golden_file(name: str) -> Path:
    """Return where the text of an example is stored."""
    return GOLDEN / f"{name}.lp"


def lp_text(name: str, example: Example) -> str:
    """Return the stripped model of an example as LP text, numbers to ten digits."""
    model = build_model(example.inputs)
    model.name = name
    for row in model.component_objects(pyo.Constraint):
        if row.name not in example.rows:
            row.deactivate()
    if not example.cost:
        model.cost.total_musd.deactivate()
        shown = [v for shows in example.shows for v in model.find_component(shows).values()]
        model.shown = pyo.Objective(expr=pyo.quicksum(shown))
    text = StringIO()
    LPWriter().write(model, text, symbolic_solver_labels=True)
    return "\n".join(_rounded(line) for line in text.getvalue().splitlines()) + "\n"


def _rounded(line: str) -> str:
    """Round the numbers of a line, whose last digits may differ from one machine to the next."""
    indent = line[: len(line) - len(line.lstrip())]
    return indent + " ".join(_rounded_word(word) for word in line.split())


def _rounded_word(word: str) -> str:
    try:
        value = float(word)
    except ValueError:
        return word
    return f"{value:+.10g}" if word[0] in "+-" else f"{value:.10g}"
