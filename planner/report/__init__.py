"""One HTML file that says what a plan decides, why, and what it rests on."""
