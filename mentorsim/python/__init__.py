"""Functions for notebooks (docs/python.md)."""
