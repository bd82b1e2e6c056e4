"""The door into the simulator: what is right passes unchanged, what is wrong is named in one line."""

import pickle
import re

import pytest
import yaml

from sim.compose import composed, expand, names_in, read_yaml
from sim.config import RunConfig, instruments, month_label, run_config
from sim.config_errors import ConfigError, check_plain
from sim.experiment.store import config_text, read_config
from sim.geography.folders import scenario_dir
from sim.plan.scenario_files import of_the_plan
from sim.policies.base import month_index

EXPORT = "labour_export_cooperation"


def configured(*arguments):
    settings = composed(arguments)
    settings.pop("output")
    return run_config(settings)


@pytest.mark.parametrize("scenario", names_in("scenario"))
def test_every_scenario_composes_and_validates(scenario):
    assert configured(f"scenario={scenario}").scenario == scenario.replace("/", "_")


@pytest.mark.parametrize("executor", names_in("executor"))
def test_every_executor_composes_and_validates(executor):
    assert configured("scenario=baseline", f"executor={executor}").executor.kind == executor


def test_every_instrument_has_its_file_and_the_other_way_round():
    assert names_in("policies") == sorted(instruments())


@pytest.mark.parametrize("name", names_in("policies"))
def test_file_of_an_instrument_says_what_its_module_declares(name):
    settings = read_yaml(scenario_dir() / "policies" / f"{name}.yaml")[name]
    instrument, config = instruments()[name], configured("scenario=baseline", f"policies=[{name}]")
    assert settings["cost_million_cny"] == instrument.cost_million_cny
    assert settings["bearer"] == instrument.bearer
    bare = run_config({"scenario": "bare", "policies": {name: {}}})
    assert bare.policies == config.policies, "the file must hold the instrument's own defaults"


def test_plan_is_what_runs_without_any_argument():
    config = configured()
    assert config.scenario == "four_city_plan"
    assert (config.scale, config.months, config.replications) == (0.01, 48, 8)
    assert set(config.policies) == set(of_the_plan(instruments())), "every instrument of its list"


def test_overrides_reach_every_level():
    export = [
        f"policies=[{EXPORT}]",
        f"policies.{EXPORT}.dose=0.5",
        f"policies.{EXPORT}.cities=[Ziyang,Deyang]",
    ]
    others = ["scale=0.05", "parameters.governance.implementation=0.85", "covid=false", "margin_set=B"]
    config = configured(*export, *others, "executor.workers=1")
    policy = config.policies[EXPORT]
    assert config.scenario == "custom", "instruments chosen by hand are not the plan"
    assert (config.scale, config.covid, config.margin_set, config.executor.workers) == (0.05, False, "B", 1)
    assert (policy.dose, policy.cities, policy.start_month) == (0.5, ("Deyang", "Ziyang"), 21)
    assert config.parameters.governance.implementation == 0.85


def test_sweep_expands_to_all_combinations():
    assert expand(["seed=1,2", "scale=0.1", "policies=[a],[b,c]"], sweep=True) == [
        ["seed=1", "scale=0.1", "policies=[a]"],
        ["seed=1", "scale=0.1", "policies=[b,c]"],
        ["seed=2", "scale=0.1", "policies=[a]"],
        ["seed=2", "scale=0.1", "policies=[b,c]"],
    ]


WRONG = {
    "policies=[labour_exprt_cooperation]": f"instrument 'labour_exprt_cooperation'. Did you mean '{EXPORT}'",
    "scale=-0.01": "scale: expected a number above 0 and up to 1, agents per person, got -0.01",
    "scale=two": "scale: expected a number above 0 and up to 1, agents per person, got 'two'",
    "scale=nan": "scale: expected a finite number",
    "scale=1e-9": "at least 1000 simulated workers",
    "scal=1": "Unknown setting 'scal'. Did you mean 'scale'?",
    "months=0.5": "months: expected a whole number",
    "months=200": "expected 1 to 84",
    "seed=-1": "seed: expected a whole number from 0",
    "seed=1,2": "Add -m",
    "covid=maybe": "covid: expected true or false, got 'maybe'",
    "agencies=no_thanks": "agencies: expected true or false, got 'no_thanks'",
    "margin_set=D": "margin_set: expected A, B or C, got 'D'",
    "region=chengdemezi": "Did you mean 'chengdemeizi'?",
    "executor=dask": "unknown executor 'dask'",
    "executor.worker=2": "Unknown setting 'executor.worker'. Did you mean 'workers'?",
    "scenario=four_city_pla": "Did you mean 'four_city_plan'?",
    f"policies.{EXPORT}.cities=[Chendgu]": "unknown city 'Chendgu'. Did you mean 'Chengdu'?",
    f"policies.{EXPORT}.cities=[Deyang,Deyang]": "each city once",
    f"policies.{EXPORT}.cities=[]": "expected a list of one or more cities",
    f"policies.{EXPORT}.dos=1": f"Unknown setting 'policies.{EXPORT}.dos'. Did you mean 'dose'?",
    f"policies.{EXPORT}.dose=2": f"policies.{EXPORT}.dose: expected a number from 0",
    f"policies.{EXPORT}.start=2020-13": f"policies.{EXPORT}.start: expected a month",
    f"policies.{EXPORT}.start=2026-01": "from 2019-01 to 2025-12",
    "policies.placebo.dose=1": "'placebo' is not in use. Add it",
    "parameters.serch.x=1": "Did you mean 'search'?",
    "parameters.governance.implementation=high": "expected a number",
    "parameters.governance.implementation=2": "expected a value in [0, 1]",
    "hydra.run.dir=x": "plain data",
    "hydra/launcher=x": "plain data",
    f"policies.{EXPORT}._target_=os.system": "plain data",
    "region=${oc.env:HOME}": "got the reference",
    "~policies": "To use no instrument write policies=[]",
    "scenario": "expected an override such as scale=0.05",
}


@pytest.mark.parametrize("argument", WRONG)
def test_wrong_input_is_named_in_one_line(argument):
    with pytest.raises(ConfigError) as caught:
        configured(*expand([argument], sweep=False)[0])
    message = str(caught.value)
    assert WRONG[argument] in message
    assert "\n" not in message


def test_several_faults_are_all_named():
    with pytest.raises(ConfigError) as caught:
        configured("scale=2", "seed=-1")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    "content",
    [
        "_target_: os.system",
        "hydra: {run: {dir: x}}",
        "a: {b: ['${oc.env:HOME}']}",
        "defaults: [{override /hydra/launcher: x}]",
    ],
)
def test_a_configuration_is_plain_data(content):
    with pytest.raises(ConfigError):
        check_plain(yaml.safe_load(content))


def test_a_strangers_file_is_not_executed(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(f"scenario: !!python/object/apply:os.mkdir ['{tmp_path}/made']")
    with pytest.raises(ConfigError, match="expected YAML"):
        read_config(path)
    assert not (tmp_path / "made").exists()


def test_baseline_holds_no_instrument():
    with pytest.raises(ConfigError, match="expected no instruments in 'baseline'"):
        run_config({"scenario": "baseline", "policies": {"placebo": {}}})


def test_resolved_configuration_reads_back_as_itself(tmp_path):
    config = configured("parameters.governance.implementation=0.7", f"policies.{EXPORT}.dose=0.25")
    path = tmp_path / "config.yaml"
    path.write_text(config_text(config), encoding="utf-8")
    again = read_config(path)
    assert again == config
    assert again.content_digest == config.content_digest


def test_digest_follows_what_decides_results_and_nothing_else():
    config = configured()
    same = ["threads=2", "executor=serial", "executor.workers=2", "language=zh"]
    other = [
        "seed=2",
        "scale=0.02",
        "months=47",
        "covid=false",
        "margin_set=B",
        f"policies.{EXPORT}.dose=0.9",
    ]
    other += ["parameters.governance.implementation=0.61", "replications=9"]
    assert {configured(argument).content_digest for argument in same} == {config.content_digest}
    digests = {configured(argument).content_digest for argument in other}
    assert len(digests) == len(other)
    assert config.content_digest not in digests
    bare = [
        configured("scenario=baseline", f"agencies={there}").content_digest for there in ("true", "false")
    ]
    assert bare[0] != bare[1]


def test_instruments_of_agencies_need_agencies():
    with pytest.raises(
        ConfigError,
        match=r"expected agencies=true for instruments .* got false. Leave out agency_att.*, market_open",
    ):
        configured("agencies=false")


def test_configuration_travels_to_other_processes():
    config = configured()
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301 - our own bytes


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        RunConfig().scale = 0.5


def test_months_and_their_names():
    assert [month_label(index) for index in (0, 11, 21, 83)] == ["2019-01", "2019-12", "2020-10", "2025-12"]
    assert all(month_index(month_label(index)) == index for index in range(84))


def test_manual_names_every_setting():
    from sim.manual import help_text

    text = help_text()
    for name in [*RunConfig.model_fields, *instruments(), *names_in("scenario"), "output"]:
        assert re.search(rf"\b{name}\b", text), name
