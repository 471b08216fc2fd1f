"""Texts that run, load or break something where they are not escaped, and the outputs of cells that do so by themselves.

In every vector ``@`` stands for a number of its own; what runs would call ``alert`` and what loads would ask ``outside.invalid``.
"""

TEXTS = {
    "image": '<img src="x" onerror="alert(`@`)">',
    "script": "<script>alert(`@`)</script>",
    "end of a comment": "--><svg onload=alert(`@`)>",
    "end of a title": "</title></style></textarea><img src=x onerror=alert(`@`)>",
    "end of an attribute": '" onmouseover="alert(`@`)" autofocus onfocus="alert(`@`)" x="',
    "end of an attribute, single": "' onfocus='alert(`@`)' autofocus tabindex=0 x='",
    "iframe": '<iframe srcdoc="<script>alert(`@`)</script>"></iframe>',
    "object": '<object data="https://outside.invalid/@"></object><embed src="https://outside.invalid/@">',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://outside.invalid/@">',
    "base": '<base href="https://outside.invalid/@/">',
    "form": '<form action="https://outside.invalid/@"><input autofocus onfocus=alert(`@`)></form>',
    "style": "<style>@import 'https://outside.invalid/@'; body{background:url(https://outside.invalid/@)}</style>",
    "link in Markdown": "[@](javascript:alert(`@`))",
    "picture in Markdown": "![@](https://outside.invalid/@)",
    "fence": "```<img src=x onerror=alert(`@`)>",
    "template": "{{ 7*7 }}{% raw %}{{ self.__init__ }}@",
    "placeholder of a format": "{0.__class__}%(x)s${@}",
    "entity": "&lt;img src=x onerror=alert(`@`)&gt;&#60;script&#62;@",
    "mathematics": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;<img src=x onerror=alert(`@`)>">',
    "no script": '<noscript><p title="</noscript><img src=x onerror=alert(`@`)>">',
    "foreign": "<svg><desc><![CDATA[</desc><script>alert(`@`)</script>]]></svg>",
    "details": "<details open ontoggle=alert(`@`)><summary>@</summary></details>",
    "video": "<video autoplay><source onerror=alert(`@`) src=x></video>",
    "full width": "＜img src=x onerror=alert（`@`）＞",
    "formula": '=HYPERLINK("https://outside.invalid/@","<b>@</b>")',
}

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(`@`)"><script>alert(`@`)</script><image href="https://outside.invalid/@"/></svg>'
OUTPUTS = {
    **{f"raw HTML: {name}": ({"text/html": text, "text/plain": "x"}, {}) for name, text in TEXTS.items()},
    **{f"Markdown: {name}": ({"text/markdown": text, "text/plain": "x"}, {}) for name, text in TEXTS.items()},
    **{f"text: {name}": ({"text/plain": text}, {}) for name, text in TEXTS.items()},
    "link": (
        {
            "text/html": '<a href="javascript:alert(`@`)" id="link@">x</a><a href="data:text/html,<script>alert(`@`)</script>">y</a>'
        },
        {},
    ),
    "picture from elsewhere": (
        {"text/html": '<img src="https://outside.invalid/@"><img srcset="https://outside.invalid/@ 1x">'},
        {},
    ),
    "picture that is a drawing": ({"text/html": f"<img src='data:image/svg+xml;utf8,{SVG}'>"}, {}),
    "style of an element": ({"text/html": '<p style="background:url(https://outside.invalid/@)">x</p>'}, {}),
    "frame": (
        {"text/html": '<iframe src="https://outside.invalid/@"></iframe><iframe src="javascript:alert(`@`)"></iframe>'},
        {},
    ),
    "script": ({"application/javascript": "alert(`@`)", "text/plain": "<Javascript>"}, {}),
    "drawing": ({"image/svg+xml": SVG, "text/plain": "<SVG>"}, {}),
    "mermaid": ({"text/vnd.mermaid": 'graph TD; A["<img src=x onerror=alert(`@`)>"]', "text/plain": "<mermaid>"}, {}),
    "formula": ({"text/latex": "$\\href{javascript:alert(`@`)}{x}$", "text/plain": "<Latex>"}, {}),
    "width of a picture": ({"image/png": PIXEL}, {"image/png": {"width": "1 onerror=alert(`@`) src=x", "height": "1>"}}),
    "end of a picture": ({"image/png": f'{PIXEL}" onload="alert(`@`)'}, {}),
    "widget": ({"application/vnd.jupyter.widget-view+json": {"model_id": "@", "version_major": 2}, "text/plain": "HBox()"}, {}),
    "document": ({"application/pdf": "JVBERi0=", "text/plain": "<PDF>"}, {}),
    "worker": (
        {
            "text/html": "<link rel=preload as=script href=https://outside.invalid/@><link rel=stylesheet href=https://outside.invalid/@>"
        },
        {},
    ),
}
"""What a cell may hand over as its output, and the metadata of it."""


def numbered(text: str, number: int) -> str:
    """Return a vector with its number."""
    return text.replace("@", str(number))


FORMULAS = (
    "=1+1@",
    "+1+1@",
    "-1-1@",
    "@SUM(1,1)",
    "\t=1+1@",
    "\r=1+1@",
    "\n=1+1@",
    "＝1+1@",
    "＋1+1@",
    "－1-1@",
    "＠SUM(1,1)@",
    "=cmd|'/C calc'!A0@",
    '=DDE("cmd";"/C calc";"@")',
    '=HYPERLINK("https://outside.invalid/@","详情")',
    '=WEBSERVICE("https://outside.invalid/@")',
    "{=1+1@}",
    "https://outside.invalid/@",
    "mailto:outside.invalid",
    "file:///etc/passwd",
    "internal:Sheet1!A1",
)
"""Texts that a spreadsheet would take for a formula, a call of another program, or a link."""
