"""The last week that can be followed, apart from all that computes: options name it in their help."""

#: Week since entry.
LONGEST = 520
