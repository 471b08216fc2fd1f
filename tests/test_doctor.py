"""What a machine lacks is found, told with what mends it, and decides the exit status."""

import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evalkit import cli, doctor
from evalkit.cli import app
from evalkit.doctor import LACKING, NOTE, WELL, Diagnosis

runner = CliRunner()


def test_a_machine_that_runs_these_tests_has_what_is_needed(folder, tmp_path):
    """Packages are left out: a machine under test may be between two versions of the lock file."""
    found = {each.subject: each for each in doctor.diagnose(folder.data, tmp_path / "outputs")}
    needed = ("Python", "中文字体", "笔记本内核", "笔记本", "原始数据", "写入中间数据", "写入报告")
    assert {subject: found[subject].state for subject in needed} == dict.fromkeys(needed, WELL)
    assert found["原始数据"].told.endswith("2030 年度")
    assert found["Python"].told == ".".join(map(str, sys.version_info[:3]))
    assert not (tmp_path / "outputs").exists(), "a diagnosis changes nothing"


LACKS = Diagnosis("笔记本内核", LACKING, "python3 内核不能启动", "python -m pip install ipykernel")
NOTED = Diagnosis("预热内核", NOTE, "改用普通内核", "不必处理")


@pytest.mark.parametrize(
    ("found", "status", "last"),
    [([NOTED], cli.WELL, "必需的都有，可以运行。"), ([NOTED, LACKS], cli.FAILED, "缺少必需的：笔记本内核")],
    ids=["only notes", "something is lacking"],
)
def test_only_what_is_lacking_decides_the_status(monkeypatch, found, status, last):
    monkeypatch.setattr(doctor, "diagnose", lambda data, output: found)
    done = runner.invoke(app, ["doctor"])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (status, last)
    for each in found:
        assert f"{each.state}  {each.subject}" in done.stdout and f"处理：{each.mend}" in done.stdout


def installed(monkeypatch, packages: dict[str, tuple[str, list[str]]]) -> None:
    """Pretend that just these packages are installed, each with its version and what it requires."""

    def version(name: str) -> str:
        if name not in packages:
            raise metadata.PackageNotFoundError(name)
        return packages[name][0]

    monkeypatch.setattr(doctor.metadata, "version", version)
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: packages[name][1])


def test_a_package_is_missed_however_deep_it_is_needed_and_only_if_it_is(monkeypatch):
    requires = {
        "evalkit": ("0.1", ["Upper_Name[web]", 'tests; extra == "test"', "old; python_version < '3'"]),
        "upper-name": ("2.0", ['deep; extra == "web"', 'other; extra == "more"', "there>=1"]),
        "there": ("1.5", []),
    }
    installed(monkeypatch, requires)
    lacking = doctor.packages()
    assert (lacking.state, lacking.told) == (LACKING, "没有安装 deep")
    installed(monkeypatch, requires | {"deep": ("3", [])})
    assert doctor.packages().state == WELL


def test_versions_other_than_locked_are_named_but_forbid_nothing(monkeypatch, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "rich==15.0.0 \\\n    --hash=sha256:00\n    # via typer\nOld.Name==1.0 ; python_version < '3'\ntyper==0.29.2\n"
    )
    installed(monkeypatch, {"rich": ("15.0.0", []), "typer": ("0.29.2", [])})
    assert doctor.locked_versions(lock).state == WELL
    installed(monkeypatch, {"rich": ("14.0.0", [])})
    differing = doctor.locked_versions(lock)
    assert differing.state == NOTE
    assert "rich 14.0.0（应为 15.0.0）、typer 未安装（应为 0.29.2）" in differing.told
    assert doctor.locked_versions(tmp_path / "none.lock").state == NOTE


def test_of_many_packages_five_are_named_and_all_counted(monkeypatch, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("".join(f"p{number}==1.0\n" for number in range(7)))
    installed(monkeypatch, {})
    told = doctor.locked_versions(lock).told
    assert "p4 未安装" in told and "p5" not in told and told.endswith("等 7 个")


def test_a_kernel_that_does_not_start_is_lacking(monkeypatch):
    import jupyter_client.manager

    def refuse(**_):
        raise RuntimeError("Kernel died before replying")

    monkeypatch.setattr(jupyter_client.manager, "start_new_kernel", refuse)
    assert doctor.kernel().state == LACKING
    assert "Kernel died before replying" in doctor.kernel().told


def test_a_damaged_or_missing_font_is_lacking(monkeypatch, tmp_path):
    from evalkit.present import webfont

    font = tmp_path / "EvalKitSansSC.otf"
    monkeypatch.setattr(webfont, "FONT", font)
    assert doctor.font().state == LACKING
    font.write_bytes(b"<html>not found</html>")
    assert doctor.font().state == LACKING


def test_a_full_disk_is_lacking_and_one_with_room_is_not(monkeypatch, tmp_path):
    for megabytes, state in ((499, LACKING), (500, WELL)):
        usage = shutil._ntuple_diskusage(total=10**12, used=0, free=megabytes * 1024 * 1024)
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path, usage=usage: usage)
        assert doctor.disk(tmp_path / "not" / "yet").state == state


def test_a_folder_that_cannot_be_written_is_lacking(monkeypatch, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert doctor.writable("写入报告", tmp_path / "file", "--output").state == LACKING
    assert doctor.writable("写入报告", tmp_path / "new" / "folder", "--output").state == WELL

    def refuse(dir: Path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    refused = doctor.writable("写入报告", tmp_path, "--output")
    assert refused.state == LACKING and "--output" in refused.mend


def test_an_older_python_is_lacking(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 9, 18))
    assert doctor.python().state == LACKING and "3.9.18" in doctor.python().told


def test_a_system_that_cannot_fork_has_ordinary_kernels(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert doctor.warm_kernels().state == NOTE


def test_little_memory_is_noted(monkeypatch):
    import psutil

    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("", (), {"available": 399 * 1024 * 1024}))
    assert doctor.capacity().state == NOTE


def test_notebooks_and_raw_data_are_missed_where_there_are_none(monkeypatch, tmp_path):
    import evalkit.pipeline.plan as plan

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "evalkit", type(sys)("evalkit"))
    sys.modules["evalkit"].__file__ = str(tmp_path / "evalkit" / "__init__.py")
    with pytest.raises(Exception, match="P-NB-04"):
        plan.notebooks_folder()
    assert doctor.notebooks().state == LACKING
    assert doctor.raw_data(tmp_path / "data").state == NOTE


def test_what_is_optional_is_never_lacking(monkeypatch):
    import ctypes.util

    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    assert (doctor.chromium().state, doctor.pango().state) == (NOTE, NOTE)
