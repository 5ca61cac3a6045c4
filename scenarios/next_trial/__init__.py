"""The trial that would tell: its power, its worth, what it tells apart."""
