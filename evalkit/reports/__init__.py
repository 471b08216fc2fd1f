"""What a year's results are handed over as: the report as a Word document, the annex as a workbook."""
