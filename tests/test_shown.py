"""What compares documents with what commands print finds a difference."""

import pytest

from tests.shown import Block, agrees, blocks, perform_block

TABLE = "年度  用时\n2022  2.4\n各年度  0.1\n运行 2\n"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param("年度  用时\n2022  …\n各年度  …\n运行 2", True, id="times vary"),
        pytest.param("年度  用时\n…\n运行 2", True, id="lines left out"),
        pytest.param("…\n运行 2", True, id="the last line alone"),
        pytest.param("年度  用时\n…", True, id="the first line alone"),
        pytest.param("年度  用时\n2022  …\n运行 2", False, id="a line is missing"),
        pytest.param("年度  用时\n2021  …\n各年度  …\n运行 2", False, id="another year"),
        pytest.param("…\n运行 3", False, id="another count"),
        pytest.param("…\n运行 2\n失败 0", False, id="a line too many"),
        pytest.param("…\n运行", False, id="part of a line"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_an_output_agrees_or_not(shown, expected):
    assert agrees(shown, TABLE) is expected


def test_signs_of_a_pattern_stand_for_themselves():
    assert agrees("[I-SRC-01] (.*)", "[I-SRC-01] (.*)")
    assert not agrees("[I-SRC-01] (.*)", "I (x)")


def test_an_output_belongs_to_the_block_above():
    assert list(blocks("```sh\necho a\n```\n\n```text\na\n```\n\n```sh install\npip\n```\n")) == [
        Block("sh", "", "echo a\n", "a\n"),
        Block("sh", "install", "pip\n"),
    ]


@pytest.mark.parametrize(
    "document", ["```text\na\n```\n", "```sh\na\n```\nwords\n```text\na\n```\n", "```yaml\na: 1\n```\n```text\na\n```\n"]
)
def test_an_output_of_nothing_is_a_fault(document):
    with pytest.raises(AssertionError):
        list(blocks(document))


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (Block("sh", "", "echo one\necho two >&2\n", "one\ntwo\n"), None),
        (Block("sh", "", "echo one\n", "two\n"), r"printed:\s+one"),
        (Block("sh", "", "exit 3\n"), "exit 3"),
    ],
    ids=["both streams", "another output", "a command that fails"],
)
def test_a_block_is_performed_and_compared(tmp_path, block, fault):
    if fault:
        with pytest.raises(AssertionError, match=fault):
            perform_block(block, tmp_path)
    else:
        assert perform_block(block, tmp_path) == "one\ntwo\n"
