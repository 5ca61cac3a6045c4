"""The steps of a week: one file per step, its rules and its loop together."""
