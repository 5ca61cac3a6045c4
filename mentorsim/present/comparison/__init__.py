"""A comparison: its answer in sentences, tables, figures and JSON."""
