"""Ledgers of the transfer of inbound travellers."""

from datetime import datetime
from typing import Annotated, Literal

from evalkit.ledgers.schema import Column, Count, KeyOf, Ledger, Rule, Text


class Trips(Ledger):
    """One trip of one vehicle; a work car carries no travellers."""

    title = "接转车次"
    sub_project = "transfer"
    key = ("trip",)
    dated = ("departed_at",)
    rules = (
        Rule(
            "vehicle <> '工作车' OR persons = 0",
            "persons",
            "L-TRIP-01",
            "工作车载有旅客",
            "工作车的接转人数为 0",
            "核对车辆类型；旅客应记在大巴车的车次上",
        ),
    )

    trip: Annotated[Text, Column("车次编号", ("派车单号", "编号"))]
    departed_at: Annotated[datetime, Column("发车时间", ("出发时间",))]
    port: Annotated[Text, Column("口岸", ("入境口岸", "接转口岸"))]
    vehicle: Annotated[Literal["大巴车", "工作车"], Column("车辆类型", ("车型",))]
    persons: Annotated[Count, Column("接转人数", ("人数", "载客人数"), unit="人")]
    on_time: Annotated[Literal["是", "否"] | None, Column("是否及时", ("及时",))] = None
    driver: Annotated[Text | None, Column("司机", ("驾驶员", "司机姓名"), personal=True)] = None
    plate: Annotated[Text | None, Column("车牌号", ("车牌",), personal=True)] = None


class Passengers(Ledger):
    """One traveller that was transferred."""

    title = "接转旅客"
    sub_project = "transfer"
    key = ("passenger",)

    passenger: Annotated[Text, Column("旅客编号", ("序号", "编号"))]
    trip: Annotated[Text, KeyOf("trips", "trip"), Column("车次编号", ("派车单号",))]
    nationality: Annotated[Literal["中国籍", "外籍"], Column("国籍类别", ("国籍",))]
    name: Annotated[Text | None, Column("姓名", personal=True)] = None
    identity_number: Annotated[Text | None, Column("证件号码", ("身份证号", "护照号"), personal=True)] = None
    phone: Annotated[Text | None, Column("手机号", ("联系电话",), personal=True)] = None
