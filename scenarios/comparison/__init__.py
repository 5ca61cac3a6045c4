"""Policies against each other over the posterior, on twin lives."""
