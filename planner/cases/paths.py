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


def _form(value: object) -> str:
    if isinstance(value, Growth) or (isinstance(value, dict) and "growth_per_year" in value):
        return "growth"
    return "points" if isinstance(value, dict) else "number"


Path: TypeAlias = Annotated[
    Annotated[Amount, Tag("number")] | Annotated[Points, Tag("points")] | Annotated[Growth, Tag("growth")],
    Discriminator(_form),
]
"""A number that holds always, points with straight lines between them, or steady growth."""
