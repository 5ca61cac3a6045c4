"""The command `decide`: words, tables, figures and files."""
