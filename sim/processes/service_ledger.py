"""Ledger of the industry: the accounts of agencies against those of their clients.

Agencies book what they earn; firms and governments book what they pay, by city and line. Both come from the
same invoices by different sums, in whole cents, and must agree to the cent:

    revenue of all agencies by line = outlays of firms + outlays of governments
    net revenue <= gross revenue, payments and stocks >= 0, the client books of a market <= 1
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.compile import allocating
from sim.processes.ledger import AccountsError
from sim.processes.services import Services

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
BOOK_TOLERANCE = 1e-9


@allocating
def read_books(revenue: Counts, stock: Floats, clients: Floats, pieces: Counts) -> tuple[Counts, int, Floats]:
    """Return revenue by line, the number of negative stocks, and the client books summed over agencies.

    Args:
        revenue: gross, cents, shape (S, G).
        stock: by stock line and city, shape (4, G, C).
        clients: client books, shape (S, G, C).
        pieces: ranges of agency ids in use.

    Returns:
        Shape (S,), a number, and shape (S, C).
    """
    by_line, negative = np.zeros(revenue.shape[0], np.int64), 0
    books = np.zeros((clients.shape[0], clients.shape[2]))
    for piece in range(pieces.shape[0]):
        low, high = pieces[piece, 0], pieces[piece, 1]
        for kind in range(stock.shape[0]):
            for agency in range(low, high):
                for city in range(stock.shape[2]):
                    negative += 1 if stock[kind, agency, city] < 0.0 else 0
        for line in range(clients.shape[0]):
            for agency in range(low, high):
                by_line[line] += revenue[line, agency]
                for city in range(clients.shape[2]):
                    books[line, city] += clients[line, agency, city]
    return by_line, negative, books


def audit_services(state: State, services: Services | None) -> None:
    """Check the industry's identities of the month.

    Raises:
        AccountsError: the first identity that fails, with the figures.
    """
    if services is None:
        return
    accounts, agencies = services.accounts, state.agencies
    pieces = state.agency_blocks.pieces()
    revenue, negative, books = read_books(agencies.revenue_gross, agencies.stock, agencies.clients, pieces)
    outlays = (accounts.firms + accounts.governments).sum(axis=0)
    checks = (
        ("revenue and outlays by line", revenue, outlays),
        ("fees within invoices", int((accounts.net > accounts.gross).sum()), 0),
        ("payments that are negative", int((accounts.firms < 0).sum() + (accounts.governments < 0).sum()), 0),
        ("stocks that are negative", negative, 0),
        ("client books above one", int((books > 1.0 + BOOK_TOLERANCE).sum()), 0),
    )
    for name, left, right in checks:
        if not np.array_equal(left, right):
            raise AccountsError(f"The accounts of {name} do not close: {left} against {right}.")
