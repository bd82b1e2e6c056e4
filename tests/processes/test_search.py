"""Who searches, where they apply, and whether it is viable."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.vacancies import with_slots
from sim.agents.workers import NOWHERE, RETIRED, UNEMPLOYED, VOCATIONAL
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.applications import (
    SearchRule,
    certificate_counts,
    file_applications,
    fits,
    pick,
    searches,
    wage_term,
)
from sim.processes.search import search, search_norm, search_rule
from sim.processes.targets import (
    Targets,
    attraction,
    weigh_targets,
    worker_kind,
)
from tests.processes.builders import KEY, honoured, plain_places, rows, some_vacancies, some_workers

ODDS = 1e-6


def viable(suitability):
    """Fields of the rule for a chance by status, residence and industry of the job."""
    return {"suitability": suitability, "most_suitable": suitability.max(axis=2)}


def rule(**fields):
    """Everybody employed searches with 0.165, everything is viable."""
    plain = SearchRule(
        by_tenure=np.full((5, 121), 0.165),
        wage_response=0.0,
        wage_gap_bound=1.0,
        **viable(np.ones((2, 2, 2))),
        vocational_gain=0.15,
        discouraged_probability=0.02,
        discouraged_after=12,
        certificate_signal=0.10,
        screening_weight=0.30,
    )
    return plain._replace(**fields)


# Who searches


def test_hazard_of_search_by_contract_and_tenure(world):
    by_tenure = search_rule(world, 2.0, 0).by_tenure
    assert by_tenure[0, 0] == pytest.approx(0.165 / 2)
    # dispatch, a year: 0.165 exp(0.8 - 0.4 ln 2) / 2
    assert by_tenure[1, 12] == pytest.approx(0.165 * math.exp(0.8 - 0.4 * math.log(2)) / 2)
    assert by_tenure[4, 120] == pytest.approx(0.165 * math.exp(-0.4 * math.log(11)) / 2)


@pytest.mark.parametrize(("gap", "factor"), [(0.0, 0.0), (0.2, 0.1), (-0.2, -0.1), (3.0, 0.5), (-3.0, -0.5)])
def test_low_wages_add_search_within_bounds(gap, factor):
    """exp(0.5 x gap), gaps bounded at one log point."""
    assert wage_term(8.5 + gap, 8.5, rule(wage_response=0.5)) == pytest.approx(math.exp(factor))


def searching(workers, word, month=20, places=None, **fields):
    return searches(workers, 0, places or plain_places(), rule(**fields), np.uint32(word), month)


def word_at(probability):
    """First word that is not below a probability."""
    return math.ceil(probability * 2**32)


def test_the_employed_search_when_the_word_is_below_the_hazard():
    workers = some_workers(1, spell_start=5)
    edge = word_at(0.165)
    assert searching(workers, edge - 1)
    assert not searching(workers, edge)


def test_the_wage_gap_moves_the_edge():
    # market 0.2 above the wage, response 0.5: 0.165 exp(0.1)
    workers = some_workers(1, spell_start=5, log_wage=8.0)
    places = plain_places(log_wages=np.full((3, 2, 2), 8.2))
    edge = word_at(0.165 * math.exp(0.5 * (8.2 - float(np.float32(8.0)))))
    assert searching(workers, edge - 1, places=places, wage_response=0.5)
    assert not searching(workers, edge, places=places, wage_response=0.5)


def test_the_unemployed_always_search_in_the_first_year_and_few_skip_later():
    fresh, long_term = (some_workers(1, status=UNEMPLOYED, spell_start=start) for start in (8, 7))
    assert searching(fresh, 0), "12 months"
    assert not searching(long_term, word_at(0.02) - 1), "13 months"
    assert searching(long_term, word_at(0.02))


def test_with_the_norm_the_employed_search_at_the_rate_on_average(world, state, january, places):
    norm = search_norm(world, state, january, places)
    by_tenure = search_rule(world, norm, 0).by_tenure
    workers = state.workers
    ids = np.flatnonzero(workers.status == 0)
    tenure = np.minimum(-workers.spell_start[ids].astype(int), 120)
    market = places.log_wages[workers.work_city[ids], workers.industry[ids], workers.skill[ids]]
    gap = np.clip(market - workers.log_wage[ids].astype(float), -1, 1)
    assert (by_tenure[workers.contract[ids], tenure] * np.exp(0.5 * gap)).mean() == pytest.approx(0.165)


# The draw from weights


@pytest.mark.parametrize(("u", "expected"), [(0.0, 1), (0.2499, 1), (0.25, 3), (0.999, 3)])
def test_pick_takes_the_first_whose_running_sum_exceeds(u, expected):
    assert pick(np.array([0.0, 1.0, 0.0, 3.0, 0.0]), u) == expected


def test_pick_of_nothing_is_nothing_and_of_one_is_that_one():
    assert pick(np.zeros(3), 0.5) == -1
    assert pick(np.empty(0), 0.5) == -1
    assert pick(np.array([0.0, 2.0]), 0.9999999999999999) == 1


def test_pick_never_takes_a_weight_of_zero_for_rounding():
    weights = np.array([0.1, 0.2, 0.3, 0.0])
    assert pick(weights, np.nextafter(1.0, 0.0)) == 2


def test_pick_follows_the_weights():
    """Chi-square, 3 degrees, n = 20,000, false alarm 1 in a million; weights off by a tenth must fail."""
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    u = draws.uniforms(KEY, draws.CITY, 0, np.arange(20_000))
    counts = np.bincount([pick(weights, x) for x in u], minlength=4)
    assert stats.chisquare(counts, weights * 2000).pvalue > ODDS
    other = np.array([1.2, 2.0, 3.0, 3.8])
    assert stats.chisquare(counts, other * 2000).pvalue < ODDS


# Filing applications


def market(visible, open_posts, awareness=None, **fields):
    """Two cities and an outside node, two industries and skills; 16 market cells."""
    awareness = np.ones((2, 3)) if awareness is None else awareness
    places = plain_places(awareness=awareness, **fields)
    kinds = 24
    cell, by_industry, by_city = np.zeros((kinds, 3, 2, 2)), np.zeros((kinds, 3, 2)), np.zeros((kinds, 2, 3))
    closeness = np.array([[1.0, 0.5], [0.5, 1.0]])
    weigh_targets(
        attraction(places, np.zeros(2)), visible, awareness, 1.0, np.array([[1.0, 0.05], [0.25, 1.0]]),
        closeness, 1.0, cell, by_industry, by_city,
    )  # fmt: skip
    offset = np.arange(17, dtype=np.int64) * 100
    return places, Targets(cell, by_industry, by_city, closeness, offset, np.array(open_posts, np.int64))


def posts_seen(open_posts, outside=0.0):
    """What residents see of posts by market cell."""
    posts = np.array(open_posts, float).reshape(2, 2, 2, 2)
    visible = np.zeros((2, 3, 2, 2))
    visible[:, :2] = posts[0]
    for city in range(2):
        visible[city, city] += posts[1, city]
    visible[:, 2] = outside
    return visible


def posts_by_slot(agency=-1, firm=900):
    """A hundred slots in each of the 16 cells; agencies and firms of their posts."""
    vacancies = with_slots(np.arange(17, dtype=np.int64) * 100, np.zeros(16, np.int64))
    vacancies.agency[:], vacancies.firm[:] = agency, firm
    return vacancies


def filed(workers, open_posts, outside=0.0, month=3, agency=-1, firm=900, **fields):
    places, targets = market(posts_seen(open_posts, outside), open_posts)
    posts, part = posts_by_slot(agency, firm), rows(workers.status.size)
    return file_applications(workers, places, rule(**fields), targets, posts, KEY, KEY, month, part)


def jobless(n, **columns):
    return some_workers(n, **{"status": UNEMPLOYED, "work_city": NOWHERE, "spell_start": 0, **columns})


UNEVEN = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]


def test_without_posts_nobody_applies():
    found = filed(jobless(100), [0] * 16)
    assert all(column.size == 0 for column in found)


def test_what_is_not_viable_is_not_filed():
    assert filed(jobless(100), UNEVEN, **viable(np.zeros((2, 2, 2))))[0].size == 0
    assert filed(jobless(100), UNEVEN)[0].size == 100


def test_what_is_viable_depends_on_status_residence_and_the_industry_of_the_job():
    """Only the jobless of city 1 who apply for a job of industry 1; their applications are as before."""
    workers = jobless(400, residence=np.arange(400) % 2)
    chance = np.zeros((2, 2, 2))
    chance[1, 1, 1] = 1.0
    everything, some = filed(workers, UNEVEN), filed(workers, UNEVEN, **viable(chance))
    expected = (workers.residence[everything[0]] == 1) & (everything[1] // 2 % 2 == 1)
    assert 20 < expected.sum() < 380
    for column, left in zip(everything[:4], some[:4], strict=True):
        assert np.array_equal(column[expected], left)


def test_a_higher_chance_only_adds_applications():
    low, high = (filed(jobless(2000), UNEVEN, **viable(np.full((2, 2, 2), p)))[0] for p in (0.30, 0.36))
    assert set(low) < set(high)


def test_the_vocationally_trained_file_more():
    """Exact: chi = 0.3, and 0.345 for those with the flag, against the same word."""
    plain, trained = jobless(3000), jobless(3000, flags=VOCATIONAL)
    words = np.array([draws.fraction(KEY, draws.SUITABILITY, 3, n, 0) for n in range(3000)])
    chance = viable(np.full((2, 2, 2), 0.3))
    assert filed(plain, UNEVEN, **chance)[0].tolist() == np.flatnonzero(words < 0.3).tolist()
    assert filed(trained, UNEVEN, **chance)[0].tolist() == np.flatnonzero(words < 0.3 * 1.15).tolist()


def test_instruments_bend_suitability_from_their_first_month(world):
    class Half(Instrument):
        def suitability(self, probability, month):
            return probability * (0.5 if month >= 20 else 1.0)

    bent = dataclasses.replace(world, policies=Policies({"half": Half(Settings(1.0, 20, 1, (), 0.0), 1.0)}))
    assert (search_rule(bent, 1.0, 19).suitability == 0.3).all()
    assert search_rule(bent, 1.0, 20).most_suitable == pytest.approx(np.full((2, 4), 0.15))


def test_the_retired_do_not_apply():
    workers = jobless(4)
    workers.status[[1, 3]] = [RETIRED, 2]
    assert filed(workers, UNEVEN)[0].tolist() == [0, 2]


def test_nobody_applies_to_the_own_employer():
    """Who draws a post of the own employer stays at home; all others apply as if nobody were excluded."""
    firm = np.arange(1600) % 7
    strangers, staff = (some_workers(500, spell_start=0, employer=ids) for ids in (8, np.arange(500) % 7))
    everybody, others = (
        filed(workers, UNEVEN, firm=firm, by_tenure=np.ones((5, 121))) for workers in (strangers, staff)
    )
    own = firm[everybody[2]] == staff.employer[everybody[0]]
    assert everybody[0].size == 500
    assert own.sum() > 30
    for column, left in zip(everybody[:4], others[:4], strict=True):
        assert np.array_equal(column[~own], left)


def test_own_account_posts_go_to_residents():
    only_pools = [0] * 8 + [5, 0, 0, 0, 5, 0, 0, 0]
    residence = np.arange(200) % 2
    worker, cell, slot, _, *_ = filed(jobless(200, residence=residence), only_pools)
    # pool cells of industry 0, skill 0: 8 in city 0 and 12 in city 1
    assert (cell == np.where(residence[worker] == 0, 8, 12)).all()
    assert (slot // 100 == cell).all()


def test_slots_lie_among_the_open_posts_of_their_cell():
    worker, cell, slot, _, *_ = filed(jobless(500), UNEVEN)
    assert worker.tolist() == sorted(worker)
    assert (slot // 100 == cell).all()
    assert (slot % 100 < np.array(UNEVEN)[cell]).all()


def plain_application(workers, n, places, targets, month):
    """The docstring's sequence of draws in plain Python: city, industry, skill, sector, slot, race."""
    u = {
        name: draws.uniform(KEY, getattr(draws, name), month, n, 0) for name in ("CITY", "INDUSTRY", "SKILL")
    }
    kind, own = worker_kind(workers, n, 2), int(workers.industry[n])
    node = pick(targets.city[kind, own], u["CITY"])
    industry = pick(targets.closeness[own] * targets.industry[kind, node], u["INDUSTRY"])
    skill = pick(targets.cell[kind, node, industry], u["SKILL"])
    if node == 2:
        return n, node, industry, skill
    cell = (node * 2 + industry) * 2 + skill
    held = targets.open_posts
    if node == workers.residence[n]:
        sector = draws.uniform(KEY, draws.SECTOR, month, n, 0)
        cell += 8 * (sector * (held[cell] + held[8 + cell]) >= held[cell])
    word = np.uint64(draws.long_word(KEY, draws.APPLICATION, month, n, 0))
    slot = cell * 100 + draws.jump_hash(word, held[cell])
    accepted = draws.uniform(KEY, draws.RECOGNITION, draws.TIMELESS, n, node) < 0.3
    here = int(workers.certificate[n]) >> (1 + node) & 1 or accepted
    weight = 1.1 if int(workers.certificate[n]) & 1 and here and skill > 0 else 1.0
    return n, cell, slot, -math.log(draws.uniform(KEY, draws.RACE, month, n, 0)) / weight


def test_applications_agree_with_the_plain_sequence_of_draws():
    """Two routes on 300 uneven workers."""
    rng = np.random.default_rng(4)
    workers = jobless(
        300, skill=rng.integers(0, 2, 300), residence=rng.integers(0, 2, 300),
        registration=rng.integers(0, 3, 300), industry=rng.integers(0, 2, 300),
        certificate=rng.integers(0, 8, 300),
    )  # fmt: skip
    places, targets = market(posts_seen(UNEVEN, outside=6.0), UNEVEN)
    found = file_applications(workers, places, rule(), targets, posts_by_slot(), KEY, KEY, 3, rows(300))
    expected = [plain_application(workers, n, places, targets, 3) for n in range(300)]
    by_worker = {int(row[0]): row for row in expected}
    for n, cell, slot, key in zip(*found[:4], strict=True):
        assert by_worker[int(n)] == (n, cell, slot, pytest.approx(key, rel=1e-12))
    for row in zip(*found[4:], strict=True):
        assert by_worker[int(row[0])] == tuple(map(int, row))
    assert found[0].size + found[4].size == 300


def test_cells_are_chosen_in_proportion_to_their_weights():
    """Chi-square over 16 cells, n = 20,000 alike residents of city 0; false alarm 1 in a million.

    Weight of a cell: posts x closeness of industry (1, 0.5) x closeness of skill (1, 0.05). Control: equal
    posts.
    """
    _, cell, *_ = filed(jobless(20_000), UNEVEN)
    counts = np.bincount(cell, minlength=16)

    def law(posts):
        weights = np.array(posts, float).reshape(2, 2, 2, 2) * np.array([[1.0, 0.05], [0.5, 0.025]])
        weights[1, 1] = 0.0  # own-account posts of the other city
        return weights.ravel() / weights.sum() * 20_000

    possible = law(UNEVEN) > 0
    assert counts[~possible].sum() == 0
    assert stats.chisquare(counts[possible], law(UNEVEN)[possible]).pvalue > ODDS
    assert stats.chisquare(counts[possible], law([4] * 16)[possible]).pvalue < ODDS


@pytest.mark.parametrize(
    ("certificate", "city", "skill", "counts"),
    [(0b0011, 0, 1, 1.0), (0b0001, 0, 1, 0.0), (0b0010, 0, 1, 0.0), (0b0011, 1, 1, 0.0), (0b0011, 0, 0, 0.0)],
)
def test_a_certificate_counts_where_it_is_recognised_and_asked_for(certificate, city, skill, counts):
    workers = some_workers(1, certificate=certificate)
    places = plain_places(certificate_recognition=honoured(2, 0.0))
    assert certificate_counts(workers, 0, city, skill, KEY, places) == counts


def test_one_post_more_moves_few_applications():
    """With 40 posts, one more attracts about 1/41 of the applications and disturbs no other."""
    few, more = [0] * 16, [0] * 16
    few[0], more[0] = 40, 41
    before, after = (filed(jobless(4000), posts)[2] for posts in (few, more))
    moved = before != after
    assert (after[moved] == 40).all()
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 4000, 1 / 41)
    assert low <= moved.sum() <= high


def test_a_month_of_search_names_everybody_once(world, state, january, places):
    state.vacancies = some_vacancies({4: [(100, k, 0) for k in range(16)]}, 416)
    applications, away = search(world, state, january, places)
    everybody = np.concatenate([applications.worker, away.worker])
    assert np.unique(everybody).size == everybody.size > 0
    assert (state.workers.status[everybody] <= UNEMPLOYED).all()
    assert set(applications.cell.tolist()) <= {4}
    assert (away.node >= 4).all()


# Screening


@pytest.mark.parametrize(
    ("industry", "skill", "fit"), [(1, 1, 1.0), (1, 2, 1.0), (1, 0, 0.0), (0, 1, 0.0), (0, 2, 0.0)]
)
def test_who_comes_from_the_industry_with_at_least_the_skill_fits(industry, skill, fit):
    workers = some_workers(1, industry=industry, skill=skill)
    assert fits(workers, 0, 1, 1) == fit


def test_an_agency_screens_its_applicants_only():
    """Posts of industry 0 and skill 0 only, and applicants of both industries; even slots have an agency."""
    workers = jobless(400, industry=np.arange(400) % 2)
    posts = [8] + [0] * 15
    plain = filed(workers, posts)
    screened = filed(workers, posts, agency=np.where(np.arange(1600) % 2 == 0, 7, -1))
    assert np.array_equal(plain[2], screened[2]), "screening moves no application"
    weight = np.where((plain[2] % 2 == 0) & (workers.industry[plain[0]] == 0), 1.3, 1.0)
    assert 50 < (weight > 1).sum() < 150
    assert screened[3] == pytest.approx(plain[3] / weight, rel=1e-14)


def test_the_race_with_screening_is_won_in_proportion_to_weights():
    """V10: one who fits (1.3) against one who does not (1.0) for each of 20,000 mediated posts.

    Chi-square, 1 degree, false alarm 1 in a million; a screening weight of 0.5 must fail.
    """
    races = 20_000
    workers = jobless(2 * races, industry=np.arange(2 * races) % 2)
    worker, _, _, key, *_ = filed(workers, [1] + [0] * 15, agency=7)
    assert worker.size == 2 * races
    won = int((key[::2] < key[1::2]).sum())

    def surprise(weight):
        chance = weight / (1 + weight)
        return stats.chisquare([won, races - won], [races * chance, races * (1 - chance)]).pvalue

    assert surprise(1.3) > ODDS
    assert surprise(1.5) < ODDS
