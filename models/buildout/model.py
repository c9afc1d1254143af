"""The whole model, family by family, in reading order."""

from __future__ import annotations

import pyomo.environ as pyo

from buildout.cost import add_cost
from buildout.fleet import add_fleet
from buildout.inputs import Inputs
from buildout.policy import add_policy
from buildout.power import add_power
from buildout.service import add_service
from buildout.sets import build_sets
from buildout.siting import add_siting
from buildout.strengthen import add_strong_rows
from buildout.supply import add_supply


def build_model(inputs: Inputs, *, strong: bool = True, shared: bool = True) -> pyo.ConcreteModel:
    """Build the model of a case: the same inputs give the same matrix.

    Parameters
    ----------
    inputs
        The case, proven and in canonical units.
    strong
        Add the rows of `buildout.strengthen`, which cut no plan but make the relaxation tighter.
    shared
        Let sites that are alike to their zones share flows, see `buildout.reach`: fewer columns, same cost.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Blocks ``siting``, ``fleet``, ``power``, ``service``, ``supply``, ``policy``, ``cost`` and
        ``strong``; the objective is in million USD of ``inputs.today``.
    """
    sets = build_sets(inputs)
    m = pyo.ConcreteModel(name=inputs.case_id)
    add_siting(m, inputs, sets)
    add_fleet(m, inputs, sets)
    add_power(m, inputs, sets)
    add_service(m, inputs, sets, shared=shared)
    add_supply(m, inputs, sets)
    add_policy(m, inputs, sets)
    add_cost(m, inputs, sets)
    if strong:
        add_strong_rows(m, inputs, sets)
    return m
