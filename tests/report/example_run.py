"""A run folder with made-up tables of plausible size, for tests of figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

CITIES = {"Chengdu": 12.4e6, "Deyang": 2.0e6, "Meishan": 1.6e6, "Ziyang": 1.2e6}
OUTSIDE = ("Chongqing", "Rest of Sichuan", "Rest of China")
SCENARIO = "four_city_plan"
MONTHS = [f"{2019 + t // 12}-{t % 12 + 1:02d}" for t in range(48)]
START = MONTHS.index("2020-10")
COMMUTERS = np.array([[0, 9400, 6100, 2900], [11800, 0, 60, 90], [8300, 40, 0, 210], [5600, 150, 330, 0]])
MOVES = np.array([[0, 2300, 1900, 1500], [2900, 0, 120, 260], [2600, 90, 0, 310], [2100, 140, 270, 0]])
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
    keys = ["scenario", "replication", "month"]
    total = table.groupby(keys, as_index=False)[columns[4:]].mean().assign(city="All")
    return pd.concat([table, total], ignore_index=True)


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
    }
    rows = []
    for measure, (level, unit) in sizes.items():
        for city, force in {"All": 17.2e6, **CITIES}.items():
            baseline = level * (force if level < 2 and measure != "unemployment_rate" else 1)
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
    effects_table(generator, replications).to_csv(folder / "effects.csv", index=False)
    policy = {"dose": 1.0, "start": MONTHS[START], "ramp_months": 12, "cities": list(CITIES)}
    config = {
        "scenario": SCENARIO,
        "region": "chengdemeizi",
        "margin_set": "A",
        "scale": 0.01,
        "replications": replications,
        "seed": 1,
        "policies": {"unified_one_window_service": policy},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder
