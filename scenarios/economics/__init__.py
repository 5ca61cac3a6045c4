"""Prices and purses: what people, weeks and hours are in kroner, and whose."""
