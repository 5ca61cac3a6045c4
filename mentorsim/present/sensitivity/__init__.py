"""The commands on what drives the answer: words, tables and figures."""
