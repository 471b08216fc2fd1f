"""Received files as the operating system gives them: held by a program, or altered since they were registered."""

from datetime import date

import pyarrow as pa
import pytest

from evalkit.intake import prepare as intake
from evalkit.intake.register import record_deliveries
from tests.ledgers.files import PAYMENTS, csv_bytes, payment
from tests.ledgers.test_parquet import payments as write_payments


def test_files_that_cannot_be_read_are_all_named(folder, monkeypatch):
    real = intake.sha256_of

    def held(path):
        if path.suffix == ".csv" and path.stem in ("facts", "objectives"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(intake, "sha256_of", held)
    problems = folder.problems()
    assert [problem.where for problem in problems] == ["data/raw/2030/facts.csv", "data/raw/2030/objectives.csv"]
    assert str(problems[0]) == (
        "[I-FILE-06] 文件无法读取\n"
        "  位置: data/raw/2030/facts.csv\n"
        "  发现: 没有读取的权限，或文件正被其他程序占用\n"
        "  应为: 可以读取的文件\n"
        "  处理: 关闭打开该文件的程序；在共享文件夹中的，检查读取权限"
    )


@pytest.mark.parametrize("name", ["payments.parquet", "payments.csv"])
def test_a_received_ledger_with_one_flipped_bit_is_refused_before_it_is_read(folder, name):
    path = folder.raw / "ledgers" / name
    path.parent.mkdir()
    if path.suffix == ".parquet":
        write_payments(path, pa.array([1.0]), pa.array([date(2030, 3, 15)]))
    else:
        path.write_bytes(csv_bytes(PAYMENTS, payment(day="2030-03-15")))
    record_deliveries(folder.raw, "收到明细")
    assert list(folder.check().ledgers) == ["payments"]
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    assert (folder.problem().code, folder.problem().where) == ("I-SRC-01", f"data/raw/2030/ledgers/{name}")
