"""A stream of young people over calendar years, in kroner."""
