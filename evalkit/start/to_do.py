"""待办: what a year still lacks, by file, for the analyst to tick off. No part of intake reads it."""

from evalkit.intake.prepare import YearInputs

TO_DO = "待办.md"


def to_do_bytes(inputs: YearInputs) -> bytes:
    """Return the check list of a year just started."""
    fiscal_year = inputs.year.fiscal_year
    lines = [
        f"# {fiscal_year} 年度待办",
        "",
        "建立本年度时列出，做完一项把 `[ ]` 改成 `[x]`。程序不读本文件；还缺什么，以 `00_intake` 和 `80_scorecard` 两页为准。",
        "",
        *_section("year.yml", OF_THE_YEAR),
        *_section("SOURCES.yml", ["写明各项来源的名称、网址和可信程度，改去“待填”"]),
        *_section("facts.csv", _of_facts(inputs)),
        *_section("objectives.csv", _of_objectives(inputs)),
        *_section("其余文件（没有的保留表头）", OTHERS),
        *_section("填好以后", _commands(fiscal_year)),
    ]
    return "\n".join(lines).encode()


OF_THE_YEAR = [
    "填写或核对项目、部门、评分规则版本和子项目",
    "核对数据截至日期",
    "填写预算决策的日期、机构和出处（decision）",
]
OTHERS = [
    "declared.csv：单位自报的得分、等级，以及已完成或未完成目标的说法",
    "activities.csv：资金支持的各项活动及日期",
    "deviations.csv：未完成目标的偏差原因和改进措施",
    "narrative/：报告中由人撰写的文字（有则放）",
    "ledgers/：明细台账（有则放；空白模板在 templates/，填好后放入 ledgers/ 并登记）",
    "corrections.yml：对收到文件的更正（没有则不动）",
    "data/raw/series.yml（各年度共用）：统计口径与以前年度不可比的指标，自本年度起登记一条",
]


def _section(title: str, items: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- [ ] {item}" for item in items), ""]


def _of_facts(inputs: YearInputs) -> list[str]:
    items = []
    for sub in inputs.year.sub_projects:
        names = [record.fact.name for record in inputs.facts if record.fact.sub_project == sub.id and not record.fact.value]
        if names:
            items.append(f"{sub.name}（{len(names)} 行）：{'、'.join(dict.fromkeys(names))}")
    return ["填数值的同时填来源和出处，口径不同的改写，核对后删去 note 栏的提示；没有数字的保留空白，不写 0", *items]


def _of_objectives(inputs: YearInputs) -> list[str]:
    items = ["核对指标是否仍为本年度批复的指标，核对后改写 note 栏", "分值经批复的，points_basis 由 assumed 改为 approved"]
    lacking = [f"{row.id} {row.name}" for _, row in inputs.objectives if row.target is None]
    return [*items, f"填写批复的目标值（{len(lacking)} 项）：{'、'.join(lacking)}"] if lacking else items


def _commands(fiscal_year: int) -> list[str]:
    return [
        f'登记收到的数字：`evalkit check --record --year {fiscal_year} --reason "首次填报"`',
        f"检查：`evalkit check --year {fiscal_year}`",
        f"运行：`evalkit run --year {fiscal_year}`，打开 `outputs/{fiscal_year}/index.html`",
    ]
