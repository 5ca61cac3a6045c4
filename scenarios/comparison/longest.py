"""The last week that can be followed, apart from all that computes: help of options names it."""

#: Week since entry.
LONGEST = 520
