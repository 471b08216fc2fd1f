"""What git keeps and shows of a notebook: its cells, and nothing that running or opening it adds.

``python -m evalkit.lab.git`` tells the git of a clone so; ``.gitattributes`` says for which files.
"""

import subprocess
import sys
from pathlib import Path, PureWindowsPath

import nbformat

NAME = "evalkit-notebook"
KEPT = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""All that a notebook says of itself; JupyterLab adds what it was opened with."""


def cleaned(content: bytes) -> bytes:
    """Return a notebook without outputs, counts, and metadata other than tags; what is no notebook stays as it is.

    Examples
    --------
    >>> cleaned(b"<<<<<<< HEAD")
    b'<<<<<<< HEAD'
    """
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(notebook)
    except Exception:  # whatever it is, git must be able to keep it
        return content
    notebook.metadata = nbformat.from_dict(KEPT)
    for cell in notebook.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name == "tags" and value}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()


def as_text(notebook: Path) -> str:
    """Return the cells of a notebook as text, for ``git diff``."""
    content = notebook.read_bytes()
    try:
        cells = nbformat.reads(content.decode(), as_version=4).cells
    except Exception:  # and to show it
        return content.decode(errors="replace")
    return "".join(f"[{cell.get('id', '')}] {cell.cell_type}\n{cell.source}\n\n" for cell in cells)


def install() -> None:
    """Set up the git of the repository in which this is called; doing so again changes nothing."""
    program = f'"{PureWindowsPath(sys.executable).as_posix()}" -m {__spec__.name}'
    for key, value in {
        f"filter.{NAME}.clean": f"{program} clean",
        f"filter.{NAME}.smudge": "cat",
        f"diff.{NAME}.textconv": f"{program} show",
    }.items():
        subprocess.run(["git", "config", key, value], check=True)


def main(arguments: list[str]) -> None:
    """Do what git asks, or set it up."""
    match arguments:
        case ["clean"]:
            sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read()))
        case ["show", name]:
            sys.stdout.buffer.write(as_text(Path(name)).encode())
        case _:
            install()
            print("已设置：提交笔记本时不带运行结果，git diff 按文字显示。只对这一份项目有效。")


if __name__ == "__main__":
    main(sys.argv[1:])
