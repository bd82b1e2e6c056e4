"""Ledger of the industry: the accounts of agencies against those of their clients.

Agencies book what they earn; firms and governments book what they pay, by city and line. Both come from the
same invoices by different sums, in whole cents, and must agree to the cent:

    revenue of all agencies by line = outlays of firms + outlays of governments
    net revenue <= gross revenue, payments and stocks >= 0, the client books of a market <= 1
"""

from __future__ import annotations

import numpy as np

from sim.agents.state import State
from sim.processes.ledger import AccountsError
from sim.processes.services import Services

BOOK_TOLERANCE = 1e-9


def audit_services(state: State, services: Services | None) -> None:
    """Check the industry's identities of the month.

    Raises:
        AccountsError: the first identity that fails, with the figures.
    """
    if services is None:
        return
    accounts, agencies = services.accounts, state.agencies
    outlays = (accounts.firms + accounts.governments).sum(axis=0)
    checks = (
        ("revenue and outlays by line", agencies.revenue_gross.sum(axis=0), outlays),
        ("fees within invoices", int((accounts.net > accounts.gross).sum()), 0),
        ("payments that are negative", int((accounts.firms < 0).sum() + (accounts.governments < 0).sum()), 0),
        ("stocks that are negative", int((agencies.stock < 0.0).sum()), 0),
        ("client books above one", int((agencies.clients.sum(axis=0) > 1.0 + BOOK_TOLERANCE).sum()), 0),
    )
    for name, left, right in checks:
        if not np.array_equal(left, right):
            raise AccountsError(f"The accounts of {name} do not close: {left} against {right}.")
