"""A follow-up as it is shown: the result, its words, tables, control charts and files."""
