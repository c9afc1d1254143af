"""Exact reductions: a smaller case with the same optimum, made before the model is built."""

from planner.reduce.apply import reduce_inputs
from planner.reduce.reduced import Reduced

__all__ = ["Reduced", "reduce_inputs"]
