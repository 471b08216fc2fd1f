"""What this machine lacks for evalkit, and how to mend it."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

WELL, LACKING, NOTE = "正常", "缺少", "注意"
INSTALL = "python -m pip install --require-hashes -r requirements.lock"
OUTPUTS_MEGABYTES = 500
KERNEL_SECONDS = 60
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SHOWN = 5
"""So many packages are named; of more, the number is given."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Diagnosis:
    """What was found in one respect.

    Attributes
    ----------
    subject : str
        What was looked at.
    state : str
        正常, 缺少 (evalkit cannot work without it) or 注意 (it works, but something is other than usual).
    told : str
        What was found.
    mend : str
        How to mend it; empty where all is well.
    """

    subject: str
    state: str
    told: str
    mend: str = ""


def diagnose(data: Path, output: Path) -> list[Diagnosis]:
    """Return what was found in every respect; nothing on the machine is changed.

    Parameters
    ----------
    data, output : pathlib.Path
        The folder with ``raw/`` and ``processed/``, the folder of the pages.
    """
    project = Path(__file__).parents[1]
    return [
        python(),
        packages(),
        locked_versions(project / "requirements.lock"),
        font(),
        kernel(),
        warm_kernels(),
        capacity(),
        disk(output),
        notebooks(),
        raw_data(data),
        writable("写入中间数据", data / "processed", "--data"),
        writable("写入报告", output, "--output"),
        chromium(),
        pango(),
    ]


def told(found: list[Diagnosis]) -> str:
    """Return all findings as lines of text, what mends them below each, and what follows from them."""
    from evalkit.text import aligned

    lines = []
    for line, each in zip(aligned([(each.state, each.subject, each.told) for each in found]), found, strict=True):
        lines += [line, *([f"      处理：{each.mend}"] if each.mend else [])]
    lacking = [each.subject for each in found if each.state == LACKING]
    return "\n".join([*lines, "", f"缺少必需的：{'、'.join(lacking)}" if lacking else "必需的都有，可以运行。"])


def python() -> Diagnosis:
    """Say whether this Python is one that evalkit is made for."""
    from packaging.specifiers import SpecifierSet

    wanted, version = metadata.metadata("evalkit")["Requires-Python"], ".".join(map(str, sys.version_info[:3]))
    if SpecifierSet(wanted).contains(version):
        return Diagnosis("Python", WELL, version)
    return Diagnosis("Python", LACKING, f"{version}，应为 {wanted}", f"安装 Python {wanted}，再按 README 重新安装")


def packages() -> Diagnosis:
    """Say whether all packages are installed that evalkit needs, and those that they need."""
    missing = sorted({name for name, version in _needed() if version is None})
    if missing:
        return Diagnosis("软件包", LACKING, f"没有安装 {_some(missing)}", INSTALL)
    return Diagnosis("软件包", WELL, "都已安装")


def locked_versions(lock: Path) -> Diagnosis:
    """Say whether the packages are those that the lock file names, so that pages are the same as elsewhere."""
    if not lock.is_file():
        return Diagnosis("软件包版本", NOTE, f"没有 {lock.name}，不能核对", "从项目文件夹安装")
    differing = []
    for name, wanted in _locked(lock.read_text(encoding="utf-8")):
        installed = _version(name)
        if installed != wanted:
            differing.append(f"{name} {installed or '未安装'}（应为 {wanted}）")
    if differing:
        return Diagnosis("软件包版本", NOTE, f"与 {lock.name} 不同：{_some(differing)}", INSTALL)
    return Diagnosis("软件包版本", WELL, f"与 {lock.name} 相同")


def font() -> Diagnosis:
    """Say whether the font is there that pages embed."""
    from evalkit.present.webfont import FONT

    if FONT.is_file() and FONT.read_bytes()[:4] == b"OTTO":
        return Diagnosis("中文字体", WELL, f"{FONT.name}，随 evalkit 附带")
    return Diagnosis("中文字体", LACKING, f"没有 {FONT.name}，或已损坏", "重新取得 evalkit/present/fonts，或重新安装 evalkit")


def kernel() -> Diagnosis:
    """Say whether the kernel starts that notebooks ask for."""
    mend = "python -m pip install ipykernel；若另装有名为 python3 的内核，用 jupyter kernelspec list 查看并移除"
    try:
        from jupyter_client.manager import start_new_kernel

        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        manager, client = start_new_kernel(startup_timeout=KERNEL_SECONDS, kernel_name="python3", **silent)
    except Exception as error:  # whatever it is: telling it is what this is for
        return Diagnosis("笔记本内核", LACKING, f"python3 内核不能启动：{type(error).__name__}：{error}", mend)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return Diagnosis("笔记本内核", WELL, "python3 内核可以启动")


def warm_kernels() -> Diagnosis:
    """Say whether kernels can be forked from a warm parent."""
    from evalkit.pipeline.process import WARM, default_kernel

    if default_kernel() == WARM:
        return Diagnosis("预热内核", WELL, "可以使用")
    return Diagnosis("预热内核", NOTE, "本系统不能使用，改用普通内核：报告相同，稍慢", "不必处理；在 Linux 上可以使用")


def capacity() -> Diagnosis:
    """Say how many notebooks run side by side on these processors with this memory."""
    import psutil

    from evalkit.pipeline.executor import JOB_MEGABYTES, default_places

    free = psutil.virtual_memory().available // MEGABYTE
    about = f"处理器 {psutil.cpu_count()} 个，可用内存 {free} MB，同时运行 {default_places()} 个笔记本"
    if free < JOB_MEGABYTES:
        return Diagnosis("处理器和内存", NOTE, f"{about}；每个笔记本约需 {JOB_MEGABYTES} MB", "关闭别的程序")
    return Diagnosis("处理器和内存", WELL, about)


def disk(folder: Path) -> Diagnosis:
    """Say whether there is room for the pages."""
    free = shutil.disk_usage(_existing(folder)).free // MEGABYTE
    if free < OUTPUTS_MEGABYTES:
        return Diagnosis(
            "磁盘", LACKING, f"剩余 {free} MB，至少需 {OUTPUTS_MEGABYTES} MB", "清理磁盘，或用 --output 换一个文件夹"
        )
    return Diagnosis("磁盘", WELL, f"剩余 {free} MB")


def notebooks() -> Diagnosis:
    """Say whether the notebooks are found from here."""
    from evalkit.errors import EvalkitError
    from evalkit.pipeline.plan import notebooks_folder

    try:
        folder = notebooks_folder()
    except EvalkitError as error:
        return Diagnosis("笔记本", LACKING, error.what, error.remedy)
    return Diagnosis("笔记本", WELL, f"{len(list(folder.glob('[0-9][0-9]_*.ipynb')))} 个")


def raw_data(data: Path) -> Diagnosis:
    """Say of which years there are raw data."""
    years = sorted(path.name for path in (data / "raw").glob("[0-9][0-9][0-9][0-9]") if path.is_dir())
    if years:
        return Diagnosis("原始数据", WELL, f"{data / 'raw'} 下有 {'、'.join(years)} 年度")
    return Diagnosis("原始数据", NOTE, f"{data / 'raw'} 下没有任何年度", "在项目文件夹中运行，或用 --data 指明数据文件夹")


def writable(subject: str, folder: Path, option: str) -> Diagnosis:
    """Say whether a file can be written in a folder, or in the one in which it would be made."""
    mend = f"取得该文件夹的写入权限，或用 {option} 换一个文件夹"
    if folder.exists() and not folder.is_dir():
        return Diagnosis(subject, LACKING, f"{folder} 是文件，不是文件夹", mend)
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return Diagnosis(subject, WELL, f"{folder} 可以写入")
    except OSError as error:
        return Diagnosis(subject, LACKING, f"{folder} 不能写入（{error.strerror}）", mend)


def chromium() -> Diagnosis:
    """Say whether there is a browser for the tests."""
    if any(map(shutil.which, CHROMIUM)):
        return Diagnosis("Chromium（可选）", WELL, "已安装")
    return Diagnosis(
        "Chromium（可选）", NOTE, "没有安装，只有浏览器测试用到它", "不必处理；Debian：sudo apt-get install chromium"
    )


def pango() -> Diagnosis:
    """Say whether the library is there by which pages become PDF."""
    from ctypes.util import find_library

    if any(map(find_library, ("pango-1.0", "pango-1.0-0"))):
        return Diagnosis("Pango（可选）", WELL, "已安装")
    mend = "不写 PDF 则不必处理；Debian：sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Diagnosis("Pango（可选）", NOTE, "没有安装，写 PDF 时用到它", mend)


def _needed() -> Iterator[tuple[str, str | None]]:
    """Return every package that evalkit needs, directly or not, with its installed version, ``None`` where it is missing."""
    from packaging.requirements import Requirement

    seen: set[tuple[str, str]] = set()
    waiting = [("evalkit", "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        yield name, _version(name)
        wanted = [Requirement(each) for each in _requires(name)]
        for each in wanted:
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                waiting += [(_normal(each.name), wanted_extra) for wanted_extra in ("", *each.extras)]


def _locked(lock: str) -> list[tuple[str, str]]:
    """Return the packages that a lock file names for this system, each with its version.

    Examples
    --------
    >>> _locked("rich==15.0.0" + chr(10) + "    --hash=sha256:00" + chr(10) + "tomli==2.0 ; python_version < '3'")
    [('rich', '15.0.0')]
    """
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in re.findall(r"^([A-Za-z0-9][^\\\n]*)", lock, re.MULTILINE)]
    here = [each for each in wanted if each.marker is None or each.marker.evaluate()]
    return [(_normal(each.name), str(each.specifier).removeprefix("==")) for each in here]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _requires(name: str) -> list[str]:
    return (metadata.requires(name) or []) if _version(name) else []


def _some(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more


def _existing(folder: Path) -> Path:
    """Return a folder, or where it does not exist the nearest one above it that does."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
