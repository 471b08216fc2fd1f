"""JupyterLab started in Chinese, for this machine alone, with settings that stay in the project."""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from evalkit.errors import InvalidInputError
from evalkit.intake.prepare import available_years
from evalkit.lab.contents import DATA, YEAR, YearContents
from evalkit.pipeline.plan import notebooks_folder

FOLDER = ".jupyter"
LAUNCHER = "launcher.ipynb"
SETTINGS = {
    "@jupyterlab/translation-extension/plugin": {"locale": "zh_CN"},
    "@jupyterlab/apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false"},
}
"""What differs from JupyterLab as it comes: the language, and that it asks for no news."""


def start_lab(year: int | None, data: Path, options: Sequence[str] = ()) -> None:
    """Open JupyterLab with the launcher, and return when it was ended.

    Parameters
    ----------
    year : int or None
        The fiscal year that notebooks are opened for; as they state it themselves by default.
    data : pathlib.Path
        The data folder.
    options : sequence of str
        Further options of ``jupyter lab``, such as ``--no-browser``.

    Raises
    ------
    InvalidInputError
        ``P-LAB-01`` if there are no raw data of the year.
    EvalkitError
        ``P-NB-04`` if the folder of the notebooks is not found.
    """
    years = available_years(data)
    if year is not None and year not in years:
        raise InvalidInputError(
            "P-LAB-01",
            "不能为这个年度打开 JupyterLab",
            found=f"没有 {year} 年度的原始数据",
            expected=f"已有年度：{'、'.join(map(str, years)) or '无'}",
            remedy="改用已有的年度，或先建立该年度文件夹",
        ).at("--year")
    project = notebooks_folder().parent
    own = project / FOLDER
    write_settings(own)
    os.environ |= {"JUPYTER_CONFIG_DIR": str(own)}
    os.environ |= {YEAR: str(year)} if year is not None else {}
    os.environ |= {DATA: str(data.resolve())} if data.resolve() != (project / "data").resolve() else {}
    _serve(project, own, options)


def write_settings(own: Path) -> None:
    """Write the project's own settings of JupyterLab where there are none; what an analyst chose later stays."""
    own.mkdir(exist_ok=True)
    files = {f"settings/{name}.jupyterlab-settings": json.dumps(values, indent=2) for name, values in SETTINGS.items()}
    for name, text in {".gitignore": "*", **files}.items():
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _serve(project: Path, own: Path, options: Sequence[str]) -> None:
    from jupyterlab.labapp import LabApp

    token = secrets.token_hex(24)
    page = f"lab/tree/notebooks/{LAUNCHER}"
    server = LabApp.initialize_server(
        argv=[
            f"--ServerApp.root_dir={project}",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.log_level=ERROR",
            "--LabApp.log_level=ERROR",
            "--ServerApp.answer_yes=True",
            f"--ServerApp.contents_manager_class={YearContents.__module__}.{YearContents.__name__}",
            f"--IdentityProvider.token={token}",
            f"--LabApp.default_url=/{page}",
            f"--LabApp.user_settings_dir={own / 'settings'}",
            f"--LabApp.workspaces_dir={own / 'workspaces'}",
            "--LabApp.extension_manager=readonly",
            "--LanguageServerManager.autodetect=False",
            *options,
        ]
    )
    shown = f"{server.connection_url}{page}?token={server.identity_provider.token}"
    print(f"JupyterLab 已启动，只有本机能访问：\n  {shown}\n浏览器没有自动打开的，把上面的地址复制到浏览器。", flush=True)
    print("结束时在本窗口按 Ctrl+C。", flush=True)
    server.start()
