"""Build the Word template of the report, in the form of official documents (GB/T 9704).

The result is committed as ``evalkit/reports/template.docx``; staff change it in Word, so run this only to start over.
Styles have Chinese names; what a style looks like may be changed, its name may not. The same script gives the same bytes.

Usage::

    python tools/build_report_template.py evalkit/reports/template.docx
"""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from evalkit.reports.write_docx import BODY, CREATED, SUBTITLE, TITLE

SONG, FANG, HEI, KAI, PAGE = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
FALL_BACKS = {  # what a machine without a font shows instead, the free ones last
    SONG: ("方正小标宋_GBK", "华文中宋", "思源宋体", "Source Han Serif SC", "Noto Serif CJK SC", PAGE),
    FANG: ("仿宋_GB2312", "FangSong", "方正仿宋_GBK", "朱雀仿宋", "Zhuque Fangsong", "Noto Serif CJK SC"),
    HEI: ("SimHei", "方正黑体_GBK", "思源黑体", "Source Han Sans SC", "Noto Sans CJK SC"),
    KAI: ("楷体_GB2312", "KaiTi", "方正楷体_GBK", "霞鹜文楷", "LXGW WenKai", "Noto Serif CJK SC"),
    PAGE: ("SimSun", "思源宋体", "Source Han Serif SC", "Noto Serif CJK SC"),
}
UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml")
KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List")
LINE = 'w:line="579" w:lineRule="exact"'  # 28.95 points: 22 lines in 225 mm
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
TWO_CHARACTERS = 640
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))


def paragraph_style(id: str, name: str, font: str, half_points: int, paragraph: str, run: str = "") -> str:
    """Return the XML of a paragraph style; digits and quotation marks are set in the same font."""
    return f"""
<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>
<w:qFormat/><w:pPr>{paragraph}</w:pPr>
<w:rPr>{fonts(font)}{run}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>"""


def fonts(font: str) -> str:
    """Return the XML that names a font for every script."""
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="eastAsia"/>'


def heading(level: int, name: str, font: str) -> str:
    """Return the XML of a heading that numbers itself."""
    return paragraph_style(
        f"EvalkitHeading{level}",
        name,
        font,
        32,
        f'<w:keepNext/><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr><w:spacing {LINE}/>{INDENT}'
        f'<w:jc w:val="left"/><w:outlineLvl w:val="{level - 1}"/>',
    )


TIGHT = '<w:spacing w:line="300" w:lineRule="exact"/>'
STYLES = [
    paragraph_style(
        "EvalkitTitle", "报告标题", SONG, 44, '<w:keepNext/><w:spacing w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>'
    ),
    paragraph_style("EvalkitSubtitle", "报告副标题", KAI, 32, f'<w:spacing {LINE} w:after="400"/><w:jc w:val="center"/>'),
    heading(1, "一级标题", HEI),
    heading(2, "二级标题", KAI),
    heading(3, "三级标题", FANG),
    heading(4, "四级标题", FANG),
    paragraph_style("EvalkitBody", "报告正文", FANG, 32, f'<w:spacing {LINE}/>{INDENT}<w:jc w:val="both"/>'),
    paragraph_style(
        "EvalkitItem",
        "列项",
        FANG,
        32,
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr><w:spacing {LINE}/>{INDENT}<w:jc w:val="both"/>',
    ),
    paragraph_style(
        "EvalkitNote",
        "说明",
        FANG,
        24,
        '<w:spacing w:before="60" w:after="120" w:line="400" w:lineRule="exact"/><w:jc w:val="both"/>',
    ),
    paragraph_style(
        "EvalkitTableCaption",
        "表题",
        HEI,
        24,
        '<w:keepNext/><w:spacing w:before="160" w:after="60" w:line="400" w:lineRule="exact"/><w:jc w:val="center"/>',
    ),
    paragraph_style("EvalkitTableHeader", "表头", HEI, 21, f'<w:keepNext/>{TIGHT}<w:jc w:val="center"/>'),
    paragraph_style("EvalkitTableText", "表格文字", FANG, 21, f'{TIGHT}<w:jc w:val="left"/>'),
    paragraph_style("EvalkitTableFigure", "表格数字", FANG, 21, f'{TIGHT}<w:jc w:val="right"/>'),
    paragraph_style("EvalkitPicture", "图", FANG, 21, '<w:keepNext/><w:spacing w:before="160"/><w:jc w:val="center"/>'),
    paragraph_style(
        "EvalkitPictureCaption",
        "图题",
        HEI,
        24,
        '<w:spacing w:before="60" w:after="160" w:line="400" w:lineRule="exact"/><w:jc w:val="center"/>',
    ),
    paragraph_style("EvalkitPageNumber", "页码", PAGE, 28, ""),
    f"""
<w:style {nsdecls("w")} w:type="character" w:customStyle="1" w:styleId="EvalkitMissing"><w:name w:val="缺失"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr><w:color w:val="A32020"/><w:u w:val="dotted"/></w:rPr></w:style>""",
    f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="EvalkitTable"><w:name w:val="报告表格"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>
{"".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))}
</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
<w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>""",
]


def build() -> bytes:
    """Return the template."""
    document = docx.Document()
    _drop_unused_parts(document)
    _set_styles(document)
    _set_numbering(document)
    _set_page(document)
    for mark, style in ((TITLE, "报告标题"), (SUBTITLE, "报告副标题"), (BODY, "报告正文")):
        document.add_paragraph(mark, style=style)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.created = "项目绩效自评报告模板", "", "", CREATED
    return _packed(document)


def _drop_unused_parts(document: Document) -> None:
    """Drop what the empty document of the library brings along: a second style sheet, a thumbnail, an empty data part."""
    for rels in (document.part.rels, document.part.package.rels):
        for id in [id for id, rel in rels.items() if rel.reltype.endswith(UNUSED)]:
            del rels[id]


def _set_styles(document: Document) -> None:
    styles = document.styles.element
    for style in [style for style in document.styles if style.name not in KEPT]:
        styles.remove(style.element)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{fonts(FANG)}<w:sz w:val='32'/><w:szCs w:val='32'/>"
            "<w:lang w:val='en-US' w:eastAsia='zh-CN' w:bidi='ar-SA'/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    for text in STYLES:
        styles.append(parse_xml(text))


def _set_numbering(document: Document) -> None:
    """Have Word number headings 一、（一）1.（1） and mark items by a dash."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="EvalkitHeading{level + 1}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{TWO_CHARACTERS}"/></w:pPr></w:lvl>'
        for level, (kind, text) in enumerate(LEVELS)
    )
    dash = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="EvalkitItem"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="—"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{TWO_CHARACTERS}"/></w:pPr>'
        f"<w:rPr>{fonts(FANG)}</w:rPr></w:lvl>"
    )
    for id, (kind, inner) in enumerate((("multilevel", levels), ("singleLevel", dash)), start=1):
        definition = f'<w:multiLevelType w:val="{kind}"/>{inner}'
        numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{id}">{definition}</w:abstractNum>'))
    for id in (1, 2):
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>'))


def _set_page(document: Document) -> None:
    """Set A4 with a text area of 156 by 225 mm, 37 mm below the edge, and the page number outside, 7 mm below it."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "页码"
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:ind {nsdecls("w")} w:{side}="280"/>'))
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        paragraph.add_run("— ")
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        paragraph._p.append(field)
        paragraph.add_run(" —")


def _font_table() -> str:
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALL_BACKS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {nsdecls('w')}>{entries}</w:fonts>"


def _packed(document: Document) -> bytes:
    saved, stream = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in archive.namelist():
            content = _font_table() if name == "word/fontTable.xml" else archive.read(name)
            fixed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_bytes(build())
