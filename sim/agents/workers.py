"""Workers: one column per attribute, entry i of every column is worker i.

The index is the worker's permanent id. Whoever leaves the labour force keeps the row, so an id is never
reused; the ids of newcomers come from a block reserved for their source (`sim.agents.blocks`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.schools import NO_SCHOOL

EMPLOYED, UNEMPLOYED, TRAINING, OUTSIDE, RETIRED, UNUSED = range(6)
DIRECT, DISPATCH, OUTSOURCED, FLEXIBLE, OWN_ACCOUNT = range(5)
N_CONTRACTS = 5
NOWHERE = 255
NO_FIRM = -1
NO_AGENCY = -1
HAS_CERTIFICATE = 1
"""Bit 0 of `certificate`; bit 1 + c says that city c issued it.

Where it counts besides is decided in `sim.processes.certification`.
"""
TALENT, RETURNEE, MISPLACED, SERVED, PLACED = 1, 2, 4, 8, 16
VOCATIONAL, ORDER_CLASS, INTERN, VISITING_EXPERT, BRANDED = 32, 64, 128, 256, 512
"""Bits of `flags`.

Arrived as talent and has not left since; went back to the city of registration; misled by the agency that
placed the worker in the job; served by an agency this calendar year (applied to a post that one carries, was
contacted or presented); placed by one this calendar year; vocationally trained, at school or later, so that
more applications are viable; student of an order class; student at work in a firm; lives in the first city
and works two days a week in the small city whose block of talent the id belongs to; trained under the labour
brand of the city of registration and the industry.
"""
NEVER = -(2**15)
"""The month of what has never happened."""
GAIN_UNIT = 2.0**-13
"""Log wage per unit of `training_gain`."""


class Workers(NamedTuple):
    """The columns.

    Months are month indices (0 is the first month after burn-in), so nothing ages by being rewritten.

    status        0 employed, 1 unemployed, 2 full-time training (at school if `school` says which),
                  3 outside the region, 4 retired, 5 not yet entered
    residence     node of residence; a boundary node while outside
    registration  node of household registration
    work_city     city of work; 255 without work
    industry      current or last industry; of students the field
    skill         0 no certificate, 1 junior or intermediate, 2 senior skilled or college, 3 professional
    contract      0 direct, 1 dispatch, 2 outsourced, 3 flexible, 4 own account (farm and own-account pool)
    certificate   bit 0 holds one; bit 1 + c: issued in city c
    employer      firm id; -1 without work. Ids below the number of city-industry pairs are own-account pools.
                  Of students the firm of the internship or the order class
    agency        legal employer if an agency; -1 otherwise
    school        vocational school of a student; -1 none
    birth_month   month of birth
    spell_start   month in which the current job, or else the current spell without one, began
    log_wage      log monthly wage in CNY at spell_start; of the last job while without work
    flags         bits: 0 arrived as talent, 1 returned to the city of registration, 2 misled by the agency
                  that placed the worker in the job, 3 served and 4 placed by an agency this calendar year,
                  5 vocationally trained, 6 student of an order class, 7 intern, 8 visiting expert, 9 branded
    trained_month  month in which the latest course ends or ended; -32768 without one
    training_gain  what training adds to the log wage so far, in multiples of 2^-13
    """

    status: NDArray[np.uint8]
    residence: NDArray[np.uint8]
    registration: NDArray[np.uint8]
    work_city: NDArray[np.uint8]
    industry: NDArray[np.uint8]
    skill: NDArray[np.uint8]
    contract: NDArray[np.uint8]
    certificate: NDArray[np.uint8]
    employer: NDArray[np.int32]
    agency: NDArray[np.int32]
    school: NDArray[np.int16]
    birth_month: NDArray[np.int16]
    spell_start: NDArray[np.int16]
    log_wage: NDArray[np.float32]
    flags: NDArray[np.uint16]
    trained_month: NDArray[np.int16]
    training_gain: NDArray[np.int16]


def empty_workers(slots: int) -> Workers:
    """Return columns for `slots` workers, none of whom has entered."""
    return Workers(
        status=np.full(slots, UNUSED, np.uint8),
        residence=np.zeros(slots, np.uint8),
        registration=np.zeros(slots, np.uint8),
        work_city=np.full(slots, NOWHERE, np.uint8),
        industry=np.zeros(slots, np.uint8),
        skill=np.zeros(slots, np.uint8),
        contract=np.zeros(slots, np.uint8),
        certificate=np.zeros(slots, np.uint8),
        employer=np.full(slots, NO_FIRM, np.int32),
        agency=np.full(slots, NO_AGENCY, np.int32),
        school=np.full(slots, NO_SCHOOL, np.int16),
        birth_month=np.zeros(slots, np.int16),
        spell_start=np.zeros(slots, np.int16),
        log_wage=np.zeros(slots, np.float32),
        flags=np.zeros(slots, np.uint16),
        trained_month=np.full(slots, NEVER, np.int16),
        training_gain=np.zeros(slots, np.int16),
    )
