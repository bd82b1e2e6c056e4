"""Firms: demand for labour, growth, exit, entry and layoffs.

Demand for labour in city c and industry i is a deviation from trend, else it would pin unemployment:

    N(t) = N(0) (1 + g_c)^(t/12) (Y / Y_trend)^eta_Y (W / W_trend)^eta_w (phi / phi_0)^(eps_v eta_h)

with output Y and fill rate phi of the city, and W the mean wage of its industry. Firms share it in proportion
to a latent size x that follows Gibrat's law with Laplace shocks whose spread falls with size, and so does the
chance to close:

    ln x' = ln x + mu(x) + xi,  sd xi = sigma x^-beta,  exit delta(x) = delta x^-1/2,
    mu(x) = (-ln(1 - delta(x)) - zeta^2 sd^2 / 2) / zeta,

the drift that keeps a Pareto tail of exponent zeta at every size. As many firms enter as the hazard delta
closes in expectation, or more where an instrument helps founders. Firms whose target fell below half a
worker close too; they are not replaced, for in a tiny industry the newcomer would close again, without end. A
firm with staff above 1 + band times its target lays off a share of the excess, the shortest tenure first.
Sources: Axtell 2001; Zou 2019 (Laplace growth in China); Stanley et al. 1996.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.compile import Integer, allocating, compiled, inlined
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.layoffs import find_staff, shortest_tenure
from sim.processes.world import World
from sim.threads import row_pieces

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
SIZE_UNIT = 2.0**20
"""Latent sizes are summed as multiples of 2^-20, so that the sum is exact and has no order."""


class Growth(NamedTuple):
    """Parameters of growth, exit and layoffs under the names of `sim.parameters.Firms`."""

    zipf_exponent: float
    growth_scale: float
    size_variance_slope: float
    exit_rate: float
    exit_size_exponent: float
    layoff_band: float
    layoff_speed: float


def growth_rule(world: World) -> Growth:
    """Return the parameters of growth as the kernels take them."""
    firms = world.parameters.firms
    return Growth(**{name: getattr(firms, name) for name in Growth._fields})


@compiled
def exit_probability(log_size: float, growth: Growth) -> float:
    """Return the monthly chance that a firm of some latent size closes."""
    return min(0.5, growth.exit_rate * math.exp(-growth.exit_size_exponent * log_size))


@compiled
def grown(log_size: float, u: float, growth: Growth) -> float:
    """Return the next log latent size; u in (0, 1) gives the Laplace shock."""
    spread = growth.growth_scale * math.exp(-growth.size_variance_slope * log_size)
    closing = exit_probability(log_size, growth)
    zeta = growth.zipf_exponent
    drift = (-math.log(1.0 - closing) - zeta * zeta * spread * spread / 2.0) / zeta
    scale = spread / math.sqrt(2.0)
    shock = scale * math.log(2.0 * u) if u < 0.5 else -scale * math.log(2.0 * (1.0 - u))
    return log_size + drift + shock


def labour_demand(world: World, state: State, now: Month) -> Floats:
    """Return the demand for labour, workers, shape (2, C, I): firms, then own-account pools."""
    firms, wages = world.parameters.firms, world.parameters.wages
    ease = firms.hiring_ease_elasticity * world.parameters.vacancies.hiring_cost_elasticity
    years = now.elapsed / MONTHS_PER_YEAR
    wage_years = now.trend_elapsed / MONTHS_PER_YEAR
    mix = world.region.labour_force.astype(float)
    mix /= mix.sum(axis=2, keepdims=True)
    factor = np.empty((world.n_cities, world.n_industries))
    for city in range(world.n_cities):
        common = (1.0 + float(world.region.labour_demand_growth[city])) ** years
        common *= float(now.output[city]) ** firms.output_elasticity
        common *= (float(state.city_fill_rate[city]) / normal_fill_rate(world)) ** ease
        for industry in range(world.n_industries):
            change = state.log_wages[city, industry] - state.log_wages_start[city, industry]
            real = math.fsum((mix[city, industry] * change).tolist()) - wages.wage_trend * wage_years
            factor[city, industry] = common * math.exp(firms.wage_elasticity * real)
    return state.labour_demand_start * factor


def normal_fill_rate(world: World) -> float:
    """Return the monthly chance to fill a post at which turnover and vacancies meet their starting values.

    Vacancies are counted at the end of a month, when this month's hires have left the stock they were made
    from: hires over vacancies plus hires. (Without the hires in the denominator firms took a normal market
    for a tight one.)
    """
    rule = world.parameters.vacancies
    return rule.turnover_start / (rule.vacancy_ratio + rule.turnover_start)


@compiled
def grow_and_close(
    firms: Firms,
    n_pools: int,
    growth: Growth,
    key: Key,
    month: int,
    pieces: Counts,
    closing: NDArray[np.uint8],
    expected: Counts,
) -> None:
    """Let firms grow and mark those that close.

    Args:
        firms: Firms; log_size and alive change.
        n_pools: the first rows, which neither grow nor close.
        growth: parameters.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.
        closing: set to 1 for firms that close, by row.
        expected: adds expected closures by city and industry as multiples of 2^-40, shape (n_pools,).
    """
    for piece in range(pieces.shape[0]):
        for firm in range(max(pieces[piece, 0], n_pools), pieces[piece, 1]):
            closing[firm] = 0
            if firms.alive[firm] == 1:
                probability = exit_probability(firms.log_size[firm], growth)
                block = firm_block(firms, firm, n_pools)
                expected[block] += np.int64(probability * 2.0**40)
                too_small = firms.desired_headcount[firm] < 0.5
                if too_small or draws.fraction(key, draws.FIRM_EXIT, month, firm, 0) < probability:
                    closing[firm] = 1
                    firms.alive[firm] = 0
                else:
                    u = draws.uniform(key, draws.FIRM_GROWTH, month, firm, 0)
                    firms.log_size[firm] = grown(firms.log_size[firm], u, growth)


@inlined
def firm_block(firms: Firms, firm: Integer, n_pools: int) -> Integer:
    """Return the city-industry pair of a firm."""
    n_industries = firms.industry[n_pools - 1] + 1
    block: Integer = np.int64(firms.city[firm]) * n_industries + np.int64(firms.industry[firm])
    return block


@allocating
def summed_sizes(firms: Firms, n_pools: int, pieces: Counts) -> Counts:
    """Return the latent sizes of living firms summed by city and industry.

    As multiples of 2^-20, shape (n_pools,).
    """
    total = np.zeros(n_pools, np.int64)
    for piece in range(pieces.shape[0]):
        for firm in range(max(pieces[piece, 0], n_pools), pieces[piece, 1]):
            if firms.alive[firm] == 1:
                total[firm_block(firms, firm, n_pools)] += np.int64(
                    math.exp(firms.log_size[firm]) * SIZE_UNIT
                )
    return total


@compiled
def set_targets(
    firms: Firms,
    n_pools: int,
    demand: Floats,
    sizes: Counts,
    growth: Growth,
    key: Key,
    month: int,
    pieces: Counts,
    layoffs: NDArray[np.int32],
) -> None:
    """Set each living firm's target size, and how many it lays off.

    Args:
        firms: Firms; desired_headcount changes.
        n_pools: the first rows, whose demand is in `demand[1]`.
        demand: labour demand by sector and city-industry pair, shape (2, n_pools).
        sizes: summed latent sizes, shape (n_pools,).
        growth: as in `grow_and_close`.
        key: as in `grow_and_close`.
        month: as in `grow_and_close`.
        pieces: as in `grow_and_close`.
        layoffs: set to the number of layoffs, by row.
    """
    for piece in range(pieces.shape[0]):
        for firm in range(pieces[piece, 0], pieces[piece, 1]):
            layoffs[firm] = 0
            if firm < n_pools:
                firms.desired_headcount[firm] = np.float32(demand[1, firm])
            elif firms.alive[firm] == 1:
                block = firm_block(firms, firm, n_pools)
                target = demand[0, block] * (
                    math.exp(firms.log_size[firm]) * SIZE_UNIT / np.float64(sizes[block])
                )
                firms.desired_headcount[firm] = np.float32(target)
                excess = np.float64(firms.headcount[firm]) - (1.0 + growth.layoff_band) * target
                if excess > 0.0:
                    u = draws.fraction(key, draws.LAYOFF, month, firm, 0)
                    layoffs[firm] = draws.stochastic_round(growth.layoff_speed * excess, u)


class FirmFlows(NamedTuple):
    """What firms did this month.

    released   ids of the staff of closed firms, in order
    laid_off   ids of workers laid off
    entries    firms that entered by city, shape (C,)
    closures   firms that closed by city, shape (C,)
    closing    1 for firms that closed, by row
    """

    released: NDArray[np.int32]
    laid_off: NDArray[np.int32]
    entries: Counts
    closures: Counts
    closing: NDArray[np.uint8]


def run_firms(world: World, state: State, now: Month) -> FirmFlows:
    """Let firms grow, close, enter, set targets and decide on layoffs. Jobs end in `employment.leave`."""
    firms, threads, growth = state.firms, world.threads, growth_rule(world)
    pieces = np.concatenate([row_pieces(world.n_pools), state.firm_blocks.pieces()[1:]])
    closing = np.zeros(firms.alive.size, np.uint8)

    def grow_some(part: Counts) -> Counts:
        expected = np.zeros(world.n_pools, np.int64)
        grow_and_close(firms, world.n_pools, growth, now.key, now.index, part, closing, expected)
        return expected

    expected = np.sum(threads.each(grow_some, pieces), axis=0)
    entries = open_firms(world, state, now, expected * 2.0**-40)
    pieces = np.concatenate([row_pieces(world.n_pools), state.firm_blocks.pieces()[1:]])
    sizes = np.sum(threads.each(lambda part: summed_sizes(firms, world.n_pools, part), pieces), axis=0)
    demand = labour_demand(world, state, now).reshape(2, -1)
    layoffs = np.zeros(firms.alive.size, np.int32)
    threads.each(
        lambda part: set_targets(
            firms, world.n_pools, demand, sizes, growth, now.key, now.index, part, layoffs
        ),
        pieces,
    )
    rows = state.worker_blocks.pieces()
    affected = np.concatenate(
        threads.each(lambda part: find_staff(state.workers, closing + layoffs, part), rows)
    )
    closes = closing[state.workers.employer[affected]] == 1
    closures = np.bincount(firms.city[closing == 1], minlength=world.n_cities)
    return FirmFlows(
        affected[closes],
        shortest_tenure(state.workers, affected[~closes], layoffs),
        entries.reshape(world.n_cities, -1).sum(axis=1),
        closures,
        closing,
    )


def open_firms(world: World, state: State, now: Month, expected: Floats) -> Counts:
    """Let new firms enter: Poisson with the expected number of closures, by city and industry.

    Returns:
        Entries by city and industry, shape (n_pools,).
    """
    blocks = np.arange(world.n_pools)
    factor = world.policies.firm_entry(np.ones(world.n_cities), now.index)
    expected = expected * np.repeat(factor, world.n_industries)
    entries = draws.poisson_count(expected, draws.uniforms(now.key, draws.FIRM_ENTRY, now.index, blocks))
    if entries.any():
        ids = np.concatenate(
            [
                state.firm_blocks.take(block + 1, int(entries[block]))
                for block in np.flatnonzero(entries).tolist()
            ]
        )
        sizes = entrant_sizes(world, now, ids)
        found_firms(world, state.firms, ids, np.repeat(blocks, entries), sizes, now.index)
    return entries


def entrant_sizes(world: World, now: Month, ids: Counts) -> Floats:
    """Return the log latent size of entrants, Pareto from the minimum size up to the maximum."""
    firms = world.parameters.firms
    u = draws.uniforms(now.key, draws.FIRM_ENTRY, now.index, ids, sub=1)
    return np.array(
        [
            min(
                math.log(firms.minimum_size) - math.log(x) / firms.entrant_pareto_exponent,
                math.log(firms.maximum_size),
            )
            for x in u.tolist()
        ]
    )


def found_firms(
    world: World, firms: Firms, ids: Counts, block: int | Counts, log_sizes: Floats, month: int
) -> None:
    """Set up the rows of new firms, without staff.

    Args:
        world: setting.
        firms: columns; rows `ids` change.
        ids: the new firms, shape (n,).
        block: their pair of city and industry, one for all or by firm, shape (n,).
        log_sizes: log latent sizes, shape (n,).
        month: of entry.
    """
    city, industry = np.divmod(block, world.n_industries)
    firms.alive[ids] = 1
    firms.city[ids] = city
    firms.industry[ids] = industry
    firms.log_size[ids] = log_sizes
    firms.desired_headcount[ids] = 1.0
    firms.entry_month[ids] = month
    firms.wage_premium[ids] = wage_premiums(world, ids)
    firms.zone[ids] = zones(world, ids, city)
    firms.service_awareness[ids] = draws.uniforms(
        world.initial_key, draws.INITIAL, draws.TIMELESS, ids, sub=3
    )


def wage_premiums(world: World, ids: Counts) -> Floats:
    """Return the firms' lasting wage premiums, log wage."""
    u = draws.uniforms(world.initial_key, draws.INITIAL, draws.TIMELESS, ids, sub=1)
    sd = world.parameters.wages.firm_premium_sd
    return sd * draws.standard_normals(u)


def zones(world: World, ids: Counts, city: int | Counts) -> NDArray[np.uint8]:
    """Return the kind of zone each firm sits in, 0 for none; the city is one for all or by firm."""
    firms = world.parameters.firms
    share = np.where(np.equal(city, 0), firms.zone_share_first_city, firms.zone_share_other)
    u = draws.uniforms(world.initial_key, draws.INITIAL, draws.TIMELESS, ids, sub=2)
    bounds = np.multiply.outer(1.0 - np.cumsum([0.0, *firms.zone_kinds]), share)
    kinds = sum((u < bound).astype(np.uint8) for bound in bounds[:-1])
    return np.asarray(kinds, np.uint8)
