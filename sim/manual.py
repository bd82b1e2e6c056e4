"""The text of `python -m sim --help`, made from the declarations that check the input."""

from __future__ import annotations

import inspect

from sim.compose import composed, names_in
from sim.config import PolicySettings, RunConfig, instruments

USAGE = """\
python -m sim [-m] [OVERRIDE ...]     compare a scenario with the baseline
python -m sim --config FILE           compute again what a run folder's config.yaml describes

Prints the effects and, as the last line, the folder with all results.
An OVERRIDE sets one value; its grammar is Hydra's. With -m several values make a sweep: all combinations run.

  python -m sim scale=0.05 replications=16 seed=2
  python -m sim policies=[labour_export_cooperation] policies.labour_export_cooperation.dose=0.5
  python -m sim scenario=baseline covid=false months=24
  python -m sim -m policies.unified_one_window_service.start=2020-10,2021-10
"""


def help_text() -> str:
    """Return usage, settings with their defaults, scenarios and instruments."""
    defaults = composed([])
    settings = [
        (name, "" if name in ("policies", "executor") else str(defaults[name]), str(field.description))
        for name, field in RunConfig.model_fields.items()
    ]
    settings += [("executor.workers", "", "number of worker processes, or null for one per processor")]
    settings += [("output", str(defaults["output"]), "the folder that receives the run's folder")]
    per_policy = [
        (f"policies.NAME.{name}", "", str(f.description)) for name, f in PolicySettings.model_fields.items()
    ]
    parameters = ("parameters.PROCESS.NAME", "", "any parameter of sim/parameters.py")
    known = [
        (name, "", (inspect.getdoc(cls) or "").partition("\n")[0]) for name, cls in instruments().items()
    ]
    return "\n".join(
        [
            USAGE,
            "Settings (default; expected):",
            *_rows([*settings, *per_policy, parameters]),
            "",
            f"Scenarios: {', '.join(names_in('scenario'))}",
            f"Executors: {', '.join(names_in('executor'))}",
            "Instruments:",
            *_rows(known),
        ]
    )


def _rows(entries: list[tuple[str, str, str]]) -> list[str]:
    return [f"  {name:40}{default + '; ' if default else ''}{text}" for name, default, text in entries]
