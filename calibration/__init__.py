"""Targets, priors and fitting of the model's free parameters; its manual is README.md in this folder."""
