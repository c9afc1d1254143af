"""The kinds of value a case is made of: quarters, shares, amounts with bounds against slips."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from buildout.quarters import parse_quarter, quarter_label

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Strict(BaseModel):
    """A part of a case: unknown keys are refused, values never change, numbers are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def read_quarter(value: object) -> int:
    """Return the number of a quarter written as text.

    Raises
    ------
    ValueError
        If the value is not a quarter such as ``2026Q4`` of this century.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a quarter; write it like 2026Q4")  # noqa: TRY004
    quarter = parse_quarter(value)
    if not 4 * FIRST_YEAR <= quarter < 4 * LAST_YEAR:
        raise ValueError(f"{value!r} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return quarter


Quarter = Annotated[
    int,
    BeforeValidator(read_quarter),
    PlainSerializer(quarter_label, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}Q[1-4]$", "examples": ["2026Q4"]}),
]
"""A calendar quarter: text such as ``2026Q4`` in the file, a number (`buildout.quarters`) here."""


def read_label(value: object) -> object:
    """Return a year as text, as YAML reads 2027 as a number; anything else as it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Label = Annotated[str, BeforeValidator(read_label), Field(min_length=4, max_length=12)]
"""A year, half-year or quarter: 2027, 2027H1 or 2027Q3."""

Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w.()+/&' -]+$")]
"""A name that tables and files can carry."""

CaseId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w()+&'-][\w.()+&' -]*$")]
"""An id that a folder can be called by as well."""

Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166 code of two letters")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e15)]
Positive = Annotated[float, Field(gt=0, le=1e15)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Pue = Annotated[float, Field(ge=1, le=3)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
FileName = Annotated[str, Field(min_length=1, max_length=400)]
"""A file beside the case."""
