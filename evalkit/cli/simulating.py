"""``evalkit simulate``: a fictional year."""

from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import OneYearOption, fail


def simulate(
    year: OneYearOption,
    out: Annotated[Path, typer.Option("--out", help="年度文件夹本身，如 demo/raw/2022；不存在或为空。", show_default=False)],
    scale: Annotated[str, typer.Option("--scale", help="规模，1 与 2022 年度公布数相同。", metavar="数字")] = "1.0",
    seed: Annotated[int, typer.Option("--seed", help="随机数种子，相同则各文件逐字节相同。", min=0)] = 7,
) -> None:
    """生成一个虚构年度：全部明细、由明细合计得出的公布数、批复的目标和分值，供演示和测试。

    人名、手机号、证件号和银行卡号都不存在，每一页都印“演示数据”。
    例：evalkit simulate --year 2022 --out demo/raw/2022 --scale 0.01
    接着：evalkit run --year 2022 --data demo --output demo/out
    """
    from evalkit.errors import InvalidInputError
    from evalkit.simulate.year_folder import simulate as start

    try:
        written = start(year, out, scale, seed)
    except InvalidInputError as error:
        fail(str(error))
    size = sum(path.stat().st_size for path in written)
    print(f"{out}：{len(written)} 个文件，共 {size / 1_000_000:.1f} MB（虚构数据）")
    if out.name == f"{year:04d}" and out.parent.name == "raw":
        print(f"接着：evalkit run --year {year} --data {out.parents[1]} --output {out.parents[1] / 'out'}")
