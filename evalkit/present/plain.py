"""Pages that are no notebook, such as an index, and what they share with those that are: templates, style sheet, font."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from evalkit.present.webfont import font_data_url

TEMPLATE_FOLDER = files("evalkit.present") / "templates"
TEMPLATES = Environment(loader=PackageLoader("evalkit.present"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def plain_page(template: str, **values: Any) -> str:
    """Return a page that is not a notebook, such as an index, in the same dress."""
    return with_font(TEMPLATES.get_template(template).render(style=style_sheet(), **values))


@cache
def style_sheet() -> str:
    """Return the style sheet of all pages."""
    return (TEMPLATE_FOLDER / "page" / "page.css").read_text(encoding="utf-8")


def with_font(html: str) -> str:
    """Embed the font subset for the characters of the page."""
    return html.replace("FONT-DATA-URL", font_data_url(re.sub(r'src="data:[^"]*"', "", html)), 1)
