"""Pages that are no notebook, such as an index, and what they share with those that are: templates, style sheet, font."""

import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evalkit.present.formulas import formula_mathml
from evalkit.present.webfont import font_data_url
from evalkit.quantities import bounds_text, span_text

TEMPLATE_FOLDER = files("evalkit.present") / "templates"
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        "font-src data:",
        "base-uri 'none'",  # not governed by default-src, nor is the next
        "form-action 'none'",
    )
)
"""What the browser lets a page do: show its own text, style, font and pictures, and nothing else."""
TEMPLATES = Environment(loader=PackageLoader("evalkit.present"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
TEMPLATES.globals |= {"points_text": lambda low, high: bounds_text(Decimal(low), Decimal(high), 2), "span_text": span_text}
TEMPLATES.filters["mathml"] = formula_mathml


def figure_link(id: str, shown: str, *, missing: bool = False) -> Markup:
    """Return a figure as a link to its entry under 数值说明.

    Examples
    --------
    >>> figure_link("months", "12 个月")
    Markup('<a class="figure" href="#m-months">12 个月</a>')
    """
    return Markup('<a class="figure{}" href="#m-{}">{}</a>').format(" missing" if missing else "", id, shown)


def page_link(shown: str, address: str) -> Markup:
    """Return a figure as a link to where it is worked out, on this page or on another.

    Examples
    --------
    >>> page_link("15.00", "80_scorecard.html#scored")
    Markup('<a href="80_scorecard.html#scored">15.00</a>')
    """
    return Markup('<a href="{}">{}</a>').format(address, shown)


def plain_page(template: str, **values: Any) -> str:
    """Return a page that is not a notebook, such as an index, in the same dress."""
    return with_font(TEMPLATES.get_template(template).render(style=style_sheet(), policy=CONTENT_POLICY, **values))


@cache
def style_sheet() -> str:
    """Return the style sheet of all pages."""
    return (TEMPLATE_FOLDER / "page" / "page.css").read_text(encoding="utf-8")


def with_font(html: str) -> str:
    """Embed the font subset for the characters of the page; in a text before the style sheet quotes are escaped."""
    return html.replace('"FONT-DATA-URL"', font_data_url(re.sub(r'src="data:[^"]*"', "", html)), 1)
