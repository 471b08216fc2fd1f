"""Help and usage errors: in Chinese, with what was probably meant, and with a status of their own."""

import re

import pytest
import typer
from typer.testing import CliRunner

from evalkit import cli
from evalkit.cli import app

runner = CliRunner()


def commands() -> dict[str, str]:
    """Every command by the words that call it, groups left out, with its help as a reader sees it."""

    def below(words, command):
        own = getattr(command, "commands", {})
        return {" ".join(words): command} if not own else {k: v for n, c in own.items() for k, v in below([*words, n], c).items()}

    return {words: runner.invoke(app, [*words.split(), "--help"]).output for words in below([], typer.main.get_command(app))}


@pytest.mark.parametrize("words", sorted(commands()))
def test_the_help_of_a_command_is_chinese_and_has_an_example(words):
    shown = commands()[words]
    assert f"例：evalkit {words}" in shown
    assert "用法：" in shown and "选项" in shown and "显示这段说明。" in shown
    assert re.findall(r"\b(Usage|Options?|Commands?|Arguments?|default|required|Show)\b", shown, re.IGNORECASE) == []


def test_the_help_of_all_tells_the_exit_statuses():
    shown = runner.invoke(app, ["--help"])
    assert shown.exit_code == cli.WELL
    assert "退出状态：0 成功；1 有笔记本失败，或输入有误；2 用法有误。" in shown.output
    assert "…" not in shown.output, "no description of a command is cut"


WRONG = {
    "misspelt option": (["run", "--yaer", "2022"], "没有选项 --yaer，是否为 --year？"),
    "one letter for an option": (["run", "-y", "2022"], "没有选项 -y，是否为 --year？"),
    "option like no other": (["check", "--zzz"], "没有选项 --zzz\n"),
    "misspelt command": (["exprot"], "没有命令 exprot，是否为 export？"),
    "misspelt command of a group": (["export", "frm"], "没有命令 frm，是否为 form？"),
    "command like no other": (["xyz"], "没有命令 xyz\n"),
    "no command": (["--"], "缺少命令"),
    "no value": (["run", "--year"], "--year 后面缺少内容"),
    "value of a switch": (["run", "--force=1"], "--force 后面不带内容"),
    "value of the help": (["--help=1"], "--help 后面不带内容"),
    "no number": (["run", "--year", "二〇二二"], "--year 应为 1990 至 2100 之间的四位数年度，如 2022，现为“二〇二二”"),
    "no whole number of a year": (
        ["run", "--year", "2022.0"],
        "--year 应为 1990 至 2100 之间的四位数年度，如 2022，现为“2022.0”",
    ),
    "a year of other digits": (["new", "year", "２０２２"], "年度 应为 1990 至 2100 之间的四位数年度，如 2022，现为“２０２２”"),
    "a year that no report can be of": (["check", "--year", "0022"], "--year 应为 1990 至 2100 之间的四位数年度"),
    "no number of seconds": (["run", "--year", "2022", "--wait", "abc"], "--wait 应为数字，现为“abc”"),
    "less than no seconds": (["run", "--year", "2022", "--wait", "-1"], "--wait 应为不小于 0 的数，现为“-1”"),
    "too small": (["run", "--year", "2022", "--jobs", "0"], "--jobs 应为不小于 1 的整数，现为“0”"),
    "none of the choices": (["run", "--kernel", "wram"], "--kernel 应为 warm、stock 之一，现为“wram”，是否为 warm？"),
    "option left out": (["score"], "缺少 --year"),
    "choice left out": (["export", "form", "--year", "2022"], "缺少 --to xlsx、docx 之一"),
    "argument left out": (["form"], "缺少 文件"),
    "year without its option": (["run", "2022"], "多余的内容：2022，是否为 --year 2022？"),
    "too much": (["check", "a", "b"], "多余的内容：a b\n"),
    "no year": (["run"], "请用 --year 或 --years 之一指明年度"),
    "year twice": (["run", "--year", "2022", "--years", "2020-2022"], "请用 --year 或 --years 之一指明年度"),
    "one year as a range": (["run", "--years", "2022"], "--years 应写成起止年度，如 2020-2022，在 1990 至 2100 之间；现为“2022”"),
    "more years than there can be": (
        ["run", "--years", "1000-9999"],
        "--years 应写成起止年度，如 2020-2022，在 1990 至 2100 之间",
    ),
    "three years as a range": (["run", "--years", "2020-2021-2022"], "；现为“2020-2021-2022”"),
    "years backwards": (
        ["run", "--years", "2022-2020"],
        "--years 应写成起止年度，如 2020-2022，在 1990 至 2100 之间；现为“2022-2020”",
    ),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_told_in_chinese_with_a_status_of_its_own(arguments, told):
    done = runner.invoke(app, arguments)
    assert (done.exit_code, done.stdout) == (cli.USAGE, "")
    assert told in done.stderr
    what, usage, help = done.stderr.splitlines()
    assert usage.startswith("用法：") and help.startswith("说明：") and help.endswith(" --help")
    assert re.search(r"[\u4e00-\u9fff]", what)


def test_without_a_command_the_help_is_shown():
    done = runner.invoke(app, [])
    assert done.exit_code == cli.USAGE
    assert "run" in done.output and "退出状态" in done.output
