"""Units of the measures, for tables, reports and the schema inside Parquet files."""

from __future__ import annotations

OTHER = {
    "labour_force": "persons",
    "employed": "persons",
    "jobs": "persons",
    "unemployed": "persons",
    "commuters_in": "persons",
    "commuters_out": "persons",
    "vacancies": "posts",
    "posted": "posts/month",
    "filled": "posts/month",
    "withdrawn": "posts/month",
    "offers_cross_city": "offers/month",
    "firms": "firms",
    "firm_entries": "firms/month",
    "firm_exits": "firms/month",
    "unemployment_rate": "share",
    "vacancy_rate": "share",
    "tightness": "posts/person",
    "rent": "relative to Chengdu at the start",
    "mean_wage": "CNY/month",
    "policy_outlay": "CNY/month",
    "workers": "persons",
}
"""Measures that are not flows of people."""


def unit_of(measure: str) -> str:
    """Return the unit of a measure; flows of people are persons a month."""
    return OTHER.get(measure, "persons/month")
