"""The lock names packages, versions and digests, never where to fetch them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", LOCK, flags=re.MULTILINE))


def test_lock_names_no_address():
    assert "://" not in LOCK
    assert not re.search(r"^\s*-", LOCK.replace("    --hash=", "    "), flags=re.MULTILINE), (
        "no option such as --index-url"
    )


def test_every_package_has_a_digest():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    without = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not without


def test_every_dependency_is_locked():
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    names = [re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in wanted]
    assert set(names) <= set(PINNED), f"run uv pip compile again, missing: {sorted(set(names) - set(PINNED))}"


def test_no_lock_that_records_addresses():
    assert not (ROOT / "uv.lock").exists()
