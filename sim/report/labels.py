"""English and Chinese names of everything that figures show, in one table each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]


class Name(NamedTuple):
    """One thing in both languages."""

    en: str
    zh: str


class Unit(NamedTuple):
    """A unit of levels and of differences; tables hold values that are `factor` times smaller."""

    level: Name
    difference: Name
    factor: float = 1.0


class Measure(NamedTuple):
    """A column of the monthly table."""

    name: Name
    unit: Unit


def _same(en: str, zh: str) -> Unit:
    return Unit(Name(en, zh), Name(en, zh))


PERSONS = _same("persons", "人")
PERSONS_MONTHLY = _same("persons/month", "人/月")
POSTS = _same("posts", "个")
POSTS_MONTHLY = _same("posts/month", "个/月")
FIRMS = _same("firms", "家")
FIRMS_MONTHLY = _same("firms/month", "家/月")
CNY = _same("CNY/month", "元/月")
INDEX = _same("Chengdu at the start = 1", "期初成都 = 1")
POSTS_PER_PERSON = _same("posts per unemployed person", "岗位数/失业人数")
PERCENT = Unit(Name("%", "%"), Name("percentage points", "百分点"), 100.0)
PLAIN = _same("", "")

MEASURES: dict[str, Measure] = {
    "labour_force": Measure(Name("Labour force", "劳动力"), PERSONS),
    "employed": Measure(Name("Employed residents", "就业人数（按居住地）"), PERSONS),
    "jobs": Measure(Name("Jobs at the workplace", "就业岗位（按工作地）"), PERSONS),
    "unemployed": Measure(Name("Unemployed", "失业人数"), PERSONS),
    "vacancies": Measure(Name("Open vacancies", "空缺岗位"), POSTS),
    "posted": Measure(Name("Vacancies posted", "新发布岗位"), POSTS_MONTHLY),
    "filled": Measure(Name("Vacancies filled", "已填补岗位"), POSTS_MONTHLY),
    "withdrawn": Measure(Name("Vacancies withdrawn", "撤回岗位"), POSTS_MONTHLY),
    "hires_from_unemployment": Measure(Name("Hires from unemployment", "失业者入职"), PERSONS_MONTHLY),
    "hires_job_to_job": Measure(Name("Job-to-job hires", "在职者跳槽"), PERSONS_MONTHLY),
    "separations": Measure(Name("Separations", "离职"), PERSONS_MONTHLY),
    "layoffs": Measure(Name("Layoffs", "裁员"), PERSONS_MONTHLY),
    "firm_exit_releases": Measure(Name("Released by closing firms", "企业退出释放"), PERSONS_MONTHLY),
    "retirements": Measure(Name("Retirements", "退休"), PERSONS_MONTHLY),
    "entrants": Measure(Name("Labour-market entrants", "新进入劳动力市场"), PERSONS_MONTHLY),
    "talent_arrivals": Measure(Name("Talent arrivals", "人才引进"), PERSONS_MONTHLY),
    "in_migrants": Measure(Name("Arrivals from outside the region", "区域外迁入"), PERSONS_MONTHLY),
    "returnees": Measure(Name("Return migrants", "返乡"), PERSONS_MONTHLY),
    "out_migrants": Measure(Name("Departures from the region", "迁出区域"), PERSONS_MONTHLY),
    "moved_in": Measure(Name("Moves in from the other cities", "其他城市迁入"), PERSONS_MONTHLY),
    "moved_out": Measure(Name("Moves out to the other cities", "迁往其他城市"), PERSONS_MONTHLY),
    "commuters_in": Measure(Name("Cross-city commuters in", "跨市通勤流入"), PERSONS),
    "commuters_out": Measure(Name("Cross-city commuters out", "跨市通勤流出"), PERSONS),
    "offers_cross_city": Measure(Name("Cross-city job offers", "跨市录用通知"), PERSONS_MONTHLY),
    "firms": Measure(Name("Firms", "企业"), FIRMS),
    "firm_entries": Measure(Name("Firm entries", "新设企业"), FIRMS_MONTHLY),
    "firm_exits": Measure(Name("Firm exits", "退出企业"), FIRMS_MONTHLY),
    "mean_wage": Measure(Name("Mean wage", "平均工资"), CNY),
    "rent": Measure(Name("Rent", "房租"), INDEX),
    "policy_outlay": Measure(Name("Policy outlay", "政策支出"), CNY),
    "unemployment_rate": Measure(Name("Unemployment rate", "失业率"), PERCENT),
    "vacancy_rate": Measure(Name("Vacancy rate", "岗位空缺率"), PERCENT),
    "tightness": Measure(Name("Labour-market tightness", "劳动力市场紧张度"), POSTS_PER_PERSON),
}

CITIES: dict[str, Name] = {
    "All": Name("All cities", "全部城市"),
    "Chengdu": Name("Chengdu", "成都"),
    "Deyang": Name("Deyang", "德阳"),
    "Meishan": Name("Meishan", "眉山"),
    "Ziyang": Name("Ziyang", "资阳"),
    "Chongqing": Name("Chongqing", "重庆"),
    "Rest of Sichuan": Name("Rest of Sichuan", "四川其他地区"),
    "Rest of China": Name("Rest of China", "全国其他地区"),
}

FLOW_KINDS: dict[str, Name] = {
    "commuting": Name("Commuters (stock)", "通勤者（存量）"),
    "hires": Name("Hires", "入职"),
    "job_move": Name("Moves on taking a job", "入职时迁居"),
    "house_move": Name("Moves of commuters to their city of work", "通勤者迁往工作城市"),
    "home_return": Name("Returns to the city of registration", "返回户籍城市"),
    "out_migration": Name("Out-migration", "迁出"),
    "in_migration": Name("In-migration", "迁入"),
    "return_migration": Name("Return migration", "返乡"),
    "talent": Name("Talent arrivals", "人才引进"),
}

PERIODS: dict[str, Name] = {
    "policy window": Name("policy window", "政策实施期"),
    "last 12 months": Name("last 12 months", "最后12个月"),
}

TEXTS: dict[str, Name] = {
    "flow_map": Name("Commuting and migration between cities", "城市间通勤与迁移"),
    "series": Name("Unemployment and vacancies by city", "各城市失业与岗位空缺"),
    "effects": Name("What the scenario changes, by city", "情景带来的变化（分城市）"),
    "commuting": Name("Cross-city commuters, from home to work", "跨市通勤者（从居住地到工作地）"),
    "moves_between": Name("Moves of residence between the cities", "城市间迁居"),
    "moves_outside": Name("Moves to and from the outside", "与区域外之间的迁移"),
    "baseline_row": Name("Baseline", "基线"),
    "change_row": Name("Change by the scenario", "情景变化"),
    "mean_thousands": Name("thousand persons, mean of {first} to {last}", "千人，{first} 至 {last} 平均"),
    "sum_thousands": Name("thousand persons, sum of {first} to {last}", "千人，{first} 至 {last} 合计"),
    "mean_persons": Name("persons, mean of {first} to {last}", "人，{first} 至 {last} 平均"),
    "sum_persons": Name("persons, sum of {first} to {last}", "人，{first} 至 {last} 合计"),
    "no_flow": Name("all zero", "全部为零"),
    "increase": Name("increase", "增加"),
    "decrease": Name("decrease", "减少"),
    "uncertain": Name("95% interval of this arrow includes zero", "该箭头的95%置信区间包含零"),
    "map_note": Name(
        "Arrow width is proportional to the number of persons, in each panel by itself; arrows of less than "
        "{share} of the largest are left out.\n"
        "The cities are placed by longitude and latitude; dashed nodes lie outside the map, on their side "
        "of it but not to scale.",
        "箭头宽度与人数成正比，各图单独缩放；不足最大值{share}的箭头从略。\n"
        "城市按经纬度定位；虚线节点位于图外，仅示方位，不按比例。",
    ),
    "moves_note": Name(
        "Moves between the cities: {between}. Moves to and from the outside: {outside}.",
        "城市间迁居包括{between}；与区域外之间的迁移包括{outside}。",
    ),
    "band": Name("range over {n} replications", "{n}次重复的范围"),
    "mean_line": Name("{what} (mean)", "{what}（均值）"),
    "policy_start": Name("first instrument starts, {month}", "首项政策开始，{month}"),
    "lockdown": Name("first lockdown, {month}", "首次封控，{month}"),
    "interval": Name("mean and 95% interval of {n} paired replications", "{n}次配对重复的均值与95%置信区间"),
    "difference_in": Name("difference in {unit}", "差异（{unit}）"),
    "source": Name(
        "Source: simulation of region {region}, scale 1:{scale}, {n} paired replications, seed {seed}. "
        "Scenario: {scenario}. Numbers are at real size.",
        "来源：{region} 区域模拟，比例 1:{scale}，{n}次配对重复，随机种子 {seed}。情景：{scenario}。"
        "数字为真实规模。",
    ),
}

SCENARIOS: dict[str, Name] = {
    "baseline": Name("baseline", "基线"),
    "four_city_plan": Name("four-city plan", "四市协同方案"),
}


class Labels:
    """The tables in one language.

    What a table does not name (a measure or scenario that somebody added) is shown by its own name.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, key: str, **values: object) -> str:
        """A phrase, with its gaps filled."""
        return self._of(TEXTS[key]).format(**values)

    def measure(self, name: str) -> str:
        """Name of a column of the monthly table."""
        known = MEASURES.get(name)
        return self._of(known.name) if known else name.replace("_", " ")

    def unit(self, measure: str) -> str:
        """Unit of the levels of a measure."""
        return self._of(unit_of(measure).level)

    def difference_unit(self, measure: str) -> str:
        """Unit of differences of a measure: percentage points for a share."""
        return self._of(unit_of(measure).difference)

    def city(self, name: str, name_zh: str | None = None) -> str:
        """A city; a region's own Chinese name serves for those that the table does not hold."""
        return self._of(CITIES.get(name, Name(name, name_zh or name)))

    def kinds(self, names: Iterable[str]) -> str:
        """Kinds of flow in a sentence."""
        known = [self._of(FLOW_KINDS[name]) for name in names]
        return ", ".join(known).lower() if self.language == "en" else "、".join(known)

    def period(self, name: str) -> str:
        """A period of the table of effects."""
        return self._of(PERIODS.get(name, Name(name, name)))

    def scenario(self, name: str) -> str:
        """A scenario."""
        plain = name.replace("_", " ")
        return self._of(SCENARIOS.get(name, Name(plain, plain)))

    def _of(self, name: Name) -> str:
        return name.en if self.language == "en" else name.zh


def unit_of(measure: str) -> Unit:
    """Unit of a measure; no unit for one that the table does not hold."""
    return MEASURES[measure].unit if measure in MEASURES else PLAIN
