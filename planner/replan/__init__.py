"""Overnight re-plans: the published plan plus today's facts, changed as little as they ask for."""
