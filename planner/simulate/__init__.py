"""Nights in a row: facts are drawn from a seed, and every night re-plans from the plan of the one before."""
