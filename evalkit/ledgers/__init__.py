"""Transaction ledgers of a year: extracts of many rows, checked, and written as typed tables with the place of every row."""
