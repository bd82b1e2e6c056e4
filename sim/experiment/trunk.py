"""The months that a scenario and its baseline share are computed once.

Until its first instrument is in force a scenario equals its baseline bit for bit (a law of the tests), so the
baseline's run leaves its model of that month behind, its trunk, and the scenario's run of the same
replication goes on from there. Where there is no trunk, because the baseline has not come so far yet, is not
computed again (a sweep, a table that goes on) or would be too large, a run starts from the beginning, with
the same result.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.config import RunConfig

if TYPE_CHECKING:
    from sim.model import LabourMarket, Snapshot

LARGEST = 0.5
"""Most simulated regions, scale times replications, whose trunks are kept: about 600 MB of files."""


@dataclass(frozen=True)
class Trunk:
    """Where the models of a month are kept.

    month   month index before which no instrument is in force
    folder  folder of the files
    """

    month: int
    folder: Path

    def _file(self, config: RunConfig, replication: int) -> Path:
        return self.folder / f"{config.baseline().content_digest}-{replication}-{self.month}.pickle"

    def leave(self, model: LabourMarket, config: RunConfig, replication: int) -> None:
        """Keep the model of a baseline that has come to the month."""
        if not config.policies and model.month == self.month:
            file = self._file(config, replication)
            partial = file.with_suffix(".partial")
            try:
                with partial.open("wb") as stream:
                    pickle.dump(model.snapshot(), stream, protocol=pickle.HIGHEST_PROTOCOL)
                partial.replace(file)
            except OSError:  # no room for it: the scenario starts from the beginning
                partial.unlink(missing_ok=True)

    def take(self, config: RunConfig, replication: int) -> Snapshot | None:
        """Return the snapshot from which a scenario may go on, None if there is none."""
        first = config.first_policy_month()
        file = self._file(config, replication)
        if not config.policies or (first is not None and first < self.month) or not file.exists():
            return None
        snapshot: Snapshot = pickle.loads(file.read_bytes())  # noqa: S301 (`leave` of this job wrote it)
        return snapshot


@contextmanager
def trunk_of(config: RunConfig, replications: int) -> Iterator[Trunk | None]:
    """Provide a place for the trunks of a comparison; None where nothing is shared, or too much."""
    month = config.first_policy_month()
    if not month or config.scale * replications > LARGEST:
        yield None
        return
    with TemporaryDirectory(prefix="chengdemeizi-", ignore_cleanup_errors=True) as folder:
        yield Trunk(month, Path(folder))
