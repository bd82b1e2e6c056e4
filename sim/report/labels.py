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
MILLION_CNY = Unit(Name("million CNY/month", "百万元/月"), Name("million CNY/month", "百万元/月"), 1e-6)
ORDERS_MONTHLY = _same("orders/month", "单/月")
AGENCIES = _same("agencies", "家")
AGENCIES_MONTHLY = _same("agencies/month", "家/月")
OFFICES = _same("offices", "个")
PRICE_INDEX = _same("index", "指数")
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
    "home_departures": Measure(
        Name("Departures home from the region", "户籍在外者返乡离开"), PERSONS_MONTHLY
    ),
    "talent_departures": Measure(Name("Talent departures", "人才流出"), PERSONS_MONTHLY),
    "export_team_members": Measure(Name("Members of export teams", "劳务输出团队成员"), PERSONS_MONTHLY),
    "branded_workers": Measure(Name("Workers with a labour brand", "劳务品牌从业者"), PERSONS),
    "moved_in": Measure(Name("Moves in from the other cities", "其他城市迁入"), PERSONS_MONTHLY),
    "moved_out": Measure(Name("Moves out to the other cities", "迁往其他城市"), PERSONS_MONTHLY),
    "commuters_in": Measure(Name("Cross-city commuters in", "跨市通勤流入"), PERSONS),
    "commuters_out": Measure(Name("Cross-city commuters out", "跨市通勤流出"), PERSONS),
    "offers_cross_city": Measure(Name("Cross-city job offers", "跨市录用通知"), PERSONS_MONTHLY),
    "firms": Measure(Name("Firms", "企业"), FIRMS),
    "firm_entries": Measure(Name("Firm entries", "新设企业"), FIRMS_MONTHLY),
    "firm_exits": Measure(Name("Firm exits", "退出企业"), FIRMS_MONTHLY),
    "young_entrants": Measure(
        Name("Young entrants, with schools", "青年新增劳动力（含院校）"), PERSONS_MONTHLY
    ),
    "certified": Measure(Name("Labour force with a certificate", "持证劳动力"), PERSONS),
    "youth": Measure(Name("Young people before work or study", "待业待学青年"), PERSONS),
    "students": Measure(Name("Vocational students", "职业院校在校生"), PERSONS),
    "school_intake": Measure(Name("Vocational intake", "职业院校招生"), PERSONS_MONTHLY),
    "technician_intake": Measure(Name("Intake of technician colleges", "技工院校招生"), PERSONS_MONTHLY),
    "graduates": Measure(Name("Vocational graduates", "职业院校毕业生"), PERSONS_MONTHLY),
    "drop_outs": Measure(Name("Vocational drop-outs", "职业院校辍学"), PERSONS_MONTHLY),
    "interns": Measure(Name("Interns", "实习生"), PERSONS),
    "intern_hires": Measure(Name("Interns kept by their firm", "实习留用"), PERSONS_MONTHLY),
    "order_offers": Measure(Name("Offers to order classes", "订单班录用通知"), PERSONS_MONTHLY),
    "order_hires": Measure(Name("Hires from order classes", "订单班入职"), PERSONS_MONTHLY),
    "graduates_left": Measure(Name("Graduates who leave the region", "毕业即离开区域"), PERSONS_MONTHLY),
    "talent_attracted_year": Measure(Name("Talent attracted, this year", "本年引进人才"), PERSONS),
    "talent_attracted": Measure(
        Name("Talent attracted since October 2020", "2020年10月以来引进人才合计"), PERSONS
    ),
    "talent_stock": Measure(Name("Attracted talent still there", "引进人才存量"), PERSONS),
    "talent_at_work": Measure(
        Name("Attracted talent at work, visits counted", "在岗引进人才（含来访专家折算）"), PERSONS
    ),
    "visiting_experts": Measure(Name("Visiting experts", "来访专家"), PERSONS),
    "expert_days": Measure(
        Name("Days of visiting experts", "来访专家服务天数"), _same("days/month", "天/月")
    ),
    "training_starts": Measure(Name("Courses begun", "培训开班人次"), PERSONS_MONTHLY),
    "training_starts_public_base": Measure(
        Name("Courses at public bases", "公共实训基地培训"), PERSONS_MONTHLY
    ),
    "training_starts_firm": Measure(Name("Courses of firms", "企业自办培训"), PERSONS_MONTHLY),
    "training_starts_agency": Measure(Name("Courses of agencies", "机构承办培训"), PERSONS_MONTHLY),
    "training_starts_alliance": Measure(Name("Courses on shared seats", "联盟共享培训"), PERSONS_MONTHLY),
    "training_completions": Measure(Name("Courses completed", "培训结业人次"), PERSONS_MONTHLY),
    "in_full_time_training": Measure(Name("In full-time training", "脱产培训在训人数"), PERSONS),
    "training_seats": Measure(Name("Training seats", "培训学位"), PERSONS_MONTHLY),
    "training_seats_idle": Measure(Name("Idle training seats", "闲置培训学位"), PERSONS_MONTHLY),
    "skill_upgrades": Measure(Name("Upgraded after training", "培训后技能晋级"), PERSONS_MONTHLY),
    "promotions": Measure(Name("Promoted by experience", "经验晋升高层次"), PERSONS_MONTHLY),
    "newly_certified": Measure(Name("Newly certified", "新获证人数"), PERSONS_MONTHLY),
    "talent_cultivated": Measure(Name("Talent cultivated", "培育人才"), PERSONS_MONTHLY),
    "talent_cultivated_since_plan": Measure(
        Name("Talent cultivated since October 2020", "2020年10月以来培育人才"), PERSONS
    ),
    "certified_from_schools": Measure(
        Name("Certified supply from schools since 2019", "2019年以来院校持证新增劳动力"), PERSONS
    ),
    "mean_wage": Measure(Name("Mean wage", "平均工资"), CNY),
    "brand_reputation": Measure(Name("Reputation of labour brands", "劳务品牌信誉"), _same("index", "指数")),
    "rent": Measure(Name("Rent", "房租"), INDEX),
    "policy_outlay": Measure(Name("Policy outlay", "政策支出"), CNY),
    "unemployment_rate": Measure(Name("Unemployment rate", "失业率"), PERCENT),
    "vacancy_rate": Measure(Name("Vacancy rate", "岗位空缺率"), PERCENT),
    "tightness": Measure(Name("Labour-market tightness", "劳动力市场紧张度"), POSTS_PER_PERSON),
    "hr_revenue": Measure(Name("Revenue of HR agencies", "人力资源服务机构营收"), MILLION_CNY),
    "hr_revenue_net": Measure(Name("Fees of HR agencies", "人力资源服务机构净收入"), MILLION_CNY),
    "hr_revenue_licensed": Measure(Name("Revenue of licensed agencies", "持证机构营收"), MILLION_CNY),
    "hr_revenue_plan": Measure(Name("Revenue in the plan's definition", "方案口径营收"), MILLION_CNY),
    "hr_revenue_high_end": Measure(Name("Mid- and high-end revenue", "中高端业态营收"), MILLION_CNY),
    "hr_revenue_high_end_net": Measure(Name("Mid- and high-end fees", "中高端业态净收入"), MILLION_CNY),
    "hr_outlay_firms": Measure(Name("Firms' outlay on HR services", "企业支付的服务费用"), MILLION_CNY),
    "hr_outlay_governments": Measure(
        Name("Governments' outlay on HR services", "政府支付的服务费用"), MILLION_CNY
    ),
    "hr_orders": Measure(Name("Orders for HR services", "人力资源服务订单"), ORDERS_MONTHLY),
    "hr_orders_unmet": Measure(Name("Unmet orders", "未满足订单"), ORDERS_MONTHLY),
    "agencies": Measure(Name("Agencies, full scope", "全口径机构数"), AGENCIES),
    "agencies_licensed": Measure(Name("Licensed agencies", "持证机构数"), AGENCIES),
    "agencies_in_parks": Measure(Name("Agencies in parks", "产业园内机构数"), AGENCIES),
    "agencies_red_listed": Measure(Name("Red-listed agencies", "红名单机构数"), AGENCIES),
    "agencies_black_listed": Measure(Name("Black-listed agencies", "黑名单机构数"), AGENCIES),
    "agency_offices": Measure(Name("Offices and branches", "总部与分支机构"), OFFICES),
    "agency_offices_licensed": Measure(
        Name("Offices and branches of licensed agencies", "持证机构的总部与分支"), OFFICES
    ),
    "agencies_entered": Measure(Name("Agency entries", "新设机构"), AGENCIES_MONTHLY),
    "agencies_closed": Measure(Name("Agency exits", "退出机构"), AGENCIES_MONTHLY),
    "complaints": Measure(Name("Complaints", "投诉"), _same("complaints/month", "件/月")),
    "service_contacts": Measure(Name("Service contacts", "服务人次"), _same("person-times/month", "人次/月")),
    "placements": Measure(Name("Placements by agencies", "机构促成入职"), PERSONS_MONTHLY),
    "misplaced": Measure(Name("Placements with misconduct", "违规介绍的入职"), PERSONS_MONTHLY),
    "persons_served": Measure(Name("Persons served, new this year", "本年首次服务人数"), PERSONS_MONTHLY),
    "persons_placed": Measure(Name("Persons placed, new this year", "本年首次入职人数"), PERSONS_MONTHLY),
    "hr_high_end_share": Measure(Name("Mid- and high-end share of revenue", "中高端业态占营收比重"), PERCENT),
    "hr_high_end_share_net": Measure(
        Name("Mid- and high-end share of fees", "中高端业态占净收入比重"), PERCENT
    ),
    "hr_unmet_share": Measure(Name("Unmet share of orders", "订单未满足比例"), PERCENT),
    "hr_fee_index": Measure(Name("Fee index of recruitment", "招聘服务价格指数"), PRICE_INDEX),
}

ALL_LINES = "all lines"
LINES = (
    "personnel services",
    "dispatch",
    "outsourcing",
    "flexible staffing",
    "recruitment",
    "training",
    "headhunting",
    "consulting",
)
"""Service lines in the order in which figures show them."""
LINE_NAMES: dict[str, Name] = {
    "all lines": Name("All lines", "全部业务"),
    "personnel services": Name("Personnel services", "人事代理"),
    "dispatch": Name("Dispatch", "劳务派遣"),
    "outsourcing": Name("Outsourcing", "服务外包"),
    "flexible staffing": Name("Flexible staffing", "灵活用工"),
    "recruitment": Name("Recruitment", "招聘服务"),
    "training": Name("Training", "培训"),
    "headhunting": Name("Headhunting", "人才寻访（猎头）"),
    "consulting": Name("Consulting", "管理咨询"),
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
    "graduate_move": Name("Graduates who move", "毕业生跨市流动"),
    "graduate_departure": Name("Graduates who leave", "毕业生外流"),
    "home_return": Name("Returns to the city of registration", "返回户籍城市"),
    "out_migration": Name("Out-migration", "迁出"),
    "in_migration": Name("In-migration", "迁入"),
    "return_migration": Name("Return migration", "返乡"),
    "talent": Name("Talent arrivals", "人才引进"),
    "home_departure": Name("Departures home", "返乡离开"),
    "talent_departure": Name("Talent departures", "人才流出"),
    "outside_move": Name("Moves between places outside", "区域外地点之间的迁居"),
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
        "Arrow width is proportional to the number on it, in each panel by itself; arrows of less than "
        "{share} of the largest are left out. The cities are placed by longitude and latitude.",
        "箭头宽度与所标数字成正比，各图单独缩放；不足最大值{share}的箭头从略。城市按经纬度定位。",
    ),
    "map_outside_note": Name(
        "Dashed nodes lie outside the map, on their side of it but not to scale.",
        "虚线节点位于图外，仅示方位，不按比例。",
    ),
    "service_map": Name(
        "HR services between cities: revenue and offices", "城市间人力资源服务：营收与分支机构"
    ),
    "service_revenue": Name(
        "Revenue from clients in other cities, from head office to client",
        "来自其他城市客户的营收（从总部到客户所在城市）",
    ),
    "service_offices": Name(
        "Agencies with an office in another city, from head office to office",
        "在其他城市设有分支的机构（从总部到分支所在城市）",
    ),
    "mean_millions": Name(
        "million CNY a month, mean of {first} to {last}", "百万元/月，{first} 至 {last} 平均"
    ),
    "mean_agencies": Name("agencies, mean of {first} to {last}", "家，{first} 至 {last} 平均"),
    "service_map_note": Name(
        "Business and offices in the city of the head office are not shown.",
        "未显示总部所在城市内的业务和办公场所。",
    ),
    "agencies_title": Name("HR agencies by scope and city", "人力资源服务机构（按口径和城市）"),
    "agencies_note": Name(
        "Agencies count in the city of their head office; offices and branches where they are. Each panel "
        "has an axis of its own, which need not begin at zero.",
        "机构按总部所在城市统计，总部与分支机构按各自所在城市统计。各图纵轴独立，不一定从零开始。",
    ),
    "expansion_title": Name(
        "Vocational schools: what the scenario changes in youth labour supply, certificates and employment",
        "职业院校：情景对青年劳动力供给、持证劳动力和就业的影响",
    ),
    "expansion_year": Name("{what}, sum of twelve months (thousand)", "{what}，十二个月合计（千人）"),
    "expansion_stock": Name("{what} (thousand)", "{what}（千人）"),
    "expansion_jobs": Name("Employed residents and interns (thousand)", "就业人数与实习生（千人）"),
    "expansion_note": Name(
        "Scenario less baseline, mean of pairs with its 95 % interval. Grey: intake in September. "
        "Dotted: end of the plan's period.",
        "情景与基线之差：成对重复的均值及其95%区间。灰线：九月招生。虚线：方案期末。",
    ),
    "orders_title": Name("Order book of HR services by city", "人力资源服务订单（分城市）"),
    "orders_note": Name(
        "Orders of all lines by city of the client, accounts up for renewal included; staff already with a "
        "client are not counted. Fee index: 1 when agencies were set up. Each panel of orders has an axis of "
        "its own.",
        "按客户所在城市统计全部业务的订单，含到期续签的代理账户，不含已在岗的派遣和外包人员。"
        "价格指数：机构设立时为 1。各订单图纵轴独立。",
    ),
    "target_month": Name("plan's target for {month}", "方案目标（{month}）"),
    "target": Name("plan's target", "方案目标"),
    "revenue_title": Name("Revenue of HR services", "人力资源服务业营收"),
    "panel_revenue": Name("Gross revenue by line, baseline", "营收总额（按业务），基线"),
    "panel_revenue_net": Name("Fees by line, baseline", "净收入（按业务），基线"),
    "panel_years": Name("Gross revenue of the year, plan's definition", "年度营收总额（方案口径）"),
    "billion_monthly": Name("billion CNY a month", "十亿元/月"),
    "billion_yearly": Name("billion CNY a year", "十亿元/年"),
    "no_full_year": Name("no full year in this run", "本次运行不足一年"),
    "total_of": Name("all lines, {what}", "全部业务，{what}"),
    "revenue_note": Name(
        "Gross revenue includes wages and social insurance that agencies hand on; fees do not. The plan's "
        "definition is a fixed multiple of the full scope. Means over replications.",
        "营收总额含机构代收代付的工资和社会保险，净收入不含。方案口径按全口径的固定倍数折算。均为各次重复的均值。",
    ),
    "concentration_title": Name("Concentration of the HR-service industry", "人力资源服务业集中度"),
    "panel_five": Name("Share of the five largest agencies", "最大五家机构的份额"),
    "percent_of_revenue": Name("% of the line's gross revenue", "占该业务营收总额的比重（%）"),
    "in_months": Name("{what}, {first} to {last}", "{what}，{first} 至 {last}"),
    "panel_sizes": Name(
        "Agencies that reach a size, {first} to {last}", "达到各规模的机构，{first} 至 {last}"
    ),
    "size_axis": Name("gross revenue, million CNY a month", "营收总额（百万元/月）"),
    "share_axis": Name("% of agencies with revenue", "占有营收的机构的比重（%）"),
    "hill": Name(
        "tail exponent {exponent} (Hill, largest {share}, baseline)",
        "尾部指数 {exponent}（Hill 估计，最大{share}，基线）",
    ),
    "concentration_note": Name(
        "Means over months and replications; both axes of the right panel are logarithmic.",
        "均为各月与各次重复的均值；右图两轴均为对数刻度。",
    ),
    "seasons": Name("Moves around the spring festival, whole region", "春节前后的迁移（全区域）"),
    "homeward": Name("Going home", "返乡"),
    "setting_out": Name("Setting out", "离乡"),
    "with_covid": Name("with COVID-19", "有疫情"),
    "without_covid": Name("without COVID-19", "无疫情"),
    "thousand_monthly": Name("thousand persons a month", "千人/月"),
    "seasons_note": Name(
        "Going home: to the city of registration from elsewhere in the region or from outside, and from the "
        "region to where people are registered.\nSetting out: for a job outside, and into the region without "
        "one. Shaded: January and February above, February and March below.\nSimulation at scale 1:{scale}, "
        "one replication; numbers are at real size.",
        "返乡：从区域内其他城市或区域外回到户籍城市，以及从区域回到区域外的户籍地。离乡：外出就业，以及无业迁入本区域。\n"
        "标出的月份：上图为一月和二月，下图为二月和三月。比例 1:{scale}，一次重复，数字为真实规模。",
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

    def measure_with_unit(self, name: str) -> str:
        """Name of a measure with its unit in brackets, unless the name says it already."""
        text, unit = self.measure(name), self.unit(name)
        if not unit or unit in text.lower():
            return text
        return f"{text} ({unit})" if self.language == "en" else f"{text}（{unit}）"

    def unit(self, measure: str) -> str:
        """Unit of the levels of a measure."""
        return self._of(unit_of(measure).level)

    def difference_unit(self, measure: str) -> str:
        """Unit of differences of a measure: percentage points for a share."""
        return self._of(unit_of(measure).difference)

    def line(self, name: str) -> str:
        """A service line."""
        return self._of(LINE_NAMES.get(name, Name(name, name)))

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
