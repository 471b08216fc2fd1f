"""Ledgers of the international trade Single Window."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from evalkit.ledgers.schema import Amount, Column, Count, KeyOf, Ledger, Month, Rule, Text


class WindowDeclarations(Ledger):
    """How many declarations of one business were made in a month, through the window and in all."""

    title = "单一窗口申报"
    sub_project = "single_window"
    key = ("month", "business")
    dated = ("month",)
    rules = (
        Rule(
            "through_window <= every",
            "through_window",
            "L-WIN-01",
            "通过单一窗口的申报量大于申报总量",
            "不大于申报总量",
            "核对两列是否颠倒或统计范围不同",
        ),
    )

    month: Annotated[Month, Column("月份", ("年月",))]
    business: Annotated[Text, Column("业务种类", ("申报业务", "业务"), note="货物申报、舱单申报、运输工具申报等")]
    through_window: Annotated[Count, Column("单一窗口申报量", ("标准版申报量",), unit="票")]
    every: Annotated[Count, Column("申报总量", ("全部申报量",), unit="票")]


class Functions(Ledger):
    """One function on line."""

    title = "功能清单"
    sub_project = "single_window"
    key = ("function",)

    function: Annotated[Text, Column("功能", ("功能名称", "应用功能"))]
    category: Annotated[Text, Column("大类", ("功能大类", "应用大类"))]
    edition: Annotated[Literal["标准版", "地方特色"], Column("版本", ("所属版本",))]
    online_on: Annotated[date | None, Column("上线日期", ("上线时间",))] = None


class ServiceMarks(Ledger):
    """The provincial mark for customer service in one month; the streak of full marks may begin in an earlier year."""

    title = "客服考核"
    sub_project = "single_window"
    key = ("month",)
    rules = (Rule("mark <= full_mark", "mark", "L-SRV-01", "得分大于满分", "不大于满分", "核对两列"),)

    month: Annotated[Month, Column("月份", ("考核月份",))]
    mark: Annotated[Amount, Field(ge=0), Column("得分", ("考核得分",), unit="分")]
    full_mark: Annotated[Amount, Field(gt=0), Column("满分", unit="分")]


class HotlineCalls(Ledger):
    """One call to the hotline."""

    title = "热线来电"
    sub_project = "single_window"
    key = ("call",)
    dated = ("called_at",)

    call: Annotated[Text, Column("来电编号", ("工单号", "通话编号"))]
    called_at: Annotated[datetime, Column("来电时间", ("呼入时间",))]
    answered: Annotated[Literal["是", "否"], Column("是否接听", ("接听",))]
    phone: Annotated[Text | None, Column("来电号码", ("主叫号码", "手机号"), personal=True)] = None
    topic: Annotated[Text | None, Column("问题类别", ("咨询类别",))] = None


class Trainings(Ledger):
    """One training or promotion meeting."""

    title = "培训与推广活动"
    sub_project = "single_window"
    key = ("training",)
    dated = ("held_on",)

    training: Annotated[Text, Column("场次编号", ("编号", "培训编号"))]
    name: Annotated[Text, Column("名称", ("培训名称", "活动名称"))]
    held_on: Annotated[date, Column("日期", ("培训日期", "举办日期"))]
    cost: Annotated[Amount | None, Column("支出金额", ("费用",), unit="元")] = None


class TrainingParticipants(Ledger):
    """One firm at one training."""

    title = "参训企业"
    sub_project = "single_window"
    key = ("training", "firm")

    training: Annotated[Text, KeyOf("trainings", "training"), Column("场次编号", ("培训编号",))]
    firm: Annotated[Text, Column("企业名称", ("公司名称", "单位名称"))]
    persons: Annotated[Count, Column("参训人数", ("人数",), unit="人")]
    contact: Annotated[Text | None, Column("联系人", ("姓名",), personal=True)] = None
    phone: Annotated[Text | None, Column("联系电话", ("手机号",), personal=True)] = None
