"""A case as a workbook: all of its inputs on sheets, and back."""

from planner.excel.case.annotate import annotate
from planner.excel.case.read import CaseBook, read_case_book
from planner.excel.case.write import write_case_book

__all__ = ["CaseBook", "annotate", "read_case_book", "write_case_book"]
