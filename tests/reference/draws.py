"""Keyed random numbers in plain Python integers.

A draw is Philox4x32-10 (Salmon et al. 2011) of

    key     = (seed, replication)
    counter = (entity, sub, (month + 24) << 16 | purpose << 8, 0)

and depends on nothing that was drawn before. An event happens when its fraction lies below its probability; a
count comes from one uniform by the inverse of its distribution function; a choice of a slot is a jump hash.
"""

from __future__ import annotations

import math

from scipy import special

SEPARATION, ON_THE_JOB, CITY, INDUSTRY, SKILL, SUITABILITY, APPLICATION, RACE, MATCH, GUMBEL = range(1, 11)
MOVE, RETURN, RETIREMENT, ENTRANT, SCHOOL, TRAINING, CERTIFICATE, PROMOTION = range(12, 20)
FIRM_GROWTH, FIRM_EXIT, FIRM_ENTRY, VACANCY = 20, 21, 22, 23
ROUND, CONTRACT, SERVICE_USE, CONSIDERATION, BID, MISCONDUCT = 11, 24, 25, 26, 27, 29
COMPLAINT, DETECTION, AGENCY_EXIT, AGENCY_ENTRY, BRANCH, AGENCY_SHOCK = 30, 31, 32, 33, 34, 35
HEADHUNT, PLATFORM, QUALIFICATION, AGENCY_TRAIT, STUDENT = 39, 46, 53, 54, 60
TALENT, BOUNDARY, INITIAL, RECOGNITION, SECTOR, LAYOFF, REPOST, WITHDRAWAL = 36, 37, 40, 41, 42, 43, 44, 45
EVENT = 38
EXPORT_TEAM, BRAND, VISITING_EXPERT = 71, 72, 73
"""Purposes: no two kinds of decisions share one."""

TIMELESS = -24
"""The month of draws that never change in time: their counter field is 0."""
BITS_32, BITS_64 = 2**32 - 1, 2**64 - 1


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10."""
    a, b, c, d = counter
    key_0, key_1 = key
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ key_0, right & BITS_32, (left >> 32) ^ d ^ key_1, left & BITS_32
        key_0, key_1 = (key_0 + 0x9E3779B9) & BITS_32, (key_1 + 0xBB67AE85) & BITS_32
    return a, b, c, d


class Draws:
    """All draws of one key."""

    def __init__(self, seed: int, replication: int) -> None:
        self.key = (seed, replication)

    def words(self, purpose: int, month: int, entity: int, sub: int = 0) -> tuple[int, int, int, int]:
        """Return the words of one draw."""
        return philox((entity, sub, (month + 24) << 16 | purpose << 8, 0), self.key)

    def fraction(self, purpose: int, month: int, entity: int, sub: int = 0) -> float:
        """Return a draw in [0, 1) of 32 bits, for events."""
        return self.words(purpose, month, entity, sub)[0] * 2.0**-32

    def uniform(self, purpose: int, month: int, entity: int, sub: int = 0) -> float:
        """Return a draw in the open interval (0, 1), 52 bits in the middle of their step."""
        first, second, _, _ = self.words(purpose, month, entity, sub)
        return ((first << 20 | second >> 12) + 0.5) * 2.0**-52

    def long_word(self, purpose: int, month: int, entity: int, sub: int = 0) -> int:
        """Return a draw of 64 bits."""
        first, second, _, _ = self.words(purpose, month, entity, sub)
        return first << 32 | second


def jump_hash(word: int, slots: int) -> int:
    """Return a slot in [0, slots) such that a slot more moves few choices (Lamping and Veach 2014)."""
    chosen, jump = 0, 0
    while jump < slots:
        chosen = jump
        word = (word * 2862933555777941757 + 1) & BITS_64
        jump = int((chosen + 1) * (2.0**31 / float((word >> 33) + 1)))
    return chosen


def poisson_count(mean: float, u: float) -> int:
    """Return the smallest count whose distribution function reaches u."""
    count = 0
    while special.pdtr(count, mean) < u:
        count += 1
    return count


def binomial_count(trials: int, probability: float, u: float) -> int:
    """Return the smallest count whose distribution function reaches u."""
    count = 0
    while count < trials and special.bdtr(float(count), trials, probability) < u:
        count += 1
    return count


def stochastic_round(value: float, u: float) -> int:
    """Return the whole number below or above a value, equal to it on average."""
    return math.floor(value + u)


def gumbel(u: float) -> float:
    """Return the standard Gumbel quantile."""
    return -math.log(-math.log(u))


CENTRE = (
    (
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
        4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
        1.3314166789178437745e2, 3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
        2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
        4.2313330701600911252e1, 1.0,
    ),
)  # fmt: skip
SHOULDER = (
    (
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
        1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
        4.63033784615654529590e0, 1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
        2.05319162663775882187e0, 1.0,
    ),
)  # fmt: skip
TAIL = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
        5.46378491116411436990e0, 6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1.0,
    ),
)  # fmt: skip


def standard_normal(u: float) -> float:
    """Return the standard normal quantile: algorithm AS 241 (Wichura 1988), three ratios of polynomials."""
    centred = u - 0.5
    if abs(centred) <= 0.425:
        at = 0.180625 - centred * centred
        return centred * polynomial(CENTRE[0], at) / polynomial(CENTRE[1], at)
    depth = math.sqrt(-math.log(min(u, 1.0 - u)))
    (top, bottom), at = (SHOULDER, depth - 1.6) if depth <= 5.0 else (TAIL, depth - 5.0)
    size = polynomial(top, at) / polynomial(bottom, at)
    return -size if centred < 0.0 else size


def polynomial(coefficients: tuple[float, ...], at: float) -> float:
    """Return the value of a polynomial, highest power first (Horner)."""
    value = 0.0
    for coefficient in coefficients:
        value = value * at + coefficient
    return value
