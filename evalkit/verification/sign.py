"""A published year signed: only while it is what it was published as, and while no hard finding stands unexplained."""

import unicodedata
from datetime import date
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.measures import Finding
from evalkit.pipeline.attempt import read_attempt
from evalkit.pipeline.manifest import DONE
from evalkit.pipeline.signatures import (
    ROLE_TITLES,
    Role,
    Signature,
    read_signatures,
    signed_digests,
    write_signatures,
)
from evalkit.results import load_json
from evalkit.text import control_character
from evalkit.verification.departure import Kind
from evalkit.verification.recorded import published, recorded_departures
from evalkit.year import check_year

LONGEST_NAME = 40
SIGNED_KINDS = (Kind.STATEMENT, Kind.OUTPUT, Kind.INPUT, Kind.RULEBOOK)


def sign(folder: Path, *, role: Role, name: str, on: date, data_dir: Path, notebooks: Path) -> Signature:
    """Sign a published year, in place of an earlier signature in the same role.

    Parameters
    ----------
    folder : pathlib.Path
        The published year.
    role : Role
        An assurer signs after the analyst, and is another person.
    name : str
        Who signs.
    on : datetime.date
        The day of signing.
    data_dir, notebooks : pathlib.Path
        The data folder and the folder of the notebooks.

    Returns
    -------
    Signature

    Raises
    ------
    InvalidInputError
        ``V-RUN-01`` if the folder is no published year.
    InputProblems
        Everything that stands against signing: ``S-NAME-01`` no usable name, ``S-RUN-01`` a notebook that is not done,
        ``S-RUN-02`` a file that is not what it was published as, ``S-FIND-01`` a hard finding neither mended nor waived,
        ``S-ROLE-01`` no valid signature of the analyst, ``S-ROLE-02`` the same person in both roles.
    """
    manifest = published(folder)
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    others = [signature for signature in read_signatures(folder) if signature.role is not role]
    now = signed_digests(folder)
    problems = [*_name_problems(name), *_run_problems(folder, manifest, data_dir, notebooks)]
    waived: list[dict[str, str]] = []
    if not problems:
        waived, unexplained = _waived(folder, manifest["fiscal_year"], data_dir)
        problems += unexplained
    problems += _role_problems(role, name, others, now)
    if problems:
        raise InputProblems(problems)
    signature = Signature(role, name, on.isoformat(), **now, waived=waived)
    write_signatures(folder, sorted([*others, signature], key=lambda one: list(Role).index(one.role)))
    return signature


def _name_problems(name: str) -> list[EvalkitError]:
    if name and len(name) <= LONGEST_NAME and not control_character(name):
        return []
    expected = f"1 至 {LONGEST_NAME} 个字，不含控制字符"
    return [
        InvalidInputError("S-NAME-01", "签核人姓名不可用", found=f"“{name}”", expected=expected, remedy="改写 --name").at(
            "--name"
        )
    ]


def _run_problems(folder: Path, manifest: dict, data_dir: Path, notebooks: Path) -> list[EvalkitError]:
    """Return why the year as it lies there is not one that was run to its end."""
    remedy = f"evalkit run --year {manifest['fiscal_year']}，全部完成后再签核"
    undone = [name for name, item in manifest["notebooks"].items() if item["status"] != DONE or item["data"] != manifest["data"]]
    attempt = read_attempt(folder)
    problems = [
        InvalidInputError("S-RUN-01", "该年度没有全部完成", found=name, expected="全部笔记本均已完成", remedy=remedy).at(
            str(folder)
        )
        for name in [*undone, *([] if attempt is None else ["最近一次运行没有发布"])]
    ]
    departures = recorded_departures(folder, manifest, data_dir, notebooks)
    return problems + [
        InvalidInputError("S-RUN-02", "与发布时的不符", found=item.what, expected="与发布时的相同", remedy=remedy).at(item.name)
        for item in departures
        if item.kind in SIGNED_KINDS
    ]


def _waived(folder: Path, year: int, data_dir: Path) -> tuple[list[dict[str, str]], list[EvalkitError]]:
    """Return the waivers that accept a hard finding, and every hard finding that none accepts."""
    evaluation = load_json((folder / "evaluation.json").read_bytes())
    findings = [Finding(item["code"], item["message"], tuple(item["measures"])) for item in evaluation["findings"]]
    waivers = [waiver for _, waiver in check_year(year, data_dir).waivers]
    hard = [finding for finding in findings if finding.hard]
    used = [waiver for waiver in waivers if any(finding.named_by(waiver.finding) for finding in hard)]
    open_findings = [finding for finding in hard if not any(finding.named_by(waiver.finding) for waiver in used)]
    return [
        {"finding": waiver.finding, "reason": waiver.reason, "who": waiver.who, "date": waiver.date.isoformat()}
        for waiver in used
    ], [_unexplained(finding, year) for finding in open_findings]


def _unexplained(finding: Finding, year: int) -> EvalkitError:
    name = "/".join([finding.code, *finding.measures[:1]])
    return InvalidInputError(
        "S-FIND-01",
        "疑点没有改正，也没有说明",
        found=finding.message,
        expected="已改正，或在 waivers.csv 中写明保留的理由",
        remedy=f"改正后重新运行；确需保留的，在 waivers.csv 写一行，finding 栏为 {name}，再运行一次",
    ).at(f"data/raw/{year}/waivers.csv")


def _role_problems(role: Role, name: str, others: list[Signature], now: dict[str, str]) -> list[EvalkitError]:
    same = [other for other in others if other.name == name]
    if same:
        found = f"{name} 已签{ROLE_TITLES[same[0].role]}"
        return [
            InvalidInputError("S-ROLE-02", "编制和复核是同一人", found=found, expected="两个人", remedy="由另一人签核").at(
                "--name"
            )
        ]
    if role is Role.ASSURER and not any(not other.voided_by(now) for other in others):
        return [
            InvalidInputError(
                "S-ROLE-01",
                "编制人还没有签核，或签核已作废",
                found="没有有效的编制签核",
                expected="先由编制人签核",
                remedy="evalkit sign --role analyst",
            ).at("--role")
        ]
    return []
