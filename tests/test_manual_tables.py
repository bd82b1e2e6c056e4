"""The manual's tables say what the code declares and what a run writes."""

from pathlib import Path

import pytest

from sim.config import run_config
from sim.experiment.comparison import compare
from sim.parameters import declarations
from sim.policies.base import instrument_classes
from sim.report.manual_tables import PAGES, with_tables, write_pages
from sim.report.meanings import EFFECTS, KINDS, LINES, SCORECARD, SERVICE_KINDS, TABLES

ROOT = Path(__file__).parent.parent
SMALL = {"scale": 0.0005, "months": 1, "replications": 2, "executor": {"kind": "serial"}}


def table(page, name):
    text = (ROOT / page).read_text(encoding="utf-8")
    return text.partition(f"<!-- begin:{name} -->")[2].partition(f"<!-- end:{name} -->")[0]


def first_cells(text):
    return [line.split("|")[1].strip(" `") for line in text.strip().splitlines()[2:]]


@pytest.fixture(scope="module")
def comparison():
    return compare(run_config(SMALL))


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_current(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert with_tables(text, PAGES[page]) == text, "Run python -m sim.report.manual_tables."


def test_writing_fills_the_markers_and_leaves_the_rest(tmp_path):
    for page, tables in PAGES.items():
        path = tmp_path / page
        path.parent.mkdir()
        path.write_text(
            "before\n" + "".join(f"<!-- begin:{n} --><!-- end:{n} -->\n" for n in tables) + "after\n"
        )
    write_pages(tmp_path)
    for page, tables in PAGES.items():
        written = (tmp_path / page).read_text(encoding="utf-8")
        assert (written[:7], written[-6:]) == ("before\n", "after\n")
        assert all(
            f"<!-- begin:{name} -->{table(page, name)}<!-- end:{name} -->" in written for name in tables
        )


@pytest.mark.parametrize("page", ["no marker", "<!-- begin:x --><!-- end:x -->" * 2])
def test_markers_stand_once(page):
    with pytest.raises(ValueError, match="once, got it"):
        with_tables(page, {"x": lambda: "table"})


def test_every_table_of_a_run_is_explained(comparison):
    assert list(comparison.tables) == list(TABLES)


@pytest.mark.parametrize("name", [*TABLES, "effects", "scorecard"])
def test_the_schema_has_the_columns_of_a_run(comparison, name):
    found, meanings = (
        (comparison.tables | {"effects": comparison.effects, "scorecard": comparison.scorecard})[name],
        TABLES | {"effects": EFFECTS, "scorecard": SCORECARD},
    )
    assert first_cells(table("outputs/README.md", name)) == list(meanings[name]) == found.columns.tolist()


@pytest.mark.parametrize(
    ("marker", "name", "column", "meanings"),
    [
        ("flow-kinds", "flows", "kind", KINDS),
        ("service-kinds", "service_flows", "kind", SERVICE_KINDS),
        ("service-lines", "services", "line", LINES),
    ],
)
def test_every_kind_and_line_is_explained(comparison, marker, name, column, meanings):
    found = comparison.tables[name][column].drop_duplicates().tolist()
    assert first_cells(table("outputs/README.md", marker)) == list(meanings) == found


def test_every_parameter_appears():
    assert first_cells(table("scenarios/README.md", "parameters")) == [d.path for d in declarations()]


def test_every_instrument_appears():
    assert first_cells(table("scenarios/README.md", "instruments")) == list(instrument_classes())
