"""How a case writes a quantity over time: a number, points, or steady growth."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag

from planner.cases.fields import Amount, Label, Positive, Strict


class Interpolation(StrEnum):
    """How a path runs between its points."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"


class Growth(Strict):
    """A quantity that grows, or shrinks, by the same factor every year, without an end."""

    start: Label = Field(description="Date at whose end it has the value: 2026, 2026Q4 or 2026-12")
    value: Amount = Field(description="Value then")
    growth_per_year: Positive = Field(le=1000, description="Factor per year: 1.3 is 30 % more")


Points: TypeAlias = Annotated[dict[str, Amount], Field(min_length=1)]
"""Values at the ends of years (2027), quarters (2027Q3) or months (2027-10)."""


_NUMBER, _POINTS, _GROWTH = "a number", "points in time", "steady growth"
FORMS = frozenset({_NUMBER, _POINTS, _GROWTH})
"""What pydantic calls the forms of a path in the place of a problem; no key of a case."""


def _form(value: object) -> str:
    if isinstance(value, Growth) or (
        isinstance(value, dict) and not Growth.model_fields.keys().isdisjoint(value)
    ):
        return _GROWTH
    return _POINTS if isinstance(value, dict) else _NUMBER


Path: TypeAlias = Annotated[
    Annotated[Amount, Tag(_NUMBER)] | Annotated[Points, Tag(_POINTS)] | Annotated[Growth, Tag(_GROWTH)],
    Discriminator(_form),
]
"""A number that holds always, points with straight lines between them, or steady growth."""
