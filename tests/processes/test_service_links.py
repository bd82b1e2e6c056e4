"""Links between posts and agencies: one firm, a few posts, two agencies."""

from math import log
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.agents.agencies import RECRUITMENT
from sim.processes.service_links import (
    Candidates,
    draw_words,
    link_posts,
    list_candidates,
    order_number,
    rendezvous,
)
from sim.processes.service_market import Allocation, LineShares
from tests.processes.builders import KEY, rows, some_firms, some_vacancies
from tests.processes.test_service_shares import some_agencies

MONTH = 4
N_LINES = 8
POSTS = 16


def shares_of(ids: list[int], bids: list[float], platform: list[float]) -> LineShares:
    """Shares of one city; loads and capacity play no part."""
    n, column = len(ids), (len(ids), 1)
    return LineShares(
        np.array(ids, np.int64),
        np.ones(n),
        np.ones(column),
        np.array(bids).reshape(column),
        np.array(platform).reshape(column),
    )


def some_candidates(platform: tuple[float, float] = (0.0, 1.0)) -> Candidates:
    """Agencies 0 and 1 compete for every line of one city, with weights 0.7 and 0.3."""
    line = shares_of([0, 1], [0.7, 0.3], list(platform))
    return list_candidates(Allocation((line,) * N_LINES, np.zeros((1, N_LINES))))


def linked(**changes: Any) -> tuple[list[int], Any]:
    """Agencies of some recruitment posts of one firm, and the firm."""
    firms = some_firms(1)
    firms.incumbent_agency[:] = changes.pop("incumbent", -1)
    vacancies = some_vacancies({0: [(0, place, MONTH) for place in range(POSTS)]}, 1)
    vacancies.line[:], vacancies.agency[:] = RECRUITMENT, -1
    for name in ("line", "agency"):
        if name in changes:
            getattr(vacancies, name)[:] = changes.pop(name)
    agencies = some_agencies(2, 1, consultants=1.0, alive=changes.pop("alive", [1, 1]))
    settings: dict[str, Any] = {
        "serves": np.ones((2, 1), np.uint8),
        "candidates": some_candidates(),
        "unmet": np.zeros((1, N_LINES)),
        "platform_share": np.zeros(1),
        "loyalty": 0.0,
    } | changes
    link_posts(agencies, firms, vacancies, 1, *settings.values(), rows(2), KEY, MONTH)
    return vacancies.agency[:POSTS].tolist(), firms


def expected_without_loyalty() -> list[int]:
    """The lowest key -ln(u) / weight of each post, by the definition."""
    found = []
    for sequence in range(POSTS):
        words = draws.words(KEY, draws.CONSIDERATION, MONTH, 0, int(order_number(0, sequence)))
        keys = [
            -log((int(word) + 0.5) * 2.0**-32) / weight
            for word, weight in zip(words, (0.7, 0.3), strict=False)
        ]
        found.append(int(np.argmin(keys)))
    return found


def test_candidates_are_those_with_a_weight():
    lines = (shares_of([0, 1], [0.7, 0.3], [0.0, 1.0]),) + (shares_of([], [], []),) * (N_LINES - 1)
    found = list_candidates(Allocation(lines, np.zeros((1, N_LINES))))
    assert found.first.tolist() == [0] + [2] * 8 + [3] * 8
    assert found.agency.tolist() == [0, 1, 1]
    assert found.weight.tolist() == [0.7, 0.3, 1.0]


def test_posts_go_to_the_lowest_key():
    agencies, firms = linked()
    assert agencies == expected_without_loyalty()
    assert set(agencies) == {0, 1}
    assert firms.incumbent_agency[0, RECRUITMENT] == agencies[-1]
    assert firms.service_use[0] == 1 << RECRUITMENT


def test_loyal_firms_keep_the_agency_that_served_last():
    assert linked(incumbent=1, loyalty=1.0)[0] == [1] * POSTS


@pytest.mark.parametrize(
    "changes",
    [{"serves": np.array([[1], [0]], np.uint8)}, {"alive": [1, 0]}, {"loyalty": 0.0}],
    ids=["barred", "closed", "not loyal"],
)
def test_an_incumbent_that_may_not_serve_is_left(changes):
    """The first post looks around; who wins it is the incumbent of the next ones."""
    only_the_first = shares_of([0, 1], [1.0, 0.0], [0.0, 0.0])
    others = list_candidates(Allocation((only_the_first,) * N_LINES, np.zeros((1, N_LINES))))
    settings: dict[str, Any] = {"incumbent": 1, "loyalty": 1.0, "candidates": others}
    if "serves" in changes:
        settings = {"serves": changes["serves"]} | settings
    ordered = {
        name: (settings | changes)[name]
        for name in ("incumbent", "alive", "serves")
        if name in settings | changes
    }
    rest = {name: (settings | changes)[name] for name in ("candidates", "loyalty")}
    assert linked(**ordered, **rest)[0] == [0] * POSTS


def test_unmet_orders_find_nobody():
    assert linked(unmet=np.ones((1, N_LINES)))[0] == [-1] * POSTS
    half = linked(unmet=np.full((1, N_LINES), 0.5))[0]
    met = [agency for agency in half if agency >= 0]
    assert 0 < len(met) < POSTS
    assert met == [agency for agency, found in zip(linked()[0], half, strict=True) if found >= 0]


def test_the_platform_ignores_the_incumbent():
    """Only agency 1 is a member; a platform without members leaves the orders to loyalty."""
    assert linked(incumbent=0, platform_share=np.ones(1), loyalty=1.0)[0] == [1] * POSTS
    nobody = some_candidates(platform=(0.0, 0.0))
    assert linked(incumbent=0, candidates=nobody, platform_share=np.ones(1), loyalty=1.0)[0] == [0] * POSTS


@pytest.mark.parametrize("changes", [{"line": 255}, {"agency": 1}])
def test_posts_that_look_for_nobody_stay_as_they_are(changes):
    assert linked(**changes)[0] == [changes.get("agency", -1)] * POSTS


def test_words_of_an_order_do_not_depend_on_the_pieces():
    one, other = np.zeros((4, 25), np.uint32), np.zeros((4, 25), np.uint32)
    draw_words(KEY, MONTH, np.uint64(9), rows(100), one)
    draw_words(KEY, MONTH, np.uint64(9), np.array([[0, 5], [5, 64], [64, 100]]), other)
    assert (one == other).all()


def test_ties_go_to_the_lower_id_and_nobody_is_drawn_from_none():
    words = np.full((4, 3), 12345, np.uint32)
    ids, weight = np.array([2, 5, 9]), np.full(3, 0.25)
    assert rendezvous(ids, weight, 0, 3, words) == 2
    assert rendezvous(ids, weight, 1, 3, words) == 5
    assert rendezvous(ids, weight, 1, 1, words) == -1
