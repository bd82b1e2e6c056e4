"""The real region at 1:1000, before burn-in, and its first month."""

import numpy as np
import pytest

from sim.config import run_config
from sim.model import world_of
from sim.processes.clock import open_month
from sim.processes.information import inform
from sim.processes.outside import outside_log_wages
from sim.processes.population import initial_state
from sim.processes.service_information import open_service_market
from tests.processes.builders import KEY, copy_of


@pytest.fixture(scope="session")
def world():
    return world_of(run_config({"scale": 0.001, "months": 48}))


@pytest.fixture(scope="session")
def first_state(world):
    return initial_state(world)


@pytest.fixture(scope="session")
def people(first_state):
    """Columns of those who are there at the start, without students."""
    workers = first_state.workers
    ids = np.flatnonzero((workers.status != 5) & (workers.school < 0))
    return workers._make(column[ids] for column in workers)


@pytest.fixture
def state(first_state):
    return copy_of(first_state)


@pytest.fixture
def january(world):
    return open_month(world, KEY, 0)


@pytest.fixture
def places(world, state, january):
    market = open_service_market(world, state, january)
    return inform(world, state, january, outside_log_wages(world, state, january), market)
