"""Parameters of the human-resources service industry, declared like all others (`sim.parameters`)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.declare import ANY, SHARE, parameter


@dataclass(frozen=True)
class Agencies:
    """The agencies of 2019 (S10, initialisation)."""

    entities: int = parameter(
        8900,
        "entities, full scope",
        7500,
        10500,
        "derived: 15,700 in Sichuan in 2022 (bulletin of the HR-service industry), four-city share 0.60",
        (4, 10500),
    )
    licensed_size_tilt: float = parameter(
        0.35,
        "exponent on size",
        0.0,
        1.0,
        "assumption: licensed agencies are larger; 21.5 million CNY each against 13 for all (2022)",
    )
    revenue: float = parameter(
        89e9,
        "CNY in 2019, gross, full scope",
        80e9,
        98e9,
        "derived: Sichuan 206.59 bn in 2022 / 1.129^3 x 0.62 (bulletin of the HR-service industry)",
    )
    line_share: tuple[float, ...] = parameter(
        (0.016, 0.294, 0.247, 0.083, 0.015, 0.011, 0.019, 0.315),
        "share of gross revenue by service line",
        (0.015, 0.22, 0.18, 0.04, 0.008, 0.007, 0.01, 0.2),
        (0.06, 0.38, 0.33, 0.13, 0.04, 0.03, 0.04, 0.4),
        "assumption: unit economics of each line; outsourcing over 800 of 2,300 bn nationally (iResearch)",
        SHARE,
    )
    size_exponent: float = parameter(
        1.1, "exponent", 1.0, 1.4, "assumption: Zipf tail of service firms", (0.5, 3.0)
    )
    lines_held: tuple[float, ...] = parameter(
        (0.60, 0.22, 0.25, 0.15, 0.30, 0.25, 0.25, 0.45),
        "share of agencies by service line",
        (0.4, 0.1, 0.1, 0.05, 0.1, 0.1, 0.1, 0.3),
        (0.8, 0.4, 0.5, 0.3, 0.5, 0.4, 0.4, 0.6),
        "assumption: what agencies offer",
        (0.001, 1.0),
    )
    quality_sd: float = parameter(0.25, "log quality", 0.1, 0.4, "assumption")
    reputation: tuple[float, ...] = parameter(
        (5.0, 3.0), "Beta parameters", (2.0, 1.0), (10.0, 6.0), "assumption", (0.01, math.inf)
    )
    honesty: tuple[float, ...] = parameter(
        (8.0, 1.0), "Beta parameters", (4.0, 1.0), (16.0, 2.0), "assumption", (0.01, math.inf)
    )
    starting_cash: float = parameter(3.0, "months of cost", 1.0, 6.0, "assumption")
    certified_share: float = parameter(0.05, "share with grade 5A", 0.02, 0.1, "assumption", SHARE)
    recognition: float = parameter(
        0.15,
        "chance to be let serve a city without an office there",
        0.05,
        0.4,
        "assumption: before mutual recognition",
        SHARE,
    )
    second_office: float = parameter(
        0.03,
        "chance of an office in another city, per size in means",
        0.0,
        0.1,
        "assumption: an agency of ten times the mean has offices in a third of the cities",
        SHARE,
    )
    largest_share: float = parameter(
        0.03,
        "share of a city's line",
        0.01,
        0.06,
        "assumption; the five largest outsourcers hold 8 % nationally",
        SHARE,
    )
    revenue_per_worker: float = parameter(
        193000.0,
        "CNY/year, gross",
        150000.0,
        250000.0,
        "bulletin of the HR-service industry 2022: revenue over persons employed",
        (1e-6, math.inf),
    )
    plan_definition: float = parameter(
        1.43, "plan definition / full scope", 1.2, 1.65, "derived: the plan's 143 bn for 2020 / about 100 bn"
    )


@dataclass(frozen=True)
class Services:
    """What firms and governments order (S10.1 to S10.3)."""

    mediated_share: float = parameter(
        0.28, "share of new posts, 2019", 0.15, 0.45, "assumption: referral and person-time counts", SHARE
    )
    use_size_slope: float = parameter(0.25, "logit per log size", 0.1, 0.45, "assumption", ANY)
    penetration_trend: float = parameter(
        0.06,
        "1/year, log",
        0.0,
        0.12,
        "derived: growth of 13 % a year less wages (bulletin of the HR-service industry)",
        ANY,
    )
    price_elasticity: float = parameter(1.0, "logit per log price", 0.5, 2.0, "assumption")
    reputation_response: float = parameter(0.5, "logit per unit of reputation", 0.0, 1.0, "assumption")
    headhunted_share: float = parameter(
        0.12, "share of posts for professionals", 0.06, 0.2, "assumption: 38,000 headhunts a year", SHARE
    )
    dispatch_cap: float = parameter(
        0.10, "share of a firm's staff", 0.10, 0.10, "Interim Provisions on Labour Dispatch 2014", SHARE
    )
    contract_adjustment: float = parameter(
        0.10, "1/month", 0.05, 0.2, "assumption: how fast firms close the gap to the wanted share", SHARE
    )
    training_volume: float = parameter(
        900000.0,
        "person-times/year, 2020",
        500000.0,
        1400000.0,
        "assumption; 26.6 million nationally in 2021",
    )
    training_public_share: float = parameter(0.4, "share", 0.2, 0.6, "assumption", SHARE)
    projects: float = parameter(
        12000.0, "consulting projects/year, 2020", 6000.0, 20000.0, "derived: 1.9 bn CNY"
    )
    account_adjustment: float = parameter(
        0.02, "1/month", 0.01, 0.05, "assumption: hazard of taking up or ending payroll service", SHARE
    )
    small_firm: float = parameter(300.0, "staff", 300.0, 300.0, "statistical class of small and medium firms")
    public_firms: float = parameter(0.04, "share of firms", 0.02, 0.08, "assumption", SHARE)


@dataclass(frozen=True)
class Fees:
    """Prices of services at price index one, in wages or CNY of 2020 (S10.6)."""

    headhunt: float = parameter(0.22, "share of annual pay", 0.18, 0.28, "assumption: industry norm 20-25 %")
    margin: tuple[float, ...] = parameter(
        (0.04, 0.09, 0.085),
        "share of gross: dispatch, outsourced, flexible",
        (0.02, 0.06, 0.06),
        (0.06, 0.13, 0.12),
        "assumption: gross margins of listed staffing firms, 7-12 %",
        (0.0, 0.9),
    )
    social_insurance: float = parameter(0.25, "share of wage", 0.2, 0.28, "statutory employer rates")
    training: float = parameter(1700.0, "CNY/trainee", 800.0, 4000.0, "assumption")
    consulting: float = parameter(160000.0, "CNY/project", 60000.0, 400000.0, "assumption")
    payroll_pass_through: float = parameter(
        0.38, "share of wage", 0.3, 0.42, "assumption: social insurance and housing fund, both sides"
    )
    gross_accounting: float = parameter(
        1.0, "share of pass-through booked", 0.7, 1.0, "full-amount recognition (iResearch)", SHARE
    )
    account: float = parameter(300.0, "CNY/account/year", 150.0, 600.0, "assumption")
    technology: float = parameter(1200.0, "CNY/account/year", 600.0, 2400.0, "assumption: subscriptions")


@dataclass(frozen=True)
class Bidding:
    """How orders find agencies (S10.4, S10.5)."""

    loyalty: float = parameter(
        0.85, "chance to keep the agency", 0.7, 0.95, "80.7 % of revenue from last year's clients", SHARE
    )
    choice_set: int = parameter(4, "agencies considered", 2, 8, "assumption", (1, 64))
    quality_weight: float = parameter(1.0, "score per log quality", 0.5, 2.0, "normalisation")
    price_weight: float = parameter(1.0, "score per log price", 0.5, 2.0, "assumption")
    platform_price_weight: float = parameter(
        3.0,
        "score per log price on the shared platform",
        1.0,
        5.0,
        "assumption: prices are visible there (comparison sites: Brown and Goolsbee 2002 JPE 110:481)",
    )
    reputation_weight: float = parameter(
        0.8, "score per unit", 0.3, 1.5, "assumption; ratings shift demand (Fernando and Singh 2018)"
    )
    distance_weight: float = parameter(0.004, "score per minute", 0.001, 0.01, "assumption")
    remote_penalty: float = parameter(0.35, "score without a local office", 0.1, 0.8, "assumption")
    taste_scale: float = parameter(0.5, "score", 0.25, 1.0, "assumption: Gumbel taste", (0.01, 10.0))
    explicit_auction: int = parameter(
        0,
        "0 shares by formula, 1 every order by itself",
        0,
        1,
        "choice of method: revenue by line agrees within 0.5 %, in large lots 1 %",
        (0, 1),
    )


@dataclass(frozen=True)
class Mediation:
    """What an agency does for a post (S8)."""

    extra_rounds: float = parameter(
        1.0,
        "candidate rounds per post at mean quality",
        0.5,
        2.0,
        "assumption; +9 % permanent hires of assisted firms (Algan, Crepon and Glover 2018)",
        (0.0, 10.0),
    )
    screening_weight: float = parameter(0.3, "relative weight", 0.0, 0.6, "assumption")
    headhunt_contacts: float = parameter(8.0, "contacts per order and month", 4.0, 16.0, "assumption")
    headhunt_premium: float = parameter(0.15, "log wage", 0.1, 0.25, "assumption", ANY)
    misconduct_separation: float = parameter(3.0, "ratio in the first three months", 2.0, 5.0, "assumption")


@dataclass(frozen=True)
class Conduct:
    """Misconduct, complaints, lists and reputation (S11)."""

    misconduct: float = parameter(0.03, "of placements", 0.01, 0.08, "assumption", SHARE)
    complaint: float = parameter(0.3, "per case", 0.1, 0.5, "assumption", SHARE)
    detection: float = parameter(0.05, "1/month per systematic offender", 0.02, 0.15, "assumption", SHARE)
    offender_honesty: float = parameter(
        0.7, "honesty", 0.5, 0.8, "assumption: below it misconduct is systematic", SHARE
    )
    black_list_months: int = parameter(24, "months", 12, 36, "assumption", (1, 240))
    red_reputation: float = parameter(0.8, "reputation", 0.7, 0.9, "assumption", SHARE)
    low_reputation: float = parameter(0.4, "reputation", 0.3, 0.5, "assumption: low-rated below it", SHARE)
    red_months: int = parameter(12, "months without complaint", 6, 24, "assumption", (1, 240))
    complaint_weight: float = parameter(5.0, "reputation per complaint rate", 2.0, 10.0, "assumption")
    memory: float = parameter(0.08, "1/month", 0.04, 0.15, "assumption", SHARE)


@dataclass(frozen=True)
class AgencyGrowth:
    """Capacity, prices, quality, entry, exit and branches (S12)."""

    productivity: tuple[float, ...] = parameter(
        (6.0, 60.0, 40.0, 60.0, 40.0, 0.5, 0.15, 250.0),
        "per consultant: placements, staff, staff, staff, trainees, headhunts, projects, accounts",
        (3.0, 40.0, 25.0, 40.0, 25.0, 0.3, 0.1, 150.0),
        (12.0, 90.0, 60.0, 90.0, 60.0, 0.9, 0.25, 400.0),
        "assumption",
        (1e-6, math.inf),
    )
    target_utilisation: float = parameter(0.8, "share", 0.7, 0.9, "assumption", (0.05, 1.0))
    capacity_response: float = parameter(0.5, "log capacity per utilisation", 0.2, 1.0, "assumption")
    capacity_shock: float = parameter(0.05, "monthly sd of log capacity", 0.02, 0.08, "assumption")
    capacity_bound: float = parameter(0.10, "log capacity/month", 0.05, 0.2, "assumption")
    consultant_cost: float = parameter(1.4, "of the city's mean wage", 1.2, 1.8, "assumption")
    cash_kept: float = parameter(
        12.0, "months of cost", 6.0, 24.0, "assumption: owners take out what exceeds it"
    )
    price_response: float = parameter(0.05, "log price per utilisation", 0.02, 0.1, "assumption")
    price_bounds: tuple[float, ...] = parameter(
        (0.7, 1.4), "index", (0.6, 1.2), (0.9, 1.6), "assumption", (0.01, 100.0)
    )
    learning: float = parameter(0.02, "log quality per doubling of volume", 0.0, 0.05, "assumption")
    diffusion: float = parameter(0.03, "1/month of the gap to the frontier", 0.01, 0.06, "assumption", SHARE)
    agglomeration: float = parameter(
        0.05, "elasticity", 0.02, 0.1, "Combes, Demurger and Li 2013; Ma and Wang 2023 for HR clusters"
    )
    entry_rate: float = parameter(
        0.0125,
        "1/month of the agencies of 2019",
        0.008,
        0.018,
        "derived: +29.1 % nationally in 2021 (MOHRSS)",
    )
    entry_margin_elasticity: float = parameter(0.5, "elasticity", 0.2, 1.0, "assumption")
    entry_backlog_response: float = parameter(1.0, "log entry per unmet share", 0.0, 3.0, "assumption")
    entrant_staff: float = parameter(8.0, "staff, median", 4.0, 15.0, "assumption", (1e-6, math.inf))
    entrant_staff_sd: float = parameter(0.8, "log", 0.4, 1.2, "assumption")
    entrant_licensed: float = parameter(
        0.15, "share", 0.08, 0.25, "assumption: keeps the licensed share near its stock", SHARE
    )
    exit_rate: float = parameter(0.007, "1/month", 0.004, 0.012, "assumption", SHARE)
    young_months: int = parameter(24, "months with twice the exit rate", 12, 36, "assumption", (0, 240))
    insolvency: float = parameter(3.0, "months of cost owed", 1.0, 6.0, "assumption")
    branch_cost: float = parameter(300000.0, "CNY of 2020", 100000.0, 800000.0, "assumption", (1.0, math.inf))
    branch_horizon: int = parameter(24, "months", 12, 36, "assumption", (1, 240))
    branch_scale: float = parameter(0.2, "of the branch cost", 0.1, 0.4, "assumption", (0.001, 10.0))
    branch_opportunity: float = parameter(
        0.007,
        "chance per quarter and city",
        0.003,
        0.02,
        "assumption: keeps the number of offices nearly level",
        SHARE,
    )
    relocation_share: float = parameter(
        0.1, "of new branches that become the head office", 0.0, 0.2, "assumption", SHARE
    )
