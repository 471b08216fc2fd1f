"""The form of the launcher notebook: year and sub-project, buttons to check, run and open reports."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import ipywidgets
from IPython.display import display
from markupsafe import Markup

from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.prepare import available_years, check
from evalkit.lab.batch import Asked, BatchError, Ran, run_anew
from evalkit.lab.contents import DATA, YEAR
from evalkit.pipeline.batch import Node, Watcher
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome
from evalkit.pipeline.plan import REPORT, SCORECARD, TREND, notebooks_folder
from evalkit.quantities import MISSING_TEXT
from evalkit.year import check_year, find_data_dir

ALL = ("全部", None)
LATER = (("绩效评分", SCORECARD), ("自评报告", REPORT))
WORDS = {DONE: "完成", FAILED: "失败", SKIPPED: "未运行"}


def show_launcher() -> None:
    """Show the form; to be called by the launcher notebook.

    The year is the one that JupyterLab was started for, the last one there is by default.
    """
    notebooks = Path.cwd() if (Path.cwd() / "launcher.ipynb").is_file() else notebooks_folder()
    display(Launcher(find_data_dir(os.environ.get(DATA, "data")), notebooks).form)


class Bars(Watcher):
    """Shows how many notebooks have ended, and how far those are that run."""

    def __init__(self, widget: ipywidgets.HTML):
        self._widget, self._every, self._ended = widget, 0, 0
        self._running: dict[str, tuple[int, int]] = {}

    def planned(self, needs: dict[Node, list[Node]], seconds: dict[Node, float]) -> None:
        """Take note of how many notebooks there are."""
        self._every = len(needs)
        self._show()

    def cell(self, node: Node, cell: int, cells: int) -> None:
        """Move the bar of a notebook."""
        self._running[node[1]] = (cell, cells)
        self._show()

    def ended(self, node: Node, outcome: Outcome) -> None:
        """Count a notebook as ended."""
        self._running.pop(node[1], None)
        self._ended += 1
        self._show()

    def _show(self) -> None:
        line = Markup('<div><progress value="{0}" max="{1}"></progress> {2} {0}/{1} {3}</div>')
        running = sorted(self._running.copy().items())
        lines = [line.format(self._ended, self._every, "已结束", "个笔记本")]
        lines += [line.format(cell, cells, name, "格") for name, (cell, cells) in running]
        self._widget.value = Markup("").join(lines)


class Launcher:
    """The form and what its buttons do.

    Parameters
    ----------
    data, notebooks : pathlib.Path
        The data folder, and the folder of the notebooks; pages are published beside it in ``outputs``.

    Attributes
    ----------
    year, part : ipywidgets.Dropdown
        The fiscal year, and what of it is run.
    buttons : dict of str to ipywidgets.Button
        ``check``, ``run`` and ``reports``.
    """

    def __init__(self, data: Path, notebooks: Path):
        self.data, self.notebooks, self.project = data, notebooks, notebooks.parent
        self.outputs = self.project / "outputs"
        years = available_years(data)
        asked = os.environ.get(YEAR, "")
        chosen = int(asked) if asked.isdecimal() and int(asked) in years else max(years, default=None)
        self.year = ipywidgets.Dropdown(options=years, value=chosen, description="年度")
        self.part = ipywidgets.Dropdown(options=[ALL], description="运行内容", layout={"width": "28em"})
        self.buttons = {
            "check": self._button("检查数据", self.check),
            "run": self._button("运行", self.run, "primary"),
            "reports": self._button("打开报告", self.show_reports),
        }
        self._progress, self._result = ipywidgets.HTML(), ipywidgets.Output()
        self.year.observe(lambda _: self._list_parts(), names="value")
        self._list_parts()
        rows = [ipywidgets.HBox([self.year, self.part]), ipywidgets.HBox(list(self.buttons.values()))]
        self.form = ipywidgets.VBox([*rows, self._progress, self._result])

    @property
    def shown(self) -> str:
        """What stands below the buttons, as HTML."""
        return "".join(output["data"]["text/html"] for output in self._result.outputs)

    def check(self) -> None:
        """List the problems of the year's raw data, or say that there are none."""
        inputs = check_year(self.year.value, self.data)
        missing = sum(not record.fact.value for record in inputs.facts)
        text = f"{self.year.value} 年度：没有发现问题；数值 {len(inputs.facts)} 行，其中{MISSING_TEXT} {missing} 行。"
        self._show(Markup("<p>{}</p>").format(text))

    def run(self) -> None:
        """Run what was chosen, and show how each notebook ended."""
        asked = Asked(self.year.value, self.part.value, self.data, self.outputs, self.notebooks)
        try:
            ran = run_anew(asked, Bars(self._progress))
        finally:
            self._progress.value = ""
        self._show(self._outcomes(ran))

    def show_reports(self) -> None:
        """List the year's reports as links."""
        self._show(self._reports())

    def _button(self, description: str, act: Callable[[], None], style: str = "") -> ipywidgets.Button:
        button = ipywidgets.Button(description=description, button_style=style)
        button.on_click(lambda _: self._act(act))
        return button

    def _act(self, act: Callable[[], None]) -> None:
        """Do what a button stands for, and show what went wrong; no button can be pressed meanwhile."""
        self._lock(True)
        self._show(Markup("<p>请稍候……</p>"))
        try:
            act()
        except (EvalkitError, InputProblems) as error:
            self._show(_message(str(error)))
        except KeyboardInterrupt:
            self._show(Markup("<p>已停止。已经完成的部分仍然有效，再次运行时从其余部分开始。</p>"))
        except BatchError as error:
            self._show(_message(f"运行中断：{error}"))
        except Exception as error:
            self._show(_message(f"出现意外错误：{type(error).__name__}：{error}"))
            raise
        finally:
            self._lock(False)

    def _lock(self, locked: bool) -> None:
        for widget in (*self.buttons.values(), self.year, self.part):
            widget.disabled = locked

    def _list_parts(self) -> None:
        """Offer what the chosen year has; a year whose data cannot be read can only be checked or run as a whole."""
        self.part.options = [ALL]
        if self.year.value is None:
            self._show(_message("data/raw 下没有任何年度的文件夹。"))
            return
        try:
            subs = check(self.year.value, self.data).year.sub_projects
        except InputProblems as problems:
            self._show(_message(str(problems)))
            return
        self.part.options = [ALL, *((f"{sub.name}（{sub.notebook}）", sub.notebook) for sub in subs), *LATER]
        self._show(Markup(""))

    def _outcomes(self, ran: Ran) -> Markup:
        """Return what came of a run: how many ended in which way, what went wrong, and each notebook with its report."""
        rows, messages = Markup(""), Markup("").join(map(_message, ran.refused))
        for outcome in ran.outcomes:
            rows += self._line(outcome.notebook, _word(outcome), self._page_of(outcome.notebook))
            messages += _message(f"{outcome.notebook}：{outcome.message}") if outcome.message else Markup("")
        counted = Counter(map(_word, ran.outcomes))
        told = "，".join(f"{word} {number}" for word, number in counted.items()) or "没有运行"
        head = Markup("<p>{} 年度：{}。{}</p>").format(self.year.value, told, Markup("　").join(self._overviews()))
        return head + messages + (_table(("笔记本", "内容", "结果", "报告"), rows) if rows else Markup(""))

    def _reports(self) -> Markup:
        """Return links to the published pages."""
        pages = sorted((self.outputs / str(self.year.value)).glob("[0-9]*.html"))
        if not pages:
            return Markup("<p>{} 年度还没有报告，请先运行。</p>").format(self.year.value)
        rows = Markup("").join(self._line(page.stem, None, page) for page in pages)
        head = Markup("<p>{} 年度的报告：{}</p>").format(self.year.value, Markup("　").join(self._overviews()))
        return head + _table(("笔记本", "内容", "报告"), rows)

    def _overviews(self) -> list[Markup]:
        """Return links to the overviews of the year and of all years, as far as there are any."""
        named = {"本年度总览": self.outputs / str(self.year.value) / "index.html", "各年度总览": self.outputs / "index.html"}
        return [link for link in (self._page(name, path) for name, path in named.items()) if link]

    def _line(self, notebook: str, word: str | None, page: Path) -> Markup:
        """Return a row of a table: the notebook, what it is about, how it ended, its report."""
        link = Markup('<a href="{0}.ipynb">{0}</a>').format(notebook)
        return _row("td", link, title_of(self.notebooks / f"{notebook}.ipynb"), *filter(None, [word]), self._page("打开", page))

    def _page_of(self, notebook: str) -> Path:
        return (self.outputs if notebook == TREND else self.outputs / str(self.year.value)) / f"{notebook}.html"

    def _page(self, name: str, path: Path) -> Markup:
        """Return a link to a page, which JupyterLab serves as a file in a new tab; nothing where there is no such page."""
        link = Markup('<a href="/files/{}" target="_blank">{}</a>')
        return link.format(path.relative_to(self.project).as_posix(), name) if path.is_file() else Markup("")

    def _show(self, html: Markup) -> None:
        self._result.outputs = ({"output_type": "display_data", "data": {"text/html": str(html)}, "metadata": {}},)


def title_of(notebook: Path) -> str:
    """Return the title that a notebook begins with; nothing where there is none."""
    try:
        lines = "".join(json.loads(notebook.read_bytes())["cells"][0]["source"]).splitlines()
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    return next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "")


def _word(outcome: Outcome) -> str:
    return WORDS[outcome.status] if outcome.ran or outcome.status != DONE else "没有变化"


def _table(heads: tuple[str, ...], rows: Markup) -> Markup:
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(_row("th", *heads), rows)


def _message(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(text)


def _row(tag: str, *cells: str) -> Markup:
    """Return a row of a table, aligned to the left, which JupyterLab does not do by itself."""
    cell = Markup('<{0} style="text-align:left"{1}>{2}</{0}>')
    scope = Markup(' scope="col"') if tag == "th" else ""
    return Markup("<tr>{}</tr>").format(Markup("").join(cell.format(tag, scope, content) for content in cells))
