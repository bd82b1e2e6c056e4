"""Internships and order classes: students tied to firms.

In the last months before graduation a student works in a firm of the field's industry in the city of the
school. The student looks at firms one after the other, in a keyed order, and takes the first that hosts: with
a chance that rises with headcount up to a cap. A firm more or less thus moves few interns. Who finds none in
so many looks stays in the school's workshop.

A share of those who begin the final year is in an order class: a firm found in the same way orders them, and
hosts their internship. If the firm closes, the tie ends.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.agents.students import attach, begin_internships, detach
from sim.agents.workers import NO_FIRM
from sim.compile import allocating
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.student_intake import lasting, months_to_graduation
from sim.processes.world import World

Counts = NDArray[np.int64]
LOOKS = 48
FINAL_YEAR = 24
"""Months from intake."""
ORDER_SUB, FIRST_LOOK_SUB = 5, 16


@allocating
def find_hosts(
    firms: Firms, students: Counts, first: Counts, used: Counts, cap: float, key: Key
) -> NDArray[np.int32]:
    """Return the firm that hosts each student, -1 for none.

    Args:
        firms: Firms.
        students: ids.
        first: first firm of the student's city and field, one entry per student.
        used: firms there, closed ones too, one entry per student.
        cap: headcount at which a firm surely hosts.
        key: key of the draws.
    """
    hosts = np.full(students.size, NO_FIRM, np.int32)
    for place in range(students.size):
        student = students[place]
        for look in range(LOOKS):
            if used[place] == 0:
                break
            sub = FIRST_LOOK_SUB + 2 * look
            word = draws.long_word(key, draws.STUDENT, draws.TIMELESS, student, sub)
            firm = first[place] + draws.jump_hash(word, used[place])
            chance = np.float64(firms.headcount[firm]) / cap
            if firms.alive[firm] == 1 and (
                draws.fraction(key, draws.STUDENT, draws.TIMELESS, student, sub + 1) < chance
            ):
                hosts[place] = firm
                break
    return hosts


def hosts_of(world: World, state: State, now: Month, ids: Counts) -> NDArray[np.int32]:
    """Return the firm that takes each student, -1 for none."""
    workers, blocks = state.workers, state.firm_blocks
    block = 1 + workers.residence[ids].astype(np.int64) * world.n_industries + workers.industry[ids]
    cap = world.parameters.schools.intern_size_cap
    return find_hosts(state.firms, ids, blocks.start[block], blocks.used[block], cap, now.key)


def lose_closed_firms(state: State, ids: Counts) -> None:
    """End the ties of students to firms that have closed."""
    firm = state.workers.employer[ids]
    detach(state.workers, state.firms, ids[(firm >= 0) & (state.firms.alive[firm] == 0)])


def open_order_classes(world: World, state: State, now: Month, ids: Counts) -> None:
    """Let firms order students who begin the final year."""
    shares = world.policies.order_share(np.zeros(world.n_cities), now.index)
    workers = state.workers
    beginners = ids[now.index - workers.spell_start[ids].astype(np.int64) == FINAL_YEAR]
    ordered = beginners[lasting(now.key, beginners, ORDER_SUB) < shares[workers.residence[beginners]]]
    firm = hosts_of(world, state, now, ordered)
    attach(workers, ordered[firm >= 0], firm[firm >= 0])


def start_internships(world: World, state: State, now: Month, ids: Counts) -> None:
    """Send students to their firms so many months before they graduate.

    In the first month also those who would have begun before.
    """
    ahead = months_to_graduation(world, state, now, ids)
    last = world.parameters.schools.internship_months
    due = ids[(ahead <= last) if now.index == 0 else (ahead == last)]
    firm = state.workers.employer[due].copy()
    free = firm == NO_FIRM
    firm[free] = hosts_of(world, state, now, due[free])
    begin_internships(state.workers, state.firms, due[firm >= 0], firm[firm >= 0])
