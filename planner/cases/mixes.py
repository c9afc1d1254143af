"""Mixes of vendors to compare: what is bought from whom, or what happens to a vendor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from planner.cases.fields import Fraction, Id, Strict
from planner.cases.messages import did_you_mean
from planner.problems import InputError, Problem

OPTION = "--mix"


class MixKind(StrEnum):
    """What a mix asks."""

    FREE = "free"
    """Whatever is cheapest."""
    ONLY = "only"
    """Nothing is bought from another vendor."""
    AT_MOST = "at-most"
    """At most a share of all IT MW bought is the vendor's."""
    WITHOUT = "without"
    """Nothing is bought from the vendor."""
    PRICE = "price"
    """All chips of the vendor cost more, or less."""
    LATE = "late"
    """All deliveries of the vendor come later, and that is known from the start."""


Change = Annotated[float, Field(gt=-1, le=10)]
Quarters = Annotated[int, Field(ge=1, le=40)]


class VendorMix(Strict):
    """One mix. Each kind but the free one names a vendor, and at most one amount."""

    kind: MixKind = Field(description="What is asked")
    vendor: Id | None = Field(default=None, description="Vendor of chips.csv, or of a custom chip")
    share: Fraction | None = Field(
        default=None, description="at-most: share of all IT MW bought within the horizon"
    )
    change: Change | None = Field(default=None, description="price: 0.2 is 20 % dearer, -0.2 cheaper")
    quarters: Quarters | None = Field(default=None, description="late: quarters")

    @model_validator(mode="after")
    def _complete(self) -> VendorMix:
        if (self.vendor is None) != (self.kind is MixKind.FREE):
            raise ValueError("a vendor for every kind but free, which has none")
        for field in AMOUNTS.values():
            if (getattr(self, field) is not None) != (AMOUNTS.get(self.kind) == field):
                raise ValueError(f"{field} for {_kind_of(field)}, and for no other kind")
        return self

    @property
    def text(self) -> str:
        """The mix as it is written on the command line: ``at-most:NVIDIA:0.6``."""
        field = AMOUNTS.get(self.kind)
        parts: list[str] = [self.kind.value]
        if self.vendor is not None:
            parts.append(self.vendor)
        if field is not None:
            parts.append(format(getattr(self, field), "+" if field == "change" else ""))
        return ":".join(parts)


AMOUNTS: Mapping[MixKind, str] = {
    MixKind.AT_MOST: "share",
    MixKind.PRICE: "change",
    MixKind.LATE: "quarters",
}
"""The field that says how much, where a kind has one."""
_NUMBERS: Mapping[str, Callable[[str], float]] = {"share": float, "change": float, "quarters": int}
_FORMS = {
    MixKind.FREE: "free",
    MixKind.ONLY: "only:VENDOR",
    MixKind.AT_MOST: "at-most:VENDOR:0.6",
    MixKind.WITHOUT: "without:VENDOR",
    MixKind.PRICE: "price:VENDOR:+0.2",
    MixKind.LATE: "late:VENDOR:2",
}


def _kind_of(field: str) -> MixKind:
    return next(kind for kind, name in AMOUNTS.items() if name == field)


def parse_mixes(texts: tuple[str, ...]) -> tuple[VendorMix, ...]:
    """Return mixes as written on the command line, each once.

    Raises
    ------
    InputError
        If any is not ``kind:vendor:amount`` or its amount is out of range; every reason is listed.
    """
    mixes: list[VendorMix] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            mixes.append(parse_mix(text))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(mixes))


def parse_mix(text: str) -> VendorMix:
    """Return a mix as written on the command line.

    Raises
    ------
    InputError
        If it is not ``kind:vendor:amount``, or its amount is out of range.
    """
    name, *rest = (part.strip() for part in text.split(":"))
    if name not in set(MixKind):
        fix = did_you_mean(name, [kind.value for kind in MixKind])
        raise InputError([Problem(OPTION, text, f"one of {', '.join(_FORMS.values())}", fix)])
    kind = MixKind(name)
    fields = [*([] if kind is MixKind.FREE else ["vendor"]), *([AMOUNTS[kind]] if kind in AMOUNTS else [])]
    fix = f"write it like {_FORMS[kind]}"
    if len(rest) != len(fields):
        raise InputError([Problem(OPTION, text, _FORMS[kind], fix)])
    try:
        values = {
            f: _NUMBERS[f](part) if f in _NUMBERS else part for f, part in zip(fields, rest, strict=True)
        }
        return VendorMix.model_validate({"kind": kind, **values})
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise InputError(
            [
                Problem(
                    OPTION,
                    text,
                    f"{detail['loc'][-1]}: {detail['msg'].removeprefix('Input should be ')}",
                    fix,
                )
                for detail in details
            ]
        ) from error
    except ValueError as error:
        raise InputError([Problem(OPTION, text, f"{fields[-1]} as a number", fix)]) from error
