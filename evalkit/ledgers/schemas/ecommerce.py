"""Ledgers of the cross-border e-commerce platform."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from evalkit.ledgers.schema import Amount, Column, Count, KeyOf, Ledger, Rule, Text


class PlatformFirms(Ledger):
    """One firm registered on the platform."""

    title = "备案企业"
    sub_project = "ecommerce"
    key = ("firm",)

    firm: Annotated[Text, Column("企业编号", ("海关编码", "企业代码"))]
    name: Annotated[Text, Column("企业名称", ("公司名称",))]
    registered_on: Annotated[date, Column("备案日期", ("备案时间",))]
    contact: Annotated[Text | None, Column("联系人", personal=True)] = None
    phone: Annotated[Text | None, Column("联系电话", ("手机号",), personal=True)] = None


class PlatformDeclarations(Ledger):
    """One export declaration made on the platform."""

    title = "跨境电商申报"
    sub_project = "ecommerce"
    key = ("declaration",)
    dated = ("declared_on",)

    declaration: Annotated[Text, Column("申报单号", ("清单编号", "报关单号"))]
    firm: Annotated[Text, KeyOf("platform_firms", "firm"), Column("企业编号", ("海关编码", "企业代码"))]
    mode: Annotated[Literal["9610", "9710", "9810", "1210"], Column("监管方式", ("监管方式代码", "贸易方式"))]
    declared_on: Annotated[date, Column("申报日期", ("申报时间",))]
    value: Annotated[Amount, Field(ge=0), Column("申报货值", ("货值", "金额"), unit="元", note="人民币")]


class PlatformUptime(Ledger):
    """How long one system was available in one day."""

    title = "平台可用情况"
    sub_project = "ecommerce"
    key = ("day", "system")
    dated = ("day",)
    rules = (
        Rule(
            "available_minutes <= service_minutes",
            "available_minutes",
            "L-UPT-01",
            "可用时长大于应服务时长",
            "不大于应服务时长",
            "核对两列",
        ),
    )

    day: Annotated[date, Column("日期")]
    system: Annotated[Text, Column("系统", ("系统名称",))]
    service_minutes: Annotated[Count, Column("应服务时长（分钟）", ("应服务分钟",))]
    available_minutes: Annotated[Count, Column("可用时长（分钟）", ("可用分钟",))]
