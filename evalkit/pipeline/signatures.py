"""``signoff.yml`` of a published year: who signed which evaluation, and whether that is still the one there is."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from evalkit.atomic import write_atomic
from evalkit.pipeline.manifest import read_manifest

SIGNOFF = "signoff.yml"
HEAD = "# 签核记录，由 evalkit sign 写入；所签的评价结果、原始数据、评分规则有变，签核即作废。\n"
SIGNED_PARTS = {"evaluation": "评价结果", "inputs": "原始数据", "rulebooks": "评分规则"}


class Role(StrEnum):
    """In which role a person signs."""

    ANALYST = "analyst"
    ASSURER = "assurer"


ROLE_TITLES = {Role.ANALYST: "编制", Role.ASSURER: "复核"}


@dataclass(frozen=True)
class Signature:
    """One person's signature under a year's evaluation.

    Attributes
    ----------
    role : Role
    name : str
    date : str
        The day, ISO 8601.
    evaluation, inputs, rulebooks : str
        SHA-256 of what was signed, see :func:`signed_digests`.
    waived : list of dict
        The findings that were accepted, each with ``finding``, ``reason``, ``who`` and ``date``.
    """

    role: Role
    name: str
    date: str
    evaluation: str
    inputs: str
    rulebooks: str
    waived: list[dict[str, str]]

    def voided_by(self, now: dict[str, str]) -> list[str]:
        """Return what has changed since it was given, in words; nothing while it holds."""
        return [title for part, title in SIGNED_PARTS.items() if getattr(self, part) != now.get(part)]


def signed_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of a published year's evaluation, and one each over its raw files and its rulebooks.

    What is digested for the latter two is the list of names and SHA-256 in ``run.json``; empty without one.
    """
    manifest = read_manifest(folder)
    if not manifest:
        return {}
    lists = {part: json.dumps(manifest[part], sort_keys=True).encode() for part in ("inputs", "rulebooks")}
    digests = {part: hashlib.sha256(content).hexdigest() for part, content in lists.items()}
    return {"evaluation": manifest["outputs"].get("evaluation.json", "")} | digests


def read_signatures(folder: Path) -> list[Signature]:
    """Return the signatures of a published year, in the order of roles; none where the record cannot be read."""
    path = folder / SIGNOFF
    if not path.is_file():
        return []
    try:
        plain = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found = [_signature(item) for item in plain["signatures"]]
    except (YAMLError, ValueError, KeyError, TypeError):
        return []
    return sorted(found, key=lambda signature: list(Role).index(signature.role))


def _signature(item: dict[str, Any]) -> Signature:
    return Signature(**{**item, "role": Role(item["role"]), "date": str(item["date"])})


def write_signatures(folder: Path, signatures: list[Signature]) -> None:
    """Write the record of a published year's signatures."""
    text = StringIO()
    yaml = YAML()
    yaml.allow_unicode, yaml.width = True, 1000
    plain = [{**asdict(signature), "role": signature.role.value} for signature in signatures]
    yaml.dump({"signatures": plain}, text)
    write_atomic(folder / SIGNOFF, (HEAD + text.getvalue()).encode())


def signature_states(folder: Path) -> list[dict[str, Any]]:
    """Return for each role who signed and when, and what voids it, as the index shows it."""
    now, signed = signed_digests(folder), {signature.role: signature for signature in read_signatures(folder)}
    return [_state(role, signed.get(role), now) for role in Role]


def _state(role: Role, signature: Signature | None, now: dict[str, str]) -> dict[str, Any]:
    if signature is None:
        return {"title": ROLE_TITLES[role], "name": "", "date": "", "voided": [], "waived": []}
    voided = signature.voided_by(now)
    return {
        "title": ROLE_TITLES[role],
        "name": signature.name,
        "date": f"{date.fromisoformat(signature.date):%Y-%m-%d}",
        "voided": voided,
        "waived": signature.waived,
    }
