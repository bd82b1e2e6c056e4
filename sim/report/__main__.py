"""Draw the figures of a run again: python -m sim.report FOLDER [en|zh|both]."""

import sys
from pathlib import Path

from sim.report.figures import write_figures

if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit("usage: python -m sim.report FOLDER [en|zh|both]")
    try:
        for path in write_figures(Path(sys.argv[1]), *sys.argv[2:]):
            sys.stdout.write(f"{path}\n")
    except (ValueError, FileNotFoundError) as error:
        sys.exit(str(error))
