"""What a comparison found, as lines of text for a terminal."""

from __future__ import annotations

import pandas as pd

from sim.config import RunConfig
from sim.experiment.units import MONEY

HEADLINES = (
    "unemployment_rate",
    "unemployed",
    "employed",
    "vacancies",
    "talent_arrivals",
    "moved_in",
    "in_migrants",
    "out_migrants",
    "commuters_in",
    "hires_from_unemployment",
    "mean_wage",
    "hr_revenue",
    "placements",
    "persons_placed",
    "hr_fee_index",
    "agencies",
)
"""What the summary shows, in this order; a world without HR agencies lacks the last five."""
MILLION = 1e6
COLUMNS = ("measure", "city", "baseline", "scenario", "effect", "95% interval", "unit")


def summary(effects: pd.DataFrame, config: RunConfig) -> str:
    """Return the table of headline effects over the policy window, by city.

    Args:
        effects: as returned by `sim.experiment.effects.effects_table`.
        config: the configuration that gave them.
    """
    chosen = effects[effects["measure"].isin(HEADLINES) & (effects["period"] == effects["period"].iloc[0])]
    rank = {measure: place for place, measure in enumerate(HEADLINES)}
    chosen = chosen.sort_values("measure", key=lambda measures: measures.map(rank), kind="stable")
    large = _counted_in_millions(chosen)
    smallest = chosen.groupby("measure")["baseline"].agg(lambda levels: levels.abs().min())
    lines = [
        COLUMNS,
        *(
            _line(row, float(smallest[row["measure"]]), row["measure"] in large)
            for row in chosen.to_dict("records")
        ),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    body = [
        "  ".join(
            text.ljust(width) if column in (0, 1, 6) else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([_title(effects, config), "", *body])


def _title(effects: pd.DataFrame, config: RunConfig) -> str:
    first = effects.iloc[0]
    what = "baseline only: no instrument, no effect"
    if config.policies:
        what = f"{config.scenario} against baseline"
    return (
        f"{what}; {config.replications} pairs, scale {config.scale:g}, seed {config.seed}; "
        f"monthly means {first['first_month']} to {first['last_month']}"
    )


def _counted_in_millions(effects: pd.DataFrame) -> set[str]:
    """Return the measures of money that reach a million CNY in some city."""
    return set(effects.loc[(effects["unit"] == MONEY) & (effects["baseline"].abs() >= MILLION), "measure"])


def _line(row: dict[str, object], smallest: float, in_millions: bool) -> tuple[str, ...]:
    """Return the texts of a row; all rows of a measure have as many decimals as its smallest level needs."""
    unit = str(row["unit"])
    numbers = {
        name: float(str(row[name])) for name in ("baseline", "scenario", "effect", "ci_low", "ci_high")
    }
    if unit == "share":
        numbers = {name: 100 * value for name, value in numbers.items()}
        unit, digits = "% (effects: points)", 3
    else:
        if in_millions:
            numbers = {name: value / MILLION for name, value in numbers.items()}
            smallest /= MILLION
            unit = f"million {unit}"
        digits = 4 if unit == "index" else 0 if smallest >= 1000 else 1 if smallest >= 100 else 2
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    rounded = {name: round(value, digits) + 0.0 for name, value in numbers.items()}
    levels = [f"{rounded[name]:,.{digits}f}" for name in ("baseline", "scenario")]
    effect, low, high = (f"{rounded[name]:+,.{digits}f}" for name in ("effect", "ci_low", "ci_high"))
    return str(row["measure"]), str(row["city"]), *levels, effect, f"{low} .. {high}", unit
