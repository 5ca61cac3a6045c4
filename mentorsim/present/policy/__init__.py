"""Policies: their fields in words, templates, what was changed."""
