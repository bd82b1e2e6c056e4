"""The ODD text and the month say the same."""

import inspect
import re
from pathlib import Path

from sim.model import LabourMarket

ODD = Path(__file__).parent.parent / "sim" / "ODD.md"


def stages_of_the_text() -> list[str]:
    section = ODD.read_text(encoding="utf-8").split("## 3.")[1].split("## 4.")[0]
    return re.findall(r"^(\d+\. .*)$", section, flags=re.MULTILINE)


def stages_of_the_month() -> list[str]:
    return re.findall(r"^\s*# (\d+\. .*)$", inspect.getsource(LabourMarket.step), flags=re.MULTILINE)


def test_the_schedule_of_the_odd_text_is_the_schedule_of_step():
    assert stages_of_the_text() == stages_of_the_month()
    assert [stage.split(".")[0] for stage in stages_of_the_month()] == [str(n) for n in range(1, 19)]


def test_every_file_that_the_odd_text_links_exists():
    links = re.findall(r"\]\(([^)#]+)\)", ODD.read_text(encoding="utf-8"))
    missing = [link for link in links if not (ODD.parent / link).exists()]
    assert links
    assert not missing, f"ODD.md links to {missing}, which do not exist."
