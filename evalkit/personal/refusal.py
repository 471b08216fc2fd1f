"""Nothing that holds a personal number or address leaves: what is to be published or exported is read once more, as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.errors import InvalidInputError
from evalkit.personal.found import Found, personal_in, plain
from evalkit.personal.outputs import json_texts, texts_of

MOST_TOLD = 10
NOT_PUBLISHED, NOT_WRITTEN = "没有发布，上一次的报告不变", "没有写出"


@dataclass(frozen=True)
class Hit:
    """Something personal in an output: in which file, where in it, and what."""

    file: str
    place: str
    found: Found

    @property
    def told(self) -> str:
        """What is there and where, masked."""
        return f"{self.found.kind} {self.found.masked}（{' '.join(filter(None, (self.file, self.place)))}）"


def scan(contents: Mapping[str, bytes], allowed: Iterable[str] = ()) -> list[Hit]:
    """Return everything personal in some files.

    Parameters
    ----------
    contents : mapping of str to bytes
        The files by the names under which messages tell of them.
    allowed : iterable of str
        Numbers and addresses that are public, such as a hotline, however they are written.
    """
    texts = (
        (name, place, text)
        for name, content in contents.items()
        for place, text in [("文件名", Path(name).name), *texts_of(name, content)]
    )
    return _hits(texts, allowed)


def refuse_personal(contents: Mapping[str, bytes], allowed: Iterable[str] = (), *, kept: str = NOT_PUBLISHED) -> None:
    """Refuse files that hold something personal.

    Parameters
    ----------
    contents, allowed
        As for :func:`scan`.
    kept : str
        What becomes of the files and of those before them.

    Raises
    ------
    InvalidInputError
        ``P-PII-01`` with the first places, the values masked.
    """
    _refuse(scan(contents, allowed), kept)


def refuse_personal_fields(record: Any, shown: str, allowed: Iterable[str] = ()) -> None:
    """Refuse a record of texts before it is written, such as a form; its numbers are figures."""
    texts = ((shown, place, text) for place, text in json_texts(record))
    _refuse(_hits(texts, allowed), NOT_WRITTEN)


def _hits(texts: Iterable[tuple[str, str, str]], allowed: Iterable[str]) -> list[Hit]:
    hits = [Hit(name, place, found) for name, place, text in texts for found in personal_in(text)]
    public = {plain(each) for each in allowed}
    return list(dict.fromkeys(hit for hit in hits if hit.found.value not in public))


def _refuse(hits: list[Hit], kept: str) -> None:
    if not hits:
        return
    more = f"；等共 {len(hits)} 处" if len(hits) > MOST_TOLD else ""
    raise InvalidInputError(
        "P-PII-01",
        f"输出中有个人信息，{kept}",
        found="；".join(hit.told for hit in hits[:MOST_TOLD]) + more,
        expected="没有身份证号、手机号、银行卡号和电子邮箱",
        remedy="在原始数据、文字或笔记本中删去；确为对外公布的，写入 year.yml 的 public_contacts",
    ).at(" ".join(filter(None, (hits[0].file, hits[0].place))))
