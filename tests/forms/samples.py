"""Two invented forms: one complete, one with cells that are missing."""

from dataclasses import replace

from evalkit.forms.model import Form, FormRow, MoneyRow

PARTS = [
    MoneyRow(name, initial="缺失", revised="缺失", executed="缺失", points="—", rate="—", award="—")
    for name in ("当年财政拨款", "上年结转资金", "其他资金")
]
COMPLETE = Form(
    file="",
    project="促进外贸与消费经费",
    department="示例市商务局",
    implementer="示例市口岸服务中心",
    fiscal_year="2030",
    columns=frozenset({"initial", "points", "award"}),
    # 86.4 of 100 spent: 86.40%, 10 × 0.864 = 8.64 points
    money=(MoneyRow("年度资金总额", "90", "100", "", "86.4", "10", "86.40%", "8.64"), *PARTS),
    rows=(
        FormRow("产出指标", "数量指标", "培训场次", "≥4 场", "4 场", "30", "30.00", reason="—"),
        FormRow(
            "产出指标", "数量指标", "参加企业", "≥200 家", "150 家", "20", "15.00", reason="原因：报名晚；改进措施：提前发布"
        ),
        FormRow("效益指标", "经济效益指标", "进出口总值", "≥100 亿元", "100.0 亿元", "30", "30.00", reason="—"),
        FormRow("满意度指标", "服务对象满意度指标", "企业满意度", "≥90%", "95.5%", "10", "10.00", reason="—"),
    ),
    section_points={"产出指标": "50", "效益指标": "30", "满意度指标": "10"},
    total="93.64",  # 8.64 + 30 + 15 + 30 + 10
    grade="优",
    goal="稳住外贸，促进消费。",
    result="进出口总值达到目标，培训四场。",
    notes=("评分规则：示例规则。", "数据截至：2030-12-31。"),
)
BOUNDED = replace(
    COMPLETE,
    money=(MoneyRow("年度资金总额", "缺失", "缺失", "", "缺失", "10", "缺失", "缺失"), *PARTS),
    rows=(*COMPLETE.rows[:3], replace(COMPLETE.rows[3], actual="缺失", award="缺失", reason="未计分：完成值缺失")),
    total="75.00 至 95.00",  # 30 + 15 + 30, and the 10 + 10 points of what is missing
    grade="中 至 优",
    goal="缺失",
    result="缺失",
)
