"""What a reader asks next of a ledger: tables by phase, day, district, trade, hour and mode, each one query."""

from evalkit.ledgers.disclosure import Guarded
from evalkit.ledgers.view import View

MOST = 10


def _vouchers(by: str, *, order: str = "1") -> str:
    """Return the query for vouchers by something: how many and how much issued and redeemed, and what was bought with them."""
    return f"""
        WITH counted AS (
            SELECT {by} AS part, count(*) FILTER (reverses IS NULL) AS issued,
                   count(*) FILTER (reverses IS NULL AND redeemed_at IS NOT NULL) - count(*) FILTER (reverses IS NOT NULL) AS redeemed,
                   coalesce(sum(face_value) FILTER (reverses IS NULL), 0) AS issued_amount,
                   coalesce(sum(redeemed_amount), 0) AS redeemed_amount,
                   coalesce(sum(transaction_amount), 0) AS sales
            FROM vouchers GROUP BY ALL
        )
        SELECT part, issued, redeemed, issued_amount, redeemed_amount, 100 * redeemed_amount / nullif(issued_amount, 0), sales
        FROM counted ORDER BY {order}
    """


_VOUCHER_COLUMNS = {
    "派券张数": 0,
    "核销张数": 0,
    "派券金额（元）": 2,
    "核销金额（元）": 2,
    "核销率（按金额，%）": 2,
    "交易金额（元）": 2,
}
_REDEEMED_COLUMNS = {"核销张数": 0, "核销金额（元）": 2, "占全部核销金额（%）": 2, "交易金额（元）": 2}


def _redeemed(by: str, *, source: str = "vouchers", order: str = "1") -> str:
    return f"""
        SELECT {by}, count(*) FILTER (reverses IS NULL) - count(*) FILTER (reverses IS NOT NULL), sum(redeemed_amount),
               100 * sum(redeemed_amount) / nullif(sum(sum(redeemed_amount)) OVER (), 0), sum(transaction_amount)
        FROM {source} WHERE redeemed_at IS NOT NULL GROUP BY {by} ORDER BY {order}
    """


def _largest(amount: str) -> str:
    """Return the largest and the second largest amount of one firm in a group of firms."""
    return f"coalesce(max({amount}), 0), coalesce(max({amount}, 2)[2], 0)"


_AT_MERCHANTS = "vouchers JOIN merchants USING (merchant)"
_OF_FIRMS = ("largest", "second")
_DRAWN = (Guarded("登记（人次）", ("中签（人次）", "中签率（%）")), Guarded("中签（人次）", ("中签率（%）",)))
_WINNERS = "count(*) FILTER (result = '中签')"

VIEWS: dict[str, View] = {
    "vouchers_by_phase": View("分期的派发与核销", ("vouchers",), _vouchers("phase"), {"期次": 0, **_VOUCHER_COLUMNS}),
    "vouchers_by_face_value": View(
        "分面额的派发与核销", ("vouchers",), _vouchers("face_value"), {"券面额（元）": 2, **_VOUCHER_COLUMNS}
    ),
    "vouchers_by_district": View(
        "分区县的派发与核销",
        ("vouchers",),
        _vouchers("vouchers.district", order="issued DESC, part"),
        {"区县": None, **_VOUCHER_COLUMNS},
        "按领取人的区县。",
    ),
    "redeemed_by_month": View(
        "分月的核销", ("vouchers",), _redeemed("strftime(redeemed_at, '%Y-%m')"), {"月份": None, **_REDEEMED_COLUMNS}
    ),
    "redeemed_by_weekday": View(
        "星期几的核销",
        ("vouchers",),
        _redeemed("['一', '二', '三', '四', '五', '六', '日'][isodow(redeemed_at)]", order="min(isodow(redeemed_at))"),
        {"星期": None, **_REDEEMED_COLUMNS},
    ),
    "redeemed_by_trade": View(
        "分行业的核销",
        ("vouchers", "merchants"),
        f"""
        WITH at_merchants AS (
            SELECT trade, count(*) FILTER (reverses IS NULL) - count(*) FILTER (reverses IS NOT NULL) AS redeemed,
                   sum(redeemed_amount) AS amount, sum(transaction_amount) AS sales
            FROM {_AT_MERCHANTS} WHERE redeemed_at IS NOT NULL GROUP BY trade, merchant
        )
        SELECT trade, sum(redeemed), sum(amount), 100 * sum(amount) / nullif(sum(sum(amount)) OVER (), 0), sum(sales),
               {_largest("amount")}, {_largest("sales")}
        FROM at_merchants GROUP BY trade ORDER BY 3 DESC, 1
        """,
        {"行业": None, **_REDEEMED_COLUMNS},
        guarded=(
            Guarded(dependent=("核销张数", "占全部核销金额（%）", "交易金额（元）"), amount="核销金额（元）", largest=_OF_FIRMS),
            Guarded(amount="交易金额（元）", largest=("largest_sale", "second_sale")),
        ),
        extra=(*_OF_FIRMS, "largest_sale", "second_sale"),
    ),
    "redeemed_by_merchant": View(
        f"核销金额最多的 {MOST} 家商户",
        ("vouchers", "merchants"),
        f"""
        WITH redeemed(merchant, made, amount, share, sales) AS ({_redeemed("merchants.name", source=_AT_MERCHANTS)})
        SELECT rank() OVER (ORDER BY amount DESC), *, amount, 0 FROM redeemed ORDER BY 1, merchant LIMIT {MOST}
        """,
        {"名次": 0, "商户": None, **_REDEEMED_COLUMNS},
        "按核销金额排名。",
        (Guarded(dependent=("核销张数", "占全部核销金额（%）", "交易金额（元）"), amount="核销金额（元）", largest=_OF_FIRMS),),
        _OF_FIRMS,
    ),
    "merchants_by_trade": View(
        "分行业的商户集中程度",
        ("vouchers", "merchants"),
        f"""
        WITH redeeming AS (
            SELECT trade, sum(redeemed_amount) AS amount FROM {_AT_MERCHANTS} GROUP BY trade, merchant HAVING sum(redeemed_amount) > 0
        ), ranked AS (
            SELECT *, row_number() OVER greatest_first AS place, sum(amount) OVER greatest_first AS reached,
                   sum(amount) OVER (PARTITION BY trade) AS whole
            FROM redeeming
            WINDOW greatest_first AS (PARTITION BY trade ORDER BY amount DESC ROWS UNBOUNDED PRECEDING)
        )
        SELECT trade, count(*), sum(amount), 100 * sum(amount) FILTER (place <= 10) / sum(amount),
               1 + count(*) FILTER (2 * reached < whole), sum((amount / whole) ** 2), {_largest("amount")}
        FROM ranked GROUP BY trade ORDER BY 3 DESC, 1
        """,
        {
            "行业": None,
            "有核销的商户": 0,
            "核销金额（元）": 2,
            "前十家份额（%）": 2,
            "占一半的最少家数": 0,
            "集中度（赫芬达尔指数）": 4,
        },
        "集中度在零与一之间，越接近一越集中。",
        (Guarded(amount="核销金额（元）", largest=_OF_FIRMS),),
        _OF_FIRMS,
    ),
    "draw_by_district": View(
        "分区县的中签率",
        ("registrations",),
        f"SELECT district, count(*), {_WINNERS}, 100 * {_WINNERS} / count(*) FROM registrations GROUP BY district ORDER BY 2 DESC, 1",
        {"区县": None, "登记（人次）": 0, "中签（人次）": 0, "中签率（%）": 2},
        "在公平的摇号中，各组中签率也有偶然的差别。",
        _DRAWN,
    ),
    "draw_by_age": View(
        "分年龄段的中签率",
        ("registrations",),
        f"SELECT age_group, count(*), {_WINNERS}, 100 * {_WINNERS} / count(*) FROM registrations GROUP BY age_group ORDER BY 1",
        {"年龄段": None, "登记（人次）": 0, "中签（人次）": 0, "中签率（%）": 2},
        guarded=_DRAWN,
    ),
    "wins_per_registrant": View(
        "同一登记人的登记与中签次数",
        ("registrations",),
        f"""
        WITH registrants AS (SELECT count(*) AS made, {_WINNERS} AS won FROM registrations GROUP BY registrant)
        SELECT made, won, count(*), 100 * count(*) / sum(count(*)) OVER (PARTITION BY made)
        FROM registrants GROUP BY made, won ORDER BY made, won
        """,
        {"登记次数": 0, "中签次数": 0, "人数": 0, "占登记次数相同的人（%）": 2},
        guarded=(Guarded("人数", ("占登记次数相同的人（%）",)),),
    ),
    "calls_by_month": View(
        "分月的来电与接听",
        ("hotline_calls",),
        """
        SELECT strftime(called_at, '%Y-%m'), count(*), count(*) FILTER (answered = '是'),
               100 * count(*) FILTER (answered = '是') / count(*)
        FROM hotline_calls GROUP BY 1 ORDER BY 1
        """,
        {"月份": None, "来电（通）": 0, "接听（通）": 0, "接听率（%）": 2},
    ),
    "calls_by_hour": View(
        "各时段的来电与接听",
        ("hotline_calls",),
        """
        SELECT hour(called_at) || '时', count(*), count(*) FILTER (answered = '是'),
               100 * count(*) FILTER (answered = '是') / count(*)
        FROM hotline_calls GROUP BY hour(called_at) ORDER BY hour(called_at)
        """,
        {"时段": None, "来电（通）": 0, "接听（通）": 0, "接听率（%）": 2},
    ),
    "trainings_by_quarter": View(
        "各季度的培训与推广活动",
        ("trainings", "training_participants"),
        """
        WITH quarters AS (SELECT unnest(range(1, 5)) AS quarter WHERE EXISTS (FROM trainings))
        SELECT quarter, count(DISTINCT training), count(DISTINCT firm), coalesce(sum(persons), 0)
        FROM quarters LEFT JOIN trainings ON quarter = quarter(held_on) LEFT JOIN training_participants USING (training)
        GROUP BY 1 ORDER BY 1
        """,
        {"季度": 0, "场次": 0, "企业（已去重）": 0, "人数": 0},
        guarded=(Guarded("人数"),),
    ),
    "declarations_by_business": View(
        "各业务的单一窗口应用率",
        ("window_declarations",),
        """
        SELECT business, sum(through_window), sum("every"), 100 * sum(through_window) / nullif(sum("every"), 0)
        FROM window_declarations GROUP BY 1 ORDER BY 2 DESC, 1
        """,
        {"业务种类": None, "单一窗口申报量（票）": 0, "申报总量（票）": 0, "应用率（%）": 2},
    ),
    "trips_by_port": View(
        "各口岸的接转",
        ("trips",),
        """
        SELECT port, count(*), count(*) FILTER (vehicle = '大巴车'), count(*) FILTER (vehicle = '工作车'), sum(persons)
        FROM trips GROUP BY port ORDER BY 5 DESC, 1
        """,
        {"口岸": None, "台次": 0, "大巴车（车次）": 0, "工作车（车次）": 0, "人数": 0},
        guarded=(Guarded("人数"),),
    ),
    "passengers_by_port": View(
        "各口岸接转的旅客",
        ("trips", "passengers"),
        """
        SELECT port, count(*), count(*) FILTER (nationality = '中国籍'), count(*) FILTER (nationality = '外籍'),
               100 * count(*) FILTER (nationality = '外籍') / count(*)
        FROM trips JOIN passengers USING (trip) GROUP BY port ORDER BY 2 DESC, 1
        """,
        {"口岸": None, "旅客": 0, "中国籍": 0, "外籍": 0, "外籍占比（%）": 2},
        guarded=(Guarded("旅客", ("中国籍", "外籍", "外籍占比（%）")), Guarded("外籍", ("中国籍", "外籍占比（%）"))),
    ),
    "declarations_by_mode": View(
        "各监管方式的申报",
        ("platform_declarations",),
        f"""
        WITH firms AS (
            SELECT mode, firm, count(*) AS made, sum(value) AS value FROM platform_declarations GROUP BY mode, firm
        )
        SELECT mode, sum(made), count(*), sum(value), 100 * sum(value) / nullif(sum(sum(value)) OVER (), 0), sum(value) / sum(made),
               {_largest("value")}
        FROM firms GROUP BY mode ORDER BY mode
        """,
        {"监管方式": None, "票数": 0, "企业数": 0, "货值（元）": 2, "占货值（%）": 2, "票均货值（元）": 2},
        guarded=(Guarded("企业数", ("票数", "占货值（%）", "票均货值（元）"), "货值（元）", _OF_FIRMS),),
        extra=_OF_FIRMS,
    ),
    "firms_by_activity": View(
        "备案企业的活跃情况",
        ("platform_firms", "platform_declarations"),
        f"""
        WITH firms AS (
            SELECT firm, count(declaration) AS made FROM platform_firms LEFT JOIN platform_declarations USING (firm) GROUP BY firm
        ), ranges AS (
            SELECT CASE WHEN made = 0 THEN 0 WHEN made < 100 THEN 1 WHEN made < 1000 THEN 2 ELSE 3 END AS size, made FROM firms
        )
        SELECT ['没有申报', '1 至 99 票', '100 至 999 票', '1000 票以上'][size + 1], count(*), sum(made), {_largest("made")} FROM ranges
        GROUP BY size ORDER BY size
        """,
        {"本年申报": None, "企业数": 0, "票数": 0},
        guarded=(Guarded("企业数", amount="票数", largest=_OF_FIRMS),),
        extra=_OF_FIRMS,
    ),
    "partners": View(
        f"货值最多的 {MOST} 个贸易伙伴",
        ("partner_trade",),
        f"""
        SELECT partner, sum(value), 100 * sum(value) / sum(sum(value)) OVER (),
               coalesce(sum(value) FILTER (direction = '出口'), 0), coalesce(sum(value) FILTER (direction = '进口'), 0)
        FROM partner_trade GROUP BY partner ORDER BY 2 DESC, 1 LIMIT {MOST}
        """,
        {"国家（地区）": None, "进出口（万元）": 2, "占比（%）": 2, "出口（万元）": 2, "进口（万元）": 2},
    ),
    "exhibitors_by_session": View(
        "各届广交会参展企业",
        ("exhibitors",),
        f"""
        WITH firms AS (SELECT *, session = min(session) OVER (PARTITION BY firm) AS first FROM exhibitors)
        SELECT session, count(*), count(*) FILTER (first), sum(booths), sum(exhibits), sum(intended_deals),
               {_largest("intended_deals")}
        FROM firms GROUP BY session ORDER BY session
        """,
        {"届次": 0, "参展企业": 0, "本年首次参展": 0, "展位": 0, "展品": 0, "意向成交额（万元）": 2},
        "同一企业每届计一次，各届相加为参展家次。意向成交额只计填有的企业，是意向，不是出口额。",
        (Guarded(amount="意向成交额（万元）", largest=_OF_FIRMS),),
        _OF_FIRMS,
    ),
    "trade_by_month": View(
        "分月的进出口",
        ("monthly_trade",),
        """
        SELECT month, coalesce(sum(value) FILTER (direction = '出口'), 0), coalesce(sum(value) FILTER (direction = '进口'), 0), sum(value)
        FROM monthly_trade GROUP BY month ORDER BY month
        """,
        {"月份": None, "出口（万元）": 2, "进口（万元）": 2, "合计（万元）": 2},
    ),
    "payments_by_purpose": View(
        "各子项目的支付",
        ("payments",),
        """
        SELECT purpose, count(*), sum(amount), 100 * sum(amount) / nullif(sum(sum(amount)) OVER (), 0)
        FROM payments GROUP BY purpose ORDER BY 3 DESC, 1
        """,
        {"子项目": None, "笔数": 0, "支付金额（元）": 2, "占比（%）": 2},
    ),
    "satisfaction_by_purpose": View(
        "各子项目的满意度",
        ("questionnaires",),
        """
        SELECT purpose, count(*), count(*) FILTER (satisfaction IN ('很满意', '满意')),
               100 * count(*) FILTER (satisfaction IN ('很满意', '满意')) / count(*)
        FROM questionnaires GROUP BY purpose ORDER BY purpose
        """,
        {"子项目": None, "答卷": 0, "满意（份）": 0, "满意度（%）": 2},
        "“很满意”与“满意”合计。",
        (Guarded("答卷", ("满意（份）", "满意度（%）")), Guarded("满意（份）", ("满意度（%）",))),
    ),
}
