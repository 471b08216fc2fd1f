"""Report and annex of a real year say what its page and its ``evaluation.json`` say, or are refused."""

import json
import re
import shutil
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from evalkit.errors import EvalkitError, InvalidInputError, MissingResultError
from evalkit.intake.register import record_deliveries
from evalkit.reports.export import print_report, write_annex, write_report

YEARS = [2020, 2022]
FIGURE = re.compile(r"(约 )?−?[0-9][0-9,.]*(%| \S+)?")
HAN = "一二三四五六七八九十"


@pytest.fixture(scope="module")
def exported(three_years, tmp_path_factory):
    """A function that returns report, annex, page and evaluation of a year, each made once."""
    folder, made = tmp_path_factory.mktemp("exported"), {}

    def of(year):
        if year not in made:
            report, annex = folder / f"{year}.docx", folder / f"{year}.xlsx"
            write_report(year, data_dir=three_years.data, output_dir=three_years.outputs, target=report)
            write_annex(year, data_dir=three_years.data, target=annex)
            page = BeautifulSoup(three_years.page("90_report", year), "html.parser")
            evaluation = json.loads((three_years.outputs / str(year) / "evaluation.json").read_text(), parse_float=Decimal)
            made[year] = docx.Document(str(report)), openpyxl.load_workbook(annex), page, evaluation
        return made[year]

    return of


def chapters(page: BeautifulSoup) -> BeautifulSoup:
    """Return the six chapters of the page, without code and what only a page can do."""
    main = BeautifulSoup(str(page.find("main")), "html.parser")
    for element in main.select("details, nav, style, p.note"):
        element.decompose()
    return main


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(document) -> str:
    """Return the text of all paragraphs and cells."""
    return "\n".join("".join(part.text or "" for part in each.iter(qn("w:t"))) for each in document.element.body.iter(qn("w:p")))


def printed(measure: dict) -> str:
    """Return a measure as the rules of printing say, worked out here: grouped thousands, true minus, rounded half up."""
    if measure["value"] is None:
        return {"missing": "缺失", "not_applicable": "不适用"}[measure["status"]]
    value = Decimal(measure["value"]).quantize(Decimal(1).scaleb(-measure["digits"]), rounding=ROUND_HALF_UP)
    number = f"{value:,}".replace("-", "−")
    unit = {"%": "%", "1": ""}.get(measure["unit"], f" {measure['unit']}")
    return f"{'约 ' * measure['approximate']}{number}{unit}"


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_the_page_stands_in_the_report_as_often(exported, year):
    document, _, page, _ = exported(year)
    shown = Counter(link.get_text() for link in chapters(page).select("a.figure") if "［" not in link.get_text())
    text = text_of(document)
    assert shown.total() > 60
    assert {figure: count for figure, count in shown.items() if text.count(figure) < count} == {}


@pytest.mark.parametrize("year", YEARS)
def test_figures_of_the_report_are_those_of_the_evaluation(exported, year):
    document, _, page, evaluation = exported(year)
    measures = {measure["id"]: measure for measure in evaluation["measures"]}
    links = [(link["href"].removeprefix("#m-"), link.get_text()) for link in chapters(page).select("a.figure")]
    figures = {id: printed(measures[id]) for id, text in links if FIGURE.fullmatch(text) or text in ("缺失", "不适用")}
    text = text_of(document)
    assert len(figures) > 40
    assert {id: figure for id, figure in figures.items() if figure not in text} == {}


@pytest.mark.parametrize("year", YEARS)
def test_every_paragraph_of_the_page_is_one_of_the_report_in_the_same_order(exported, year):
    document, _, page, _ = exported(year)
    told = [element for element in chapters(page).select("section p, section li") if not element.find_parent("figure")]
    expected = [squeezed(re.sub("［数值[^］]*］", "", element.get_text())) for element in told]
    found = iter(squeezed(each.text) for each in document.paragraphs)
    assert len(expected) > 20
    assert [text for text in expected if text and text not in found] == []


@pytest.mark.parametrize("year", YEARS)
def test_tables_have_the_captions_headers_and_cells_of_the_page(exported, year):
    document, _, page, _ = exported(year)
    figures = chapters(page).select("figure.table")
    expected = [
        [[squeezed(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in each.find_all("tr")] for each in figures
    ]
    assert len(expected) >= 4
    assert [[[squeezed(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables] == expected
    captions = [each.text for each in document.paragraphs if each.style.name == "表题"]
    assert captions == [each.find("figcaption").get_text() for each in figures]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)


@pytest.mark.parametrize("year", YEARS)
def test_word_gives_the_headings_the_numbers_that_they_have_on_the_page(exported, year):
    document, _, page, _ = exported(year)
    chapter = section = 0
    shown = []
    for paragraph in document.paragraphs:
        numbered = paragraph._p.pPr.numPr is None
        if paragraph.style.name == "一级标题":
            chapter, section = chapter + numbered, 0
            shown.append(f"{HAN[chapter - 1]}、{paragraph.text}" if numbered else paragraph.text)
        elif paragraph.style.name == "二级标题":
            section += 1
            shown.append(f"（{HAN[section - 1]}）{paragraph.text}")
    assert shown == [heading.get_text() for heading in page.find("main").select("h2, h3")]
    assert shown[0] == "一、项目概况" and "六、项目自评结论及得分" in shown


def pdf_text(poppler, path) -> str:
    """Return the text of a PDF as its tags order it, without page numbers and the dots of lists, which are drawn."""
    told = "".join(re.findall(r'^\s*"(.*)"$', poppler("pdfinfo", "-struct-text", path), re.MULTILINE))
    return re.sub(r"（第\d+页）|第\d+页|·", "", squeezed(told))


@pytest.fixture(scope="module")
def pdf(three_years, tmp_path_factory):
    """The report of 2022 as PDF."""
    target = tmp_path_factory.mktemp("pdf") / "2022.pdf"
    write(three_years.data, three_years.outputs, target)
    return target


def test_the_pdf_says_word_for_word_what_the_page_says(three_years, poppler, pdf):
    page = BeautifulSoup(three_years.page("90_report"), "html.parser").find("main")
    for element in page.select("details.code, .picture details, .formula, [popover], style"):
        element.decompose()
    expected = re.sub(r"第\d+页|·", "", squeezed(page.get_text()))
    shown = pdf_text(poppler, pdf)
    for row in page.select("thead tr"):
        header = squeezed(row.get_text())
        if expected.count(header) == 1:  # where a table goes on, its header stands once more
            first, *rest = shown.split(header)
            shown = header.join([first, "".join(rest)])
    assert shown == expected
    score = three_years.evaluation["score"]["recomputed"]
    assert f"得分{score['low']:.2f}至{score['high']:.2f}分" in shown


def test_the_report_is_named_after_department_year_and_project(exported):
    document, *_ = exported(2022)
    assert [each.text for each in document.paragraphs[:2]] == [
        "江门市商务局2022年度项目绩效自评报告",
        "（内外经贸发展与口岸建设管理经费）",
    ]


def rows_of(book, name: str) -> list[dict]:
    header, *rows = book[name].iter_rows()
    return [{head.value: cell for head, cell in zip(header, row, strict=True)} for row in rows]


@pytest.mark.parametrize("year", YEARS)
def test_the_annex_holds_every_measure_as_printed_and_with_its_working(exported, year):
    _, book, page, evaluation = exported(year)
    rows = {row["编号"].value: row for row in rows_of(book, "数值")}
    assert rows.keys() == {measure["id"] for measure in evaluation["measures"]}
    for measure in evaluation["measures"]:
        row = rows[measure["id"]]
        assert row["报告中的写法"].value == printed(measure)
        assert (row["名称"].value, row["单位"].value) == (measure["name"], measure["unit"])
        assert [row[name].value or "" for name in ("口径", "算式", "期间")] == [
            measure[name] for name in ("basis", "working", "period")
        ]
        entry = squeezed(page.find(id=f"m-{measure['id']}").get_text())
        assert squeezed(f"{measure['name']}：{printed(measure)}") in entry
        assert squeezed(measure["working"]) in entry


@pytest.mark.parametrize("year", YEARS)
def test_numbers_of_the_annex_are_numbers_with_the_digits_printed(exported, year):
    _, book, _, evaluation = exported(year)
    rows = {row["编号"].value: row for row in rows_of(book, "数值")}
    for measure in evaluation["measures"]:
        cell = rows[measure["id"]]["数值"]
        if measure["value"] is None:
            assert cell.value == printed(measure)
            continue
        rounded = Decimal(measure["value"]).quantize(Decimal(1).scaleb(-measure["digits"]), rounding=ROUND_HALF_UP)
        assert (cell.data_type, Decimal(str(cell.value))) == ("n", rounded)
        decimals = "." + "0" * measure["digits"] if measure["digits"] else ""
        assert cell.number_format == f"#,##0{decimals};−#,##0{decimals}"


def test_the_annex_holds_the_interval_of_a_figure(exported):
    """1,772.6 as printed stands for everything from 1,772.55 to 1,772.65; 247 firms are counted and exact."""
    _, book, _, _ = exported(2022)
    rows = {row["编号"].value: row for row in rows_of(book, "数值")}
    ends = [[rows[id][name].value for name in ("区间下限", "区间上限")] for id in ("trade_total", "canton_exhibitors", "budget")]
    assert ends == [[1772.55, 1772.65], [247, 247], [None, None]]


@pytest.mark.parametrize("year", YEARS)
def test_the_annex_leads_every_measure_to_its_sources(exported, year):
    _, book, _, evaluation = exported(year)
    shown = [[cell.value or "" for cell in row.values()] for row in rows_of(book, "出处")]
    confidence = {"high": "高", "medium": "中", "low": "低", "": ""}
    expected = [
        [
            *(measure["id"], measure["name"], source["file"], source["row"], source["column"], source["title"]),
            *(source["place"], source["address"], confidence[source["confidence"]], source["remark"]),
        ]
        for measure in evaluation["measures"]
        for source in measure["sources"]
    ]
    assert shown == expected and shown


@pytest.mark.parametrize("year", YEARS)
def test_the_annex_holds_indicators_scores_findings_and_what_is_missing(exported, year):
    _, book, _, evaluation = exported(year)
    score = evaluation["score"]["recomputed"]
    overview = {row["项目"].value: row["内容"].value for row in rows_of(book, "总览")}
    assert overview["复算得分"] == f"{score['low']:.2f} 至 {score['high']:.2f} 分"
    assert overview["财政年度"] == str(year)
    for row, item in zip(rows_of(book, "指标与得分"), evaluation["indicators"], strict=True):
        assert [row[name].value for name in ("编号", "三级指标", "目标值", "实际完成值", "结论")] == [
            item[name] for name in ("id", "name", "target_text", "actual_text", "verdict")
        ]
        assert Decimal(str(row["分值"].value)) == item["points"]
        assert row["得分"].value == "不可计算" if item["award"] is None else Decimal(str(row["得分"].value)) == item["award"]
    assert [(row["代码"].value, row["疑点"].value) for row in rows_of(book, "疑点")] == [
        (finding["code"], finding["message"]) for finding in evaluation["findings"]
    ]
    lacking = [item["indicator"] for item in evaluation["score"]["missing"]]
    lacking += [measure["id"] for measure in evaluation["measures"] if measure["status"] == "missing"]
    assert [row["编号"].value for row in rows_of(book, "缺项")] == lacking


def test_what_is_missing_says_which_cell_to_fill_in_or_what_it_is_computed_from(exported):
    _, book, _, evaluation = exported(2022)
    rows = {row["编号"].value: row for row in rows_of(book, "缺项")}
    (budget,) = [measure for measure in evaluation["measures"] if measure["id"] == "budget"]
    (source,) = budget["sources"]
    assert rows["budget"]["应填于"].value == f"{source['file']} 第 {source['row']} 行 value 列"
    assert rows["execution_rate"]["缺什么"].value in ("全年执行数、全年预算数", "全年预算数、全年执行数")
    assert rows["execution_rate"]["类别"].value == "缺失的计算结果"


def test_no_cell_of_the_annex_holds_a_formula_or_a_link(exported):
    _, book, _, _ = exported(2022)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_printed_twice_the_report_is_the_same_to_the_byte(three_years, pdf, tmp_path):
    write(three_years.data, three_years.outputs, tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes() == pdf.read_bytes()


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_written_twice_the_file_is_the_same_to_the_byte(three_years, tmp_path, suffix):
    for name in ("first", "second"):
        write(three_years.data, three_years.outputs, tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"first.{suffix}").read_bytes() == (tmp_path / f"second.{suffix}").read_bytes()


def write(data, outputs, target):
    if target.suffix == ".xlsx":
        write_annex(2022, data_dir=data, target=target)
    else:
        to_file = print_report if target.suffix == ".pdf" else write_report
        to_file(2022, data_dir=data, output_dir=outputs, target=target)


@pytest.fixture
def outputs(three_years, tmp_path):
    """A copy of the pages of 2022 to change."""
    shutil.copytree(three_years.outputs / "2022", tmp_path / "outputs" / "2022")
    return tmp_path / "outputs"


def refusal(data, outputs, target) -> EvalkitError:
    with pytest.raises(EvalkitError) as refused:
        write(data, outputs, target)
    assert not target.exists()
    return refused.value


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_a_year_whose_data_have_changed_is_refused(copied, outputs, tmp_path, suffix):
    facts = copied / "raw" / "2022" / "facts.csv"
    text = facts.read_text(encoding="utf-8")
    assert "1772.6" in text
    facts.write_text(text.replace("1772.6", "1772.7"), encoding="utf-8")
    record_deliveries(facts.parent, "试改")
    error = refusal(copied, outputs, tmp_path / f"x.{suffix}")
    assert (error.code, error.remedy) == ("P-LACK-01", "evalkit run --year 2022")


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_a_year_that_was_not_run_is_refused(copied, outputs, tmp_path, suffix):
    shutil.rmtree(copied / "processed")
    assert refusal(copied, outputs, tmp_path / f"x.{suffix}").code == "P-LACK-01"


def test_a_report_whose_prose_has_changed_is_refused(copied, outputs, tmp_path):
    prose = copied / "raw" / "2022" / "narrative" / "10_overview.md"
    prose.write_text(prose.read_text(encoding="utf-8") + "\n补充。\n", encoding="utf-8")
    error = refusal(copied, outputs, tmp_path / "x.docx")
    assert (error.code, error.found) == ("P-PAGE-01", "raw/2022/narrative/10_overview.md")
    assert error.remedy == "evalkit run --year 2022"


@pytest.mark.parametrize("name", ["90_report.html", "notebooks/90_report.ipynb"])
@pytest.mark.parametrize("change", ["edited", "removed"])
@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_report_that_is_not_as_it_was_published_is_refused(copied, outputs, tmp_path, name, change, suffix):
    file = outputs / "2022" / name
    file.write_bytes(file.read_bytes() + b" ") if change == "edited" else file.unlink()
    error = refusal(copied, outputs, tmp_path / f"x.{suffix}")
    assert (error.code, error.found) == ("P-PAGE-01", f"2022/{name}")


def test_a_report_that_was_only_run_in_jupyterlab_is_refused(copied, outputs, tmp_path):
    (copied / "processed" / "2022" / "keys" / "90_report.json").unlink()
    error = refusal(copied, outputs, tmp_path / "x.docx")
    assert (error.code, error.found) == ("P-PAGE-01", "还没有运行过")
    assert str(error).count("\n") == 4


def test_a_file_of_another_kind_is_refused(copied, outputs, tmp_path):
    with pytest.raises(InvalidInputError, match="F-OUT-01"):
        write_report(2022, data_dir=copied, output_dir=outputs, target=tmp_path / "report.doc")
    with pytest.raises(InvalidInputError, match="F-OUT-01"):
        print_report(2022, data_dir=copied, output_dir=outputs, target=tmp_path / "report.docx")
    with pytest.raises(InvalidInputError, match="F-OUT-01"):
        write_annex(2022, data_dir=copied, target=tmp_path / "annex.csv")


def test_an_earlier_pdf_outlives_an_export_that_fails(copied, outputs, tmp_path, monkeypatch):
    target = tmp_path / "x.pdf"
    target.write_bytes(b"earlier")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(EvalkitError, match="F-PDF-01"):
        print_report(2022, data_dir=copied, output_dir=outputs, target=target)
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.glob(".x*")] == []


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf"])
def test_a_place_where_nothing_can_be_written_is_refused(three_years, tmp_path, monkeypatch, suffix):
    monkeypatch.setattr("evalkit.reports.export.pdf_bytes", str.encode)
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="F-OUT-02"):
        write(three_years.data, three_years.outputs, tmp_path / "file" / f"x.{suffix}")


def test_a_missing_result_is_what_every_refusal_of_a_year_is(copied, tmp_path):
    with pytest.raises(MissingResultError):
        write_report(2022, data_dir=copied, output_dir=tmp_path / "nothing", target=tmp_path / "x.docx")
