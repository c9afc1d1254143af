"""From a case and the reference tables to the inputs of the model."""

from planner.assemble.build import Assembly, assemble, assemble_case, build_inputs

__all__ = ["Assembly", "assemble", "assemble_case", "build_inputs"]
