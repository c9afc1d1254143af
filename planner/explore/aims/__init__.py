"""What cost can be held against: each aim measured on a plan, and written as rows of the model."""

from planner.explore.aims.aim import Aim, AimRows
from planner.explore.aims.choose import Against, aim_of

__all__ = ["Against", "Aim", "AimRows", "aim_of"]
