"""Every example of an equation, by the name of its golden file: the equation's id and, after a dash,
what it shows where there are several."""

from __future__ import annotations

from collections.abc import Mapping

from tests.equations import cost, fleet, policy, power, service, siting, strengthen, supply
from tests.equations.example import Example

CATALOGUE: Mapping[str, Example] = {
    **siting.EXAMPLES,
    **power.EXAMPLES,
    **fleet.EXAMPLES,
    **service.EXAMPLES,
    **supply.EXAMPLES,
    **cost.EXAMPLES,
    **policy.EXAMPLES,
    **strengthen.EXAMPLES,
}


def equation_of(name: str) -> str:
    """Return the id of the equation an example is of."""
    return name.partition("-")[0]
