"""What figures read from a run folder, and the summaries that they draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.geography.region import Region, load_region

FloatArray = NDArray[np.float64]

BASELINE = "baseline"
ALL = "All"
MONTHS_SHOWN = 12
NEEDED = ("config.yaml", "monthly.parquet", "flows.parquet", "effects.csv")


@dataclass(frozen=True)
class RunTables:
    """The tables of one run folder; see the folder's manual for their columns.

    tables   what is in Parquet files, by name
    effects  effects.csv
    config   config.yaml
    """

    tables: Mapping[str, pd.DataFrame]
    effects: pd.DataFrame
    config: dict[str, Any]

    @property
    def monthly(self) -> pd.DataFrame:
        """Measures by month and city."""
        return self.tables["monthly"]

    @property
    def has_agencies(self) -> bool:
        """Whether the run knows HR agencies."""
        return "services" in self.tables

    @cached_property
    def region(self) -> Region:
        """The region that was simulated."""
        return load_region(self.config["region"], margin_set=self.config["margin_set"])

    @property
    def scenario(self) -> str:
        """Name of what is compared with the baseline: the baseline itself if there is no instrument."""
        return str(self.config["scenario"]) if self.config["policies"] else BASELINE

    @cached_property
    def months(self) -> list[str]:
        """Months of the run in order."""
        return sorted(self.monthly["month"].unique())

    @property
    def policy_start(self) -> str | None:
        """First month in which an instrument with a dose is in force; None if none is."""
        starts = [policy["start"] for policy in self.config["policies"].values() if policy["dose"] > 0]
        return min((start for start in starts if start in self.months), default=None)


@dataclass(frozen=True)
class FlowComparison:
    """Flows [origin, destination] in the unit of the table, shape (n_nodes, n_nodes), mean over replications.

    baseline   in the baseline
    change     scenario minus baseline
    certain    True where the 95% interval of the change excludes zero
    """

    baseline: FloatArray
    change: FloatArray
    certain: NDArray[np.bool_]


def read_run(folder: Path) -> RunTables:
    """Read the tables of a run folder.

    Raises:
        FileNotFoundError: the folder lacks one of them.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise FileNotFoundError(
                f"{folder}: expected the folder of a finished run, found no {name} in it."
            )
    config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    return RunTables(tables, pd.read_csv(folder / "effects.csv"), config)


def first_months(run: RunTables) -> list[str]:
    """The first year, or all months of a shorter run."""
    return run.months[:MONTHS_SHOWN]


def last_months(run: RunTables) -> list[str]:
    """The months that flow figures summarise: the last year, or all of a shorter run."""
    return run.months[-MONTHS_SHOWN:]


def compare_flows(run: RunTables, kinds: Iterable[str], stock: bool, table: str = "flows") -> FlowComparison:
    """Cross-city flows of some kinds in the last months, baseline and change.

    Args:
        run: the tables.
        kinds: kinds of flow to add up.
        stock: True averages over the months, False sums.
        table: an origin-destination table; its last column is added up.
    """
    months, flows = last_months(run), run.tables[table]
    chosen = flows[flows["kind"].isin(list(kinds)) & flows["month"].isin(months)]
    baseline = _flow_arrays(run, chosen[chosen["scenario"] == BASELINE])
    scenario = _flow_arrays(run, chosen[chosen["scenario"] == run.scenario])
    divisor = len(months) if stock else 1
    change = (scenario - baseline) / divisor
    return FlowComparison(baseline.mean(axis=0) / divisor, change.mean(axis=0), excludes_zero(change))


def excludes_zero(differences: FloatArray) -> NDArray[np.bool_]:
    """Whether the 95% t interval of the mean excludes zero.

    Args:
        differences: paired differences, shape (n_replications, ...).
    """
    n = len(differences)
    if n < 2:
        return np.zeros(differences.shape[1:], dtype=np.bool_)
    half_width = stdtrit(n - 1, 0.975) * differences.std(axis=0, ddof=1) / np.sqrt(n)
    certain: NDArray[np.bool_] = np.abs(differences.mean(axis=0)) > half_width
    return certain


def monthly_band(run: RunTables, measure: str, city: str, scenario: str) -> pd.DataFrame:
    """Columns mean, low and high over replications by month, in the unit of the table."""
    chosen = (run.monthly["city"] == city) & (run.monthly["scenario"] == scenario)
    rows = run.monthly.loc[chosen, ["month", measure]]
    grouped = rows.groupby("month", sort=True)[measure]
    return pd.DataFrame({"mean": grouped.mean(), "low": grouped.min(), "high": grouped.max()})


def means_over_runs(
    run: RunTables, table: str, keys: list[str], column: str, scenario: str, months: Iterable[str]
) -> pd.Series:
    """Mean of a column over months and replications by some keys, which are all of the table's but these.

    Args:
        run: the tables.
        table: its name.
        keys: columns to tell apart.
        column: what is averaged.
        scenario: whose runs.
        months: months to average.
    """
    rows = run.tables[table]
    chosen = rows[(rows["scenario"] == scenario) & rows["month"].isin(list(months))]
    return chosen.groupby(keys, sort=True)[column].mean()


def _flow_arrays(run: RunTables, flows: pd.DataFrame) -> FloatArray:
    """Sums by replication, origin and destination, shape (n_replications, n_nodes, n_nodes); diagonal 0."""
    names = list(run.region.node_names)
    replications = sorted(run.monthly["replication"].unique())
    index = pd.MultiIndex.from_product([replications, names, names])
    totals = flows.groupby(["replication", "origin", "destination"])[flows.columns[-1]].sum()
    n = len(names)
    arrays = totals.reindex(index, fill_value=0).to_numpy(dtype=np.float64, copy=True).reshape(-1, n, n)
    arrays[:, np.arange(n), np.arange(n)] = 0.0
    return arrays
