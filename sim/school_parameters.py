"""Parameters of vocational schools, declared like all others (`sim.parameters`)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.declare import SHARE, parameter


@dataclass(frozen=True)
class Schools:
    """Vocational schools, internships and the first job (S5)."""

    intake_growth: float = parameter(
        0.01, "1/year", 0.0, 0.02, "assumption: trend of the intake of 2019", (-0.2, 0.2)
    )
    completion: float = parameter(
        0.93, "share", 0.85, 0.97, "assumption; drop-out is the worry of Loyalka et al. 2015", (0.01, 1.0)
    )
    size_sd: float = parameter(0.6, "log students", 0.3, 1.0, "assumption: sizes of schools of a kind")
    quality_sd: float = parameter(
        0.10, "log quality", 0.0, 0.3, "assumption: drop-out of a school is inverse to its quality"
    )
    leading_field_share: float = parameter(
        0.5, "share of a school's seats", 0.2, 0.8, "assumption: what a school is known for", SHARE
    )
    field_elasticity: float = parameter(
        0.05,
        "elasticity to tightness a year ago",
        0.0,
        0.3,
        "assumption: without published reports fields hardly respond",
    )
    entry_age: tuple[float, ...] = parameter(
        (15.5, 15.5, 18.0),
        "years by kind",
        (15.0, 15.0, 17.5),
        (16.5, 16.5, 19.0),
        "assumption: after lower secondary school; after upper secondary for higher colleges",
        (12.0, 40.0),
    )
    june_share: float = parameter(
        0.5, "share of graduates", 0.3, 0.7, "assumption: in June, the others in July", SHARE
    )
    internship_months: int = parameter(
        6, "months", 3, 9, "Ministry of Education, rules for internships of 2016: usually six months", (1, 9)
    )
    intern_work: float = parameter(
        0.5, "workers per intern", 0.2, 0.8, "assumption: hands a firm counts when it plans posts", SHARE
    )
    intern_offer: float = parameter(
        0.5, "probability", 0.2, 0.8, "assumption: a firm below its target keeps its intern", SHARE
    )
    order_offer: float = parameter(
        0.6, "probability", 0.4, 0.8, "assumption; cooperation cuts mismatch (Mueller 2024)", SHARE
    )
    intern_size_cap: float = parameter(
        100.0,
        "workers",
        50.0,
        300.0,
        "assumption: chance to be a host rises with headcount up to here",
        (1.0, 1e6),
    )
    field_match: float = parameter(
        0.7,
        "probability",
        0.5,
        0.85,
        "assumption: a graduate looks for work in the field learnt; the others in an industry near it",
        SHARE,
    )
    to_first_city: float = parameter(
        0.46,
        "share of leavers of the other cities",
        0.3,
        0.6,
        "assumption: the others leave the region",
        SHARE,
    )
