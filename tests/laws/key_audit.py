"""Two months without compilation, in a process of their own, that write down who draws what.

`python -m tests.laws.key_audit [instrument]` prints lines of "purpose sub decision entity month seed
word" for two months.
"""

import os

os.environ["NUMBA_DISABLE_JIT"] = "1"

import sys
import warnings
from typing import Any

import numpy as np

from sim import draws

PASS_ON = {"initial_uniforms", "u", "lasting_uniforms"}
"""Functions that draw for the decision that calls them."""
SMALLEST = 6e-5


def decision() -> str:
    """Return the name of the function that a draw decides for."""
    frame: Any = sys._getframe(2)
    while frame.f_globals["__name__"] == "sim.draws" or frame.f_code.co_name in PASS_ON:
        frame = frame.f_back
    return str(frame.f_code.co_name)


def listen(log: dict[tuple[Any, ...], float]) -> None:
    """Write every draw from now on into a log."""
    names = {value: name for name, value in vars(draws).items() if name.isupper() and type(value) is int}
    plain, fill = draws.words, draws.fill_fractions

    def words(key: Any, purpose: int, month: int, entity: int, sub: int) -> Any:
        drawn = plain(key, purpose, month, entity, sub)
        log[names[purpose], int(sub), decision(), int(entity), int(month), int(key[0])] = int(drawn[0])
        return drawn

    def fill_fractions(key: Any, purpose: int, month: int, first: int, count: int, out: Any) -> None:
        fill(key, purpose, month, first, count, out)
        who = decision()
        for offset in range(count):
            log[names[purpose], 0, who, int(first + offset), int(month), int(key[0])] = int(out[offset])

    draws.words, draws.fill_fractions = words, fill_fractions


def main() -> None:
    """Run two months and print their draws."""
    warnings.simplefilter("ignore", RuntimeWarning)  # 64-bit products wrap, as they should
    from sim.model import LabourMarket
    from sim.processes.population import initial_state
    from tests.laws.toolbox import dosed, world

    setting = world(scale=SMALLEST, months=2, policies=dosed(1.0, *sys.argv[1:]))
    state = initial_state(setting)
    log: dict[tuple[Any, ...], float] = {}
    listen(log)
    model = LabourMarket.of(setting, state, draws.make_key(1, 0), 0)
    with np.errstate(over="ignore"):
        while model.running:
            model.step()
    for entry, drawn in log.items():
        sys.stdout.write(" ".join(map(str, (*entry, drawn))) + "\n")


if __name__ == "__main__":
    main()
