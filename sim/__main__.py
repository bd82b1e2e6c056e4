"""The main job: `python -m sim` compares a scenario with its baseline and writes what the scenario changed.

Everything is checked before any work. What is wrong is said in one line on standard error, with exit code 2
and nothing left behind; Ctrl-C ends with code 130 likewise. The last line on standard output is the folder.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from sim.config_errors import ConfigError

if TYPE_CHECKING:
    from sim.config import RunConfig
    from sim.experiment.executors import Crew
    from sim.experiment.runs import RunResult

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130
COMPILING = "Compiling the model, once for this version: about two minutes."
_interrupted = threading.Event()
"""Whether Ctrl-C was pressed: Python drops an exception raised in a destructor or a callback of C code."""


@dataclass(frozen=True)
class Job:
    """One comparison to compute.

    settings   its configuration
    output     the folder that will hold its folder
    overrides  what was asked for on the command line
    """

    settings: dict[str, object]
    output: Path
    overrides: list[str]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Report a wrong option like any other wrong input."""
        raise ConfigError(f"{message}. See python -m sim --help.")


def main(arguments: Sequence[str]) -> int:
    """Run the main job and return the exit code.

    Args:
        arguments: of the command line, without the program.
    """
    try:
        return _run(arguments)
    except ConfigError as error:
        print(f"Error: {error}", file=sys.stderr)
        return BAD_INPUT
    except ModuleNotFoundError as error:
        if str(error.name).startswith("sim"):
            raise
        print(
            f"Error: this Python lacks the package {error.name}. Use make run, or .venv/bin/python -m sim.",
            file=sys.stderr,
        )
        return FAILED
    except KeyboardInterrupt:
        print("Stopped: no unfinished folder is left. The same command starts again.", file=sys.stderr)
        return INTERRUPTED


def console() -> NoReturn:
    """Run the main job as a program."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where Ctrl-C is ignored
        signal.signal(signal.SIGINT, _interrupt)
    gc.disable()  # until the libraries are there: thousands of objects come, and none of them goes
    code = main(sys.argv[1:])
    gc.freeze()  # the end of the program need not look at them one by one
    sys.exit(code)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    _interrupted.set()
    signal.default_int_handler(number, frame)


def _stop_if_interrupted() -> None:
    """Raise the Ctrl-C that Python dropped, if there was one."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


def _advance(bar: Any) -> None:
    """Move the progress bar on by a run."""
    _stop_if_interrupted()
    bar.update()


def _run(arguments: Sequence[str]) -> int:
    parser = _Parser(prog="python -m sim", add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("-m", "--multirun", action="store_true")
    parser.add_argument("--config", type=Path)
    parser.add_argument("overrides", nargs="*")
    options = parser.parse_intermixed_args(arguments)
    if options.help:
        from sim.manual import help_text

        print(help_text())
        return 0
    jobs = _jobs(options.overrides, options.multirun, options.config)
    return _compute(jobs)


def _jobs(overrides: list[str], multirun: bool, config: Path | None) -> list[Job]:
    """Return the comparisons asked for; nothing in them is checked yet but that they can be read."""
    from sim.compose import composed, expand, read_yaml

    jobs = []
    for combination in expand(overrides, multirun):
        settings = composed(combination)
        output = settings.pop("output")
        if not isinstance(output, str) or not output:
            raise ConfigError(f"output: expected the path of a folder, got {output!r}.")
        if config is not None:
            if any(not line.startswith("output=") for line in combination):
                raise ConfigError(
                    f"--config: expected no override but output=DIR, got {' '.join(combination)}."
                )
            settings = read_yaml(config)
        jobs.append(Job(settings, Path(output), combination))
    return jobs


def _compute(jobs: Sequence[Job]) -> int:
    """Check all comparisons, then compute one after the other."""
    from sim.cache import kernel_folder
    from sim.config import run_config
    from sim.experiment.checks import check_acts, check_writable
    from sim.experiment.executors import Crew, WorkersLostError
    from sim.experiment.runs import import_model, planned_runs
    from sim.run_errors import RunError

    configs = [run_config(job.settings) for job in jobs]
    for job, config in zip(jobs, configs, strict=True):
        check_acts(config)
        check_writable(job.output)
    if not kernel_folder().exists():
        print(COMPILING, file=sys.stderr, flush=True)
    known: dict[tuple[str, int], RunResult] = {}
    for job, config in zip(jobs, configs, strict=True):
        try:
            with Crew(config.executor, len(planned_runs(config))) as crew:
                crew.prepare(import_model)
                if len(jobs) > 1:
                    print(f"\nOf a sweep: {' '.join(job.overrides)}", flush=True)
                _compare(config, job.output, known, crew)
        except (OSError, WorkersLostError, RunError) as error:
            print(f"Error: {error}", file=sys.stderr)
            return FAILED
    return 0


def _compare(config: RunConfig, output: Path, known: dict[tuple[str, int], RunResult], crew: Crew) -> None:
    """Compute, store and print one comparison."""
    from sim.experiment.comparison import compare, store
    from sim.experiment.runs import planned_runs
    from sim.experiment.summary import summary
    from sim.plan.summary import scorecard_text
    from sim.report import drawing

    _begin_to_collect()
    with _progress(config.scenario, len(planned_runs(config))) as bar:
        prepare_drawing = partial(crew.prepare, drawing.import_matplotlib)
        comparison = compare(config, partial(_advance, bar), known, crew, prepare_drawing)
    folder = store(comparison, config, output, partial(_illustrate, language=config.language, crew=crew))
    texts = [summary(comparison.effects, config)]
    if comparison.scorecard is not None:
        texts.append(scorecard_text(comparison.scorecard))
    print("\n\n".join([*texts, str(folder)]), flush=True)


def _begin_to_collect() -> None:
    """Let the collector of garbage begin, once: what is there by now stays, what comes may go."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _illustrate(folder: Path, language: str, crew: Crew) -> None:
    """Draw the figures; an unfinished folder vanishes if Ctrl-C was pressed and dropped before."""
    from sim.report.drawing import draw_figures

    draw_figures(folder, language, crew)
    _stop_if_interrupted()


def _progress(scenario: str, runs: int) -> Any:
    """Return a progress bar that estimates the time left; silent where nobody watches."""
    from tqdm import tqdm

    return tqdm(total=runs, desc=scenario, unit="run", disable=None, smoothing=0)


if __name__ == "__main__":
    console()
