"""Run folders: written beside their place and moved there when complete, so that half a folder never exists.

A folder is named after its scenario and the digest of its configuration and data. The same configuration
therefore replaces its own folder, and different ones never meet.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.compose import read_yaml
from sim.config import RunConfig, run_config
from sim.experiment.tables import content_digest, file_digest, write_parquet

CONFIG = "config.yaml"


def folder_name(config: RunConfig) -> str:
    """Return the name of the folder of a comparison."""
    return f"{config.scenario}-{config.content_digest}"


def write_folder(
    parent: Path,
    config: RunConfig,
    tables: Mapping[str, pd.DataFrame],
    provenance: Mapping[str, Any],
    illustrate: Callable[[Path], object],
) -> Path:
    """Write all files of a comparison and return the folder.

    Args:
        parent: folder to hold the run's folder; made if it is missing.
        config: the configuration, written so that `read_config` returns it.
        tables: tables by file name; the ending says how to write them, `.csv` or `.parquet`.
        provenance: what is known of how the tables came about.
        illustrate: adds figures to the folder it is given, from the tables there.
    """
    with replacing(parent / folder_name(config)) as folder:
        manifest = {}
        for name, table in tables.items():
            path = folder / name
            if path.suffix == ".parquet":
                write_parquet(table, path)
            else:
                table.to_csv(path, index=False, lineterminator="\n")
            manifest[name] = {
                "rows": len(table),
                "content_sha256": content_digest(table),
                "sha256": file_digest(path),
            }
        (folder / CONFIG).write_text(config_text(config), encoding="utf-8")
        _write_json(folder / "provenance.json", provenance)
        _write_json(
            folder / "manifest.json", {"configuration_digest": config.content_digest, "tables": manifest}
        )
        illustrate(folder)
    return parent / folder_name(config)


def config_text(config: RunConfig) -> str:
    """Return the resolved configuration as YAML: every parameter has its value, no other file is needed."""
    header = f"# Resolved configuration of a comparison. Again: python -m sim --config {CONFIG}\n"
    return header + yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def read_config(path: Path) -> RunConfig:
    """Return the configuration written in a run folder; safe with a stranger's file.

    Raises:
        ConfigError: the file is missing or wrong.
    """
    return run_config(read_yaml(path))


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Provide a new folder that takes the place of `target` if the block succeeds, else vanishes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    fresh, old = workshop / "new", workshop / "old"
    try:
        fresh.mkdir()
        yield fresh
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(workshop, ignore_errors=True)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
