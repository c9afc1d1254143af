"""Units of direct demand: work, tokens per second and sessions are different dimensions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

import pint

_WORDS = re.compile(r"[A-Za-z]+( [A-Za-z]+)*( ?/ ?[A-Za-z]+)?")


class Dimension(Enum):
    """What an amount of demand measures. The value is the unit it is converted to."""

    WORK = "reference MW"
    TOKENS = "tokens/s"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Measure:
    """A unit: its dimension, and how many of the dimension's own unit one of it is."""

    dimension: Dimension
    factor: float


def read_unit(text: str) -> Measure:
    """Return what a unit measures.

    Parameters
    ----------
    text
        ``reference MW`` or ``MW`` (IT MW of the reference chip), ``tokens/s``, ``tokens/month``,
        ``sessions``; with prefixes such as ``Mtokens/s``, ``reference GW`` and ``million sessions``.

    Raises
    ------
    ValueError
        If it is no unit, or one of something else.
    """
    registry = _registry()
    # pint would calculate what it is given; a unit of demand is words and at most one "per".
    if not _WORDS.fullmatch(text):
        raise ValueError(f"{text!r} is no unit")
    try:
        found = registry.Unit(text)
    except pint.errors.UndefinedUnitError as error:
        raise ValueError(f"{text!r} is no unit") from error
    for dimension in Dimension:
        for own in (dimension.value, "MW") if dimension is Dimension.WORK else (dimension.value,):
            if found.is_compatible_with(registry.Unit(own)):
                factor = registry.Quantity(1.0, found).to(own).magnitude
                return Measure(dimension, float(factor))
    raise ValueError(f"{text!r} measures neither work, nor tokens per second, nor sessions")


@cache
def _registry() -> pint.UnitRegistry[Any]:
    """Return the units that are known. Made once, as that takes a while; nobody changes it after."""
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    registry.define("reference = [reference]")
    registry.define("token = [token] = _ = tokens")
    registry.define("session = [session] = _ = sessions")
    registry.define("thousand = 1e3")
    registry.define("million = 1e6")
    registry.define("billion = 1e9")
    return registry
