"""Labour brands: who has one, what it multiplies, how its reputation moves."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import BRANDED, OUTSIDE, RETIRED
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.brands import (
    brand_factors,
    branded_ids,
    factors_of_brands,
    revise_reputations,
    revised_reputation,
    train_brands,
)
from sim.processes.search import search
from tests.processes.builders import at, copy_of

DEYANG, EQUIPMENT = 1, 2


def with_brand(world, share=0.04, gain=0.03):
    """A world in which a share of Deyang's equipment makers has a brand."""

    class Bases(Instrument):
        def brand_share(self, value, month):
            bent = value.copy()
            bent[DEYANG, EQUIPMENT] = share
            return bent

        def brand_gain(self, value, month):
            bent = value.copy()
            bent[DEYANG, EQUIPMENT] = gain
            return bent

    return dataclasses.replace(world, policies=Policies({"bases": Bases(Settings(1.0, 0, 1, (), 0.0), 1.0)}))


def in_group(state):
    workers = state.workers
    return (workers.registration == DEYANG) & (workers.industry == EQUIPMENT) & (workers.status <= OUTSIDE)


def test_a_share_of_the_group_is_branded_and_nobody_else(world, state):
    """Binomial in a group of several hundred at 50 %: false alarm 1 in a million; 60 % must fail."""
    now, _ = at(world, state, 0)
    train_brands(with_brand(world, 0.5), state, now)
    branded = state.workers.flags & BRANDED > 0
    n = int(in_group(state).sum())
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], n, 0.5)
    assert (branded & ~in_group(state)).sum() == 0
    assert low <= branded.sum() <= high < 0.6 * n + high - low


def test_a_higher_share_only_adds_members(world, state):
    now, _ = at(world, state, 0)
    members = []
    for share in (0.1, 0.3, 0.9):
        train_brands(with_brand(world, share), state, now)
        members.append(set(branded_ids(state).tolist()))
    assert members[0] < members[1] < members[2]


def test_who_leaves_the_trade_or_retires_loses_the_brand(world, state):
    now, _ = at(world, state, 0)
    setting = with_brand(world, 1.0)
    train_brands(setting, state, now)
    first, second = branded_ids(state)[:2]
    state.workers.industry[first], state.workers.status[second] = 0, RETIRED
    train_brands(setting, state, now)
    assert state.workers.flags[[first, second]].tolist() == [0, 0]


def test_without_an_instrument_nothing_is_touched(world, state):
    now, _ = at(world, state, 0)
    before = copy_of(state)
    train_brands(world, state, now)
    revise_reputations(world, state, now)
    assert np.array_equal(before.workers.flags, state.workers.flags)
    assert np.array_equal(before.brand_reputation, state.brand_reputation)
    assert (factors_of_brands(world, state, now) == 1.0).all()


def test_a_brand_multiplies_by_its_reputation(world, state):
    """At the usual 0.5 by 1.03, at 0.75 by 1 + 0.03 x 1.5; others by one."""
    now, _ = at(world, state, 0)
    setting = with_brand(world)
    state.brand_reputation[DEYANG, EQUIPMENT] = 0.75
    factors = factors_of_brands(setting, state, now)
    assert factors[DEYANG, EQUIPMENT] == pytest.approx(1.045)
    assert (np.delete(factors.ravel(), DEYANG * 13 + EQUIPMENT) == 1.0).all()
    train_brands(with_brand(world, 1.0), state, now)
    ids = np.array([branded_ids(state)[0], np.flatnonzero(~in_group(state))[0]], np.int32)
    assert brand_factors(state.workers, ids, factors) == pytest.approx([1.045, 1.0])


def test_brands_make_applications_viable_more_often(world, state):
    """Of the same people with the same draws some more apply, all of them branded, and nobody stops."""
    now, _ = at(world, state, 0)
    setting = with_brand(world, 1.0, gain=1.0)
    train_brands(setting, state, now)
    applying = []
    for each in (world, setting):
        _, places = at(each, state, 0)
        inside, away = search(each, state, now, places)
        applying.append({*inside.worker.tolist(), *away.worker.tolist()})
    assert applying[0] < applying[1]
    assert applying[1] - applying[0] <= set(branded_ids(state).tolist())


def reputation_after(world, before, members, placed, reputation=0.5):
    full = [np.full((4, 13), value) for value in (before, members, placed)]
    return float(revised_reputation(world, np.full((4, 13), reputation), *full)[0, 0])


def test_placements_raise_the_reputation_and_haste_dilutes_it(world):
    # 0.5 x (1 - 0.5) x 4 / 100 - 0.02 x 0.5 = 0
    assert reputation_after(world, 100, 100, 4) == pytest.approx(0.5)
    assert reputation_after(world, 100, 100, 20) == pytest.approx(0.54)
    # growth of 10 % is tolerated; of 60 % costs 0.2 x 0.5 x 0.5
    assert reputation_after(world, 100, 110, 0) == pytest.approx(0.49)
    assert reputation_after(world, 100, 160, 0) == pytest.approx(0.44)


def test_reputation_stays_between_nothing_and_one_and_rests_without_members(world):
    assert reputation_after(world, 1, 10_000, 0) == 0.0
    assert reputation_after(world, 5, 5, 5, 1.0) == pytest.approx(0.98)
    assert reputation_after(world, 0, 0, 0, 0.7) == 0.7


def test_members_and_placements_of_the_month_are_counted(world, state):
    """Two routes: the columns against the memory of the state."""
    now, _ = at(world, state, 0)
    setting = with_brand(world, 1.0)
    train_brands(setting, state, now)
    ids = branded_ids(state)
    state.workers.spell_start[ids] = -5
    employed = ids[state.workers.status[ids] == 0]
    state.workers.spell_start[employed[:7]] = 0
    revise_reputations(setting, state, now)
    assert state.branded.sum() == state.branded[DEYANG, EQUIPMENT] == ids.size
    expected = 0.5 + 0.5 * 0.5 * 7 / ids.size - 0.02 * 0.5
    assert state.brand_reputation[DEYANG, EQUIPMENT] == pytest.approx(expected)
