"""What every column of a run folder's tables holds, one short line each, in the order of the columns."""

from __future__ import annotations

SCENARIO = "`baseline`, or the name of the scenario"
REPLICATION = "number of the pair; runs with the same number share all draws"
MONTH = "calendar month, written `2020-10`"

MONTHLY = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "city": "name of the city; `All` is the whole region",
    "labour_force": "residents with a job or looking for one, at the end of the month",
    "employed": "employed by city of residence, own-account workers included",
    "jobs": "employed by city of work",
    "unemployed": "residents without a job, by city of residence",
    "vacancies": "open vacancies at the end of the month, by city of the firm",
    "posted": "vacancies newly posted, by city of the firm",
    "filled": "vacancies filled by a hire",
    "withdrawn": "vacancies taken back unfilled, those of closing firms included",
    "hires_from_unemployment": "hires of the unemployed, by city of work",
    "hires_job_to_job": "hires of workers who leave another job for it, by city of the new job",
    "separations": "jobs that ended by separation, by city of work; layoffs and closures are counted apart",
    "layoffs": "workers laid off by firms that go on, by city of work",
    "firm_exit_releases": "workers who lost the job because the firm closed, by city of work",
    "retirements": "retirements from the labour force, by city of residence",
    "entrants": "young people who join the labour force, by city of residence",
    "talent_arrivals": "professionals who arrive from outside the region",
    "in_migrants": "people who move in from outside the region, without a job; talent and returnees apart",
    "returnees": "workers who come back from outside the region to their city of registration",
    "out_migrants": "residents who leave the region for a job",
    "moved_in": "changes of residence into the city from the region's other cities",
    "moved_out": "changes of residence out of the city to the region's other cities",
    "commuters_in": "employed in the city who live in another one of the region",
    "commuters_out": "residents who work in another city of the region",
    "offers_cross_city": "offers made to candidates who live in another city, by city of work",
    "firms": "firms in existence; own-account workers are no firms",
    "firm_entries": "firms founded",
    "firm_exits": "firms closed",
    "mean_wage": "geometric mean of the wages of the employed, by city of work",
    "rent": "level of rents; `All` is the mean weighted by the labour force",
    "policy_outlay": "public cost of the instruments; known for `All` only, 0 in the rows of cities",
    "unemployment_rate": "unemployed over labour force",
    "vacancy_rate": "vacancies over vacancies and jobs",
    "tightness": "vacancies over unemployed",
}

FLOWS = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "kind": "what is counted, see the next table",
    "origin": "city or place outside the region from which they come",
    "destination": "city or place outside the region to which they go",
    "workers": "workers; a month's flow, except for `commuting`, a stock",
}

KINDS = {
    "commuting": "the employed at the end of the month, residence to city of work, the same city included",
    "hires": "hires, residence before the hire to city of work, the same city included",
    "job_move": "changes of residence that go with a new job",
    "house_move": "commuters who move to their city of work and keep the job",
    "home_return": "workers who move from another city of the region back to their city of registration",
    "out_migration": "residents who leave for a place outside the region",
    "return_migration": "workers who come back from outside to their city of registration",
    "in_migration": "people who move in from outside, without a job",
    "talent": "professionals who arrive from outside",
}

EFFECTS = {
    "measure": ("", "a measure of `monthly.parquet`"),
    "city": ("", "name of the city; `All` is the whole region"),
    "period": ("", "`policy window` from the first month in which an instrument acts, or `last 12 months`"),
    "unit": ("", "unit of the measure"),
    "baseline": ("of the measure", "mean over the period's months and all replications, baseline"),
    "scenario": ("of the measure", "the same of the scenario"),
    "effect": ("of the measure", "mean of the paired differences, scenario minus baseline"),
    "ci_low": ("of the measure", "lower end of the effect's 95 % interval"),
    "ci_high": ("of the measure", "upper end of the effect's 95 % interval"),
    "sd": ("of the measure", "standard deviation of the paired differences"),
    "n": ("pairs", "replications"),
    "replications_needed": (
        "pairs",
        "fewest for an interval of 5 % of the effect on either side; empty: none",
    ),
    "first_month": ("", "first month of the period"),
    "last_month": ("", "last month of the period"),
}
"""Unit and meaning."""
