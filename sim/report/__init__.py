"""Figures of a run folder. The only package that imports matplotlib."""
