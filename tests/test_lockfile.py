"""The locks name packages, versions and digests, never where to fetch them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN, TEST = LOCKS = [
    (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "tests/requirements.lock")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RENEW = "run uv pip compile with and without the extra again; what only the extra needs is the second lock"
each_lock = pytest.mark.parametrize("lock", LOCKS, ids=["run", "test"])


def entries(lock):
    return re.split(r"\n(?=[a-z0-9])", lock.strip())


def pinned(lock):
    return {re.match(r"([a-z0-9][a-z0-9.-]*)==\S", entry)[1] for entry in entries(lock)}


def named(requirements):
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in requirements}


def needed_by(entry):
    """Who needs the package of an entry, by its comment."""
    return set(re.findall(r"^    # (?:via |  )(\S+)", entry, flags=re.MULTILINE))


@each_lock
def test_lock_names_no_address(lock):
    assert "://" not in lock
    assert not re.search(r"^\s*-", lock.replace("    --hash=", "    "), flags=re.MULTILINE), (
        "no option such as --index-url"
    )


@each_lock
def test_every_package_has_a_digest(lock):
    without = [entry.splitlines()[0] for entry in entries(lock) if "--hash=sha256:" not in entry]
    assert not without


def test_every_dependency_is_locked():
    """The program runs with the first lock alone."""
    assert named(PROJECT["dependencies"]) <= pinned(RUN), RENEW
    assert named(PROJECT["optional-dependencies"]["test"]) <= pinned(RUN) | pinned(TEST), RENEW


def test_each_package_is_in_the_lock_of_those_that_need_it():
    """What the program needs is in the first, also by way of others; pip resolves nothing."""
    assert not pinned(RUN) & pinned(TEST)
    for entry in entries(RUN):
        assert needed_by(entry), entry
        assert needed_by(entry) <= pinned(RUN) | {PROJECT["name"]}, RENEW
    for entry in entries(TEST):
        assert needed_by(entry), entry
        assert not needed_by(entry) & pinned(RUN), RENEW


def test_no_lock_that_records_addresses():
    assert not (ROOT / "uv.lock").exists()
