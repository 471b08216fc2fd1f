"""A fictional year: a year folder with all its ledgers, whose totals are the published figures. No person in it exists."""
