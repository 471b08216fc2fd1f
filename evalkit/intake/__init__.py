"""From ``data/raw`` to ``data/processed``: read, correct by declared corrections, check, store."""
