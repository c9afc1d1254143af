"""The vendor question: the case under other mixes of vendors, side by side, and what hangs on each vendor."""
