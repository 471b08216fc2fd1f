"""From facts to points: targets, rules, the scorecard and its bounds. No subject is named here."""
