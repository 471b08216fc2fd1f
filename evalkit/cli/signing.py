"""``evalkit sign``: an analyst or an assurer signs a published year."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import DataOption, OneYearOption, OutputOption, fail


class SigningRole(StrEnum):
    """In which role a person signs."""

    ANALYST = "analyst"
    ASSURER = "assurer"


def sign(
    year: OneYearOption,
    role: Annotated[
        SigningRole,
        typer.Option("--role", help="analyst 为编制，assurer 为复核；复核在编制之后，由另一人签。", show_default=False),
    ],
    name: Annotated[str, typer.Option("--name", help="签核人姓名。", show_default=False)],
    data: DataOption = Path("data"),
    output: OutputOption = Path("outputs"),
) -> None:
    """签核一个年度的评价结果，写入该年度报告文件夹的 signoff.yml。

    数据、评分规则或评价结果此后有变，签核即作废，总目录上写明。
    例：evalkit sign --year 2022 --role analyst --name 张三
    """
    from datetime import date

    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.pipeline.index import write_indexes
    from evalkit.pipeline.locking import ACROSS, WAIT_SECONDS, Locks
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.pipeline.signatures import ROLE_TITLES, Role
    from evalkit.verification.sign import sign as signed

    folder, locks = output / str(year), Locks(data, output, WAIT_SECONDS, lambda message: print(message, file=sys.stderr))
    try:
        with locks.of_year(year):
            made = signed(folder, role=Role(role.value), name=name, on=date.today(), data_dir=data, notebooks=notebooks_folder())
        with locks.of_year(ACROSS):
            write_indexes(output, lambda year: locks.of_year(year, wait=0))
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print(f"{year} 年度：{ROLE_TITLES[made.role]} {made.name} 已签核（{made.date}）")
