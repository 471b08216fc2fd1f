"""An executed notebook as one offline HTML page: no script, no request, the font embedded."""

import re
from functools import cache
from typing import Any

import mistune
import nbformat
import nh3
from mistune.toc import add_toc_hook
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode

from evalkit.present.formulas import TAGS as MATHML
from evalkit.present.formulas import latex_mathml
from evalkit.present.plain import CONTENT_POLICY, TEMPLATE_FOLDER, with_font
from evalkit.present.references import with_references

ATTRIBUTES = {
    "*": {"id", "class", "lang", "scope", "rowspan", "colspan", "tabindex", "role", "aria-label"},
    "a": {"href"},
    "img": {"src", "alt"},
    "details": {"open"},
    "math": {"display"},
}
HARMFUL_LINK = "#harmful-link"
"""What mistune makes of an address that would run."""
OUR_ALIGNMENT = ("gt_right",)
TAGS = nh3.ALLOWED_TAGS | {"figure", "figcaption", "section", "details", "summary", "dl", "dt", "dd"} | MATHML


def clean_html(html: str) -> str:
    """Remove everything that could run or load, and what only repeats; keep structure, and pictures that are data."""

    def keep(element: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return " ".join(name for name in value.split() if not name.startswith("gt_") or name in OUR_ALIGNMENT) or None
        if attribute in ("rowspan", "colspan") and value == "1" or element == "th" and attribute == "id":
            return None
        if element == "img" and attribute == "src":
            return value if value.startswith("data:image/png;base64,") else None
        if element == "a" and attribute == "href":
            return (
                value
                if value.startswith("#") and value != HARMFUL_LINK or re.fullmatch(r"[0-9A-Za-z_./-]+\.html(#[\w-]+)?", value)
                else None
            )
        return value

    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=keep, url_schemes={"data"}, link_rel=None)


class PageExporter(HTMLExporter):
    """nbconvert's exporter with our template and our sanitiser, which parses no page again and checks a notebook once."""

    template_name = "page"

    def __init__(self, **options: Any):
        super().__init__(extra_template_basedirs=[str(TEMPLATE_FOLDER)], optimistic_validation=True, **options)
        self.register_filter("clean_html", clean_html)
        self.register_filter("headings", headings)
        self.register_filter("markdown_cell", markdown_cell)
        self.register_filter("markdown_output", markdown_output)
        self.register_filter("filter_data_type", _first_known_type)

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **options: Any) -> tuple[str, dict]:
        """Render a notebook; alternative texts are put in by our own displays, so the page is not parsed again."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


def _first_known_type(output: NotebookNode) -> list[str]:
    return [kind for kind in ("text/html", "image/png", "text/markdown", "text/plain") if kind in output][:1]


def markdown_cell(cell: NotebookNode) -> str:
    """Render a Markdown cell; its heading can be linked to by the identifier of the cell. HTML in it is shown, not used."""
    render = _markdown()
    add_toc_hook(render, max_level=6, heading_id=lambda token, index: _anchor(cell, index))
    return clean_html(render(cell.source))


def markdown_output(source: str) -> str:
    """Render Markdown that a code cell shows as that of a Markdown cell, but for its headings, which nothing leads to."""
    return clean_html(_markdown()(source))


def _markdown() -> mistune.Markdown:
    render = mistune.create_markdown(escape=True, plugins=["table", "math"])
    render.renderer.register("inline_math", lambda renderer, latex: latex_mathml(latex))
    render.renderer.register("block_math", lambda renderer, latex: latex_mathml(latex, block=True))
    return render


def headings(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return the headings below the title, for the table of contents."""
    parse, found = mistune.create_markdown(renderer=None), []
    for cell in notebook.cells:
        tokens = parse(cell.source) if cell.cell_type == "markdown" else []
        for index, token in enumerate(token for token in tokens if token["type"] == "heading"):
            found.append({"level": token["attrs"]["level"], "text": _text_of(token), "id": _anchor(cell, index)})
    return [heading for heading in found if heading["level"] > 1]


def _text_of(token: dict[str, Any]) -> str:
    """Return the text of a heading, also that of a link or of emphasis within it."""
    return token.get("raw", "") + "".join(map(_text_of, token.get("children", [])))


def _anchor(cell: NotebookNode, index: int) -> str:
    return f"{cell.id}-{index}" if index else cell.id


@cache
def build_exporter() -> PageExporter:
    """Return the exporter, built once: its templates and settings take longer to read than most pages to render."""
    return PageExporter()


def page_of(notebook: NotebookNode, *, fiscal_year: int | None, home: str, failure: str = "") -> str:
    """Return the HTML page of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, every cell of it.
    fiscal_year : int or None
        Printed in the title.
    home : str
        Relative address of the index.
    failure : str
        Why the notebook failed, if it did: the page says so wherever one looks.
    """
    first = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    title = first.partition("\n")[0].lstrip("# ")
    shown = f"{fiscal_year} 年度 {title}" if fiscal_year else title
    resources = {
        "metadata": {"name": f"运行失败：{shown}" if failure else shown},
        "home": home,
        "failure": failure,
        "policy": CONTENT_POLICY,
    }
    html, _ = build_exporter().from_notebook_node(notebook, resources)
    return with_font(with_references(html))


def strip_run(notebook: NotebookNode) -> NotebookNode:
    """Return the executed notebook without what differs from run to run: times, paths, ids, the injected cell.

    The parameters cell is rewritten to the values that were used for the year; folders keep their defaults.
    """
    clean = nbformat.from_dict(notebook)  # new containers around the same texts and pictures
    clean.metadata = {"kernelspec": notebook.metadata.get("kernelspec", {}), "language_info": {"name": "python"}}
    injected = next((cell.source for cell in clean.cells if "injected-parameters" in _tags(cell)), "")
    years = dict(re.findall(r"^(fiscal_year|first_year) = (\d+)$", injected, flags=re.MULTILINE))
    clean.cells = [cell for cell in clean.cells if "injected-parameters" not in _tags(cell)]
    for cell in clean.cells:
        _strip_cell(cell, years)
    return clean


def _strip_cell(cell: NotebookNode, years: dict[str, str]) -> None:
    tags = _tags(cell)
    cell.metadata = {"tags": tags} if tags else {}
    if "parameters" in tags:
        cell.source = re.sub(
            r"^(fiscal_year|first_year) = (\d+)",
            lambda match: f"{match[1]} = {years.get(match[1], match[2])}",
            cell.source,
            flags=re.MULTILINE,
        )
    if cell.cell_type == "code":
        cell.execution_count = None
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])
