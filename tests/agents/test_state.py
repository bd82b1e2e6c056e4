"""The state survives a file, bit for bit, and arrays of one state are not those of another."""

import numpy as np
import pytest

from sim.agents.state import load_state, save_state, state_arrays, state_from_arrays
from sim.config import run_config
from sim.model import world_of
from sim.processes.population import initial_state


@pytest.fixture(scope="module")
def state():
    return initial_state(world_of(run_config({"scale": 0.001, "months": 12})))


def test_a_stored_state_reads_back_bit_for_bit(state, tmp_path):
    save_state(state, tmp_path / "deep" / "state.npz")
    before, after = state_arrays(state), state_arrays(load_state(tmp_path / "deep" / "state.npz"))
    assert before.keys() == after.keys()
    for name, array in before.items():
        assert array.dtype == after[name].dtype, name
        assert np.array_equal(array, after[name]), name


def test_storing_leaves_no_partial_file(state, tmp_path):
    save_state(state, tmp_path / "state.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["state.npz"]


def test_every_array_has_a_name_and_every_name_an_array(state):
    arrays = state_arrays(state)
    assert {"workers.status", "firms.headcount", "vacancies.offset", "worker_blocks.used", "rents"} <= set(
        arrays
    )
    again = state_from_arrays(arrays)
    assert again.worker_blocks.names == state.worker_blocks.names
    assert again.separation_norm == state.separation_norm


def test_a_file_of_pickled_objects_is_refused(tmp_path):
    np.savez(tmp_path / "bad.npz", rents=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        load_state(tmp_path / "bad.npz")
