"""Stage 10, matching: each post with applicants draws one candidate."""

from __future__ import annotations

from tests.reference.objects import Cell
from tests.reference.search import Application


def match(applications: list[Application]) -> list[Application]:
    """Return the application with the lowest key of each post, of equals the lower id, in slot order."""
    best: dict[tuple[Cell, int], Application] = {}
    for application in applications:
        post = application.cell, application.slot
        if post not in best or application.key < best[post].key:
            best[post] = application
    return [best[post] for post in sorted(best)]
