"""The report: one file that answers the question, from runs that were kept."""
