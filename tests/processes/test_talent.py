"""Talent that leaves again, and visiting experts."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.agents.blocks import IdBlocks
from sim.agents.workers import OUTSIDE, TALENT, UNUSED, VISITING_EXPERT, empty_workers
from sim.parameters import replace_parameters
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.arrivals import visiting_experts, welcome_talent
from sim.processes.talent import leave_again, talent_here
from tests.processes.builders import at

ODDS = 1e-6


def changed(world, share=0.0, **boundary):
    """A world in which small cities share visiting experts, with other parameters, without a pandemic."""

    class Channel(Instrument):
        def visiting_experts(self, value, month):
            return np.full_like(value, share)

    policies = Policies({"channel": Channel(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    parameters = replace_parameters(world.parameters, {"boundary": boundary})
    return dataclasses.replace(world, policies=policies, parameters=parameters, covid=False)


def with_arrivals(world, state, share=0.0, **boundary):
    """Some 200 professionals who have arrived this month, half of them called by the small cities."""
    region = dataclasses.replace(world.region, talent_share=np.array([0.5, 0.2, 0.2, 0.1]))
    usual = dataclasses.replace(world, region=region)
    setting = changed(usual, share, talent_arrivals=2.4e6, **boundary)
    state.in_pool[:, 3] = 10_000
    narrow, state.worker_blocks = state.worker_blocks, wider(state.worker_blocks)
    state.workers = in_their_blocks(state, narrow)
    now, places = at(setting, state, 0)
    return setting, welcome_talent(setting, state, now, places)


def wider(blocks):
    """The blocks with room for 400 more ids of talent in each city, behind all others."""
    sizes = dict(zip(blocks.names, np.diff(blocks.start).tolist(), strict=True))
    others = {name: size for name, size in sizes.items() if not name.startswith("talent")}
    talent = {name: 400 for name in sizes if name.startswith("talent")}
    wide = IdBlocks.of({**others, **talent})
    used = dict(zip(blocks.names, blocks.used.tolist(), strict=True))
    wide.used[:] = [used[name] for name in wide.names]
    return wide


def in_their_blocks(state, narrow):
    """The columns with a row for every id, those of each block where it starts now."""
    fresh, wide = empty_workers(state.worker_blocks.slots), state.worker_blocks
    for block, (start, used) in enumerate(zip(wide.start[:-1], wide.used, strict=True)):
        before = narrow.start[narrow.names.index(wide.names[block])]
        for new, old in zip(fresh, state.workers, strict=True):
            new[start : start + used] = old[before : before + used]
    assert (fresh.status != UNUSED).sum() == (state.workers.status != UNUSED).sum()
    return fresh


def test_talent_leaves_with_its_hazard_for_where_it_came_from(world, state):
    """Binomial at 0.3 a month: false alarm 1 in a million; at 0.6 and 0.1 the test fails."""
    setting, flows = with_arrivals(world, state, talent_retention_hazard=0.3)
    n = int(flows.sum())
    registration = state.workers.registration[state.workers.flags & TALENT > 0].copy()
    left, jobs = leave_again(setting, state, *at(setting, state, 1))
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 0.3)
    assert low <= left.sum() <= high
    assert not low <= 0.6 * n <= high
    assert jobs.sum() == 0
    gone = (state.workers.status == OUTSIDE) & (state.workers.registration >= 4)
    assert gone.sum() == left.sum()
    assert (state.workers.residence[gone] == state.workers.registration[gone]).all()
    assert (state.workers.flags[gone] & TALENT == 0).all()
    assert talent_here(setting, state)[0].sum() == n - left.sum() == registration.size - left.sum()


def test_talent_stays_in_lockdown(world, state):
    setting, _ = with_arrivals(world, state, talent_retention_hazard=1.0)
    now, places = at(setting, state, 1)
    left, _ = leave_again(setting, state, now, places._replace(immobile=np.ones(4)))
    assert left.sum() == 0


def test_visiting_experts_live_in_the_first_city_and_are_counted_where_they_visit(world, state):
    setting, flows = with_arrivals(world, state, share=1.0)
    visiting = state.workers.flags & VISITING_EXPERT > 0
    assert visiting.sum() > 0
    assert flows[:, 1:].sum() == 0
    assert (state.workers.residence[visiting] == 0).all()
    stock, visited = talent_here(setting, state)
    assert stock.tolist() == [flows.sum(), 0, 0, 0]
    assert visited[0] == 0
    assert visited.sum() == visiting.sum()
    assert visited[1] >= visited[3]


def test_who_moves_out_of_the_first_city_visits_no_more(world, state):
    setting, _ = with_arrivals(world, state, share=1.0)
    before = talent_here(setting, state)[1].sum()
    visiting = np.flatnonzero(state.workers.flags & VISITING_EXPERT > 0)
    state.workers.residence[visiting[0]] = 2
    assert talent_here(setting, state)[1].sum() == before - 1


def test_a_higher_share_only_adds_visits(world):
    ids = np.arange(5_000)
    few, more = (visiting_experts(world, ids, share) for share in (0.1, 0.3))
    assert few.sum() < more.sum()
    assert (more | ~few).all()
    assert visiting_experts(world, ids, 0.0).sum() == 0
    assert more.mean() == pytest.approx(0.3, abs=0.04)  # 6 standard errors
