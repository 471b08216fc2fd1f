"""Figures of ``facts.csv`` that a ledger gives as well: which ledger, by which sum or count. Ids are those of the facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """How a figure is taken from a ledger.

    Attributes
    ----------
    ledger : str
        The ledger.
    sql : str
        An aggregate over its rows.
    per : str
        For a rate or an average the aggregate that it is divided by.
    among : str
        Which rows count, where that depends on the year: ``$month`` is the last month of the period that a published
        figure speaks for, ``$sub_project`` the name of the sub-project that publishes it.
    unit : str
        The unit of the result.
    columns : tuple of str
        The columns that it is taken from.
    working : str
        The same in words.
    """

    ledger: str
    sql: str
    unit: str
    columns: tuple[str, ...]
    working: str
    per: str = ""
    among: str = ""


def _count(ledger: str, where: str, unit: str, columns: tuple[str, ...], working: str) -> Figure:
    return Figure(ledger, f"count(*) FILTER ({where})" if where else "count(*)", unit, columns, working)


def _sum(ledger: str, column: str, unit: str, working: str, where: str = "true") -> Figure:
    return Figure(ledger, f"coalesce(sum({column}) FILTER ({where}), 0)", unit, (column,), working)


_ISSUED, _TAKEN_BACK = "reverses IS NULL", "reverses IS NOT NULL"
_SESSIONS = "count(DISTINCT session)"
_MONTHS = "12 * CAST(left(month, 4) AS INTEGER) + CAST(right(month, 2) AS INTEGER)"
_LESS_THAN_FULL = f"max({_MONTHS}) FILTER (mark < full_mark)"
_QUARTERS = {"first": (1, "一"), "second": (2, "二"), "third": (3, "三"), "fourth": (4, "四")}

FIGURES: dict[str, Figure] = {
    "trade_total": _sum("monthly_trade", "value", "万元", "各月出口与进口货值之和"),
    "exports": _sum("monthly_trade", "value", "万元", "各月出口货值之和", "direction = '出口'"),
    "imports": _sum("monthly_trade", "value", "万元", "各月进口货值之和", "direction = '进口'"),
    "canton_sessions": Figure("exhibitors", _SESSIONS, "届", ("session",), "不同届次的个数"),
    "canton_exhibitors": Figure(
        "exhibitors",
        "count(*)",
        "家",
        ("session", "firm"),
        "各届参展企业数之和 ÷ 届数，为每届平均数，不是不同企业的个数",
        per=_SESSIONS,
    ),
    "canton_firms": Figure("exhibitors", "count(DISTINCT firm)", "家", ("firm",), "不同企业的个数，各届之间已去重"),
    "canton_booths": _sum("exhibitors", "booths", "个", "各届各企业展位数之和"),
    "canton_exhibits": _sum("exhibitors", "exhibits", "件", "各届各企业展品数之和"),
    "intended_deals": Figure(
        "exhibitors",
        "CASE WHEN count(*) = count(intended_deals) THEN sum(intended_deals) END",
        "万元",
        ("intended_deals",),
        "各届各企业意向成交额之和；有空白的不计算",
    ),
    "standard_classes": Figure(
        "functions", "count(DISTINCT category) FILTER (edition = '标准版')", "类", ("category",), "标准版不同大类的个数"
    ),
    "standard_functions": _count("functions", "edition = '标准版'", "项", ("function",), "标准版功能的行数"),
    "local_classes": Figure(
        "functions", "count(DISTINCT category) FILTER (edition = '地方特色')", "类", ("category",), "地方特色不同大类的个数"
    ),
    "local_functions": _count("functions", "edition = '地方特色'", "项", ("function",), "地方特色功能的行数"),
    "declarations": _sum("window_declarations", "through_window", "票", "各月各业务单一窗口申报量之和"),
    "main_business_use_rate": Figure(
        "window_declarations",
        "sum(through_window)",
        "%",
        ("through_window", "every"),
        "单一窗口申报量之和 ÷ 申报总量之和",
        per="sum(every)",
    ),
    "service_full_mark_months": Figure(
        "service_marks",
        f"CASE WHEN count(*) = max({_MONTHS}) - min({_MONTHS}) + 1 THEN max({_MONTHS}) - {_LESS_THAN_FULL} END",
        "个月",
        ("month", "mark", "full_mark"),
        "最近一个未得满分的月之后的月数；各月有缺漏，或没有未得满分的月的，不计算",
        among="month <= $month",
    ),
    "hotline_calls": _count("hotline_calls", "", "通", ("call",), "来电的行数"),
    "hotline_answered": _count("hotline_calls", "answered = '是'", "通", ("answered",), "已接听来电的行数"),
    "hotline_answer_rate_annual": Figure(
        "hotline_calls",
        "count(*) FILTER (answered = '是')",
        "%",
        ("answered",),
        "接听量 ÷ 来电量，按通数加权",
        per="count(*)",
    ),
    "trainings": _count("trainings", "", "场", ("training",), "场次的行数"),
    **{
        f"trainings_{name}_quarter": _count(
            "trainings", f"quarter(held_on) = {quarter}", "场", ("held_on",), f"日期在第{word}季度的场次"
        )
        for name, (quarter, word) in _QUARTERS.items()
    },
    "training_cost": _sum("trainings", "cost", "元", "各场次支出之和"),
    "training_firms": Figure("training_participants", "count(DISTINCT firm)", "家", ("firm",), "不同企业的个数，已去重"),
    "vehicle_trips": _count("trips", "", "台次", ("trip",), "车次的行数"),
    "coach_trips": _count("trips", "vehicle = '大巴车'", "车次", ("vehicle",), "大巴车的行数"),
    "work_car_trips": _count("trips", "vehicle = '工作车'", "车次", ("vehicle",), "工作车的行数"),
    "persons_moved": _sum("trips", "persons", "人", "各车次接转人数之和"),
    "transfers_on_time": _count("trips", "on_time = '是'", "台次", ("on_time",), "及时的车次行数"),
    "chinese_persons": _count("passengers", "nationality = '中国籍'", "人", ("nationality",), "中国籍旅客的行数"),
    "foreign_persons": _count("passengers", "nationality = '外籍'", "人", ("nationality",), "外籍旅客的行数"),
    "transfer_cost": Figure(
        "payments",
        "sum(amount)",
        "元",
        ("purpose", "amount"),
        "本子项目各笔支付之和，退款为负数",
        among="purpose = $sub_project",
    ),
    "voucher_registrations": _count("registrations", "", "人次", ("registration",), "登记的行数"),
    "voucher_winners": Figure(
        "registrations", "count(DISTINCT registrant) FILTER (result = '中签')", "人", ("registrant",), "中签的不同登记人"
    ),
    "voucher_phases": Figure("vouchers", "count(DISTINCT phase)", "期", ("phase",), "不同期次的个数"),
    "vouchers_issued": _count("vouchers", _ISSUED, "张", ("voucher",), "券的行数，冲销行不计"),
    "voucher_amount_issued": _sum("vouchers", "face_value", "元", "券面额之和，冲销行不计", _ISSUED),
    "vouchers_redeemed": Figure(
        "vouchers",
        f"count(*) FILTER ({_ISSUED} AND redeemed_at IS NOT NULL) - count(*) FILTER ({_TAKEN_BACK})",
        "张",
        ("redeemed_at",),
        "有核销时间的行数，减去冲销的行数",
    ),
    "voucher_amount_redeemed": _sum("vouchers", "redeemed_amount", "元", "核销金额之和，冲销为负数"),
    "voucher_transactions": _sum("vouchers", "transaction_amount", "元", "交易金额之和，冲销为负数"),
    "voucher_threshold_redeemed": Figure(
        "vouchers",
        "CASE WHEN count(*) FILTER (redeemed_at IS NOT NULL AND threshold IS NULL) = 0"
        " THEN coalesce(sum(sign(redeemed_amount) * threshold) FILTER (redeemed_at IS NOT NULL), 0) END",
        "元",
        ("threshold",),
        "已核销的券的使用门槛之和，冲销的减去；有空白的不计算",
    ),
    "events_claimed": _count("events", "kind = '促消费活动'", "场", ("kind",), "促消费活动的行数"),
    "publicity_items": _count("events", "kind = '宣传'", "次", ("kind",), "宣传的行数"),
    "registered_firms": _count("platform_firms", "", "家", ("firm",), "备案企业的行数"),
    "export_declarations": _count("platform_declarations", "", "票", ("declaration",), "申报单的行数"),
    "declared_export_value": _sum("platform_declarations", "value", "元", "申报货值之和"),
    "active_firms": Figure("platform_declarations", "count(DISTINCT firm)", "家", ("firm",), "本年有申报的不同企业"),
    "platform_systems": Figure("platform_uptime", "count(DISTINCT system)", "个", ("system",), "不同系统的个数"),
    "platform_uptime_rate": Figure(
        "platform_uptime",
        "sum(available_minutes)",
        "%",
        ("available_minutes", "service_minutes"),
        "可用时长之和 ÷ 应服务时长之和",
        per="sum(service_minutes)",
    ),
    "opening_budget": _sum("appropriations", "amount", "元", "年初预算各笔之和", "kind = '年初预算'"),
    "budget": _sum("appropriations", "amount", "元", "年初预算与调整各笔之和"),
    "executed": _sum("payments", "amount", "元", "各笔支付之和，退款为负数"),
    "beneficiary_satisfaction": Figure(
        "questionnaires",
        "count(*) FILTER (satisfaction IN ('很满意', '满意'))",
        "%",
        ("satisfaction",),
        "“很满意”与“满意”的答卷 ÷ 全部答卷",
        per="count(*)",
    ),
}

MONTHLY_FIGURES: dict[str, tuple[str, Figure]] = {
    "hotline_answer_rate": (
        "called_at",
        Figure(
            "hotline_calls",
            "count(*) FILTER (answered = '是')",
            "%",
            ("called_at", "answered"),
            "当月接听量 ÷ 当月来电量",
            per="count(*)",
        ),
    ),
}
"""Figures of ``facts.csv`` that are published by month, each with the column that says in which month a row counts."""
