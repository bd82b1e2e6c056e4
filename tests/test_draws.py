"""Keyed draws: the generator, the layout of its counter, and the conventions that keep paired runs close.

False-alarm odds of each statistical test are 1 in a million if the draws are what they claim; keys are
fixed, so a pass stays a pass. Each has a negative control: a flawed generator that it must catch.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim import draws

KEY = draws.make_key(20200911, 5)
ODDS = 1e-6
N = 1 << 18
PURPOSES = {name: value for name, value in vars(draws).items() if name.isupper() and type(value) is int}
TABLE = {
    "SEPARATION": 1, "ON_THE_JOB": 2, "CITY": 3, "INDUSTRY": 4, "SKILL": 5, "SUITABILITY": 6,
    "APPLICATION": 7, "RACE": 8, "MATCH": 9, "GUMBEL": 10, "MOVE": 12, "RETURN": 13, "RETIREMENT": 14,
    "ENTRANT": 15, "CERTIFICATE": 18, "FIRM_GROWTH": 20, "FIRM_EXIT": 21, "FIRM_ENTRY": 22, "VACANCY": 23,
    "TALENT": 36, "BOUNDARY": 37, "INITIAL": 40, "RECOGNITION": 41, "SECTOR": 42, "LAYOFF": 43, "REPOST": 44,
    "WITHDRAWAL": 45, "ROUND": 11, "CONTRACT": 24, "SERVICE_USE": 25, "CONSIDERATION": 26, "BID": 27,
    "MISCONDUCT": 29, "COMPLAINT": 30, "DETECTION": 31, "AGENCY_EXIT": 32, "AGENCY_ENTRY": 33, "BRANCH": 34,
    "AGENCY_SHOCK": 35, "HEADHUNT": 39, "PLATFORM": 46, "FIRST_AGENCY": 47, "FIRST_CONTRACT": 48,
    "FIRST_EMPLOYER": 49, "AUCTION": 50, "AUCTION_CHOICE": 51, "AUCTION_TASTE": 52, "QUALIFICATION": 53,
    "AGENCY_TRAIT": 54,
}  # fmt: skip


def plain_philox(counter, key):
    """Philox4x32-10 as published (Salmon et al. 2011), in whole numbers without bounds."""
    counter, key = list(counter), list(key)
    for _ in range(10):
        product_0, product_1 = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [
            (product_1 >> 32) ^ counter[1] ^ key[0],
            product_1 & 0xFFFFFFFF,
            (product_0 >> 32) ^ counter[3] ^ key[1],
            product_0 & 0xFFFFFFFF,
        ]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def fractions(purpose=draws.SEPARATION, month=0, first=0, count=N, sub=0):
    out = np.empty(count, np.uint32)
    draws.fill_fractions(KEY, purpose, month, first, count, sub, out)
    return out * 2.0**-32


def surprise(counts, expected=None):
    """Chance of a chi-square as large if the counts follow what is expected."""
    return stats.chisquare(counts, expected).pvalue


def bins(u, number=256):
    return np.bincount((u * number).astype(int), minlength=number)


# The generator and the layout


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_generator_gives_the_known_answers_of_random123(counter, key, expected):
    drawn = draws.philox(*map(np.uint64, counter), *map(np.uint64, key))
    assert " ".join(f"{int(word):08x}" for word in drawn) == expected
    assert plain_philox(counter, key) == [int(word, 16) for word in expected.split()]


REFERENCE = [
    # seed, replication, purpose, month, entity, sub
    (1, 0, draws.SEPARATION, 0, 0, 0),
    (1, 0, draws.SEPARATION, -24, 0, 0),
    (1, 1, draws.GUMBEL, 47, 17_156_499, 2),
    (2**32 - 1, 2**32 - 1, draws.WITHDRAWAL, 83, 2**32 - 1, 2**32 - 1),
    (20200911, 0, draws.MATCH, draws.TIMELESS, 123_456, 2**31 + 5),
]


@pytest.mark.parametrize(("seed", "replication", "purpose", "month", "entity", "sub"), REFERENCE)
def test_a_draw_is_philox_of_key_entity_sub_and_stamp(seed, replication, purpose, month, entity, sub):
    stamp = (month + 24) * 65536 + purpose * 256
    word_0, word_1, *rest = plain_philox((entity, sub, stamp, 0), (seed, replication))
    key = draws.make_key(seed, replication)
    at = (key, purpose, month, entity, sub)
    assert [int(word) for word in draws.words(*at)] == [word_0, word_1, *rest]
    assert draws.fraction(*at) == word_0 / 2**32
    assert draws.uniform(*at) == (word_0 * 2**20 + word_1 // 2**12 + 0.5) / 2**52
    assert int(draws.long_word(*at)) == word_0 * 2**32 + word_1


def test_first_words_of_the_reference_draws_never_change():
    found = [plain_philox((e, s, (m + 24) * 65536 + p * 256, 0), (a, b))[0] for a, b, p, m, e, s in REFERENCE]
    assert found == [3301994600, 3403824288, 1535166442, 1854396451, 1119034212]


def test_vector_draws_equal_single_draws():
    single = [draws.fraction(KEY, draws.SUITABILITY, 11, 900 + i, 0) for i in range(300)]
    assert fractions(draws.SUITABILITY, 11, 900, 300).tolist() == single
    single = [draws.fraction(KEY, draws.VACANCY, 11, 900 + i, 3) for i in range(300)]
    assert fractions(draws.VACANCY, 11, 900, 300, sub=3).tolist() == single
    ids = np.array([3, 1, 4_000_000_000])
    single = [draws.uniform(KEY, draws.TALENT, 3, i, 9) for i in ids]
    assert draws.uniforms(KEY, draws.TALENT, 3, ids, 9).tolist() == single


def test_extreme_words_stay_inside_the_unit_interval():
    assert 0.0 < (0 + 0.5) * 2.0**-52
    assert ((2**32 - 1) * 2**20 + (2**20 - 1) + 0.5) * 2.0**-52 < 1.0


@pytest.mark.parametrize("bad", [(-1, 0), (2**32, 0), (0, -1), (0, 2**32)])
def test_a_key_that_does_not_fit_32_bits_is_refused(bad):
    with pytest.raises(ValueError, match="must be a whole number in"):
        draws.make_key(*bad)


def test_every_decision_has_a_purpose_of_its_own_within_a_byte():
    numbers = [value for name, value in PURPOSES.items() if name != "TIMELESS"]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < value < 256 for value in numbers)


def test_the_table_of_purposes_is_only_appended_to():
    listed = {name: value for name, value in PURPOSES.items() if name != "TIMELESS"}
    assert {name: listed.get(name) for name in TABLE} == TABLE, "a purpose was changed or removed"
    new = {name: value for name, value in listed.items() if name not in TABLE}
    assert all(value not in TABLE.values() for value in new.values()), f"{new} take numbers in use"


def test_no_draw_that_never_changes_shares_its_counter_with_a_monthly_one():
    """The month of lasting draws, -24, is also the first of burn-in: a purpose must be one or the other."""
    import re
    from pathlib import Path

    source = "".join(path.read_text() for path in (Path(draws.__file__).parent / "processes").glob("*.py"))
    timed = set(re.findall(r"draws\.([A-Z_]+),\s*(?:now\.index|month|taken)", source))
    timeless = set(re.findall(r"draws\.([A-Z_]+),\s*draws\.TIMELESS", source))
    assert timed & timeless == set()
    assert {"MATCH", "CERTIFICATE", "INITIAL", "RECOGNITION"} <= timeless, "what the test looks for"
    assert {"SEPARATION", "GUMBEL", "BID"} <= timed


# Quality


@pytest.mark.parametrize("across", ["entities", "months", "subs", "replications"])
def test_draws_are_uniform(across):
    if across == "entities":
        u = fractions()
    elif across == "months":
        u = np.concatenate([fractions(month=month, count=4000) for month in range(-24, 84)])
    elif across == "subs":
        u = np.concatenate([draws.uniforms(KEY, 9, -24, np.arange(2000), sub) for sub in range(100)])
    else:
        u = np.array([draws.fraction(draws.make_key(1, r), 1, 0, 5, 0) for r in range(50_000)])
    assert surprise(bins(u)) > ODDS


def test_the_uniformity_test_catches_a_slight_slope():
    assert surprise(bins(fractions() ** 1.04)) < ODDS


def correlation_z(first, second):
    return np.corrcoef(first, second)[0, 1] * math.sqrt(first.size)


LIMIT = stats.norm.isf(ODDS / 2)


@pytest.mark.parametrize("lag", [1, 2, 13, 4096])
def test_neighbouring_entities_are_uncorrelated(lag):
    u = fractions()
    assert abs(correlation_z(u[:-lag], u[lag:])) < LIMIT


@pytest.mark.parametrize("other", [{"month": 1}, {"month": 12}, {"purpose": draws.ON_THE_JOB}, {"sub": 1}])
def test_other_months_purposes_and_subs_are_uncorrelated(other):
    assert abs(correlation_z(fractions(), fractions(**other))) < LIMIT


def test_the_correlation_test_catches_a_trace_of_the_neighbour():
    u = fractions()
    assert abs(correlation_z(u[:-1], u[1:] + 0.02 * u[:-1])) > LIMIT


def repeated_spacings(words):
    spacings = np.sort(np.diff(np.sort(words.astype(np.int64), axis=1), axis=1), axis=1)
    return int((np.diff(spacings, axis=1) == 0).sum())


def test_birthday_spacings_repeat_as_often_as_chance_has_it():
    """2^12 birthdays in 2^32 days: each year Poisson with mean 2^36 / 2^34 = 4, in 64 years 256."""
    words = (fractions(draws.CITY) * 2**32).reshape(64, 4096)
    low, high = stats.poisson.ppf([ODDS / 2, 1 - ODDS / 2], 256)
    assert low <= repeated_spacings(words) <= high
    lattice = (np.arange(N, dtype=np.uint64) * np.uint64(0x9E3779B9) & np.uint64(0xFFFFFFFF)).reshape(
        64, 4096
    )
    assert repeated_spacings(lattice) > high, "the control, a Weyl sequence, must fail"


# Shapes


def test_normal_quantile_is_that_of_scipy():
    u = np.concatenate(
        [np.linspace(1e-6, 1 - 1e-6, 2001), 10.0 ** -np.arange(7, 300, 7), [0.075, 0.925, 0.5]]
    )
    found = np.array([draws.standard_normal(x) for x in u])
    assert np.allclose(found, special.ndtri(u), rtol=4e-15, atol=1e-16)


def test_normal_quantile_has_the_same_bits_in_plain_python():
    for u in (1e-300, 1e-9, 0.0749, 0.3, 0.5, 0.93, 1 - 1e-12):
        assert draws.standard_normal(u) == draws.standard_normal.py_func(u)


def test_gumbel_quantile_inverts_the_distribution():
    for x in (-2.0, 0.0, 1.0, 5.0):
        assert draws.gumbel(math.exp(-math.exp(-x))) == pytest.approx(x, abs=1e-12)


def test_ceiling_word_never_hides_an_event():
    for p in (0.0, 2.0**-32, 0.3, 0.3 + 2.0**-33, 1.0, 1.7):
        limit = int(draws.ceiling_word(p))
        assert limit == 2**32 or limit / 2**32 >= p
        assert limit == 0 or (limit - 1) / 2**32 < p


def test_ceiling_words_are_those_of_each_probability():
    several = np.array([[-0.1, 0.0, 2.0**-32], [0.3, 1.0, 1.7]])
    one_by_one = [int(draws.ceiling_word(p)) for p in several.ravel().tolist()]
    assert draws.ceiling_words(several).ravel().tolist() == one_by_one


# Slots


def words_of(count):
    return [np.uint64(draws.long_word(KEY, draws.APPLICATION, 0, i, 0)) for i in range(count)]


@pytest.mark.parametrize("slots", [1, 2, 7, 40])
def test_one_slot_more_moves_few_and_only_to_the_new_slot(slots):
    words = words_of(10_000)
    before = np.array([draws.jump_hash(word, slots) for word in words])
    after = np.array([draws.jump_hash(word, slots + 1) for word in words])
    moved = before != after
    assert (after[moved] == slots).all()
    chance = 1 / (slots + 1)
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 10_000, chance)
    assert low <= moved.sum() <= high
    if slots > 1:
        u = np.array([int(word) / 2**64 for word in words])
        control = ((u * slots).astype(int) != (u * (slots + 1)).astype(int)).sum()
        assert control > high, "floor(u V) moves about half and must fail"


def test_slots_are_equally_likely():
    counts = np.bincount([draws.jump_hash(word, 13) for word in words_of(20_000)], minlength=13)
    assert surprise(counts) > ODDS
    assert surprise(counts + np.eye(13, dtype=int)[0] * 300 - np.eye(13, dtype=int)[1] * 300) < ODDS


def test_a_single_slot_is_everybodys_slot():
    assert {draws.jump_hash(word, 1) for word in words_of(50)} == {0}


# Counts


def test_stochastic_round_has_the_mean_of_its_value_and_never_falls():
    u = (np.arange(1000) + 0.5) / 1000
    for value in (0.0, 0.25, 2.0, 3.4):
        rounded = [draws.stochastic_round(value, x) for x in u]
        assert np.mean(rounded) == pytest.approx(value, abs=1e-12)
        assert set(rounded) <= {math.floor(value), math.ceil(value)}
    grid = np.linspace(0, 3, 200)
    assert (np.diff([draws.stochastic_round(value, 0.37) for value in grid]) >= 0).all()


UNIT = st.floats(0, 1, exclude_min=True, exclude_max=True)


@given(st.floats(0, 5000), st.floats(0, 100), UNIT)
def test_a_higher_mean_never_gives_a_lower_poisson_count(mean, more, u):
    assert draws.poisson_count(mean, u) <= draws.poisson_count(mean + more, u)


@given(st.integers(0, 5000), st.integers(0, 50), st.floats(0, 1), st.floats(0, 1), UNIT)
def test_more_trials_or_a_higher_chance_never_give_a_lower_binomial_count(n, more, p, q, u):
    low, high = sorted((p, q))
    count = draws.binomial_count(n, low, u)
    assert 0 <= count <= n
    assert count <= draws.binomial_count(n, high, u)
    assert count <= draws.binomial_count(n + more, low, u)


ROUNDING = 1e-12
"""Relative error of a distribution function summed over many counts."""


@pytest.mark.parametrize("mean", [0.01, 3.0, 300.0, 5e3, 1e6])
@pytest.mark.parametrize("u", [2.0**-53, 1e-9, 0.5, 1 - 1e-9, 1 - 2.0**-40])
def test_poisson_counts_are_quantiles_however_large(mean, u):
    count = int(draws.poisson_count(mean, u))
    assert stats.poisson.cdf(count, mean) >= u * (1 - ROUNDING)
    assert count == 0 or stats.poisson.cdf(count - 1, mean) < u * (1 + ROUNDING)


@pytest.mark.parametrize(("trials", "chance"), [(50, 0.9), (10**6, 0.3), (10**6, 0.97), (17_156_500, 0.01)])
@pytest.mark.parametrize("u", [2.0**-53, 1e-9, 0.5, 1 - 1e-9, 1 - 2.0**-40])
def test_binomial_counts_are_quantiles_however_large(trials, chance, u):
    count = int(draws.binomial_count(trials, chance, u))
    assert special.bdtr(count, trials, chance) >= u * (1 - ROUNDING)
    assert count == 0 or special.bdtr(count - 1, trials, chance) < u * (1 + ROUNDING)


def test_certain_and_impossible_counts():
    assert draws.poisson_count(0.0, 0.999) == 0
    assert draws.binomial_count(0, 0.5, 0.999) == 0
    assert draws.binomial_count(9, 0.0, 0.999) == 0
    assert draws.binomial_count(9, 1.0, 0.001) == 9


def test_counts_follow_their_distributions():
    u = draws.uniforms(KEY, draws.BOUNDARY, 0, np.arange(40_000))
    poisson = np.bincount(np.minimum(draws.poisson_count(3.0, u), 10), minlength=11)
    pmf = stats.poisson.pmf(np.arange(11), 3.0)
    pmf[10] += stats.poisson.sf(10, 3.0)
    assert surprise(poisson, pmf * u.size) > ODDS
    binomial = np.bincount(draws.binomial_count(6, 0.3, u), minlength=7)
    assert surprise(binomial, stats.binom.pmf(np.arange(7), 6, 0.3) * u.size) > ODDS
    assert surprise(binomial, stats.binom.pmf(np.arange(7), 6, 0.315) * u.size) < ODDS, (
        "the control must fail"
    )
