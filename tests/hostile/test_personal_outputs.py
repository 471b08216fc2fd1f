"""Personal numbers and addresses in every kind of output: found, told masked, and nothing is published or exported."""

import io
import json
import zipfile
from dataclasses import asdict

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import InvalidInputError
from evalkit.forms.model import Form
from evalkit.personal.found import masked_text, personal_in
from evalkit.personal.outputs import html_texts
from evalkit.personal.refusal import refuse_personal, refuse_personal_fields, scan
from evalkit.pipeline.run import run_years
from evalkit.start.bundle import bundle
from tests.ledgers.test_personal import bank_card, bank_cards, grouped, identity_numbers, mobile_numbers
from tests.pipeline.test_run import OBJECTIVES, STEPS, write_notebook, write_notebooks

IDENTITY = "11010519491231002X"  # the example of GB 11643
MOBILE, CARD, MAIL = "13800001234", bank_card("622202000000000012"), "zhang.san@example.invalid"
DIGEST = "13800001234" + "a" * 53
"""A digest that happens to begin with what would be a mobile number."""


def kinds(text: str) -> list[str]:
    return [found.kind for found in personal_in(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (MOBILE, "手机号"),
        ("138 0000 1234", "手机号"),
        ("138-0000-1234", "手机号"),
        ("138－0000－1234", "手机号"),
        ("１３８００００１２３４", "手机号"),
        ("138\u200b0000\u200b1234", "手机号"),
        ("+86 138 0000 1234", "手机号"),
        ("+8613800001234", "手机号"),
        ("2022-03-15 13800001234", "手机号"),
        ("联系人13800001234。", "手机号"),
        ("13800001234,13900001234", "手机号"),
        (IDENTITY, "身份证号"),
        (IDENTITY.lower(), "身份证号"),
        ("110105 19491231 002X", "身份证号"),
        ("1101 0519 4912 3100 2X", "身份证号"),
        (CARD, "银行卡号"),
        (grouped(CARD, " "), "银行卡号"),
        (f"{MOBILE} 张三", "手机号"),
        (MAIL, "电子邮箱"),
        ("ZHANG＠EXAMPLE．COM", "电子邮箱"),
        (f"写信给{MAIL}。", "电子邮箱"),
    ],
)
def test_it_is_found_however_it_is_written(text, kind):
    assert set(kinds(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "13800001234 元",
        "13800001234元",
        "13800001234万元",
        "人民币13800001234",
        "¥13800001234",
        "13800001234.50",
        "0.13800001234",
        "13,800,001,234",
        "13800001234 人次",
        "13800001234%",
        "1500 2000 300",
        "1380   0001   234",
        "138\n0000\n1234",
        "138\t0000\t1234",
        "2022-03-15 2022-03-16",
        "2020 2021 2022 2023",
        "530120221010000012",  # a customs declaration: 18 digits without a true check digit
        "12345",
        "12800001234",  # no mobile number begins so
        "sha256 13800001234abc"[:11],
        "@pytest.mark",
        "a @ b",
        "@例",
    ],
)
def test_amounts_dates_codes_and_cells_beside_each_other_are_none(text):
    assert kinds(text) == []


@given(
    st.one_of(identity_numbers, mobile_numbers, bank_cards),
    st.sampled_from(["", "电话", "（", "：", " "]),
    st.sampled_from(["", "）", "；", "，", " 张"]),
)
def test_every_personal_number_is_found_and_its_message_does_not_tell_it(number, before, behind):
    found = personal_in(f"{before}{number}{behind}")
    assert [each.value for each in found] == [number.lower()]
    assert number not in found[0].masked and number not in repr(found) and found[0].masked.endswith(number[-4:].lower())
    assert number not in masked_text(f"{before}{number}{behind}")


def workbook(text: str) -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["C3"] = text
    book.active["A1"] = int(MOBILE)  # an amount: a number of a workbook is a figure
    book.save(stream)
    return stream.getvalue()


def document(text: str, *, where: str = "body") -> bytes:
    stream, made = io.BytesIO(), docx.Document()
    if where == "header":
        made.sections[0].header.paragraphs[0].text = text
    elif where == "property":
        made.core_properties.author = text
    elif where == "cell":
        made.add_table(1, 1).cell(0, 0).text = text
    else:
        paragraph = made.add_paragraph()
        for letter in text:  # Word writes one number in many pieces
            paragraph.add_run(letter)
    made.save(stream)
    return stream.getvalue()


def notebook(**cell) -> bytes:
    cells = [
        {"cell_type": "markdown", "source": "# 题", "id": MOBILE[:8]},
        {"cell_type": "code", "source": "", "outputs": [], **cell},
    ]
    return json.dumps({"cells": cells}).encode()


def output(kind: str, text) -> bytes:
    return notebook(outputs=[{"output_type": "display_data", "data": {kind: text}, "metadata": {}}])


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        pytest.param("a.html", f"<h2>一、概况</h2><p>请致电 {MOBILE}</p>".encode(), "“一、概况”", id="text of a page"),
        pytest.param("a.html", "<h2>一</h2><p>138<b>0000</b><i>1234</i></p>".encode(), "“一”", id="in pieces"),
        pytest.param("a.html", b"<p>&#49;3800001&#50;34</p>", "", id="as entities"),
        pytest.param("a.html", f'<figure><figcaption>图 1　甲</figcaption><img alt="{MOBILE}"></figure>'.encode(), "“图 1 甲”", id="attribute"),
        pytest.param("a.html", f"<!-- {MOBILE} -->".encode(), "", id="comment of a page"),
        pytest.param("a.html", f"<title>{MOBILE}</title>".encode(), "", id="title of a page"),
        pytest.param("a.html", f'<p class="digest">{MOBILE}</p>'.encode(), "", id="no digest, though it says so"),
        pytest.param("a.ipynb", notebook(source=f"# {MOBILE}"), "第 2 个单元格", id="source of a cell"),
        pytest.param("a.ipynb", notebook(source=["x = ", f"'{MOBILE}'"]), "第 2 个单元格", id="source in lines"),
        pytest.param("a.ipynb", output("text/plain", f"'{MOBILE}'"), "第 2 个单元格", id="text of an output"),
        pytest.param("a.ipynb", output("text/html", ["<h3>表</h3>", f"<td>{MOBILE}</td>"]), "第 2 个单元格 “表”", id="HTML of an output"),
        pytest.param("a.ipynb", output("application/json", {"a": [MOBILE]}), "第 2 个单元格.a.0", id="JSON of an output"),
        pytest.param("a.ipynb", output("image/svg+xml", f"<svg><text>{MOBILE}</text></svg>"), "第 2 个单元格", id="a drawing"),
        pytest.param("a.ipynb", notebook(outputs=[{"output_type": "stream", "text": MOBILE}]), "第 2 个单元格", id="what is printed"),
        pytest.param("a.ipynb", notebook(outputs=[{"output_type": "error", "evalue": MOBILE, "traceback": []}]), "第 2 个单元格.0", id="an error"),
        pytest.param("a.ipynb", notebook(metadata={"note": MOBILE}), "第 2 个单元格.note", id="metadata of a cell"),
        pytest.param("run.json", json.dumps({"notebooks": {"a": {"message": MOBILE}}}).encode(), "notebooks.a.message", id="a record"),
        pytest.param("run.json", json.dumps({"inputs": {f"ledgers/{MOBILE}.csv": DIGEST}}).encode(), f"inputs.ledgers/{MOBILE}.csv", id="a key"),
        pytest.param("evaluation.json", json.dumps({"findings": [{"message": MOBILE}]}).encode(), "findings.0.message", id="a finding"),
        pytest.param("a.xlsx", workbook(MOBILE), "工作表“Sheet”单元格 C3", id="a workbook"),
        pytest.param("a.docx", document(MOBILE), "word/document.xml 第 1 段", id="a document, letter by letter"),
        pytest.param("a.docx", document(MOBILE, where="cell"), "word/document.xml 第 1 段", id="a cell of a document"),
        pytest.param("a.docx", document(MOBILE, where="header"), "word/header1.xml 第 1 段", id="a header"),
        pytest.param("a.docx", document(MOBILE, where="property"), "docProps/core.xml", id="the author"),
        pytest.param("a.csv", f"甲,乙\r\n1,{MOBILE}\r\n".encode("utf-8-sig"), "第 2 行", id="a table"),
        pytest.param("a.zip", zipped("b.html", f"<h2>一</h2>{MOBILE}".encode()), "b.html “一”", id="an archive"),
        pytest.param(f"{MOBILE}.txt", b"", "文件名", id="the name of a file"),
    ],
)  # fmt: skip
def test_it_is_found_in_every_kind_of_output_with_its_place(name, content, place):
    hits = scan({name: content})
    assert {(hit.place, hit.found.kind, hit.found.value) for hit in hits} == {(place, "手机号", MOBILE)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.html", f'<p>SHA-256：<span class="digest">{DIGEST}</span></p>'.encode(), id="digest on a page"),
        pytest.param(
            "a.html", f'<img src="data:image/png;base64,AA+{MOBILE}+AA"><style>{MOBILE}</style>'.encode(), id="picture and style"
        ),
        pytest.param("a.html", b"<table><tr><td>138</td><td>0000</td><td>1234</td></tr></table>", id="cells beside each other"),
        pytest.param(
            "run.json",
            json.dumps({"inputs": {"facts.csv": DIGEST}, "data": DIGEST, "commit": DIGEST[:40]}).encode(),
            id="digests",
        ),
        pytest.param(
            "evaluation.json", json.dumps({"reads": {"raw/2022/facts.csv": DIGEST}, "value": int(MOBILE)}).encode(), id="a figure"
        ),
        pytest.param("a.ipynb", output("image/png", f"AA{MOBILE}AA"), id="a picture"),
        pytest.param("a.xlsx", workbook("甲"), id="a number of a workbook"),
        pytest.param("run.json.sha256", f"{DIGEST}  run.json\n".encode(), id="the digest of the record"),
    ],
)
def test_digests_pictures_and_figures_are_left_out_by_their_field(name, content):
    assert scan({name: content}) == []


def test_a_digest_in_a_field_of_words_is_not_left_out():
    assert [hit.place for hit in scan({"a.json": json.dumps({"note": f"{MOBILE} " + "a" * 52}).encode()})] == ["note"]


def test_the_refusal_names_page_place_and_masked_value():
    content = f"<h2>一、概况</h2><p>{MOBILE}、{MAIL}</p>".encode()
    with pytest.raises(InvalidInputError) as refused:
        refuse_personal({"outputs/2030/90_report.html": content})
    assert str(refused.value) == (
        "[P-PII-01] 输出中有个人信息，没有发布，上一次的报告不变\n"
        "  位置: outputs/2030/90_report.html “一、概况”\n"
        "  发现: 手机号 ****1234（outputs/2030/90_report.html “一、概况”）；"
        "电子邮箱 ****@example.invalid（outputs/2030/90_report.html “一、概况”）\n"
        "  应为: 没有身份证号、手机号、银行卡号和电子邮箱\n"
        "  处理: 在原始数据、文字或笔记本中删去；确为对外公布的，写入 year.yml 的 public_contacts"
    )


@pytest.mark.parametrize(
    "allowed", [[MOBILE, MAIL], ["138-0000-1234", MAIL.upper()], ["１３８　００００ １２３４".replace("　", " "), MAIL]]
)
def test_what_is_public_may_be_printed_however_it_is_written(allowed):
    content = f"<p>{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}、{MAIL}</p>".encode()
    refuse_personal({"a.html": content}, allowed)
    with pytest.raises(InvalidInputError):
        refuse_personal({"a.html": content}, allowed[:1])


def test_many_places_are_counted_and_the_first_are_told():
    files = {f"outputs/2030/{number:02}.txt": f"1380000{1000 + number}".encode() for number in range(12)}
    with pytest.raises(InvalidInputError) as refused:
        refuse_personal(files)
    assert "****1009（outputs/2030/09.txt 第 1 行）；等共 12 处" in refused.value.found and "****1010" not in refused.value.found


def test_a_form_is_refused_before_it_is_written():
    refuse_personal_fields(asdict(Form(file="", project="示例")), "form.xlsx")
    with pytest.raises(InvalidInputError) as refused:
        refuse_personal_fields(asdict(Form(file="", project="示例", notes=(f"联系 {MOBILE}",))), "form.xlsx")
    assert (refused.value.where, refused.value.what) == ("form.xlsx notes.0", "输出中有个人信息，没有写出")


def test_the_place_is_the_nearest_heading_or_caption_above():
    page = "<h2>一</h2><p>甲</p><h3>（一）乙</h3><table><tr><td>丙</td></tr></table>"
    assert html_texts(page) == [("“一”", "一"), ("“一”", "甲"), ("“（一）乙”", "（一）乙"), ("“（一）乙”", "丙")]


@pytest.fixture
def run(folder, tmp_path):
    """Return a function that runs the miniature year, whose report shows what it is given."""
    folder.write("objectives.csv", OBJECTIVES)
    write_notebooks(tmp_path / "notebooks")

    def go(shown: str):
        code = f"print({shown!r})\n{STEPS['90_report'][1]}"
        write_notebook(tmp_path / "notebooks", "90_report", "报告", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
        return run_years([2030], data_dir=folder.data, output_dir=tmp_path / "outputs", notebooks=tmp_path / "notebooks")

    return go


def test_a_year_with_something_personal_is_not_published_and_the_last_report_stays(run, folder, tmp_path, states):
    assert all(year.ok for year in run("甲"))
    before = states(tmp_path / "outputs" / "2030")
    year = run(f"联系人电话 {MOBILE}")[0]
    assert not year.ok
    assert year.unpublished.code == "P-PII-01" and "手机号 ****1234（outputs/2030/90_report.html" in year.unpublished.found
    after = states(tmp_path / "outputs" / "2030")
    assert {name: state for name, state in after.items() if name in before and name != "index.html"} == {
        name: state for name, state in before.items() if name != "index.html"
    }
    for path in (tmp_path / "outputs").rglob("*"):
        assert not path.is_file() or MOBILE.encode() not in path.read_bytes(), path
    folder.edit("year.yml", "decision:", f'public_contacts: ["{MOBILE}"]\ndecision:')
    assert run(f"联系人电话 {MOBILE}")[0].ok, "a public number may be printed"
    assert MOBILE in (tmp_path / "outputs" / "2030" / "90_report.html").read_text(encoding="utf-8")
    bundle(2030, tmp_path / "outputs", tmp_path / "a.zip")


@pytest.mark.parametrize("contacts", ["13800001234", "[13800001234]", "[[a]]", "{a: b}", '["", "12345"]'])
def test_public_contacts_are_a_list_of_texts(folder, contacts):
    folder.edit("year.yml", "decision:", f"public_contacts: {contacts}\ndecision:")
    assert {problem.code for problem in folder.problems()} == {"V-CELL-01"}
