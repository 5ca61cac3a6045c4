"""Folders of results: they appear whole, and keep what is finished until they do."""
