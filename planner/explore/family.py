"""A family of related solves as a value, and its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

Setting: TypeAlias = str | float | int | bool | None


class FamilyKind(StrEnum):
    """What a family asks; the name of its folder ends with it."""

    ALTERNATIVES = "alternatives"
    FRONTIER = "frontier"
    TORNADO = "tornado"
    VENDORS = "vendors"


@dataclass(frozen=True)
class Member:
    """One solve of a family: an audited plan.

    Parameters
    ----------
    member_id
        Name of its run folder, unique in the family.
    label
        What is different about it, for a reader.
    input_sha256
        Hash of the inputs it was solved for.
    cost_usd
        Present value of its plan.
    bound_usd
        No plan of its inputs costs less; None where nothing is proved.
    seconds
        Wall time of its solve.
    audit
        What the audit found, in a sentence; only clean plans become members.
    figures
        What the family measures on it, by name with unit.
    """

    member_id: str
    label: str
    input_sha256: str
    cost_usd: float
    bound_usd: float | None
    seconds: float
    audit: str
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """All members so far, and what they were made from.

    Parameters
    ----------
    kind
        What is asked.
    case_id
        The case.
    input_sha256
        Hash of the inputs of the case, before a member changes any.
    settings
        What decides the members, by name. A family goes on only with the same.
    members
        In the order in which they were found.
    facts
        What was worked out on the way and holds for all members, by name with unit.
    """

    kind: FamilyKind
    case_id: str
    input_sha256: str
    settings: Mapping[str, Setting]
    members: tuple[Member, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)

    def with_member(self, member: Member) -> Family:
        """Return the family with another member.

        Raises
        ------
        ValueError
            If it has one of that name.
        """
        if any(other.member_id == member.member_id for other in self.members):
            raise ValueError(f"the family already has a member {member.member_id!r}")
        return replace(self, members=(*self.members, member))

    def with_fact(self, name: str, value: float) -> Family:
        """Return the family with a fact added or replaced."""
        return replace(self, facts={**self.facts, name: value})

    def differences(self, other: Family) -> tuple[str, ...]:
        """Return what decides the members and is not the same in another family, in words."""
        found = [] if self.kind is other.kind else [f"it holds {self.kind.value}, not {other.kind.value}"]
        if self.case_id != other.case_id:
            found.append(f"its case is {self.case_id}, not {other.case_id}")
        if self.input_sha256 != other.input_sha256:
            found.append("the inputs of the case have changed since")
        for name in sorted({*self.settings, *other.settings}):
            mine, yours = self.settings.get(name), other.settings.get(name)
            if mine != yours:
                found.append(f"{name} was {mine}, and now is {yours}")
        return tuple(found)

    def to_json(self) -> bytes:
        """Return the manifest."""
        return _ADAPTER.dump_json(self, indent=2) + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> Family:
        """Return the family of a manifest.

        Raises
        ------
        ValueError
            If it is none.
        """
        try:
            return _ADAPTER.validate_json(content)
        except ValidationError as error:
            raise ValueError(str(error)) from error


_ADAPTER = TypeAdapter(Family)
