"""Ledgers of the fund itself, and of what those whom it serves think of it."""

from datetime import date
from typing import Annotated, Literal

from evalkit.ledgers.schema import Amount, Column, KeyOf, Ledger, Rule, Text

SUB_PROJECT = Column("子项目", ("所属子项目", "项目"))


class Appropriations(Ledger):
    """One decision on the budget of the fund: the opening budget, or an adjustment, which may be negative."""

    title = "预算批复与调整"
    sub_project = "governance"
    key = ("document", "purpose")
    rules = (
        Rule(
            "kind <> '年初预算' OR amount >= 0",
            "amount",
            "L-APP-01",
            "年初预算为负",
            "不小于 0",
            "调减填在“调整”行",
        ),
    )

    document: Annotated[Text, Column("文号", ("指标文号", "批复文号"))]
    kind: Annotated[Literal["年初预算", "调整"], Column("类别", ("指标类别",))]
    decided_on: Annotated[date, Column("批复日期", ("下达日期",))]
    purpose: Annotated[Text, SUB_PROJECT]
    amount: Annotated[Amount, Column("金额", ("指标金额",), unit="元")]


class Payments(Ledger):
    """One payment from the fund; a refund is a negative row that names the original."""

    title = "资金支付"
    sub_project = "governance"
    key = ("payment",)
    dated = ("paid_on",)
    reversed_amount = "amount"
    rules = (
        Rule(
            "amount >= 0 OR reverses IS NOT NULL",
            "amount",
            "L-NEG-01",
            "金额为负而没有对应的原记录",
            "不小于 0，或在“冲销原支付编号”填写被冲销的支付",
            "退款须写明原支付编号；误填负号的改正",
        ),
    )

    payment: Annotated[Text, Column("支付编号", ("支付凭证号", "凭证号"))]
    paid_on: Annotated[date, Column("支付日期", ("付款日期",))]
    purpose: Annotated[Text, SUB_PROJECT]
    document: Annotated[Text | None, Column("文号", ("指标文号",))] = None
    payee: Annotated[Text, Column("收款单位", ("收款人",), note="单位名称；收款人是个人的填“个人”")]
    account: Annotated[Text | None, Column("收款账号", ("银行账号", "银行卡号"), personal=True)] = None
    amount: Annotated[Amount, Column("支付金额", ("金额",), unit="元")]
    reverses: Annotated[Text | None, KeyOf("payments", "payment"), Column("冲销原支付编号", ("原支付编号",))] = None


class Questionnaires(Ledger):
    """One answer to a satisfaction questionnaire."""

    title = "满意度问卷"
    sub_project = "governance"
    key = ("answer",)
    dated = ("asked_on",)

    answer: Annotated[Text, Column("问卷编号", ("答卷编号", "序号"))]
    asked_on: Annotated[date, Column("填写日期", ("提交日期", "调查日期"))]
    purpose: Annotated[Text, SUB_PROJECT]
    respondent: Annotated[Text | None, Column("对象", ("服务对象", "受访对象"), note="企业、居民、旅客等")] = None
    satisfaction: Annotated[Literal["很满意", "满意", "一般", "不满意", "很不满意"], Column("满意程度", ("满意度", "总体评价"))]
    name: Annotated[Text | None, Column("姓名", personal=True)] = None
    phone: Annotated[Text | None, Column("手机号", ("联系电话",), personal=True)] = None
