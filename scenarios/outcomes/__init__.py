"""Outcomes: how what is counted in a world is named, grouped and shown."""
