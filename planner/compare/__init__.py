"""Runs side by side: which inputs and decisions differ, and what that costs."""

from planner.compare.decisions import DecisionChange, Turn, decision_changes
from planner.compare.lot import DecisionKind, Lot, Subject
from planner.compare.share import ShareChanged, share_changed
from planner.compare.window import Window, common_window

__all__ = [
    "DecisionChange",
    "DecisionKind",
    "Lot",
    "ShareChanged",
    "Subject",
    "Turn",
    "Window",
    "common_window",
    "decision_changes",
    "share_changed",
]
