"""Slots of posts: append at the end, remove by moving the last into the gap."""

import numpy as np

from sim.agents.vacancies import (
    NEW_POST,
    NO_LINE,
    NO_ORDER,
    SLACK,
    Order,
    append_post,
    empty_vacancies,
    remove_post,
    with_room,
)
from tests.processes.builders import posts_of


def held(posts, n_cells=3):
    vacancies = empty_vacancies(n_cells)
    for sequence in range(posts):
        append_post(vacancies, 1, 7, sequence, 0, NO_ORDER)
    return vacancies


def sequences(vacancies, cell=1):
    return [sequence for _, sequence, _ in posts_of(vacancies, cell)]


def test_posts_are_appended_in_order():
    vacancies = held(3)
    append_post(vacancies, 1, 9, 0, 5, NO_ORDER)
    assert posts_of(vacancies, 1) == [(7, 0, 0), (7, 1, 0), (7, 2, 0), (9, 0, 5)]
    assert vacancies.open_posts.tolist() == [0, 4, 0]


def test_the_last_post_moves_into_the_gap():
    vacancies = held(5)
    remove_post(vacancies, 1, 1)
    assert sequences(vacancies) == [0, 4, 2, 3]
    remove_post(vacancies, 1, 3)
    assert sequences(vacancies) == [0, 4, 2]


def test_removal_from_the_highest_down_leaves_most_slots_where_they_were():
    vacancies = held(8)
    for place in (6, 2):
        remove_post(vacancies, 1, place)
    # 0 1 2 3 4 5 6 7: post 7 takes the place of 6, then that of 2.
    assert sequences(vacancies) == [0, 1, 7, 3, 4, 5]


def test_room_is_made_only_when_needed_and_moves_nothing():
    vacancies = held(SLACK)
    arrivals = np.zeros(3, np.int64)
    assert with_room(vacancies, arrivals) is vacancies
    arrivals[1] = 1
    larger = with_room(vacancies, arrivals)
    assert sequences(larger) == list(range(SLACK))
    assert (np.diff(larger.offset) >= larger.open_posts + arrivals).all()
    append_post(larger, 1, 7, SLACK, 0, NO_ORDER)
    assert sequences(larger)[-1] == SLACK
    assert larger.open_posts[1] == SLACK + 1
    assert vacancies.open_posts[1] == SLACK, "the old arrays must not change"


def orders(vacancies, cell=1):
    first, count = int(vacancies.offset[cell]), int(vacancies.open_posts[cell])
    columns = (vacancies.contract, vacancies.line, vacancies.agency, vacancies.induced)
    return [tuple(int(column[slot]) for column in columns) for slot in range(first, first + count)]


def test_a_post_keeps_its_order_wherever_it_moves():
    vacancies = empty_vacancies(3)
    kept = [(0, 0, 8, 1), (1, 1, 300, 0), (3, 3, 5, 0)]
    for sequence, order in enumerate(kept):
        append_post(vacancies, 1, 7, sequence, 0, Order(*order))
    remove_post(vacancies, 1, 0)
    assert orders(vacancies) == [kept[2], kept[1]]
    assert orders(with_room(vacancies, np.full(3, SLACK))) == [kept[2], kept[1]]


def test_a_new_post_is_undecided_and_other_slots_hold_no_order():
    vacancies = empty_vacancies(3)
    append_post(vacancies, 1, 7, 0, 0, NEW_POST)
    assert orders(vacancies) == [(0, 254, -1, 0)]
    assert set(vacancies.line[vacancies.offset[1] + 1 :].tolist()) == {NO_LINE}
