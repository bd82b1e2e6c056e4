"""Errors that end a run."""

from __future__ import annotations


class RunError(RuntimeError):
    """A run cannot go on. The message says why."""
