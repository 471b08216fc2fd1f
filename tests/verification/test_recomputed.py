"""A forger who puts right every hash is found by computing the year anew."""

from decimal import Decimal

import openpyxl
from docx import Document

from tests.conftest import state_of
from tests.verification.conftest import EXPORTED


def details(found, name: str) -> str:
    return "\n".join(line for item in found.departures if item.name == name for line in item.details)


def test_a_year_as_it_was_published_is_verified_and_nothing_is_touched(published):
    before = state_of(published.place)
    found = published.verify(recompute=True)
    assert found.departures == []
    assert found.notes == []
    assert found.counts["recomputed"] == 2 * 5 + 3 + len(EXPORTED), (
        "pages and notebooks, the evaluation, the audit as page and as JSON, and what was exported"
    )
    assert state_of(published.place) == before


def test_hand_edited_figures_are_named_in_every_kind_of_file(published):
    # exports and imports are 60.5 + 39.5 = 100; the year before 80.0: the change is 25 %
    change = Decimal("100.0") / Decimal("80.0") * 100 - 100
    assert change == 25
    published.replace("outputs/2030/90_report.html", "25.0", "52.0")
    published.replace("outputs/2030/evaluation.json", '"id": "voucher_amount_issued"', '"id": "voucher_amount_issuedx"')
    form = published.folder / "self-evaluation-form.xlsx"
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    cell = next(cell for row in sheet.iter_rows() for cell in row if "100.0" in str(cell.value))
    was, cell.value = cell.value, "101.0"
    workbook.save(form)
    word = published.folder / "self-evaluation-form.docx"
    document = Document(str(word))
    document.paragraphs[0].add_run("98分")
    document.save(str(word))
    published.rehash()
    found = published.verify(recompute=True)
    assert {item.kind for item in found.departures} == {"recomputed"}, "by their hashes all files are well"
    names = {item.name for item in found.departures}
    assert names == {"90_report.html", "evaluation.json", "self-evaluation-form.xlsx", "self-evaluation-form.docx"}
    assert details(found, "90_report.html") == "“报告”：文件中为“'52.00%'”，重算为“'25.00%'”"
    assert "voucher_amount_issuedx" in details(found, "evaluation.json")
    assert details(found, "self-evaluation-form.xlsx") == f"{sheet.title}!{cell.coordinate}：文件中为“101.0”，重算为“{was}”"
    assert "98分" in details(found, "self-evaluation-form.docx")


def test_a_picture_that_was_exchanged_is_named_though_nothing_reads_otherwise(published):
    path = published.folder / "10_trade_promotion.html"
    path.write_text(path.read_text(encoding="utf-8").replace("<body", '<body data-x="1"', 1), encoding="utf-8")
    published.rehash()
    (departure,) = published.verify(recompute=True).departures
    assert (departure.name, departure.what) == (
        "10_trade_promotion.html",
        "文字和数值与重算的相同，图片、样式或看不见的部分不同",
    )


def test_an_input_changed_since_shows_in_the_figures_that_rest_on_it(published):
    published.replace("data/raw/2030/objectives.csv", ",2000,张", ",1000,张")
    found = published.verify(recompute=True)
    assert ("input", "raw/2030/objectives.csv") in [(item.kind, item.name) for item in found.departures]
    assert "文件中为“2000" in details(found, "evaluation.json") and "重算为“1000" in details(found, "evaluation.json")


def test_raw_data_that_are_refused_now_are_told(published):
    published.replace("data/raw/2030/facts.csv", "100.0", "一百")
    found = published.verify(recompute=True)
    (refused,) = [item for item in found.departures if item.what == "不能重算"]
    assert "facts.csv" in "\n".join(refused.details)


def test_a_damaged_file_is_told_not_stumbled_over(published):
    (published.folder / "self-evaluation-annex.xlsx").write_bytes(b"PK\x03\x04")
    found = published.verify(recompute=True)
    assert "文件读不出" in details(found, "self-evaluation-annex.xlsx")
