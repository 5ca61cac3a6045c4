"""Cost and effect together: which policy, how sure, and what knowing more is worth."""
