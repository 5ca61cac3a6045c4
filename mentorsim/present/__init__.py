"""How results are shown: words, tables, figures and files, one folder per kind of result."""
