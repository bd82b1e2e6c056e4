"""The tables of a comparison: fixed columns, fixed order of rows, the same bytes whoever computed them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.units import unit_of

MONTHLY = "monthly"
"""The table that every run has, and that effects are taken of."""
ROWS_PER_GROUP = 65_536


def joined(frames: Sequence[tuple[str, int, pd.DataFrame]]) -> pd.DataFrame:
    """Stack the tables of runs, with scenario and replication as first columns.

    Args:
        frames: scenario, replication and table of each run, in the order of the result.
    """
    labelled = []
    for scenario, replication, frame in frames:
        table = frame.copy(deep=False)
        table.insert(0, "scenario", scenario)
        table.insert(1, "replication", replication)
        labelled.append(table)
    return pd.concat(labelled, ignore_index=True)


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """Return the table with each column's unit in the metadata of its field, and nothing that varies."""
    columns, fields = [], []
    for name in frame.columns:
        values = frame[name]
        text = not pd.api.types.is_numeric_dtype(values.dtype)
        array = pa.array(values if text else values.to_numpy(), pa.string() if text else None)
        unit = {} if text or not unit_of(str(name)) else {"unit": unit_of(str(name))}
        columns.append(array)
        fields.append(pa.field(str(name), array.type, nullable=False, metadata=unit))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet (zstd); equal tables give equal files."""
    pq.write_table(
        arrow_table(frame),
        path,
        compression="zstd",
        compression_level=3,
        row_group_size=ROWS_PER_GROUP,
        version="2.6",
    )


def content_digest(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of a table's content: names, types and values, whatever the file format."""
    digest = hashlib.sha256()
    for name in frame.columns:
        values = frame[name]
        if isinstance(values.dtype, np.dtype) and values.dtype.kind in "biuf":
            plain = values.to_numpy()
            little = np.ascontiguousarray(plain.astype(plain.dtype.newbyteorder("<")))
            kind, content = little.dtype.str, little.tobytes()
        else:
            kind, content = "text", "\x00".join(map(str, values.tolist())).encode()
        digest.update(f"{name}\x00{kind}\x00{len(values)}\x00".encode())
        digest.update(content)
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
