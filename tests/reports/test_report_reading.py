"""An executed notebook read as a report: what a reader sees is carried over, what only a page can do is not."""

import base64

import pytest

from evalkit.blocks.kinds import Caption, Cell, Heading, Paragraph, Picture, Run, Table
from evalkit.blocks.reading import read_html, read_report


def texts(html: str) -> list[str]:
    return [block.text for block in read_html(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<h2>一、项目概况</h2>", Heading(1, "项目概况", "一、"), id="chapter"),
        pytest.param("<h3>（十二）外贸</h3>", Heading(2, "外贸", "（十二）"), id="section"),
        pytest.param("<h4>1. 培训</h4>", Heading(3, "培训", "1."), id="third level"),
        pytest.param("<h5>（1）场次</h5>", Heading(4, "场次", "（1）"), id="fourth level"),
        pytest.param("<h6>（2）再下一级</h6>", Heading(4, "再下一级", "（2）"), id="nothing is deeper than four"),
        pytest.param("<h2>附：数值说明</h2>", Heading(1, "附：数值说明"), id="without a number"),
        pytest.param("<h3>1.83 亿元的来历</h3>", Heading(2, "1.83 亿元的来历"), id="a figure is no number of a heading"),
        pytest.param("<h3>一致的口径</h3>", Heading(2, "一致的口径"), id="a word is no number of a heading"),
    ],
)
def test_headings_lose_the_number_that_word_writes(html, expected):
    assert read_html(html) == [expected]


def test_figures_stay_in_their_sentence_and_what_is_missing_is_marked():
    html = '<p>预算 <a class="figure" href="#m-a">100 万元</a>，执行 <a class="figure missing" href="#m-b">缺失</a>。</p>'
    (paragraph,) = read_html(html)
    assert paragraph.text == "预算 100 万元，执行 缺失。"
    assert [run.text for run in paragraph.runs if run.missing] == ["缺失"]


def test_blanks_collapse_as_on_a_page_and_line_ends_between_chinese_characters_vanish():
    assert texts("<p>\n  自报等级 优。\n有 15 项，\n<strong>其中</strong>\n 3 项 <br>另行 </p>") == [
        "自报等级 优。有 15 项，其中 3 项 \n另行"
    ]


def test_emphasis_is_kept():
    (paragraph,) = read_html("<p><strong>外贸。</strong> 下降，<em>见表</em></p>")
    assert paragraph.runs == (Run("外贸。", bold=True), Run(" 下降，"), Run("见表", italic=True))


def test_lists_notes_and_pairs():
    html = "<ul><li>甲<ul><li>乙</li></ul></li></ul><ol><li>丙</li><li><p>丁</p></li></ol><p class='note'>来源</p>"
    blocks = read_html(html)
    assert [block.text for block in blocks] == ["甲", "乙", "1. 丙", "2. 丁", "来源"]
    assert [(block.item, block.note) for block in blocks] == [(True, False)] * 2 + [(False, False)] * 2 + [(False, True)]
    assert texts("<dl><dt>项目</dt><dd>经费</dd><div></div><dt>部门</dt><dd>局</dd></dl>") == ["项目：经费；部门：局"]


def test_what_only_a_page_can_do_is_left_out():
    html = (
        "<style>p {color: red}</style><p>一项疑点 <a class='figure' href='#m-a'>［数值］</a> <a href='#m-b'>［数值 2］</a></p>"
        "<details><summary>算式</summary>1 + 1</details><p popover id='x'>弹出</p><!-- 注 --><button>开</button><p> </p>"
    )
    assert texts(html) == ["一项疑点"]


def test_the_list_of_all_figures_becomes_a_reference_to_the_annex():
    assert texts("<details class='sources'><summary>共 2 项</summary><div>甲</div></details>") == [
        "数值逐项列于附件“数值附表”工作簿。"
    ]


TABLE = (
    "<figure class='table'><figcaption>表 1　得分</figcaption><div><style>td {}</style><table><thead>"
    "<tr><th>部分</th><th class='gt_right'>分值</th></tr><tr><th colspan='2'>合并</th></tr></thead><tbody>"
    "<tr><th scope='row' rowspan='2'>产出</th><td class='gt_right'><a class='figure' href='#m-a'>50</a></td></tr>"
    "<tr><td>以上为演示</td></tr></tbody></table></div><p class='note'>四舍五入</p></figure>"
)


def test_a_table_has_its_caption_header_cells_and_note():
    caption, table, note = read_html(TABLE)
    assert caption == Caption("表 1　得分")
    assert table == Table(
        ((Cell("部分"), Cell("分值", right=True)), (Cell("合并", columns=2),)),
        ((Cell("产出", rows=2), Cell("50", right=True)), (Cell("以上为演示"),)),
    )
    assert note == Paragraph((Run("四舍五入"),), note=True)


def test_a_picture_has_its_alternative_text_and_caption_and_not_its_data():
    png = base64.b64encode(b"picture").decode()
    html = (
        f"<figure class='picture'><img src='data:image/png;base64,{png}' alt='条形图。'><figcaption>图 1　走势</figcaption>"
        f"<details><summary>图 1的数据</summary>{TABLE}</details></figure><img src='https://example.invalid/x.png' alt='外来'>"
    )
    assert read_html(html) == [Picture(b"picture", "条形图。"), Caption("图 1　走势", of_picture=True)]


def test_a_notebook_is_read_in_the_order_of_its_cells_and_what_its_title_says_of_the_page_is_not():
    png = base64.b64encode(b"picture").decode()
    outputs = [
        {"output_type": "display_data", "data": {"text/html": ["<p>甲", "</p>"], "text/plain": "不用"}},
        {"output_type": "display_data", "data": {"image/png": png + "\n", "text/plain": "不用"}},
        {"output_type": "execute_result", "data": {"text/plain": "1 < 2"}},
        {"output_type": "stream", "name": "stdout", "text": "乙"},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# 自评报告\n", "\n", "本页说明"]},
        {"cell_type": "code", "source": "丙", "outputs": outputs},
        {"cell_type": "markdown", "source": "## 一、概况\n\n说明文字"},
    ]
    report = read_report({"cells": cells})
    assert report.title == "自评报告"
    assert report.blocks == (
        Paragraph((Run("甲"),)),
        Picture(b"picture", ""),
        Paragraph((Run("1 < 2"),)),
        Paragraph((Run("乙"),)),
        Heading(1, "概况", "一、"),
        Paragraph((Run("说明文字"),)),
    )
