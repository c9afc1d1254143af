"""Targets that cannot be met: what conflicts, when they could be, how much of them, and what helps."""

from planner.feasible.answer import Answer, FeasibleOptions, answer, conflict_of
from planner.feasible.target import Target

__all__ = ["Answer", "FeasibleOptions", "Target", "answer", "conflict_of"]
