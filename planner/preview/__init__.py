"""What a case says before it is solved: its demand, where that comes from, and what its chips are worth."""
