"""Parameters of the training of adults and of certificates, declared like all others (`sim.parameters`)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.declare import SHARE, parameter


@dataclass(frozen=True)
class Training:
    """Courses for adults, what they do to wages and skills, promotion and certification (S5, S13)."""

    volume: float = parameter(
        900_000.0,
        "person-times/year",
        500_000.0,
        1_400_000.0,
        "assumption; 26.6 million in China in 2021 (Ministry of Human Resources)",
    )
    kind_share: tuple[float, ...] = parameter(
        (0.40, 0.35, 0.25),
        "share of the volume: public bases, firms, agencies",
        (0.30, 0.25, 0.15),
        (0.50, 0.45, 0.35),
        "assumption: employers pay 0.6, for courses of their own or of agencies",
        SHARE,
    )
    unemployed_share: float = parameter(
        0.20, "share of the volume", 0.1, 0.3, "assumption: all of them at public bases", SHARE
    )
    use_first_city: float = parameter(
        0.95, "share of seats in use", 0.85, 1.0, "assumption: supply is scarce in the first city", (0.1, 1.0)
    )
    use_other: float = parameter(
        0.85, "share of seats in use", 0.7, 1.0, "assumption: fields on offer meet demand less well", (0.1, 1)
    )
    covid_suspension: float = parameter(0.9, "share at stringency 1", 0.5, 1.0, "assumption", SHARE)
    months_employed: int = parameter(
        3, "months of a course beside the job", 1, 6, "assumption: part-time", (1, 24)
    )
    months_unemployed: int = parameter(2, "months of a full-time course", 1, 6, "assumption", (1, 24))
    wage_gain: float = parameter(
        0.06,
        "log wage",
        0.02,
        0.15,
        "Katz et al. 2022 JOLE 40:S249: sectoral programmes 12-34 %, the upper range",
        (0.0, 0.2),
    )
    wage_gain_spread: float = parameter(0.5, "sd over mean", 0.0, 1.0, "assumption", (0.0, 1.0))
    early_share: float = parameter(
        0.20,
        "share of the gain in the first year after the course",
        0.0,
        0.5,
        "Card, Kluve and Weber 2018 JEEA 16:894: about zero at first, larger after two to three years",
        SHARE,
    )
    upgrade_probability: float = parameter(
        0.06, "probability of the next skill level", 0.02, 0.12, "assumption", SHARE
    )
    upgrade_experience: int = parameter(
        24, "months since the usual end of schooling", 12, 60, "assumption", (0, 600)
    )
    certificate_probability: float = parameter(0.5, "probability", 0.3, 0.7, "assumption", SHARE)
    promotion_rate: float = parameter(0.001, "1/month, skill 2 to 3", 0.0004, 0.002, "assumption", SHARE)
    promotion_experience: int = parameter(
        60,
        "months since the usual end of schooling",
        36,
        120,
        "assumption: five years, as for most professional titles",
        (0, 600),
    )
