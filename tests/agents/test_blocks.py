"""Blocks of ids: an arrival from one source never shifts the ids of another."""

import pytest

from sim.agents.blocks import BlockFullError, IdBlocks


def three():
    return IdBlocks.of({"initial:A": 3, "entrants:A": 5, "talent:A": 2})


def test_blocks_lie_one_after_the_other():
    blocks = three()
    assert blocks.slots == 10
    assert blocks.start.tolist() == [0, 3, 8, 10]
    assert blocks.take(1, 2).tolist() == [3, 4]
    assert blocks.take(1, 1).tolist() == [5]


def test_one_source_never_shifts_another():
    blocks, busy = three(), three()
    busy.take(1, 5)
    assert busy.take(2, 2).tolist() == blocks.take(2, 2).tolist() == [8, 9]


def test_a_full_block_says_which_and_gives_nothing():
    blocks = three()
    blocks.take(1, 4)
    with pytest.raises(BlockFullError, match="'entrants:A' holds 5 and is full"):
        blocks.take(1, 2)
    assert blocks.take(1, 1).tolist() == [7], "the refused request must not use ids"


def test_taking_nobody_uses_no_id():
    blocks = three()
    assert blocks.take(0, 0).size == 0
    assert blocks.used.tolist() == [0, 0, 0]


def test_pieces_cover_the_ids_in_use_and_no_others():
    blocks = three()
    blocks.take(0, 3)
    blocks.take(1, 4)
    assert blocks.pieces(rows=2).tolist() == [[0, 2], [2, 3], [3, 5], [5, 7]]
    assert IdBlocks.of({"a": 4}).pieces().shape == (0, 2)


def test_a_copy_is_independent():
    blocks = three()
    other = blocks.copy()
    other.take(0, 3)
    assert blocks.used.tolist() == [0, 0, 0]
