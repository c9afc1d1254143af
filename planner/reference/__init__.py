"""Reference tables with units, source and confidence, and a case's overrides of them."""

from planner.reference.cells import Cell
from planner.reference.confidence import Confidence
from planner.reference.dictionary import Column, Dictionary, Dtype, load_dictionary
from planner.reference.overrides import Override, read_override_table
from planner.reference.paths import data_dir
from planner.reference.provenance import Leaning, confidence_of, field_confidence, lean_on
from planner.reference.reference import Reference, load_reference
from planner.reference.tables import TableName

__all__ = [
    "Cell",
    "Column",
    "Confidence",
    "Dictionary",
    "Dtype",
    "Leaning",
    "Override",
    "Reference",
    "TableName",
    "confidence_of",
    "data_dir",
    "field_confidence",
    "lean_on",
    "load_dictionary",
    "load_reference",
    "read_override_table",
]
