"""Keyed random numbers: every draw is a pure function of what it decides.

A draw is Philox4x32-10 (Salmon et al. 2011) of

    key     = (seed, replication)
    counter = (entity, sub, (month + 24) << 16 | purpose << 8 | block, 0)

so it depends on nothing that was drawn before: not on the order of agents, on threads, or on what a policy
changed elsewhere. Two runs that share seed and replication differ only where the policy acts, which is what
makes paired differences sharp. Purposes are the table below; it is append-only, because a changed number
changes every result.

Conventions: an event happens when `fraction(...) < probability`, so a higher probability only adds events;
counts come from one uniform by inverse distribution function, so a higher rate never gives a lower count;
slots are chosen by jump consistent hashing, so one slot more moves few choices.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compile import Integer, allocating, compiled, compiled_as, inlined

# Purposes (append-only).
SEPARATION = 1
ON_THE_JOB = 2
CITY = 3
INDUSTRY = 4
SKILL = 5
SUITABILITY = 6
APPLICATION = 7
RACE = 8
MATCH = 9
GUMBEL = 10
ROUND = 11
MOVE = 12
RETURN = 13
RETIREMENT = 14
ENTRANT = 15
TRAINING = 17
SCHOOL = 16
CERTIFICATE = 18
PROMOTION = 19
FIRM_GROWTH = 20
FIRM_EXIT = 21
FIRM_ENTRY = 22
VACANCY = 23
CONTRACT = 24
SERVICE_USE = 25
CONSIDERATION = 26
BID = 27
MISCONDUCT = 29
COMPLAINT = 30
DETECTION = 31
AGENCY_EXIT = 32
AGENCY_ENTRY = 33
BRANCH = 34
AGENCY_SHOCK = 35
TALENT = 36
BOUNDARY = 37
EVENT = 38
HEADHUNT = 39
INITIAL = 40
RECOGNITION = 41
SECTOR = 42
LAYOFF = 43
REPOST = 44
WITHDRAWAL = 45
PLATFORM = 46
FIRST_AGENCY = 47
FIRST_CONTRACT = 48
FIRST_EMPLOYER = 49
AUCTION = 50
AUCTION_CHOICE = 51
AUCTION_TASTE = 52
QUALIFICATION = 53
AGENCY_TRAIT = 54
EXPORT_TEAM = 71
BRAND = 72
VISITING_EXPERT = 73
STUDENT = 60

TIMELESS = -24
"""The month of draws that never change in time (counter field 0)."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Key = tuple[np.uint64, np.uint64]
Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
MASK = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
JUMP_MULTIPLIER = np.uint64(2862933555777941757)
NEGLIGIBLE = 1e-30
"""Weight of a count against that of the mode below which it does not matter: uniforms are 2^-53 or more."""

DRAW = "(UniTuple(uint64, 2), int64, int64, int64, int64)"
"""Types of key, purpose, month, entity and sub: whatever whole numbers come in, a draw is compiled once."""


def make_key(seed: int, replication: int) -> Key:
    """Return the key of a run. Both numbers must fit 32 bits."""
    for name, value in (("seed", seed), ("replication", replication)):
        if not 0 <= value < 2**32:
            raise ValueError(f"{name} must be a whole number in [0, 4294967295], got {value}.")
    return np.uint64(seed), np.uint64(replication)


@inlined
def philox(c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64) -> Words:
    """Return the four 32-bit words of Philox4x32-10, each held in a uint64."""
    for _ in range(10):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0 = (p1 >> SHIFT_32) ^ c1 ^ k0
        c1 = p1 & MASK
        c2 = (p0 >> SHIFT_32) ^ c3 ^ k1
        c3 = p0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@compiled_as("UniTuple(uint64, 4)" + DRAW)
def words(key: Key, purpose: int, month: Integer, entity: Integer, sub: Integer) -> Words:
    """Return the four 32-bit words of one draw."""
    stamp = np.uint64(((month + 24) << 16) | (purpose << 8))
    return philox(np.uint64(entity), np.uint64(sub), stamp, np.uint64(0), key[0], key[1])


@compiled_as("float64" + DRAW)
def fraction(key: Key, purpose: int, month: Integer, entity: Integer, sub: Integer) -> float:
    """Return a draw in [0, 1) of 32 bits: an event happens when it is below the event's probability."""
    return np.float64(words(key, purpose, month, entity, sub)[0]) * 2.0**-32


@compiled_as("float64" + DRAW)
def uniform(key: Key, purpose: int, month: Integer, entity: Integer, sub: Integer) -> float:
    """Return a draw in the open interval (0, 1) with 53 significant bits."""
    drawn = words(key, purpose, month, entity, sub)
    return (np.float64((drawn[0] << np.uint64(20)) | (drawn[1] >> np.uint64(12))) + 0.5) * 2.0**-52


@compiled_as("uint64" + DRAW)
def long_word(key: Key, purpose: int, month: Integer, entity: Integer, sub: Integer) -> np.uint64:
    """Return a draw of 64 bits, the key of a jump hash."""
    drawn = words(key, purpose, month, entity, sub)
    return (drawn[0] << SHIFT_32) | drawn[1]


@compiled
def fill_fractions(
    key: Key,
    purpose: int,
    month: Integer,
    first: Integer,
    count: Integer,
    sub: Integer,
    out: NDArray[np.uint32],
) -> None:
    """Write the first word of the draws of entities first, first + 1, ... to out[:count] (uint32).

    A loop without branches, which the compiler turns into vector instructions: about ten times the speed of
    single draws.
    """
    stamp = np.uint64(((month + 24) << 16) | (purpose << 8))
    # The masks tell the compiler that the upper halves are empty: it then multiplies 32 by 32 bits, in
    # vectors.
    key_0, key_1 = key[0] & MASK, key[1] & MASK
    other = np.uint64(sub) & MASK
    for offset in range(count):
        entity = np.uint64(first + offset) & MASK
        drawn = philox(entity, other, stamp, np.uint64(0), key_0, key_1)
        out[offset] = np.uint32(drawn[0])


@compiled
def fill_words(
    key: Key,
    purpose: int,
    month: Integer,
    first: Integer,
    count: Integer,
    sub: Integer,
    out: NDArray[np.uint32],
) -> None:
    """Write all four words of the draws of `count` entities from `first` on to their columns of out.

    For races among many: four contestants share a draw, at a quarter of the cost. `out` must be contiguous:
    the compiler can then use vector instructions.
    """
    stamp = np.uint64(((month + 24) << 16) | (purpose << 8))
    key_0, key_1 = key[0] & MASK, key[1] & MASK
    other = np.uint64(sub) & MASK
    row_0, row_1 = out[0, first : first + count], out[1, first : first + count]
    row_2, row_3 = out[2, first : first + count], out[3, first : first + count]
    for offset in range(count):
        entity = np.uint64(first + offset) & MASK
        drawn = philox(entity, other, stamp, np.uint64(0), key_0, key_1)
        row_0[offset] = np.uint32(drawn[0])
        row_1[offset] = np.uint32(drawn[1])
        row_2[offset] = np.uint32(drawn[2])
        row_3[offset] = np.uint32(drawn[3])


@compiled
def ceiling_word(probability: float) -> np.uint64:
    """Return the word from which on no `fraction` lies below a probability; all words below it do."""
    return np.uint64(min(max(math.ceil(probability * 2.0**32), 0.0), 2.0**32))


def ceiling_words(probabilities: Floats) -> NDArray[np.uint64]:
    """Return the `ceiling_word` of each probability, of the same shape."""
    return np.clip(np.ceil(probabilities * 2.0**32), 0.0, 2.0**32).astype(np.uint64)


@compiled
def standard_normal(u: float) -> float:
    """Return the standard normal quantile of u in (0, 1).

    Algorithm AS 241 (Wichura 1988), relative accuracy about 1e-16: only arithmetic, log and sqrt, so that
    plain Python gives the same bits.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        bottom = (
            (
                (
                    (
                        ((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * top / bottom
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = (
            (
                (
                    (
                        (
                            (7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
                            + 0.24178072517745061177
                        )
                        * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.7694972214606914055
            )
            * r
            + 4.6303378461565452959
        ) * r + 1.42343711074968357734
        bottom = (
            (
                (
                    (
                        (
                            (1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                            + 0.0151986665636164571966
                        )
                        * r
                        + 0.14810397642748007459
                    )
                    * r
                    + 0.68976733498510000455
                )
                * r
                + 1.6763848301838038494
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
    else:
        r -= 5.0
        top = (
            (
                (
                    (
                        (
                            (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                            + 0.0012426609473880784386
                        )
                        * r
                        + 0.026532189526576123093
                    )
                    * r
                    + 0.29656057182850489123
                )
                * r
                + 1.7848265399172913358
            )
            * r
            + 5.4637849111641143699
        ) * r + 6.6579046435011037772
        bottom = (
            (
                (
                    (
                        (
                            (2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                            + 1.8463183175100546818e-5
                        )
                        * r
                        + 7.868691311456132591e-4
                    )
                    * r
                    + 0.0148753612908506148525
                )
                * r
                + 0.13692988092273580531
            )
            * r
            + 0.59983220655588793769
        ) * r + 1.0
    return -top / bottom if q < 0.0 else top / bottom


@allocating
def standard_normals(u: Floats) -> Floats:
    """Return the standard normal quantiles of some uniforms, shape (n,)."""
    out = np.empty(u.size)
    for place in range(u.size):
        out[place] = standard_normal(u[place])
    return out


@compiled
def gumbel(u: float) -> float:
    """Return the standard Gumbel quantile of u in (0, 1)."""
    return -math.log(-math.log(u))


@compiled
def jump_hash(word: np.uint64, slots: Integer) -> Integer:
    """Return a slot in [0, slots).

    Going from V to V + 1 slots moves a key with probability 1 / (V + 1), and to the new one.

    Source: Lamping and Veach 2014, A fast, minimal memory, consistent hash algorithm.
    """
    chosen: Integer = 0
    jump: Integer = 0
    while jump < slots:
        chosen = jump
        word = word * JUMP_MULTIPLIER + np.uint64(1)
        jump = np.int64((chosen + 1) * (2147483648.0 / np.float64((word >> np.uint64(33)) + np.uint64(1))))
    return chosen


@compiled
def stochastic_round(value: float, u: float) -> np.int64:
    """Return the integer below or above a value >= 0, with mean equal to it; never falls when it rises."""
    return np.int64(math.floor(value + u))


@compiled
def count_quantile(first: float, drop: float, mode: Integer, u: float) -> Integer:
    """Return the smallest count whose distribution function reaches u in (0, 1).

    The weight of k + 1 is (first - drop k) / (k + 1) times that of k: with the mean and 0 for Poisson counts,
    with odds times trials and the odds for binomial ones. Weights are followed from 1 at the mode until they
    are negligible against the smallest u, and divided by their sum: errors stay below 1e-12 for a million.
    """
    low, lowest = mode, 1.0
    while low > 0 and lowest > NEGLIGIBLE:
        low -= 1
        lowest *= (low + 1) / (first - drop * low)
    total, count, weight = 0.0, low, lowest
    while count <= mode or weight > NEGLIGIBLE:
        total += weight
        weight *= (first - drop * count) / (count + 1)
        count += 1
    running, count, weight = lowest, low, lowest
    while running < u * total:
        weight *= (first - drop * count) / (count + 1)
        count += 1
        running += weight
    return count


@compiled
def poisson_quantile(mean: float, u: float) -> Integer:
    """Return the smallest k with a Poisson distribution function of at least u."""
    return count_quantile(mean, 0.0, np.int64(mean), u)


@compiled
def binomial_quantile(trials: Integer, probability: float, u: float) -> Integer:
    """Return the smallest k with a binomial distribution function of at least u."""
    if probability >= 1.0:
        return trials
    odds = probability / (1.0 - probability)
    mode = min(np.int64((trials + 1) * probability), trials)
    return count_quantile(odds * trials, odds, mode, u)


@compiled
def fill_poisson_counts(mean: Floats, u: Floats, out: Counts) -> None:
    """Write the quantiles of some uniforms to out; all of shape (n,)."""
    for place in range(out.size):
        out[place] = poisson_quantile(mean[place], u[place])


@compiled
def fill_binomial_counts(trials: Counts, probability: Floats, u: Floats, out: Counts) -> None:
    """Write the quantiles of some uniforms to out; all of shape (n,)."""
    for place in range(out.size):
        out[place] = binomial_quantile(trials[place], probability[place], u[place])


def poisson_count(mean: ArrayLike, u: ArrayLike) -> NDArray[np.int64]:
    """Return Poisson counts by inverse distribution function.

    For a fixed u a higher mean never gives a lower count.
    """
    mean_, u_ = np.broadcast_arrays(np.asarray(mean, float), np.asarray(u, float))
    counts = np.empty(u_.shape, np.int64)
    fill_poisson_counts(mean_.ravel(), u_.ravel(), counts.reshape(-1))
    return counts


def binomial_count(trials: ArrayLike, probability: ArrayLike, u: ArrayLike) -> NDArray[np.int64]:
    """Return binomial counts by inverse distribution function, monotone in trials and in probability."""
    trials_, probability_, u_ = np.broadcast_arrays(
        np.asarray(trials, np.int64), np.asarray(probability, float), np.asarray(u, float)
    )
    counts = np.empty(u_.shape, np.int64)
    fill_binomial_counts(trials_.ravel(), probability_.ravel(), u_.ravel(), counts.reshape(-1))
    return counts


@compiled
def fill_uniforms(
    key: Key, purpose: int, month: Integer, entities: Counts, sub: Integer, out: Floats
) -> None:
    """Write the open uniforms of some entities to out (float64).

    A loop for vectors, as `fill_fractions`; the two halves of a `uniform` add up without rounding.
    """
    stamp = np.uint64(((month + 24) << 16) | (purpose << 8))
    key_0, key_1 = key[0] & MASK, key[1] & MASK
    other = np.uint64(sub) & MASK
    for place in range(entities.size):
        drawn = philox(np.uint64(entities[place]) & MASK, other, stamp, np.uint64(0), key_0, key_1)
        high, low = np.float64(np.uint32(drawn[0])), np.float64(np.uint32(drawn[1] >> np.uint64(12)))
        out[place] = (high * 2.0**20 + low + 0.5) * 2.0**-52


def uniforms(
    key: Key, purpose: int, month: int, entities: NDArray[np.int64], sub: int = 0
) -> NDArray[np.float64]:
    """Return the open uniforms of some entities, shape of `entities`."""
    out = np.empty(entities.shape, np.float64)
    fill_uniforms(key, purpose, month, entities, sub, out)
    return out
