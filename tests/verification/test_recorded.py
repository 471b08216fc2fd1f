"""Everything that is no longer what it was when the year was published is named, by hashes alone."""

import json
import shutil

import pytest

from evalkit import reads
from evalkit.errors import InvalidInputError
from evalkit.pipeline import keys
from evalkit.verification import recorded


def test_a_year_as_it_was_published_departs_in_nothing(published):
    found = published.verify(recompute=False)
    assert found.departures == []
    assert found.counts["output"] == 2 * 5 + 3, "five pages, their notebooks, the evaluation, the audit as page and as JSON"
    assert "没有重算，只核对了校验值" in found.notes


def test_the_manifest_is_an_in_toto_statement(published):
    plain = json.loads((published.folder / "run.json").read_text(encoding="utf-8"))
    assert plain["_type"] == "https://in-toto.io/Statement/v1"
    assert set(plain) == {"_type", "subject", "predicateType", "predicate"}
    assert all(set(item) == {"name", "digest"} and len(item["digest"]["sha256"]) == 64 for item in plain["subject"])
    predicate = plain["predicate"]
    assert {item["name"] for item in predicate["inputs"]} >= {"raw/2030/facts.csv", "raw/2030/year.yml"}
    assert "rulebooks/mof-2020-10.yml" in {item["name"] for item in predicate["rulebooks"]}
    assert "evalkit/metrics/general.py" in {item["name"] for item in predicate["code"]}
    assert predicate["parameters"]["80_scorecard.ipynb"] == {"fiscal_year": 2030}


def test_a_changed_input_is_named(published):
    published.replace("data/raw/2030/facts.csv", "100.0", "100.1")
    assert published.departures() == [("input", "raw/2030/facts.csv", "内容已变")]


def test_an_input_that_is_gone_or_new_is_named(published):
    (published.data / "raw/2030/deviations.csv").unlink()
    (published.data / "raw/2030/review.csv").write_text("indicator,award,reason\n", encoding="utf-8")
    assert published.departures() == [
        ("input", "raw/2030/deviations.csv", "不在"),
        ("input", "raw/2030/review.csv", "运行后新增"),
    ]


def test_a_changed_page_and_one_that_is_gone_are_named(published):
    published.replace("outputs/2030/80_scorecard.html", "评分", "评定")
    (published.folder / "90_report.html").unlink()
    assert published.departures() == [("output", "80_scorecard.html", "内容已变"), ("output", "90_report.html", "不在")]


def test_a_single_bit_is_enough(published):
    path = published.folder / "evaluation.json"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert published.departures() == [("output", "evaluation.json", "内容已变")]


def test_a_single_bit_of_any_raw_file_is_enough(published):
    """Of those that analysts write as well: before they are published, nothing else tells a flipped bit from an edit."""
    for path in sorted(path for path in (published.data / "raw/2030").rglob("*") if path.is_file()):
        sound = path.read_bytes()
        for place, bit in ((0, 0), (len(sound) // 2, 3), (len(sound) - 1, 7)):
            path.write_bytes(bytes([*sound[:place], sound[place] ^ 1 << bit, *sound[place + 1 :]]))
            assert published.departures() == [("input", f"raw/2030/{path.name}", "内容已变")]
        path.write_bytes(sound)


def test_a_changed_rulebook_is_named(published, tmp_path, monkeypatch):
    copied = shutil.copytree(reads.RULEBOOKS, tmp_path / "rulebooks")
    text = (copied / "mof-2020-10.yml").read_text(encoding="utf-8")
    (copied / "mof-2020-10.yml").write_text(text.replace("90", "89", 1), encoding="utf-8")
    monkeypatch.setattr(reads, "RULEBOOKS", copied)
    assert published.departures() == [("rulebook", "rulebooks/mof-2020-10.yml", "内容已变")]


def test_changed_code_is_named(published, tmp_path, monkeypatch):
    copied = shutil.copytree(recorded.PACKAGE, tmp_path / "evalkit")
    (copied / "quantities.py").write_text("ROUNDING = 0\n", encoding="utf-8")
    (copied / "metrics" / "general.py").unlink()
    monkeypatch.setattr(recorded, "PACKAGE", copied)
    assert published.departures() == [
        ("code", "evalkit/metrics/general.py", "不在"),
        ("code", "evalkit/quantities.py", "内容已变"),
    ]


def test_a_notebook_counts_by_its_cells(published):
    path = published.place / "notebooks" / "90_report.ipynb"
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert published.departures() == []
    plain["cells"][-1]["source"] = "98"
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert published.departures() == [("notebook", "90_report.ipynb", "内容已变")]


def test_another_lock_file_is_named(published, tmp_path, monkeypatch):
    other = tmp_path / "requirements.lock"
    other.write_bytes(keys.LOCK.read_bytes() + b"\n")
    monkeypatch.setattr(recorded, "LOCK", other)
    assert published.departures() == [("lock", "requirements.lock", "内容已变")]


def test_a_forged_manifest_is_named(published):
    published.replace("outputs/2030/run.json", "mof-2020-10", "mof-2021-101")
    assert ("statement", "run.json", "与 run.json.sha256 不符") in published.departures()


def test_a_manifest_without_its_hash_is_named(published):
    (published.folder / "run.json.sha256").unlink()
    assert published.departures() == [("statement", "run.json.sha256", "不在")]


@pytest.mark.parametrize("name", ["../../data/raw/2030/facts.csv", "/etc/hostname"])
def test_a_name_that_leads_out_of_the_folder_is_not_followed(published, name):
    path = published.folder / "run.json"
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain["subject"].append({"name": name, "digest": {"sha256": "0" * 64}})
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert ("output", name, "名称指向文件夹之外") in published.departures()


def test_what_no_run_published_is_told_and_not_vouched_for(published):
    (published.folder / "90_report（定稿）.html").write_text("98 分", encoding="utf-8")
    found = published.verify(recompute=False)
    assert found.ok
    assert "90_report（定稿）.html 不是运行时发布的，没有核对" in found.notes


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"predicate": {}, "subject": 3}'])
def test_a_folder_that_is_no_published_year_is_refused(tmp_path, published, content):
    if content is None:
        (published.folder / "run.json").unlink()
    else:
        (published.folder / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError) as refused:
        published.verify(recompute=False)
    assert refused.value.code == "V-RUN-01"
