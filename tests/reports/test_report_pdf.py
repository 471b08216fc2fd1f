"""A page as PDF: A4, tagged, in our own font, from nothing but the page, the same bytes every time."""

import base64
import io
import os
import re
import subprocess
import sys
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from evalkit import cli
from evalkit.errors import EvalkitError
from evalkit.present.plain import style_sheet, with_font
from evalkit.reports.write_pdf import pdf_bytes


def png() -> bytes:
    buffer = io.BytesIO()
    Figure(figsize=(2, 1)).savefig(buffer, format="png", dpi=50)
    return buffer.getvalue()


PICTURE = f'<img src="data:image/png;base64,{base64.b64encode(png()).decode()}" alt="条形图。甲 1">'
ROWS = "".join(f"<tr><th scope='row'>指标{number}</th><td class='gt_right'>{number}</td></tr>" for number in range(80))
PAGE = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>2030 年度 自评报告</title><style>{style_sheet()}</style></head>
<body><nav>目录 <a href="#a">概况</a></nav><main><h1>自评报告</h1><h2 id="a">一、概况</h2>
<p id="use">出口 <a class="figure" href="#m-x">60.5 亿元</a>，<strong>增长</strong> 2.4%。</p><h3>（一）外贸</h3>
<details class="code"><summary>展开代码</summary><pre>compute()</pre></details>
<figure class="picture">{PICTURE}<figcaption>图 1　走势</figcaption></figure>
<figure class="table"><table><thead><tr><th scope="col">指标名</th><th scope="col">得分</th></tr></thead><tbody>{ROWS}</tbody></table></figure>
<div popover id="p">弹出</div><details><summary>另见</summary><p>收起的内容</p></details>
<details class="sources" open><summary>共 1 项</summary><div class="measure" id="m-x"><p><strong>出口</strong>：60.5 亿元</p>
<ul><li>算式：50 + 10.5 <math><mi>公式</mi></math></li></ul><p class="back">返回引用处：<a href="#use">概况</a></p></div></details>
</main></body></html>"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "x.pdf"
    path.write_bytes(pdf_bytes(with_font(PAGE)))
    return path


@pytest.fixture(scope="module")
def text(poppler, printed):
    return poppler("pdftotext", printed, "-")


def unpacked(content: bytes) -> bytes:
    """Return a PDF with what it packs."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"\x78")


def pictures(listed: str) -> int:
    """Return how many pictures a PDF holds; that a picture may be seen through is listed as one more."""
    return [line.split()[2] for line in listed.splitlines()[2:]].count("image")


def test_it_is_a_tagged_a4_document_with_title_and_language_and_without_author_and_date(poppler, printed):
    told = dict(line.split(":", 1) for line in poppler("pdfinfo", printed).splitlines())
    assert told["Title"].strip() == "2030 年度 自评报告"
    assert told["Tagged"].strip() == "yes" and "(A4)" in told["Page size"]
    assert told.keys().isdisjoint({"Author", "CreationDate", "ModDate"})
    assert b"/Lang (zh-CN)" in unpacked(printed.read_bytes())


def test_all_text_is_set_in_our_font_which_is_embedded(poppler, printed):
    fonts = [line.split() for line in poppler("pdffonts", printed).splitlines()[2:]]
    assert fonts and all(re.match(r"[A-Z]{6}\+EvalKit-", font[0]) for font in fonts)
    assert {font[-5] for font in fonts} == {"yes"}, "embedded"


def test_headings_are_bookmarks(poppler, printed):
    shown = poppler("pdftohtml", "-xml", "-i", "-stdout", printed)
    assert re.findall(r"<item page=\"1\">(.*?)</item>", shown) == ["自评报告", "一、概况", "（一）外贸"]


def test_every_page_says_which_it_is_and_repeats_the_header_of_a_table(text):
    pages = text.split("\f")[:-1]
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in "".join(page.split())
    with_rows = [page for page in pages if re.search(r"指标\d", page)]
    assert len(with_rows) > 1 and all("指标名" in page for page in with_rows)


def test_what_opens_at_a_click_is_printed_but_code_formula_and_contents_are_not(text):
    assert "收起的内容" in text and "50 + 10.5" in text
    assert not re.search("目录|compute|公式|弹出", text)


def test_the_way_back_says_the_sheet_of_paper(text):
    assert "返回引用处：概况（第 1 页）" in text


def test_a_picture_keeps_its_alternative_text(poppler, printed):
    assert pictures(poppler("pdfimages", "-list", printed)) == 1
    written = "条形图。甲 1".encode("utf-16-be")
    shown = unpacked(printed.read_bytes())
    assert re.search(rb"/Alt\s*<(feff)?" + written.hex().encode(), shown, re.IGNORECASE) or written in shown


def test_links_lead_to_the_figure_and_back(poppler, printed):
    assert {"m-x", "use"} <= set(re.findall(r'"([^"]+)"', poppler("pdfinfo", "-dests", printed)))


def test_nothing_is_fetched(poppler, tmp_path):
    asked = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "secret.css").write_text("h1::after { content: '泄露' }")
    address, near = f"http://127.0.0.1:{server.server_port}", tmp_path.as_uri()
    head = f'<link rel="stylesheet" href="{near}/secret.css"><link rel="stylesheet" href="{address}/a.css"></head>'
    body = (
        f'<img src="{near}/secret.png" alt="甲"><img src="{address}/b.png" alt="乙"><a rel="attachment" href="{address}/c">丙</a>'
    )
    page = PAGE.replace("</head>", head).replace("</main>", f"{body}</main>")
    page = page.replace("<style>", f"<style>@import url({address}/d.css); h2 {{ background: url({address}/e.png) }}", 1)
    target = tmp_path / "x.pdf"
    target.write_bytes(pdf_bytes(page))
    server.shutdown()
    assert asked == []
    assert pictures(poppler("pdfimages", "-list", target)) == 1, "the picture that is data, and no other"
    assert "泄露" not in poppler("pdftotext", target, "-")
    assert b"/EmbeddedFile" not in unpacked(target.read_bytes())


def test_the_same_page_gives_the_same_bytes_at_any_time_in_any_process(tmp_path, printed):
    source = tmp_path / "page.html"
    source.write_text(with_font(PAGE), encoding="utf-8")
    code = "import sys; from pathlib import Path; from evalkit.reports.write_pdf import pdf_bytes; "
    code += "sys.stdout.buffer.write(pdf_bytes(Path(sys.argv[1]).read_text(encoding='utf-8')))"
    for seed, time in (("1", "0"), ("2", "1900000000")):
        done = subprocess.run(
            [sys.executable, "-c", code, str(source)],
            env=os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": time},
            capture_output=True,
            check=True,
        )
        assert done.stdout == printed.read_bytes()


@pytest.mark.parametrize("before", [None, "1700000000"])
def test_the_clock_of_others_is_left_as_it_was(monkeypatch, before):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if before:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", before)
    pdf_bytes(PAGE)
    assert os.environ.get("SOURCE_DATE_EPOCH") == before


def test_without_weasyprint_the_error_says_how_to_mend_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(EvalkitError) as refused:
        pdf_bytes(PAGE)
    assert refused.value.code == "F-PDF-01" and "weasyprint" in refused.value.found
    assert str(refused.value).count("\n") == 4
    for way in ("apt-get install libpango-1.0-0", "conda install", "Windows", "浏览器"):
        assert way in refused.value.remedy


def test_without_pango_the_same_is_told_and_nothing_else():
    """WeasyPrint loads its libraries when it is imported, so that a process of its own is needed to take them away."""
    code = """
import cffi
def absent(self, name, *_):
    raise OSError(f"cannot load library '{name}': no such file. Additionally, find_library() did not find it")
cffi.FFI.dlopen = absent
from evalkit.reports.write_pdf import pdf_bytes
try:
    pdf_bytes("<p>")
except Exception as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0] == "[F-PDF-01] 不能写 PDF：缺少 WeasyPrint 或它所用的 Pango"
    assert len(lines) == 5 and lines[2] == "  发现: cannot load library 'libgobject-2.0-0'"


def test_a_word_template_is_no_use_for_a_pdf():
    done = CliRunner().invoke(cli.app, ["export", "report", "--year", "2022", "--to", "pdf", "--template", "x.docx"])
    assert done.exit_code == cli.USAGE
    assert "--template 只用于 --to docx" in done.output


def test_the_command_line_starts_without_what_prints():
    code = "import sys; import evalkit.cli, evalkit.reports.export; print('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
