"""A case with an uncertainty at one of its ends."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.quarters import quarter_year
from planner.cases import Case
from planner.cases.case import Step
from planner.cases.changes import apply_changes
from planner.cases.load import parse_case


def changed_case(case: Case, changes: Sequence[str]) -> Case:
    """Return a case with some ``path=value`` set.

    Raises
    ------
    InputError
        If a path leads nowhere, or a value is none that the case may have.
    """
    return parse_case(apply_changes(case.model_dump(mode="json"), changes), case.path, case.places)


def by_year(case: Case) -> Case:
    """Return the case with a period for each calendar year that its horizon has whole.

    Quarters before the first whole year and after the last stay quarters.
    """
    first, last = case.horizon.first, case.horizon.last
    start, end = -(-first // 4) * 4, (last + 1) // 4 * 4
    if end - start < 8 or quarter_year(start) >= quarter_year(end):
        return case
    steps = (
        *([Step.model_construct(quarters=1, until=start - 1)] if start > first else []),
        Step.model_construct(quarters=4, until=end - 1 if end <= last else None),
        *([Step.model_construct(quarters=1)] if end <= last else []),
    )
    return case.model_copy(update={"horizon": case.horizon.model_copy(update={"steps": steps})})
