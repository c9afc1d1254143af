"""Cases of any size, drawn from the reference tables: the same size, seed and shape give the same case."""

from planner.bench.generate.recipe import Recipe, Shape
from planner.bench.generate.study import generate, generated_case, write_case

__all__ = ["Recipe", "Shape", "generate", "generated_case", "write_case"]
