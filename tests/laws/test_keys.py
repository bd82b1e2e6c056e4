"""V16 and V20: the draws themselves. A decision has a key of its own and keeps it."""

import os
import subprocess
import sys
from collections import defaultdict
from functools import cache

from scipy import stats

from sim.config import instruments
from sim.processes.world import INITIAL_SEED
from tests.laws.toolbox import ALARM, run, world

Entry = tuple[str, ...]
SAME_TRAIT = {
    "newcomers": "worker_effect",
    "set_tenure_and_wages": "worker_effect",
    "fill_wages": "offered_log_wage",
    "certify": "trait",
}
"""Who asks, on purpose by the same key, for the effect of a worker, the match with a firm, or a 5A grade."""


@cache
def audit(*instruments: str) -> dict[Entry, str]:
    """Return what a start and two months drew: (purpose, sub, decision, entity, month, seed) to the word."""
    command = [sys.executable, "-m", "tests.laws.key_audit", *instruments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    rows = [tuple(line.split()) for line in done.stdout.splitlines()]
    return {row[:-1]: row[-1] for row in rows}


def decisions_by_key(entries: dict[Entry, str]) -> dict[Entry, set[str]]:
    """Return which decisions use each purpose and sub id; entities are numbered from 0 in all populations."""
    users: dict[Entry, set[str]] = defaultdict(set)
    for purpose, sub, decision, _, month, _ in entries:
        timeless = "always" if month == "-24" else "monthly"
        users[purpose, sub, timeless].add(SAME_TRAIT.get(decision, decision))
    return users


def test_no_two_decisions_share_a_draw() -> None:
    """Exact: a purpose and sub id belong to one decision, or two decisions would be made by one die."""
    shared = {key: users for key, users in decisions_by_key(audit()).items() if len(users) > 1}
    assert shared == {}


def test_instruments_leave_the_draws_of_all_as_they_were() -> None:
    """Exact hash audit: whatever is drawn with and without the instruments is the same number.

    Control: the instruments do change who draws.
    """
    one, other = audit(), audit(*sorted(set(instruments()) - {"placebo"}))
    both = one.keys() & other.keys()
    assert len(both) > 0.95 * len(one)
    assert all(one[key] == other[key] for key in both)
    assert one.keys() != other.keys()


def test_house_moves_do_not_depend_on_whose_key_a_run_has() -> None:
    """As many move house whether or not the run happens to have the key of burn-in. False alarm: 2.5e-5.

    If tastes of burn-in met the key of another run, commuters hired then would choose anew at once. Both
    counts are Poisson with one mean, so each move is as likely to be of either run.
    """
    setting = world(scale=0.01, months=12, covid=False)
    moves = []
    for seed in (INITIAL_SEED, 1):
        flows = run(setting, seed=seed).record.flows_table()
        moves.append(round(float(flows[flows.kind == "house_move"].workers.sum()) * setting.scale))
    assert stats.binomtest(moves[0], sum(moves), 0.5).pvalue > ALARM, moves
