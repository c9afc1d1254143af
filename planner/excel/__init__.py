"""Workbooks: the plan of a run for people who work in Excel."""
