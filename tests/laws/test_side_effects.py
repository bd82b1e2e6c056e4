"""Side effects that the plan's instruments must have (V17): what they move beside their aim, in whole runs.

Three pairs of 18 months at 1:200, instruments in full from the first month, means of the last year. Seeds
are fixed. Measured over four pairs: orders +1.3 % with a standard deviation of 0.25, fees -3.8 (0.3),
vacancies of the three small cities +6.6 (1.5); with new seeds one of three pairs would have the wrong sign
less than once in 500 for each of them. That an open market has more misconduct without lists is shown in
`tests.laws.test_agency_instruments`.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.laws.toolbox import dosed, run, world

SCALE, MONTHS, SETTLED = 0.005, 18, 6
SEEDS = (1, 2, 3)
IN_FULL = {"governance": {"implementation": 1.0}}
MARKET = ("mutual_qualification_recognition", "shared_online_market_order_grabbing")
EXPORT = ("labour_export_cooperation",)
SMALL_CITIES = ["Deyang", "Meishan", "Ziyang"]


@cache
def monthly(seed: int, *names: str) -> pd.DataFrame:
    """Return the monthly table of all cities under some instruments."""
    setting = world(SCALE, MONTHS, parameters=IN_FULL, policies=dosed(1.0, *names) if names else {})
    return run(setting, seed=seed).record.monthly_table()


def level(seed: int, names: tuple[str, ...], measure: str, cities: list[str]) -> float:
    """Return the sum of a measure over cities, mean of the settled months."""
    rows = monthly(seed, *names)
    by_month = rows[rows.city.isin(cities)].groupby("month")[measure].sum()
    return float(by_month.iloc[SETTLED:].mean())


def changes(names: tuple[str, ...], measure: str, cities: list[str]) -> np.ndarray:
    """Return the relative change of a measure in each pair, %."""
    pairs = [(level(seed, names, measure, cities), level(seed, (), measure, cities)) for seed in SEEDS]
    return np.array([100.0 * (after / before - 1.0) for after, before in pairs])


def test_recognition_with_the_platform_raises_volume_and_lowers_fees() -> None:
    assert (changes(MARKET, "hr_orders", ["All"]) > 0.3).all()
    assert (changes(MARKET, "hr_fee_index", ["All"]) < -2.0).all()


def test_labour_export_makes_posts_of_the_origin_cities_harder_to_fill() -> None:
    """Their vacancies rise; those of the first city, which receives, do not."""
    assert (changes(EXPORT, "vacancies", SMALL_CITIES) > 1.0).all()
    assert (changes(EXPORT, "vacancies", ["Chengdu"]) < 0.0).all()


@pytest.mark.parametrize(("measure", "cities"), [("hr_fee_index", ["All"]), ("vacancies", SMALL_CITIES)])
def test_the_placebo_has_no_side_effect(measure: str, cities: list[str]) -> None:
    """Control, exact."""
    assert (changes(("placebo",), measure, cities) == 0.0).all()


def test_what_an_instrument_should_leave_alone_stays() -> None:
    """Control: labour export does not lower fees as the platform does."""
    assert (np.abs(changes(EXPORT, "hr_fee_index", ["All"])) < 1.0).all()
