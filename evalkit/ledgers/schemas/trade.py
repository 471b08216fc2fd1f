"""Ledgers of foreign trade and the Canton Fair."""

from typing import Annotated, Literal

from pydantic import Field

from evalkit.ledgers.schema import Amount, Column, Count, Ledger, Month, Text

DIRECTION = Column("进出口", ("方向", "贸易方向"))
VALUE = Column("货值", ("金额", "进出口值", "总值"), unit="万元", note="人民币，海关统计")


class MonthlyTrade(Ledger):
    """The value of exports or imports of one month."""

    title = "进出口月度"
    sub_project = "trade"
    key = ("month", "direction")
    dated = ("month",)

    month: Annotated[Month, Column("月份", ("年月",))]
    direction: Annotated[Literal["出口", "进口"], DIRECTION]
    value: Annotated[Amount, Field(ge=0), VALUE]


class PartnerTrade(Ledger):
    """The value of a year's exports to, or imports from, one country or region."""

    title = "贸易伙伴"
    sub_project = "trade"
    key = ("partner", "direction")

    partner: Annotated[Text, Column("国家（地区）", ("国家", "国别", "国别（地区）", "贸易伙伴"))]
    direction: Annotated[Literal["出口", "进口"], DIRECTION]
    value: Annotated[Amount, Field(ge=0), VALUE]


class Exhibitors(Ledger):
    """One firm at one session of the fair."""

    title = "广交会参展企业"
    sub_project = "trade"
    key = ("session", "firm")

    session: Annotated[int, Field(ge=1), Column("届次", ("届",), note="第几届广交会")]
    firm: Annotated[Text, Column("企业名称", ("参展企业", "公司名称"))]
    booths: Annotated[Count, Column("展位数", ("展位",), unit="个")]
    exhibits: Annotated[Count, Column("展品数", ("上传展品", "展品"), unit="件")]
    intended_deals: Annotated[Amount | None, Column("意向成交额", ("意向成交",), unit="万元", note="意向，不是出口额")] = None
    contact: Annotated[Text | None, Column("联系人", personal=True)] = None
    phone: Annotated[Text | None, Column("联系电话", ("手机号",), personal=True)] = None
