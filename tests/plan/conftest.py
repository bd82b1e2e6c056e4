import csv
import shutil

import pytest
import yaml

from sim.plan.plan import load_plan, plan_folder


@pytest.fixture(scope="session")
def plan():
    return load_plan()


@pytest.fixture
def folder(tmp_path):
    """A copy of the plan that a test may break."""
    return shutil.copytree(plan_folder(), tmp_path / "plan")


@pytest.fixture
def change_clause(folder):
    """Change cells of a clause, given by column."""

    def change(name, /, **cells):
        path = folder / "clauses.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for row in rows:
            if row[0] == name:
                for column, text in cells.items():
                    row[header.index(column)] = text
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        return folder

    return change


@pytest.fixture
def change_targets(folder):
    """Apply a function to the content of the targets."""

    def change(edit):
        path = folder / "targets.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit({target["id"]: target for target in content["targets"]}, content)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return folder

    return change
