"""Solving: from a model to decisions, with a bound that holds."""
