"""The command `forecast`: words, tables, figures and files."""
