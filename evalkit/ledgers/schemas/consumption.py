"""Ledgers of consumption vouchers and events."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from evalkit.ledgers.schema import Amount, Column, Count, KeyOf, Ledger, Rule, Text

PHASE = Column("期次", ("批次", "轮次"), note="第几期派发")
DISTRICT = Column("区县", ("所属区县", "县区", "镇街所属区县"))


class Vouchers(Ledger):
    """One voucher, issued and perhaps redeemed; a reversed redemption is a row of its own that names the original."""

    title = "消费券明细"
    sub_project = "consumption"
    key = ("voucher",)
    dated = ("issued_on", "redeemed_at")
    reversed_amount = "redeemed_amount"
    reversed_whole = True
    rules = (
        Rule(
            "(redeemed_at IS NULL) = (redeemed_amount IS NULL)",
            "redeemed_amount",
            "L-VOU-01",
            "核销时间与核销金额只有其一",
            "两者都有，或都空（未核销）",
            "补上缺的一项，或两项都清空",
        ),
        Rule(
            "redeemed_amount <= face_value",
            "redeemed_amount",
            "L-VOU-02",
            "核销金额大于面额",
            "不大于券面额",
            "核对面额与核销金额的单位和录入",
        ),
        Rule(
            "reverses IS NOT NULL OR transaction_amount >= redeemed_amount",
            "transaction_amount",
            "L-VOU-03",
            "交易金额小于核销金额",
            "不小于核销金额",
            "核对交易金额的单位；交易金额含财政补贴",
        ),
        Rule(
            "CAST(redeemed_at AS DATE) >= issued_on",
            "redeemed_at",
            "L-VOU-04",
            "核销早于派发",
            "不早于派发日期",
            "核对两个日期",
        ),
        Rule(
            "reverses IS NOT NULL OR redeemed_amount >= 0",
            "redeemed_amount",
            "L-NEG-01",
            "金额为负而没有对应的原记录",
            "不小于 0，或在“冲销原券编号”填写被冲销的券",
            "冲销须写明原券编号；误填负号的改正",
        ),
    )

    voucher: Annotated[Text, Column("券编号", ("券号", "凭证号", "消费券编号"))]
    phase: Annotated[int, Field(ge=1), PHASE]
    holder: Annotated[Text | None, Column("领取人编号", ("用户编号", "领券人编号"), note="平台内部编号，不是手机号或证件号")] = (
        None
    )
    phone: Annotated[Text | None, Column("手机号", ("手机号码", "联系电话", "电话"), personal=True)] = None
    district: Annotated[Text | None, DISTRICT] = None
    face_value: Annotated[Amount, Field(gt=0), Column("券面额", ("面额", "票面金额"), unit="元")]
    threshold: Annotated[Amount | None, Column("使用门槛", ("满减门槛", "最低消费"), unit="元", note="“满 100 减 7”的 100")] = (
        None
    )
    issued_on: Annotated[date, Column("派发日期", ("发放日期", "领取日期"))]
    redeemed_at: Annotated[datetime | None, Column("核销时间", ("使用时间",))] = None
    redeemed_amount: Annotated[Amount | None, Column("核销金额", ("抵扣金额", "补贴金额"), unit="元")] = None
    transaction_amount: Annotated[Amount | None, Column("交易金额", ("消费金额", "订单金额"), unit="元", note="含财政补贴")] = (
        None
    )
    merchant: Annotated[Text | None, KeyOf("merchants", "merchant"), Column("商户编号", ("门店编号",))] = None
    reverses: Annotated[Text | None, KeyOf("vouchers", "voucher"), Column("冲销原券编号", ("原券编号",))] = None


class Registrations(Ledger):
    """One registration for a draw, and its result."""

    title = "登记与摇号结果"
    sub_project = "consumption"
    key = ("registration",)
    dated = ("registered_at",)

    registration: Annotated[Text, Column("登记编号", ("预约编号", "报名编号"))]
    phase: Annotated[int, Field(ge=1), PHASE]
    registrant: Annotated[Text, Column("登记人编号", ("用户编号",), note="平台内部编号，不是手机号或证件号")]
    name: Annotated[Text | None, Column("姓名", personal=True)] = None
    identity_number: Annotated[Text | None, Column("身份证号", ("证件号码", "身份证号码"), personal=True)] = None
    phone: Annotated[Text | None, Column("手机号", ("手机号码", "联系电话"), personal=True)] = None
    district: Annotated[Text | None, DISTRICT] = None
    age_group: Annotated[Text | None, Column("年龄段")] = None
    registered_at: Annotated[datetime, Column("登记时间", ("预约时间", "报名时间"))]
    result: Annotated[Literal["中签", "未中签"], Column("结果", ("摇号结果", "是否中签"))]


class Merchants(Ledger):
    """One merchant that accepts vouchers."""

    title = "参与商户"
    sub_project = "consumption"
    key = ("merchant",)

    merchant: Annotated[Text, Column("商户编号", ("门店编号",))]
    name: Annotated[Text, Column("商户名称", ("门店名称",))]
    trade: Annotated[Text, Column("行业", ("业态", "行业类别"))]
    district: Annotated[Text | None, DISTRICT] = None
    account: Annotated[Text | None, Column("收款账号", ("银行账号", "银行卡号"), personal=True)] = None


class Events(Ledger):
    """One event held or one item of publicity."""

    title = "活动与宣传"
    sub_project = "consumption"
    key = ("item",)
    dated = ("held_on",)

    item: Annotated[Text, Column("编号", ("活动编号",))]
    kind: Annotated[Literal["促消费活动", "宣传"], Column("类别", ("类型",))]
    name: Annotated[Text, Column("名称", ("活动名称", "标题"))]
    held_on: Annotated[date, Column("日期", ("活动日期", "发布日期"), note="活动以举办日期、宣传以发布日期决定属于哪个年度")]
    venue: Annotated[Text | None, Column("地点或媒体", ("地点", "媒体"))] = None
    visitors: Annotated[Count | None, Column("参与人次", unit="人次")] = None
    cost: Annotated[Amount | None, Column("支出金额", ("费用",), unit="元")] = None
