"""The report that we write ourselves is held to the rules for reports of others."""

import pytest

from evalkit.audit.findings import Severity
from evalkit.audit.run import audit_file
from evalkit.reports.export import write_report


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_our_report_holds_nothing_that_cannot_be(three_years, tmp_path, year):
    target = tmp_path / "report.docx"
    write_report(year, data_dir=three_years.data, output_dir=three_years.outputs, target=target)
    audited = audit_file(target, fiscal_year=year)
    assert len(audited.figures) > 10, "its figures are read"
    assert [finding.message for finding in audited.findings if finding.severity is Severity.HARD] == []
