"""Comparisons: a scenario against its baseline, in pairs of runs that share every random draw."""
