"""Settings, and the two models side by side."""

from __future__ import annotations

from typing import Any

from sim.agents.state import State, state_arrays, state_from_arrays
from sim.config import run_config
from sim.draws import make_key
from sim.model import LabourMarket, world_of
from sim.processes.world import World
from tests.reference.comparison import compare
from tests.reference.initial import read
from tests.reference.market import ReferenceMarket

LABOUR_FORCE = 17_156_500
FEW_AGENCIES = {"agencies": {"entities": 300}}
"""An industry small enough for plain Python."""


def full_dose(start: str, *names: str) -> dict[str, Any]:
    """Return the settings of instruments that reach their full dose in two months."""
    return {name: {"dose": 1.0, "start": start, "ramp_months": 2} for name in names}


LABOUR_PLAN = {
    **full_dose(
        "2019-03", "labour_export_cooperation", "green_channel_high_end_talent", "unified_one_window_service"
    ),
    **full_dose("2019-02", "special_talent_fund", "talent_import_value_based_pay", "incubators"),
    **full_dose("2019-02", "specialised_talent_market", "supply_demand_lists", "joint_fairs_and_campaigns"),
    **full_dose("2019-02", "interconnected_recruitment_cloud", "shared_data_database"),
    **full_dose("2019-03", "function_zone_service_stations", "chengdu_ziyang_rail"),
    **full_dose("2019-03", "labour_brands_and_training_bases"),
    **full_dose("2019-04", "governance_cost_benefit_sharing_funding"),
}
SERVICE_PLAN = {
    **full_dose("2019-01", "government_purchase_of_services"),
    **full_dose("2019-02", "mutual_qualification_recognition", "shared_online_market_order_grabbing"),
    **full_dose("2019-03", "red_black_credit_lists"),
}
AGENCY_PLAN = {
    **full_dose(
        "2019-01",
        "agency_attraction_and_branching",
        "cross_city_equal_support",
        "demand_cultivation_hr_training",
        "market_opening_light_regulation",
        "park_alliance_comanagement",
    ),
    **full_dose(
        "2019-02",
        "financing_bonds_listing_social_capital",
        "mid_high_end_format_upgrade",
        "national_park_and_branch_parks",
        "research_institute_innovation_transfer",
        "standards_5a_agency_brands",
    ),
}
SKILL_PLAN = full_dose(
    "2019-02",
    "practice_and_skill_bases",
    "vocational_training_alliance",
    "skill_level_certification",
    "worker_certificate_recognition",
)
SCHOOL_PLAN = full_dose(
    "2019-01",
    "college_enrolment_expansion",
    "order_based_training",
    "industry_education_integration",
    "labour_market_reports_white_paper",
)
for _settings in SCHOOL_PLAN.values():
    _settings["cities"] = ["Chengdu", "Deyang", "Meishan", "Ziyang"]
PLAN = LABOUR_PLAN | SERVICE_PLAN | AGENCY_PLAN | SKILL_PLAN | SCHOOL_PLAN


def setting(workers: int, policies: dict[str, Any] | None = None, **changes: Any) -> World:
    """Return the setting of a run with about so many workers and a few hundred agencies."""
    config = {
        "scenario": "test",
        "scale": workers / LABOUR_FORCE,
        "policies": policies or {},
        "parameters": FEW_AGENCIES,
        **changes,
    }
    return world_of(run_config(config))


def independent(state: State) -> State:
    """Return a copy of a state."""
    return state_from_arrays({name: array.copy() for name, array in state_arrays(state).items()})


def both(world: World, state: State, seed: int, month: int = 0) -> tuple[LabourMarket, ReferenceMarket]:
    """Return the two models at the same state."""
    key = (seed, 0)
    reference = ReferenceMarket(
        world.region,
        world.parameters,
        world.policies,
        world.scale,
        world.covid,
        world.agencies,
        key,
        month,
    )
    return LabourMarket.of(world, state, make_key(*key), month), read(reference, state)


def run(model: LabourMarket, reference: ReferenceMarket, months: int) -> None:
    """Run both, comparing after every month."""
    for _ in range(months):
        model.step()
        reference.step()
        compare(model, reference)
