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
    "entrants": "young people who begin to work without a vocational school, by city of residence",
    "talent_arrivals": "professionals who arrive from outside the region",
    "in_migrants": "people who move in from outside the region, without a job, some not for the first time; "
    "talent and returnees apart",
    "returnees": "workers who come back from outside the region to their city of registration",
    "out_migrants": "residents who leave the region for a job",
    "home_departures": "residents registered outside the region who go home, talent apart",
    "talent_departures": "professionals who arrived as talent and go back where they came from",
    "export_team_members": "jobless people for whom export teams apply elsewhere, by city of residence",
    "branded_workers": "workers trained under a labour brand, by city of registration, wherever they are",
    "moved_in": "changes of residence into the city from the region's other cities",
    "moved_out": "changes of residence out of the city to the region's other cities",
    "commuters_in": "employed in the city who live in another one of the region",
    "commuters_out": "residents who work in another city of the region",
    "offers_cross_city": "offers made to candidates who live in another city, by city of work",
    "firms": "firms in existence; own-account workers are no firms",
    "firm_entries": "firms founded",
    "firm_exits": "firms closed",
    "young_entrants": "young people who join the labour force, also through schools, by city of residence",
    "certified": "residents of the labour force with a vocational certificate",
    "youth": "young people who have left lower secondary school and neither work nor study yet",
    "students": "students of vocational schools, by city of the school; no part of the labour force",
    "school_intake": "students who begin a vocational school, in September",
    "technician_intake": "of them at technician colleges",
    "graduates": "graduates of vocational schools, by city of the school",
    "drop_outs": "students who leave a vocational school without a certificate",
    "interns": "students at work in a firm, not counted as employed",
    "intern_hires": "graduates whom the firm of their internship keeps",
    "order_offers": "job offers of firms to graduates of the classes they ordered",
    "order_hires": "of them those taken",
    "graduates_left": "graduates who leave the region at once, by city of the school",
    "talent_attracted_year": "talent arrived since January: the yearly reading of the plan's target",
    "talent_attracted": "talent arrived since October 2020: the cumulated reading of it",
    "talent_stock": "professionals who arrived as talent and still live there",
    "talent_at_work": "the same, with visiting experts counted two days of five in the city that they visit",
    "visiting_experts": "professionals who live in the first city and visit, by the city that they visit",
    "expert_days": "days of work of visiting experts, two a week",
    "training_starts": "adults who begin a course, by city of residence",
    "training_starts_public_base": "of these, at public training bases",
    "training_starts_firm": "of these, in courses of their firm",
    "training_starts_agency": "of these, in courses that firms order from agencies",
    "training_starts_alliance": "of these, on idle seats of another city, which the training alliance opens",
    "training_completions": "courses completed, by city of residence",
    "in_full_time_training": "unemployed in full-time courses, who cannot search; counted as unemployed",
    "training_seats": "open seats for the training of adults, by city of the seat",
    "training_seats_idle": "open seats that nobody could use, by city of the seat",
    "skill_upgrades": "workers who reach the next skill a year after a course, by city of residence",
    "promotions": "workers promoted by experience from the second-highest skill to the highest",
    "newly_certified": "certificates issued to workers after a course or an assessment",
    "talent_cultivated": "promotions, and courses that made a certified senior technician",
    "talent_cultivated_since_plan": "the same, summed from October 2020; 0 before",
    "certified_from_schools": "certified graduates who joined the labour force, summed from the start",
    "mean_wage": "geometric mean of the wages of the employed, by city of work",
    "brand_reputation": "reputation of the labour brands, weighted by members; 0 without a brand",
    "rent": "level of rents; `All` is the mean weighted by the labour force",
    "policy_outlay": "public cost of the instruments; known for `All` only, 0 in the rows of cities",
    "unemployment_rate": "unemployed over labour force",
    "vacancy_rate": "vacancies over vacancies and jobs",
    "tightness": "vacancies over unemployed",
    "hr_revenue": "gross revenue of agencies, full scope, by city of the head office; with wages handed on",
    "hr_revenue_net": "the fees in it",
    "hr_revenue_licensed": "gross revenue of licensed agencies: the narrow scope of the statistics",
    "hr_revenue_plan": "gross revenue in the definition of the plan's targets, a fixed multiple of it",
    "hr_revenue_high_end": "gross revenue of outsourcing, headhunting, consulting and personnel technology",
    "hr_revenue_high_end_net": "the fees in it",
    "hr_outlay_firms": "what firms pay agencies, by city of the client",
    "hr_outlay_governments": "what governments pay agencies, by city of the client; subsidies included",
    "hr_orders": "orders that look for an agency, all lines, by city of the client",
    "hr_orders_unmet": "those that no agency takes this month",
    "agencies": "agencies in existence, full scope, by city of the head office",
    "agencies_licensed": "those with a licence: the narrow scope of the statistics",
    "agencies_in_parks": "those in an industrial park for HR services",
    "agencies_red_listed": "those on the red list of some city, for good conduct",
    "agencies_black_listed": "those on the black list of some city",
    "agency_offices": "offices in the city, head offices and branches",
    "agency_offices_licensed": "those of licensed agencies",
    "agencies_entered": "agencies founded, by city of the head office",
    "agencies_closed": "agencies closed, by city of the head office",
    "complaints": "complaints about agencies, by city of the head office",
    "service_contacts": "contacts between agencies and workers, by city of residence",
    "placements": "hires on posts that an agency serves, by city of work",
    "misplaced": "those that go with misconduct of the agency",
    "persons_served": "residents whom agencies serve for the first time this year",
    "persons_placed": "residents whom agencies place for the first time this year",
    "hr_high_end_share": "mid- and high-end share of gross revenue",
    "hr_high_end_share_net": "mid- and high-end share of fees",
    "hr_unmet_share": "share of orders that no agency takes",
    "hr_fee_index": "mean price that an order of recruitment costs, on the platform or not, 1 when agencies "
    "were set up; `All` is the mean weighted by orders",
}
"""Columns from `hr_revenue` on exist in a world with HR agencies only."""

FLOWS = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "kind": "what is counted, see the next table",
    "origin": "city or place outside the region from which they come",
    "destination": "city or place outside the region to which they go",
    "workers": "workers; a month's flow, except for `commuting`, a stock",
}

PERSONS = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "place": "a city (its labour force), outside at a node, a pool of people outside who are only counted, "
    "or retired; and beside them the youth who entered",
    "persons": "persons at the end of the month; all less the youth who entered never change",
}

KINDS = {
    "commuting": "the employed at the end of the month, residence to city of work, the same city included",
    "hires": "hires, residence before the hire to city of work, the same city included",
    "job_move": "changes of residence that go with a new job",
    "house_move": "commuters who move to their city of work and keep the job",
    "graduate_move": "graduates of vocational schools who move to another city of the region",
    "graduate_departure": "graduates of vocational schools who leave the region",
    "home_return": "workers who move from another city of the region back to their city of registration",
    "out_migration": "residents who leave for a place outside the region",
    "home_departure": "residents who go home to the place outside where they are registered, talent apart",
    "return_migration": "workers who come back from outside to their city of registration",
    "in_migration": "people who move in from outside, without a job",
    "talent": "professionals who arrive from outside",
    "talent_departure": "professionals who arrived as talent and go back where they came from",
    "outside_move": "people outside who go home to another place outside",
}

SERVICES = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "city": "city of the client; `All` is the whole region",
    "line": "service line, see the next table",
    "revenue": "invoices, gross",
    "revenue_net": "the fees in them",
    "outlay_governments": "what governments pay of the invoices; firms pay the rest",
    "quantity": "what was delivered, in the unit of the line",
    "orders": "orders that look for an agency",
    "orders_unmet": "those that no agency takes this month",
    "price": "mean price that an order costs, on the platform or not, 1 when agencies were set up; `All` is "
    "the mean weighted by orders",
}

LINES = {
    "recruitment": ("persons placed/month", "help to fill a post, paid for the placement"),
    "dispatch": ("persons employed", "workers employed by the agency, directed by the client"),
    "outsourcing": ("persons employed", "work done for the client by workers of the agency"),
    "flexible staffing": ("persons employed", "short-term and gig workers, employed by the agency"),
    "training": ("person-times/month", "courses for firms and governments"),
    "headhunting": ("persons placed/month", "search for employed professionals, paid by their salary"),
    "consulting": ("projects/month", "consulting on human resources"),
    "personnel services": ("personnel accounts", "payroll, social insurance and personnel files"),
}
"""Unit of the quantity, and what the line is."""

SERVICE_FLOWS = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "kind": "what is counted, see the next table",
    "origin": "city of the head office",
    "destination": "city of the client or the office",
    "value": "value, in the unit of the kind",
}

SERVICE_KINDS = {
    "revenue": ("CNY/month", "invoices of agencies to the clients of a city, the same city included"),
    "offices": ("agencies", "agencies with an office in the city, the head office included"),
}

CONCENTRATION = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "line": "service line or `all lines`; a line without revenue in the month has no row",
    "share_of_five_largest": "of the gross revenue of all agencies",
    "herfindahl": "sum of squared shares of gross revenue",
    "tail_exponent": "Hill estimate over the largest 5 % by gross revenue; not a number below three agencies",
    "utilisation": "load over capacity, agencies weighted by consultants",
}

SIZES = {
    "scenario": SCENARIO,
    "replication": REPLICATION,
    "month": MONTH,
    "threshold": "gross revenue of an agency in the month",
    "agencies_at_least": "agencies that reach the threshold",
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

SCORECARD = {
    "target": ("", "target of the plan, see `scenarios/plan/targets.yaml`; `all targets` in the last row"),
    "reading": ("", "one way to measure it; empty where the model has no number"),
    "city": ("", "name of the city; `All` is the whole region"),
    "year": ("", "year in which it is to be reached"),
    "unit": ("", "unit of the values"),
    "direction": ("", "whether the value is to be reached `at least` or `at most`"),
    "value": ("of the row", "what is to be reached"),
    "literal": ("", "whether the reading is the one closest to the plan's words"),
    "baseline": ("of the row", "mean over replications without the plan"),
    "baseline_low": ("of the row", "5 % quantile over replications"),
    "baseline_high": ("of the row", "95 % quantile over replications"),
    "scenario": ("of the row", "mean over replications with the plan"),
    "scenario_low": ("of the row", "5 % quantile over replications"),
    "scenario_high": ("of the row", "95 % quantile over replications"),
    "met_baseline": ("probability", "share of replications that meet the target without the plan"),
    "met_baseline_low": ("probability", "lower end of its 95 % interval (Jeffreys)"),
    "met_baseline_high": ("probability", "upper end"),
    "met_scenario": ("probability", "share of replications that meet the target with the plan"),
    "met_scenario_low": ("probability", "lower end of its 95 % interval (Jeffreys)"),
    "met_scenario_high": ("probability", "upper end"),
    "met_change": ("probability", "with the plan minus without"),
    "n": ("replications", "replications scored; 0 where the run cannot tell"),
    "binding": ("", "whether this literal reading is met least often with the plan"),
    "note": ("", "why there are no numbers; in the last row, how many literal readings count"),
}
"""Unit and meaning."""

TABLES = {
    "monthly": MONTHLY,
    "flows": FLOWS,
    "persons": PERSONS,
    "services": SERVICES,
    "service_flows": SERVICE_FLOWS,
    "service_concentration": CONCENTRATION,
    "agency_sizes": SIZES,
}
"""Columns of each Parquet table."""
