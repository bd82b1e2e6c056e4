"""Slots of posts: append at the end, remove by moving the last into the gap."""

import numpy as np

from sim.agents.vacancies import SLACK, append_post, empty_vacancies, remove_post, with_room
from tests.processes.builders import posts_of


def held(posts, n_cells=3):
    vacancies = empty_vacancies(n_cells)
    for sequence in range(posts):
        append_post(vacancies, 1, 7, sequence, 0)
    return vacancies


def sequences(vacancies, cell=1):
    return [sequence for _, sequence, _ in posts_of(vacancies, cell)]


def test_posts_are_appended_in_order():
    vacancies = held(3)
    append_post(vacancies, 1, 9, 0, 5)
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
    append_post(larger, 1, 7, SLACK, 0)
    assert sequences(larger)[-1] == SLACK
    assert larger.open_posts[1] == SLACK + 1
    assert vacancies.open_posts[1] == SLACK, "the old arrays must not change"
