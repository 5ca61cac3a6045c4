"""Workbooks and other files of tables."""
