"""A page printed as PDF by WeasyPrint: what a reviewer reads, on A4, tagged for those who listen, the same bytes every time."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from importlib.resources import files
from types import ModuleType

from evalkit.errors import EvalkitError
from evalkit.present.plain import with_font

STYLE = files("evalkit.reports") / "print.css"
TAGGED = "pdf/ua-1"
CLOCK, CREATED = "SOURCE_DATE_EPOCH", "315532800"  # the year 1980
MENDING = (
    "Debian：sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0，再 pip install weasyprint",
    "conda：conda install -c conda-forge weasyprint",
    "Windows：装 MSYS2，在其中 pacman -S mingw-w64-ucrt-x86_64-pango，再 pip install weasyprint",
    "或用浏览器打开报告页面，打印为 PDF",
)


def pdf_bytes(page: str) -> bytes:
    """Return a page as PDF.

    Parameters
    ----------
    page : str
        HTML that holds all it needs; whatever else it asks for is not fetched, neither files nor addresses.

    Returns
    -------
    bytes
        The same for the same page. Title and language are the page's; no author, no date. Text is set in the font that
        comes with evalkit, so that no machine sets it otherwise; headings are bookmarks.

    Raises
    ------
    EvalkitError
        ``F-PDF-01`` if WeasyPrint or a library that it needs is not installed.
    """
    weasyprint = _weasyprint()
    fetcher = import_module("weasyprint.urls").URLFetcher(allowed_protocols={"data"})
    with _stopped_clock():
        return weasyprint.HTML(string=_styled(page), url_fetcher=fetcher).write_pdf(pdf_variant=TAGGED)


def _styled(page: str) -> str:
    """Return a page with our print style after its own, and the font that this style names."""
    return with_font(page.replace("</head>", f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>", 1))


@contextmanager
def _stopped_clock() -> Iterator[None]:
    """Let fontTools write the same time into every font that it unpacks, not the time of day."""
    before = os.environ.get(CLOCK)
    os.environ[CLOCK] = CREATED
    try:
        yield
    finally:
        del os.environ[CLOCK]
        os.environ |= {} if before is None else {CLOCK: before}


def _weasyprint() -> ModuleType:
    """Return WeasyPrint, which is optional; it prints advice of its own where a library is missing, which is kept back."""
    try:
        with redirect_stdout(io.StringIO()):
            return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise EvalkitError(
            "F-PDF-01",
            "不能写 PDF：缺少 WeasyPrint 或它所用的 Pango",
            found=f"{error}".split(":")[0],
            expected="已安装 WeasyPrint 和 Pango",
            remedy="；".join(MENDING),
        ).at("--to pdf") from None
