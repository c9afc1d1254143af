"""Pictures in one style: told apart by colour-blind readers, a unit on every axis."""

from planner.draw.picture import picture_bytes
from planner.draw.theme import COLOURS, GREY, amount, styled

__all__ = ["COLOURS", "GREY", "amount", "picture_bytes", "styled"]
