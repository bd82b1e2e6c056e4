"""What the README shows works: its Python runs, its commands compose, its links lead somewhere."""

import re
import shlex
from pathlib import Path

from sim.compose import composed, expand
from sim.config import run_config

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102 (it is our own README)
    assert 0 < len(names["young"]) < len(names["model"].workers)


def test_the_commands_compose_and_are_valid():
    commands = re.findall(r'make run ARGS="([^"]+)"', README)
    assert len(commands) >= 5
    for command in commands:
        arguments = shlex.split(command)
        sweep = "-m" in arguments
        for combination in expand([item for item in arguments if item != "-m"], sweep):
            settings = composed(combination)
            settings.pop("output")
            run_config(settings)


def test_links_lead_to_files_of_the_project():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    missing = [link for link in links if not (ROOT / link).exists()]
    assert links
    assert not missing, f"README.md links to {missing}, which do not exist."


def test_exactly_two_make_commands_are_offered_at_the_top():
    block = re.search(r"## Two commands\n\n```\n(.*?)```", README, flags=re.DOTALL)
    assert block is not None
    assert [line.split("#")[0].strip() for line in block.group(1).splitlines()] == ["make run", "make test"]
