"""The figures of a case that may move in a simulation, with the values they begin at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.cases import Case
from planner.explore.tornado.options import TornadoOptions
from planner.explore.tornado.uncertainty import By
from planner.explore.tornado.varied import find_varied


class Kind(StrEnum):
    """What kind of fact tells that a figure moved."""

    PRICE = "price"
    SUPPLY = "supply"
    LIMIT = "limit"


@dataclass(frozen=True)
class Moving:
    """Figures that move together.

    Parameters
    ----------
    kind
        The kind of their facts.
    name
        Unique.
    values
        Where each begins, by its path as ``--set`` takes it.
    """

    kind: Kind
    name: str
    values: Mapping[str, float]


_OF_TABLES: Mapping[tuple[str, str], Kind] = {
    ("chips", "it_capex_usd_per_chip_all_in"): Kind.PRICE,
    ("power", "capex_usd_per_kw"): Kind.PRICE,
    ("regions", "industrial_price_usd_per_mwh"): Kind.PRICE,
    ("supply", "value"): Kind.SUPPLY,
    ("regions", "near_term_grid_headroom_mw"): Kind.LIMIT,
}
"""Tables and columns whose figures move."""


def moving_figures(case: Case) -> tuple[Moving, ...]:
    """Return the figures that may move: of the tables those that the case mentions, and the case's own.

    The supply of a chip moves in all years at once.

    Raises
    ------
    InputError
        If the case cannot be used.
    """
    return (*_of_tables(case), *_of_case(case))


def _of_tables(case: Case) -> Iterator[Moving]:
    for varied in find_varied(case, TornadoOptions(by=By.FIGURE)).of_tables:
        table, _, rest = varied.name.partition(".")
        kind = _OF_TABLES.get((table, rest.rpartition(".")[2]))
        values = {figure.path: figure.value for figure in varied.figures if figure.value > 0}
        if kind is not None and values:
            yield Moving(kind, varied.name, values)


def _of_case(case: Case) -> Iterator[Moving]:
    for chip in case.chips.custom:
        yield from _own(Kind.PRICE, f"chips.custom.{chip.id}.capex_usd_per_mw", chip.capex_usd_per_mw)
        path = f"chips.custom.{chip.id}.supply_mw_per_quarter"
        yield from _own(Kind.SUPPLY, path, chip.supply_mw_per_quarter)
    for option in case.power.custom:
        yield from _own(Kind.PRICE, f"power.custom.{option.id}.capex_usd_per_kw", option.capex_usd_per_kw)
        yield from _own(Kind.LIMIT, f"power.custom.{option.id}.limit_mw", option.limit_mw)
    rules = case.policies
    yield from _own(Kind.LIMIT, "policies.carbon_t_per_year", rules.carbon_t_per_year)
    yield from _own(Kind.LIMIT, "policies.water_m3_per_year", rules.water_m3_per_year)


def _own(kind: Kind, path: str, value: float | None) -> Iterator[Moving]:
    if value:
        yield Moving(kind, path, {path: float(value)})
