"""Each kind of limit is found, loosened and told by one family."""

from __future__ import annotations

from collections import Counter

from planner.feasible.families import FAMILIES
from planner.feasible.limits import Kind


def test_every_kind_of_limit_has_one_family() -> None:
    assert Counter(kind for family in FAMILIES for kind in family.kinds) == Counter(Kind)
