"""Problems with what a user gave us, collected and reported all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    where
        File and row, cell, or path of the key: ``case.yaml: buyer.share``.
    found
        The value as the user wrote it.
    expected
        What would have been right, with its unit.
    fix
        What to do about it.
    """

    where: str
    found: str
    expected: str
    fix: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.where}: found {self.found}, expected {self.expected}; {self.fix}"


class BusyError(RuntimeError):
    """Someone else is at work on the same; later it may succeed."""


class InputError(ValueError):
    """The inputs cannot be used. ``problems`` holds every reason found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the input:"
        super().__init__("\n".join([head, *(f"  - {problem}" for problem in self.problems)]))
