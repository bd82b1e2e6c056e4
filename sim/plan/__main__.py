"""The trace of the plan.

    python -m sim.plan [--clause ID] [--instrument NAME] [--city CITY] [--format FORMAT]

prints clause, instrument, levers, prior, source, scenarios and measure, and counts what is complete. Holes
are lines on standard error, and the exit code is then 1. Options choose what is printed, never what is
checked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sim.config import instruments
from sim.config_errors import ConfigError, nearest
from sim.plan.clauses import CITIES, clause_named
from sim.plan.plan import Plan, load_plan
from sim.plan.show import FORMATS
from sim.plan.trace import Link, closing, holes, links
from sim.report.meanings import TABLES

BAD_OPTION, INCOMPLETE = 2, 1


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Report a wrong option in one line."""
        raise ConfigError(f"{message}. See python -m sim.plan --help.")


def main(arguments: Sequence[str]) -> int:
    """Print the trace and return the exit code: 0 complete, 1 with holes, 2 for a wrong option.

    Args:
        arguments: of the command line, without the program.
    """
    try:
        options = _options(arguments)
    except ConfigError as error:
        return _complain(error, BAD_OPTION)
    try:
        plan = load_plan(options.folder)
        classes = instruments()
        trace = list(links(plan, classes))
        found = holes(plan, classes, TABLES)
    except ConfigError as error:
        return _complain(error, INCOMPLETE)
    try:
        chosen = _chosen(trace, plan, options)
    except ConfigError as error:
        return _complain(error, BAD_OPTION)
    sys.stdout.write(FORMATS[options.format](chosen) + "\n")
    if not chosen:
        sys.stderr.write("No clause answers to all of these options.\n")
    for line in found.lines:
        sys.stderr.write(f"Hole: {line}\n")
    # A table to read ends with the count; a table to process is not disturbed by it.
    end = sys.stdout if options.format == "table" else sys.stderr
    end.write(f"{closing(plan, found)}\n")
    return INCOMPLETE if found.lines else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="python -m sim.plan", description="Trace the plan from its clauses to measures.")
    parser.add_argument("--clause", metavar="ID", help="one clause, such as 2.4.shared_supply.8")
    parser.add_argument("--instrument", metavar="NAME", help="one instrument, by name or as I01")
    parser.add_argument("--city", help=f"clauses of {', '.join(CITIES[:-1])} or {CITIES[-1]}")
    parser.add_argument(
        "--format", default="table", choices=sorted(FORMATS), help="table unless said otherwise"
    )
    parser.add_argument("--folder", type=Path, help="another folder with clauses.csv and targets.yaml")
    return parser.parse_args(arguments)


def _chosen(trace: Sequence[Link], plan: Plan, options: argparse.Namespace) -> list[Link]:
    """Return the links asked for.

    Raises:
        ConfigError: a clause, instrument or city that does not exist.
    """
    chosen = list(trace)
    if options.clause is not None:
        name = clause_named(plan.clauses, options.clause).clause
        chosen = [link for link in chosen if link.clause == name]
    if options.instrument is not None:
        known = {link.instrument for link in trace} | {link.instrument_id for link in trace} - {"missing"}
        if options.instrument not in known - {""}:
            advice = nearest(options.instrument, plan.instruments)
            raise ConfigError(f"--instrument: unknown instrument '{options.instrument}'. {advice}")
        chosen = [link for link in chosen if options.instrument in (link.instrument, link.instrument_id)]
    if options.city is not None:
        cities = {city.lower(): city for city in CITIES}
        if options.city.lower() not in cities:
            raise ConfigError(f"--city: unknown city '{options.city}'. {nearest(options.city, CITIES)}")
        chosen = [link for link in chosen if link.city == cities[options.city.lower()]]
    return chosen


def _complain(error: ConfigError, code: int) -> int:
    for fault in error.faults:
        sys.stderr.write(f"Error: {fault}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
