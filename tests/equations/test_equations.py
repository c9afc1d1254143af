"""Every equation of the model has a golden LP file that was read against it; none changes unnoticed."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pyomo.environ as pyo
import pytest

import buildout
from buildout.model import build_model
from tests.audit.small_case import INPUTS as EVERY_POLICY
from tests.equations.catalogue import CATALOGUE, equation_of
from tests.equations.example import GOLDEN, golden_file, lp_text

EQUATION = re.compile(r"(?<!\w)\(([A-Z][0-9]?[a-z]?)\)")
"""An equation's id in a docstring, such as (F1a)."""
IN_DOCUMENT = re.compile(r"^(?:- )?\(([A-Z][0-9]?)\)", re.MULTILINE)
"""An equation's id at the start of a line of the document, without the letters of its parts."""
DOCUMENT = Path(__file__).parents[2] / "docs" / "model.md"
MODULES = sorted(path.stem for path in Path(buildout.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", CATALOGUE)
def test_model_states_the_equation(name: str) -> None:
    golden = golden_file(name).read_text(encoding="utf-8")

    assert lp_text(name, CATALOGUE[name]) == golden, "python -m tests.equations.regenerate, then read it"


@pytest.mark.parametrize("name", CATALOGUE)
def test_example_has_all_its_rows(name: str) -> None:
    golden = golden_file(name).read_text(encoding="utf-8")

    missing = [row for row in CATALOGUE[name].rows if f"_{row.replace('.', '_')}(" not in golden]

    assert not missing


def test_every_constraint_has_a_golden() -> None:
    constraints = {row.name for row in build_model(EVERY_POLICY).component_objects(pyo.Constraint)}

    assert constraints == {row for example in CATALOGUE.values() for row in example.rows}


def test_every_policy_is_on_in_the_model_whose_constraints_are_listed() -> None:
    # Its streams are protected or come in blocks, so none of its sites share flows.
    models = (build_model(EVERY_POLICY), build_model(CATALOGUE["G1"].inputs))

    rows = [{row.name for row in m.component_objects(pyo.Constraint) if len(row)} for m in models]

    assert set.union(*rows) == {row.name for row in models[0].component_objects(pyo.Constraint)}


@pytest.mark.parametrize("module", MODULES)
def test_every_equation_of_a_docstring_has_a_golden(module: str) -> None:
    docstring = importlib.import_module(f"buildout.{module}").__doc__ or ""

    assert set(EQUATION.findall(docstring)) <= {equation_of(name) for name in CATALOGUE}


def test_every_equation_of_the_document_has_a_golden() -> None:
    stated = set(IN_DOCUMENT.findall(DOCUMENT.read_text(encoding="utf-8")))

    assert len(stated) > 20
    assert stated <= {equation_of(name).rstrip("abc") for name in CATALOGUE}


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.lp")} == set(CATALOGUE)


def test_golden_text_is_the_same_each_time() -> None:
    assert lp_text("R1a", CATALOGUE["R1a"]) == lp_text("R1a", CATALOGUE["R1a"])
