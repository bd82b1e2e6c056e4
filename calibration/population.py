"""Population and migration of the baseline beside what is known of them: `python -m calibration.population`.

Nothing is fitted here. The command runs the baseline to December 2022 and prints each moment of
`population.csv` beside the mean over replications, with z = (model - data) / sd of the data; it ends with
code 1 if one is beyond 4. With `--figure FOLDER` it also draws the moves around the spring festival, with and
without COVID-19, in English and Chinese.

* Change of population = 1.25 x net migration of workers + that of graduates of schools + young people who
  came + natural change. Net migration is all that changes a residence, between cities and across the
  boundary; 1.25 persons stand for a worker who moves (with children and others who do not work), one for a
  graduate or a young person, and natural change is an assumption by city, since the model knows the labour
  force only.
* Young people who came = those who grow up in the model less the children of the census who turn fifteen. The
  balance of the labour force needs more young people than the cities have children, and those who study or
  begin to work in a city beyond its own children have moved there. Without them a graduate who came to study
  and leaves again would be a loss of population. Left out: pensioners who move.
* Share of net outflow = registered less resident over registered persons: residents are those of the census,
  and 1.25 persons stand for each worker by whom the registered exceed the residents in the model.
* Share outside the province: of those registered in the three smaller cities who hold no certificate or a
  junior one (they stand for rural workers) and live elsewhere, those in Chongqing and the rest of China. The
  statistic also counts who found other work near home, which the model cannot tell apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.workers import OUTSIDE
from sim.model import LabourMarket
from sim.report.labels import Language
from sim.report.seasons import draw_seasons

Counts = NDArray[np.int64]
TABLE = Path(__file__).with_name("population.csv")
MONTHS = 48
"""January 2019 to December 2022."""
BEYOND = 4.0
PERSONS_PER_WORKER = 1.25
NATURAL_CHANGE = {"Chengdu": 0.001, "Deyang": -0.002, "Meishan": -0.002, "Ziyang": -0.004}
"""Births less deaths over residents, 1/year (assumption: the smaller cities are the older ones)."""
RESIDENTS = {"Chengdu": 20_938_000, "Deyang": 3_456_000, "Meishan": 2_955_000, "Ziyang": 2_309_000}
"""Census 2020, persons."""
CHILDREN = {"Chengdu": 2_780_800, "Deyang": 451_400, "Meishan": 414_000, "Ziyang": 386_700}
"""Residents below 15 years, census 2020, persons: 13.28, 13.06, 14.01 and 16.75 % of the residents
(https://dinovaliano.com/news/data/hongguan/20210603/1003451469827_2.shtml, http://psic.org.cn/shijirenkou/1875.html,
https://m.chyxx.com/shuju/202108/969327.html, https://zgrkk.com/city/271.html)."""
YEARS_OF_CHILDHOOD = 15
SMALLER = ("Deyang", "Meishan", "Ziyang")
OUTSIDE_PROVINCE = ("Chongqing", "Rest of China")
RURAL_SKILLS = slice(0, 2)
INWARD = ("moved_in", "in_migrants", "returnees", "talent_arrivals")
OUTWARD = ("moved_out", "out_migrants", "home_departures", "talent_departures")
GRADUATES = ("graduate_move", "graduate_departure")
"""Kinds of flow by which graduates of schools move, apart from the measures above."""
SNAPSHOTS = {"2020-12": 24, "2021-03": 27, "2021-12": 36}
"""Months that have passed at the end of each."""


@dataclass(frozen=True)
class PopulationRun:
    """A baseline run to December 2022.

    monthly, flows   tables
    stocks    workers by node of registration, node where they are, and skill at the end of some months, real
              size: everybody in the labour force, outside, or in the pool of those who left before
    nodes     names of the nodes
    """

    monthly: pd.DataFrame
    flows: pd.DataFrame
    stocks: dict[str, NDArray[np.float64]]
    nodes: tuple[str, ...]

    def place(self, name: str) -> int:
        """Return the index of a node."""
        return self.nodes.index(name)


def population_run(scale: float, replication: int, months: int = MONTHS, covid: bool = True) -> PopulationRun:
    """Run the baseline."""
    model = LabourMarket(scale=scale, months=months, replication=replication, covid=covid)
    stocks = {}
    while model.running:
        model.step()
        for name, passed in SNAPSHOTS.items():
            if model.month == passed:
                stocks[name] = whereabouts(model) / scale
    record = model.record
    return PopulationRun(record.monthly_table(), record.flows_table(), stocks, tuple(model.region.node_names))


def whereabouts(model: LabourMarket) -> NDArray[np.float64]:
    """Return simulated workers by registration, node and skill, shape (N, N, Q)."""
    workers, world = model.state.workers, model.world
    alive = (workers.status <= OUTSIDE) & (workers.school < 0)
    counts = np.zeros((world.region.n_nodes, world.region.n_nodes, world.n_skills))
    np.add.at(counts, (workers.registration[alive], workers.residence[alive], workers.skill[alive]), 1.0)
    counts[: world.n_cities, world.n_cities :] += model.state.out_pool
    return counts


def population_change(run: PopulationRun, cities: tuple[str, ...], years: tuple[int, ...]) -> float:
    """Return the change of the resident population of some cities over some years, persons."""
    change, graduates = 0.0, run.flows[run.flows.kind.isin(GRADUATES)]
    graduates = graduates[graduates.month.str[:4].isin(map(str, years))]
    for city in cities:
        table = run.monthly[(run.monthly.city == city) & run.monthly.month.str[:4].isin(map(str, years))]
        moved = table[list(INWARD)].to_numpy().sum() - table[list(OUTWARD)].to_numpy().sum()
        change += float(graduates[graduates.destination == city].workers.sum())
        change -= float(graduates[graduates.origin == city].workers.sum())
        change += PERSONS_PER_WORKER * moved + len(years) * NATURAL_CHANGE[city] * RESIDENTS[city]
        change += young_people_who_came(run, city, years)
    return change


def young_people_who_came(run: PopulationRun, city: str, years: tuple[int, ...]) -> float:
    """Return those who grow up in a city of the model beyond its own children, net, persons.

    The years are 2020 or later, since a year needs the stock of the December before. By the account of
    youth: grown up = change of the stock + intake of schools + begun to work.
    """
    rows = run.monthly[run.monthly.city == city].set_index("month")
    came = 0.0
    for year in years:
        months = rows.loc[f"{year}-01" : f"{year}-12"]
        change = float(rows.youth[f"{year}-12"] - rows.youth[f"{year - 1}-12"])
        grown_up = change + float(months.school_intake.sum() + months.entrants.sum())
        came += grown_up - CHILDREN[city] / YEARS_OF_CHILDHOOD
    return came


def net_outflow_share(run: PopulationRun, city: str, month: str) -> float:
    """Return registered less resident over registered persons of a city."""
    at, stock = run.place(city), run.stocks[month]
    missing = PERSONS_PER_WORKER * float(stock[at].sum() - stock[:, at].sum())
    return missing / (RESIDENTS[city] + missing)


def outside_province_share(run: PopulationRun, month: str) -> float:
    """Return who is outside the province, of the rural workers of the smaller cities who live elsewhere."""
    away = np.zeros(len(run.nodes))
    for city in SMALLER:
        by_node = run.stocks[month][run.place(city), :, RURAL_SKILLS].sum(axis=1)
        by_node[run.place(city)] = 0.0
        away += by_node
    outside = sum(float(away[run.place(node)]) for node in OUTSIDE_PROVINCE)
    return outside / float(away.sum())


MOMENTS: dict[str, Callable[[PopulationRun], float]] = {
    "population_change_chengdu_2021": lambda run: population_change(run, ("Chengdu",), (2021,)),
    "population_change_chengdu_2022": lambda run: population_change(run, ("Chengdu",), (2022,)),
    "population_change_deyang_2020_22": lambda run: population_change(run, ("Deyang",), (2021, 2022)),
    "population_change_meishan_ziyang_2020_22": lambda run: population_change(
        run, ("Meishan", "Ziyang"), (2021, 2022)
    ),
    "net_outflow_share_ziyang": lambda run: net_outflow_share(run, "Ziyang", "2021-12"),
    "net_outflow_share_deyang": lambda run: net_outflow_share(run, "Deyang", "2020-12"),
    "net_outflow_share_meishan": lambda run: net_outflow_share(run, "Meishan", "2020-12"),
    "outside_province_share": lambda run: outside_province_share(run, "2021-03"),
}


def compared(runs: list[PopulationRun]) -> pd.DataFrame:
    """Return the moments: data, its sd, mean of the model, lowest and highest, z."""
    table = pd.read_csv(TABLE).set_index("moment")
    values = pd.DataFrame({name: [moment(run) for run in runs] for name, moment in MOMENTS.items()})
    table["model"], table["lowest"], table["highest"] = values.mean(), values.min(), values.max()
    table["z"] = (table["model"] - table["value"]) / table["sd"]
    return table


def main(arguments: list[str]) -> int:
    """Print the table; return 0 if no moment is beyond 4 standard deviations."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration.population", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--figure", type=Path, help="folder for the figure of the spring festival")
    options = parser.parse_args(arguments)
    runs = [population_run(options.scale, replication) for replication in range(options.replications)]
    print(f"Baseline at scale {options.scale:g}, {len(runs)} replications: mean (lowest to highest)")
    table = compared(runs)
    for name, row in table.iterrows():
        digits = 0 if row["unit"] == "persons" else 3
        data = f"{row['value']:.{digits}f} (sd {row['sd']:.{digits}f})"
        model = f"{row['model']:.{digits}f} ({row['lowest']:.{digits}f} to {row['highest']:.{digits}f})"
        held = "" if abs(row["z"]) <= BEYOND else "  BEYOND 4"
        print(f"{name!s:42s} data {data:20s} model {model:36s} z {row['z']:+.2f}{held}")
    if options.figure:
        calm = population_run(options.scale, 0, covid=False)
        languages: tuple[Language, ...] = ("en", "zh")
        for language in languages:
            path = options.figure / f"spring_festival_{language}.png"
            draw_seasons(runs[0].flows, calm.flows, options.scale, language, path)
    return 0 if (table["z"].abs() <= BEYOND).all() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
