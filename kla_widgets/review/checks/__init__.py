"""Checks of consistency: data with small functions, a module for each family."""
