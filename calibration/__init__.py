"""The trial as numbers: what it saw, and which parameters could have produced it."""
