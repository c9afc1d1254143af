"""Families of related solves of a case: alternatives, fronts, one input at a time."""
