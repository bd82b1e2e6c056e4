"""A run folder with made-up tables of plausible size, for tests of figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

KEYS = ("scenario", "replication", "month", "city")
CITIES = {"Chengdu": 12.4e6, "Deyang": 2.0e6, "Meishan": 1.6e6, "Ziyang": 1.2e6}
OUTSIDE = ("Chongqing", "Rest of Sichuan", "Rest of China")
SCENARIO = "four_city_plan"
MONTHS = [f"{2019 + t // 12}-{t % 12 + 1:02d}" for t in range(48)]
START = MONTHS.index("2020-10")
COMMUTERS = np.array([[0, 9400, 6100, 2900], [11800, 0, 60, 90], [8300, 40, 0, 210], [5600, 150, 330, 0]])
MOVES = np.array([[0, 2300, 1900, 1500], [2900, 0, 120, 260], [2600, 90, 0, 310], [2100, 140, 270, 0]])
INVOICES = np.array([[6800, 480, 290, 190], [540, 200, 25, 14], [350, 32, 90, 9], [310, 25, 17, 60]]) * 1e6
OFFICES = np.array([[8400, 490, 420, 370], [74, 690, 36, 35], [58, 32, 310, 22], [50, 29, 25, 270]]) * 1.0
LINES = {
    "recruitment": (0.016, 1.0),
    "dispatch": (0.294, 0.04),
    "outsourcing": (0.247, 0.09),
    "flexible staffing": (0.083, 0.08),
    "training": (0.015, 1.0),
    "headhunting": (0.011, 1.0),
    "consulting": (0.019, 1.0),
    "personnel services": (0.315, 0.05),
}
AGENCIES = {"Chengdu": 7760, "Deyang": 650, "Meishan": 280, "Ziyang": 210}
OUTWARD = np.array([[3100, 5200, 11800], [420, 760, 2900], [390, 640, 2700], [610, 720, 3300]])


def monthly_table(generator, replications):
    rows = []
    for replication in range(replications):
        for city, force in CITIES.items():
            noise = generator.normal(0, 0.0006, len(MONTHS)) * (12.4e6 / force) ** 0.5
            for scenario in ("baseline", SCENARIO):
                for t, month in enumerate(MONTHS):
                    ramp = min(max(t - START, 0) / 12, 1) * (scenario != "baseline")
                    slump = 0.011 * np.exp(-(t - 13) / 5) * (t >= 13)
                    rate = 0.05 + slump + noise[t] - 0.0012 * ramp
                    vacancy = 0.024 - slump / 3 + noise[t] / 2 + 0.0003 * ramp
                    rows.append((scenario, replication, month, city, force, rate, vacancy))
    columns = [
        "scenario",
        "replication",
        "month",
        "city",
        "labour_force",
        "unemployment_rate",
        "vacancy_rate",
    ]
    table = pd.DataFrame(rows, columns=columns)
    agencies = table["city"].map(AGENCIES) * (
        1 + table["vacancy_rate"] * generator.normal(1, 0.2, len(table))
    )
    table["agencies"], table["agencies_licensed"] = agencies.round(), (agencies / 9).round()
    table["agency_offices"] = (1.1 * agencies).round()
    table["hr_revenue_plan"] = 1.43e6 * agencies
    table["hr_orders"], table["hr_unmet_share"] = 20 * agencies, table["unemployment_rate"] / 10
    table["hr_fee_index"] = 1 + table["vacancy_rate"]
    add_schools(table, generator)
    keys, shares = ["scenario", "replication", "month"], [*columns[5:], "hr_unmet_share", "hr_fee_index"]
    grouped = table.drop(columns="city").groupby(keys, as_index=False)
    total = grouped.sum().assign(city="All", **{name: grouped[name].mean()[name] for name in shares})
    return pd.concat([table, total], ignore_index=True)


def add_schools(table, generator):
    """Students rise by a step each September from the start on; young entrants fall, graduates follow."""
    month = table["month"].map(MONTHS.index)
    years = ((month - START + 1) // 12).clip(0, 3) * (table["scenario"] != "baseline")
    force, noise = table["labour_force"], generator.normal(1, 0.02, len(table))
    table["students"] = 0.014 * force * (1 + 0.05 * years * noise)
    table["young_entrants"] = 0.0017 * force * (1 - 0.02 * years * noise)
    table["certified_from_schools"] = 0.0005 * force * month * (1 + 0.05 * (years - 1).clip(0) * noise)
    table["interns"] = 0.003 * force * (1 + 0.05 * (years - 2).clip(0) * noise)
    table["employed"] = 0.95 * force * (1 - 0.0006 * years * noise)


def arms(generator, replications):
    """Scenario, replication, month and a factor of noise and effect, for tables of services."""
    for replication in range(replications):
        for month in MONTHS:
            noise = generator.normal(1, 0.02)
            for scenario in ("baseline", SCENARIO):
                effect = 0.02 * (scenario != "baseline") * (month >= MONTHS[START])
                yield scenario, replication, month, noise + effect


def service_tables(generator, replications):
    lines, flows, shares, sizes = [], [], [], []
    for *arm, factor in arms(generator, replications):
        for line, (share, fees) in LINES.items():
            revenue = 7.4e9 * share * factor
            lines.append((*arm, "All", line, revenue, revenue * fees))
            shares.append((*arm, line, 0.3 * (1 - share) * factor, 1.1))
        shares.append((*arm, "all lines", 0.1 * factor, 1.1 * factor))
        for kind, matrix in (("revenue", INVOICES), ("offices", OFFICES)):
            flows += [
                (*arm, kind, list(CITIES)[i], list(CITIES)[j], value * factor)
                for (i, j), value in np.ndenumerate(matrix)
            ]
        sizes += [(*arm, size, np.floor(9000 / (1 + size / 2e5) ** 1.1)) for size in np.logspace(3, 10, 36)]
    keys = ["scenario", "replication", "month"]
    return {
        "services": pd.DataFrame(lines, columns=[*keys, "city", "line", "revenue", "revenue_net"]),
        "service_flows": pd.DataFrame(flows, columns=[*keys, "kind", "origin", "destination", "value"]),
        "service_concentration": pd.DataFrame(
            shares, columns=[*keys, "line", "share_of_five_largest", "tail_exponent"]
        ),
        "agency_sizes": pd.DataFrame(sizes, columns=[*keys, "threshold", "agencies_at_least"]),
    }


def flows_table(generator, replications):
    names = [*CITIES, *OUTSIDE]
    sources = [
        ("commuting", COMMUTERS, 0, 0),
        ("house_move", MOVES * 0.1, 0, 0),
        ("home_return", MOVES * 0.3, 0, 0),
        ("job_move", MOVES * 0.6, 0, 0),
    ]
    sources += [("out_migration", OUTWARD, 0, 4), ("in_migration", OUTWARD.T * 1.4, 4, 0)]
    sources += [("return_migration", OUTWARD.T * 0.3, 4, 0), ("talent", OUTWARD.T * 0.02, 4, 0)]
    sources += [("hires", np.full((4, 4), 10000), 0, 0)]
    rows = []
    for replication in range(replications):
        for kind, matrix, first_origin, first_destination in sources:
            for (i, j), size in np.ndenumerate(matrix):
                noise = generator.normal(0, 0.04)
                for scenario in ("baseline", SCENARIO):
                    effect = 0.0 if scenario == "baseline" else generator.normal(0.03 - 0.02 * (j == 0), 0.03)
                    workers = np.round(size * (1 + noise + effect), -2)
                    origin, destination = names[first_origin + i], names[first_destination + j]
                    rows += [
                        (scenario, replication, m, kind, origin, destination, workers) for m in MONTHS[-14:]
                    ]
    columns = ["scenario", "replication", "month", "kind", "origin", "destination", "workers"]
    return pd.DataFrame(rows, columns=columns)


def effects_table(generator, replications):
    sizes = {
        "unemployment_rate": (0.05, "share"),
        "employed": (1.0, "persons"),
        "jobs": (1.0, "persons"),
        "vacancies": (0.02, "posts"),
        "mean_wage": (6500.0, "CNY/month"),
        "talent_arrivals": (0.0002, "persons/month"),
        "commuters_in": (0.004, "persons"),
        "moved_in": (0.0004, "persons/month"),
        "out_migrants": (0.001, "persons/month"),
        "entrants": (0.002, "persons/month"),
        "hr_revenue": (430.0, "CNY/month"),
        "placements": (0.004, "persons/month"),
        "agencies": (0.0005, "agencies"),
    }
    rows = []
    for measure, (level, unit) in sizes.items():
        for city, force in {"All": 17.2e6, **CITIES}.items():
            per_head = measure == "hr_revenue" or (level < 2 and measure != "unemployment_rate")
            baseline = level * (force if per_head else 1)
            for period, strength in (("policy window", 0.004), ("last 12 months", 0.006)):
                effect = baseline * generator.normal(strength, 0.004)
                half = abs(baseline) * 0.004 * (17.2e6 / force) ** 0.25
                interval = (effect, effect - half, effect + half, half * replications**0.5 / 2.36)
                rows.append(
                    (measure, city, period, unit, baseline, baseline + effect, *interval, replications)
                )
    columns = [
        "measure",
        "city",
        "period",
        "unit",
        "baseline",
        "scenario",
        "effect",
        "ci_low",
        "ci_high",
        "sd",
        "n",
    ]
    return pd.DataFrame(rows, columns=columns)


def write_example_run(folder: Path, replications: int = 8) -> Path:
    generator = np.random.default_rng(11)
    folder.mkdir(parents=True, exist_ok=True)
    monthly_table(generator, replications).to_parquet(folder / "monthly.parquet")
    flows_table(generator, replications).to_parquet(folder / "flows.parquet")
    for name, table in service_tables(generator, replications).items():
        table.to_parquet(folder / f"{name}.parquet")
    effects_table(generator, replications).to_csv(folder / "effects.csv", index=False)
    policy = {"dose": 1.0, "start": MONTHS[START], "ramp_months": 12, "cities": list(CITIES)}
    config = {
        "scenario": SCENARIO,
        "region": "chengdemeizi",
        "margin_set": "A",
        "scale": 0.01,
        "replications": replications,
        "seed": 1,
        "policies": {"unified_one_window_service": policy, "college_enrolment_expansion": policy},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder
