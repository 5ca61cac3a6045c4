"""`mentorsim search`: what does best within the mentors or the budget, in words and files."""
