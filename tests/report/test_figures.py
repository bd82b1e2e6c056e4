"""Figures of a run folder: complete, legible in both languages, the same bytes for the same tables."""

import hashlib
import importlib.util
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.text import Text

from sim.config import ExecutorSettings
from sim.experiment.executors import Crew
from sim.report import labels as tables_of_names
from sim.report.drawing import draw_figures
from sim.report.expansion import draw_expansion, paired_difference, shows_expansion
from sim.report.figures import FIGURES, INDUSTRY_FIGURES, write_figures
from sim.report.fonts import FONT_FILE, missing_characters
from sim.report.labels import ALL_LINES, CITIES, LINE_NAMES, LINES, MEASURES, Labels, unit_of
from sim.report.maps import in_two_lines
from sim.report.meanings import LINES as LINE_MEANINGS
from sim.report.meanings import MONTHLY
from sim.report.placement import NODE_RADIUS, node_positions, place_labels, route
from sim.report.plan import targets
from sim.report.style import LINE_COLOURS, house_style
from sim.report.tables import (
    compare_flows,
    excludes_zero,
    means_over_runs,
    monthly_band,
    read_run,
)

EXPANSION = {"enrolment_expansion": draw_expansion}
ALL_FIGURES = FIGURES | INDUSTRY_FIGURES | EXPANSION
ROOT = Path(__file__).parents[2]
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def load_example():
    spec = importlib.util.spec_from_file_location("example_run", Path(__file__).with_name("example_run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = load_example()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return example.write_example_run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def run(folder):
    return read_run(folder)


def size_of(path):
    """Width and height in pixels, from the header of a PNG."""
    data = path.read_bytes()
    assert data.startswith(SIGNATURE)
    return tuple(int.from_bytes(data[place : place + 4], "big") for place in (16, 20))


def digest(paths):
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.fixture(scope="module")
def drawn(folder):
    """The figures in both languages, drawn without any warning, and their bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = write_figures(folder, "both")
    return written, digest(written)


def test_both_languages_are_written_without_any_warning(drawn):
    written, _ = drawn
    assert [path.name for path in written] == [
        f"{name}_{code}.png" for code in ("en", "zh") for name in ALL_FIGURES
    ]
    for path in written:
        width, height = size_of(path)
        assert width > 1500 < 7 * height


def test_equal_tables_give_equal_bytes(drawn, folder):
    assert digest(write_figures(folder)) == drawn[1][: len(ALL_FIGURES)]


def test_another_process_gives_the_same_bytes(drawn, folder):
    command = [sys.executable, "-m", "sim.report", str(folder), "zh"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert digest(map(Path, printed.split())) == drawn[1][len(ALL_FIGURES) :]


def test_processes_that_share_the_figures_give_the_same_bytes(drawn, folder):
    written, digests = drawn
    for path in written:
        path.unlink()
    with Crew(ExecutorSettings(kind="processes", workers=2), 2) as crew:
        draw_figures(folder, "both", crew)
    assert digest(written) == digests


def test_unknown_language_and_unfinished_run_are_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="expected one of en, zh, both, got 'fr'"):
        write_figures(folder, "fr")
    with pytest.raises(FileNotFoundError, match=r"found no config\.yaml"):
        write_figures(tmp_path)


def texts_in_view(figure):
    """All texts that are drawn; matplotlib also keeps labels of ticks beyond the ends of an axis."""
    axes = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    ticks = [(axis, tick) for axis in axes for tick in axis.get_major_ticks()]
    hidden = {
        tick.label1
        for axis, tick in ticks
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text not in hidden and text.get_text().strip()
    ]


def drawn_overlaps(figure):
    """Texts that leave the picture, and pairs of texts that touch."""
    figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_in_view(figure)]
    clipped = [t for t, b in boxes if b.x0 < 0 or b.y0 < 0 or b.x1 > figure.bbox.x1 or b.y1 > figure.bbox.y1]
    touching = [
        (first, second)
        for i, (first, a) in enumerate(boxes)
        for second, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    return clipped, touching


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("name", ALL_FIGURES)
def test_no_label_is_clipped_or_covers_another(run, name, code):
    with house_style():
        clipped, touching = drawn_overlaps(ALL_FIGURES[name](run, Labels(code), "footer"))
    assert clipped == []
    assert touching == []


def test_the_font_draws_every_label():
    shown = [FONT_FILE.with_name("characters.txt").read_text(encoding="utf-8"), "0123456789−–%.,"]
    for table in vars(tables_of_names).values():
        if isinstance(table, dict):
            shown += [str(name) for name in table.values()]
    for path in (ROOT / "scenarios").rglob("*.csv"):
        shown += re.findall(r"[\u4e00-\u9fff]+", path.read_text(encoding="utf-8"))
    assert missing_characters("".join(shown)) == ""
    assert missing_characters("a龘b龘") == "龘", "negative control: a rare character"


def test_the_font_is_small_and_has_its_licence():
    assert FONT_FILE.stat().st_size < 500_000
    assert "SIL OPEN FONT LICENSE" in FONT_FILE.with_name("OFL.txt").read_text(encoding="utf-8")


def test_labels_follow_the_language():
    english, chinese = Labels("en"), Labels("zh")
    assert english.measure("unemployment_rate") == "Unemployment rate"
    assert chinese.measure("unemployment_rate") == "失业率"
    assert english.difference_unit("vacancy_rate") == "percentage points"
    assert chinese.city("Chengdu") == "成都"
    assert chinese.city("Leshan", "乐山") == "乐山", "a region's own name serves where the table has none"
    assert english.measure("new_measure") == "new measure"
    assert chinese.scenario("my_mix") == "my mix"


def test_region_and_table_agree_on_chinese_names(run):
    for name, chinese in zip(run.region.node_names, run.region.node_names_zh, strict=True):
        assert CITIES[name].zh == chinese


def test_measures_of_the_tables_are_named(run):
    assert set(run.effects["measure"]) <= set(MEASURES)
    assert list(MEASURES) == [name for name in MONTHLY if name not in example.KEYS]


def test_every_line_has_a_name_a_colour_and_a_meaning():
    assert set(LINES) == set(LINE_COLOURS) == set(LINE_MEANINGS) == set(LINE_NAMES) - {ALL_LINES}
    assert len(set(LINE_COLOURS.values())) == len(LINES)
    assert Labels("zh").line("headhunting") == "人才寻访（猎头）"
    assert Labels("zh").line("my line") == "my line"


def test_a_unit_is_not_said_twice():
    assert Labels("en").measure_with_unit("agency_offices") == "Offices and branches"
    assert Labels("en").measure_with_unit("hr_unmet_share") == "Unmet share of orders (%)"
    assert Labels("zh").measure_with_unit("agencies") == "全口径机构数（家）"
    assert Labels("en").measure_with_unit("my_measure") == "my measure"
    assert unit_of("hr_revenue").factor * 5e6 == pytest.approx(5.0), "money of the industry in million CNY"


def test_targets_belong_to_the_plans_region(run):
    assert targets(run.region.name).revenue == pytest.approx({"2020": 143e9, "2022": 173e9})
    licensed = targets(run.region.name).licensed
    assert licensed == {"All": 1200, "Chengdu": 1000, "Deyang": 100, "Meishan": 50, "Ziyang": 50}
    assert targets("elsewhere").licensed == {}


def test_a_run_without_agencies_lacks_their_figures(folder, tmp_path):
    target = tmp_path / "without"
    target.mkdir()
    for name in ("monthly.parquet", "flows.parquet", "effects.csv", "config.yaml"):
        (target / name).write_bytes((folder / name).read_bytes())
    assert [path.name for path in write_figures(target)] == [f"{name}_en.png" for name in FIGURES | EXPANSION]


def test_flows_of_services_are_compared_in_their_own_unit(run):
    revenue = compare_flows(run, ["revenue"], stock=True, table="service_flows")
    assert revenue.baseline[1, 0] == pytest.approx(540e6, rel=0.02)
    assert revenue.baseline[0, 0] == 0.0, "business in the city of the head office is not between cities"
    assert revenue.change[1, 0] == pytest.approx(0.02 * 540e6)
    assert revenue.certain[1, 0]


def test_means_over_runs_by_hand(run):
    rows = [
        (scenario, replication, month, "training", value + 10 * (scenario != "baseline"))
        for scenario in ("baseline", example.SCENARIO)
        for replication, value in ((0, 1.0), (1, 3.0))
        for month in ("2019-01", "2019-02")
    ]
    table = pd.DataFrame(rows, columns=["scenario", "replication", "month", "line", "revenue"])
    by_hand = type(run)({"t": table}, run.effects, run.config)
    assert means_over_runs(by_hand, "t", ["line"], "revenue", "baseline", ["2019-02"]).to_dict() == {
        "training": 2.0
    }
    found = means_over_runs(by_hand, "t", ["line", "month"], "revenue", example.SCENARIO, ["2019-01"])
    assert found.to_dict() == {("training", "2019-01"): 12.0}


def test_compare_flows_adds_up_by_hand(folder):
    """Two pairs set by hand: 100 moves in each of two months become 120 and 140."""
    run = read_run(folder)
    months = run.months[-2:]
    rows = [
        (
            scenario,
            replication,
            month,
            "house_move",
            "Chengdu",
            "Deyang",
            100.0 + extra * (scenario != "baseline"),
        )
        for scenario in ("baseline", example.SCENARIO)
        for replication, extra in ((0, 20.0), (1, 40.0))
        for month in months
    ]
    flows = pd.DataFrame(rows, columns=run.tables["flows"].columns)
    tables = {"monthly": run.monthly.query("replication < 2"), "flows": flows}
    by_hand = type(run)(tables, run.effects, run.config)
    moves = compare_flows(by_hand, ["house_move"], stock=False)
    assert moves.baseline[0, 1] == 200.0
    assert moves.change[0, 1] == 60.0
    assert moves.baseline.sum() == 200.0
    # Differences 40 and 80: mean 60, half width 12.71 * 28.28 / sqrt(2) = 254: not certain.
    assert not moves.certain.any()
    assert compare_flows(by_hand, ["house_move"], stock=True).baseline[0, 1] == pytest.approx(200 / 12)
    assert compare_flows(by_hand, ["commuting"], stock=True).baseline.sum() == 0.0


def test_excludes_zero():
    differences = np.array([[1.0, 1.0, 0.0], [1.1, -1.0, 0.0], [0.9, 1.0, 0.0], [1.0, -1.0, 0.0]])
    assert excludes_zero(differences).tolist() == [True, False, False]
    assert excludes_zero(differences[:1]).tolist() == [False, False, False], "one pair says nothing"


def test_monthly_band(run):
    band = monthly_band(run, "unemployment_rate", "Chengdu", "baseline")
    rows = run.monthly.query("city == 'Chengdu' and scenario == 'baseline' and month == '2020-02'")
    assert band.loc["2020-02"].tolist() == pytest.approx(
        [rows["unemployment_rate"].mean(), rows["unemployment_rate"].min(), rows["unemployment_rate"].max()]
    )


def changed(folder, target, **settings):
    """Copy of a run folder with other settings."""
    target.mkdir()
    for path in (*folder.glob("*.parquet"), folder / "effects.csv"):
        (target / path.name).write_bytes(path.read_bytes())
    config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8")) | settings
    (target / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return target


def test_a_run_without_instruments_compares_the_baseline_with_itself(folder, tmp_path):
    target = changed(folder, tmp_path / "bare", policies={})
    run = read_run(target)
    assert run.scenario == "baseline"
    assert run.policy_start is None
    assert not compare_flows(run, ["house_move"], stock=False).change.any()
    assert [path.name for path in write_figures(target)] == [
        f"{name}_en.png" for name in FIGURES | INDUSTRY_FIGURES
    ], "no instrument, no expansion"


def test_the_expansion_is_drawn_of_runs_that_hold_it_and_have_its_measures(run):
    assert shows_expansion(run)
    other = run.config | {"policies": {"unified_one_window_service": {}}}
    assert not shows_expansion(type(run)(run.tables, run.effects, other))
    for measure in ("students", "certified_from_schools", "interns"):
        bare = {"monthly": run.monthly.drop(columns=measure)}
        assert not shows_expansion(type(run)(bare, run.effects, run.config))


def test_interns_are_drawn_beside_employment(run):
    """A legend names both where a panel shows two measures, and each has a line of its own."""
    figure = draw_expansion(run, Labels("en"), "")
    lines = [[line.get_label() for line in axes.lines if line.get_label()[0] != "_"] for axes in figure.axes]
    assert [len(names) for names in lines] == [1, 1, 1, 2]
    assert lines[3] == ["Employed residents", "Interns"]
    assert [axes.get_legend() is not None for axes in figure.axes] == [False, False, False, True]


def paired_run(run, measure, differences):
    """A run with 5 in every month of the baseline, and by replication what the scenario adds each month."""
    rows = [
        (scenario, replication, month, city, 5.0 + extra * (scenario != "baseline") * (city == "All"))
        for replication, by_month in enumerate(differences)
        for month, extra in zip(example.MONTHS, by_month, strict=False)
        for scenario in ("baseline", example.SCENARIO)
        for city in ("All", "Chengdu")
    ]
    table = pd.DataFrame(rows, columns=["scenario", "replication", "month", "city", measure])
    return type(run)({"monthly": table}, run.effects, run.config)


def test_the_interval_of_paired_differences_by_hand(run):
    band = paired_difference(paired_run(run, "students", [[0.0, 2.0], [0.0, 4.0]]), "students")
    assert band.loc["2019-01"].tolist() == [0.0, 0.0, 0.0]
    half = 12.7062 * np.sqrt(2.0) / np.sqrt(2.0)  # t with one degree, standard deviation of 2 and 4, n = 2
    assert band.loc["2019-02"].tolist() == pytest.approx([3.0, 3.0 - half, 3.0 + half], rel=1e-5)
    one = paired_difference(paired_run(run, "students", [[7.0]]), "students")
    assert one.loc["2019-01"].tolist() == [7.0, 7.0, 7.0], "one pair has no interval"


def test_entrants_are_summed_over_the_last_twelve_months(run):
    found = paired_difference(paired_run(run, "young_entrants", [range(1, 15)] * 2), "young_entrants")
    assert found["mean"].tolist() == [sum(range(max(1, n - 11), n + 1)) for n in range(1, 15)]
    stock = paired_difference(paired_run(run, "students", [range(1, 15)] * 2), "students")
    assert stock["mean"].tolist() == list(range(1, 15)), "control: a stock is not summed"


def test_policy_start_is_the_first_month_with_a_dose(folder, tmp_path):
    policies = {
        "early": {"dose": 0.0, "start": "2019-05"},
        "used": {"dose": 0.5, "start": "2021-03"},
        "later": {"dose": 1.0, "start": "2021-09"},
    }
    assert read_run(changed(folder, tmp_path / "doses", policies=policies)).policy_start == "2021-03"


def test_a_short_run_with_two_replications_can_be_drawn(tmp_path):
    folder = example.write_example_run(tmp_path / "short", replications=2)
    for path in folder.glob("*.parquet"):
        table = pd.read_parquet(path)
        table[table["month"] < "2019-04"].to_parquet(path)
    assert len(write_figures(folder)) == len(ALL_FIGURES)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Chengdu", "Chengdu"),
        ("Rest of China", "Rest of\nChina"),
        ("成都", "成都"),
        ("全国其他地区", "全国\n其他地区"),
    ],
)
def test_long_names_break_to_fit_a_node(name, lines):
    assert in_two_lines(name) == lines


def test_nodes_keep_the_map_and_stand_apart(run):
    region, width, height = run.region, 556.0, 326.0
    nodes = node_positions(region.longitude, region.latitude, region.n_cities, width, height)
    gaps = np.hypot(*(nodes[:, None] - nodes[None]).transpose(2, 0, 1)) + np.eye(len(nodes)) * 1e3
    assert gaps.min() > 2 * NODE_RADIUS
    assert np.all((nodes > NODE_RADIUS) & (nodes < [width - NODE_RADIUS, height - NODE_RADIUS]))
    cities = slice(region.n_cities)
    assert np.argsort(nodes[cities, 0]).tolist() == np.argsort(region.longitude[cities]).tolist()
    assert np.argsort(nodes[cities, 1]).tolist() == np.argsort(region.latitude[cities]).tolist()
    assert nodes[region.n_cities :, 0].min() > nodes[cities, 0].max(), "the outside of this region lies east"


def test_arrows_bend_round_a_node_in_their_way():
    nodes = np.array([[50.0, 100.0], [250.0, 100.0], [150.0, 100.0]])
    (arrow,) = route(nodes, [(0, 1)], 300.0, 200.0)
    assert np.hypot(*(arrow.curve - nodes[2]).T).min() > NODE_RADIUS
    (straight,) = route(nodes[:2], [(0, 1)], 300.0, 200.0)
    assert straight.bend < arrow.bend


def test_numbers_of_opposite_arrows_do_not_touch():
    nodes = np.array([[50.0, 100.0], [250.0, 100.0]])
    arrows = route(nodes, [(0, 1), (1, 0)], 300.0, 200.0)
    first, second = place_labels(arrows, ["+1,234", "−1,234"], nodes, 300.0, 200.0, 8.0)
    assert abs(first[1] - second[1]) > 8 or abs(first[0] - second[0]) > 30
