"""Reports are read whatever their encoding and format; what cannot be read is refused with what to do."""

import io
import zipfile

import docx
import pytest

from evalkit.audit import reading
from evalkit.audit.document import Part
from evalkit.audit.reading import read_report
from evalkit.errors import InvalidInputError
from evalkit.forms.document_bytes import document_bytes

TEXT = (
    "2021年度水库维修项目绩效自评报告\n\n一、绩效完成情况\n\n全年维修水库8座，其中小型水库6座，\n\n中型水库2座。工程按期完成。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_text_is_read_in_any_of_its_encodings(tmp_path, encoding, suffix):
    path = tmp_path / f"report{suffix}"
    path.write_bytes(TEXT.encode(encoding))
    report = read_report(path)
    assert report.fiscal_year == 2021
    assert [sentence.printed for sentence in report.sentences][-2:] == [
        "全年维修水库8座，其中小型水库6座，中型水库2座。",
        "工程按期完成。",
    ]


def test_a_sentence_keeps_the_lines_over_which_it_runs(tmp_path):
    path = tmp_path / "report.md"
    path.write_text(TEXT, encoding="utf-8")
    sentence = read_report(path).sentences[-2]
    assert [sentence.line_at(sentence.text.index(word)) for word in ("全年", "小型", "中型")] == [5, 5, 7]
    assert sentence.part is Part.RESULT


def test_windows_line_ends_count_as_one(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert read_report(path).sentences[-1].line_at(0) == 7


def test_paragraphs_and_cells_of_a_word_file_are_numbered_in_order(tmp_path):
    document = docx.Document()
    document.add_heading("2021年度水库维修项目绩效自评报告", 1)
    document.add_paragraph("全年维修水库8座。")
    table = document.add_table(2, 3)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ["指标", "目标值", "实际值", "水库", "8座", "8座"], strict=True
    ):
        cell.text = text
    document.add_paragraph("工程按期完成。")
    path = tmp_path / "report.docx"
    path.write_bytes(document_bytes(document, "报告"))
    report = read_report(path)
    assert [(paragraph.starts[0][1], paragraph.text) for paragraph in report.paragraphs[1:]] == [
        (2, "全年维修水库8座。"),
        (3, "指标　目标值　实际值"),
        (4, "水库　8座　8座"),
        (5, "工程按期完成。"),
    ]


def picture_only() -> bytes:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082".replace(
            " ", ""
        )
    )
    document = docx.Document()
    document.add_picture(io.BytesIO(png))
    return document_bytes(document, "扫描件")


def damaged() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<not-closed")
    return packed.getvalue()


REFUSED = [
    ("report.pdf", b"%PDF-1.7", "A-FILE-02"),
    ("report.txt", b"", "A-FILE-03"),
    ("report.md", b" \n\n\t\n", "A-FILE-03"),
    ("report.docx", b"", "A-FILE-03"),
    ("report.txt", b"%PDF-1.7 ...", "A-FILE-05"),
    ("report.docx", "只是文字".encode(), "A-FILE-05"),
    ("report.docx", b"\xd0\xcf\x11\xe0 an old document", "A-FILE-05"),
    ("report.txt", b"a\x00b\x00c", "A-FILE-06"),
    ("report.txt", b"abcdef\x00", "A-FILE-05"),
    ("report.txt", "一行文字\n".encode() + b"\xff\xfe\xfa\n", "A-FILE-06"),
    ("report.docx", damaged(), "A-FILE-07"),
    ("report.docx", b"PK\x03\x04 cut off", "A-FILE-07"),
    ("report.docx", picture_only(), "A-FILE-08"),
]


@pytest.mark.parametrize("name, content, code", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInputError) as refused:
        read_report(path)
    assert refused.value.code == code
    assert refused.value.where == str(path)
    assert str(refused.value).count("\n") == 4


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidInputError, match="A-FILE-01"):
        read_report(tmp_path / "report.md")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_text("修路。" * 100, encoding="utf-8")
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(InvalidInputError, match="A-FILE-04"):
        read_report(path)


def test_too_much_text_and_what_unpacks_to_too_much_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_text("修路。" * 100, encoding="utf-8")
    monkeypatch.setattr(reading, "MOST_SIGNS", 100)
    with pytest.raises(InvalidInputError, match="A-FILE-04"):
        read_report(path)
    path = tmp_path / "report.docx"
    path.write_bytes(picture_only())
    monkeypatch.setattr(reading, "MOST_UNPACKED", 100)
    with pytest.raises(InvalidInputError, match="A-FILE-04"):
        read_report(path)


def test_two_hundred_pages_without_a_stop_are_read(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("全年（共" * 50_000, encoding="utf-8")
    assert read_report(path).sentences
