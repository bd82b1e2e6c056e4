"""A start and two months without compilation, in a process of their own, that write down who draws what.

`python -m tests.laws.key_audit [instrument]` prints lines of "purpose sub decision entity month seed
word".
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
AGENCIES = 120


def decision() -> str:
    """Return the name of the function that a draw decides for."""
    frame: Any = sys._getframe(2)
    while frame.f_globals["__name__"] == "sim.draws" or frame.f_code.co_name in PASS_ON:
        frame = frame.f_back
    return str(frame.f_code.co_name)


def listen(log: dict[tuple[Any, ...], int]) -> None:
    """Write every draw from now on into a log: all of them pass through the generator itself."""
    names = {value: name for name, value in vars(draws).items() if name.isupper() and type(value) is int}
    plain = draws.philox

    def philox(entity: Any, sub: Any, stamp: Any, block: Any, key_0: Any, key_1: Any) -> Any:
        drawn = plain(entity, sub, stamp, block, key_0, key_1)
        month, purpose = (int(stamp) >> 16) - 24, names[int(stamp) >> 8 & 255]
        log[purpose, int(sub), decision(), int(entity), month, int(key_0)] = int(drawn[0])
        return drawn

    draws.philox = philox


def main() -> None:
    """Make a population, run two months and print the draws."""
    warnings.simplefilter("ignore", RuntimeWarning)  # 64-bit products wrap, as they should
    from sim.model import LabourMarket
    from sim.processes.population import initial_state
    from tests.laws.toolbox import dosed, world

    few = {"agencies": {"entities": AGENCIES}}  # each order looks at all of them, slow without compilation
    setting = world(scale=SMALLEST, months=2, policies=dosed(1.0, *sys.argv[1:]), parameters=few)
    log: dict[tuple[Any, ...], int] = {}
    listen(log)
    state = initial_state(setting)
    model = LabourMarket.of(setting, state, draws.make_key(1, 0), 0)
    with np.errstate(over="ignore"):
        while model.running:
            model.step()
    for entry, drawn in log.items():
        sys.stdout.write(" ".join(map(str, (*entry, drawn))) + "\n")


if __name__ == "__main__":
    main()
