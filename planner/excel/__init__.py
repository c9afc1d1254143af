"""Workbooks for people who work in Excel: the plan of a run, and the inputs of a case."""
