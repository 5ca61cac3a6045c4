"""The command `next-trial`: words, tables and figures."""
