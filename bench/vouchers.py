"""Statistics of ten million vouchers: time as a ratio to plain DuckDB SQL on the same Parquet file, and the most memory used.

Usage::

    python -m bench.vouchers [--rows 10000000] [--rounds 3]

Each round runs both in processes of their own, in turn. Ours is what pages ask: every figure of the ledger, three tables by
something, and how many vouchers the holders have and who redeemed most. The other is the same questions in as few plain statements as a person would write, in one connection.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VIEWS = ("vouchers_by_phase", "vouchers_by_face_value", "redeemed_by_month")
PLAIN = (
    """SELECT count(DISTINCT phase), count(*) FILTER (reverses IS NULL), sum(face_value) FILTER (reverses IS NULL),
              count(*) FILTER (reverses IS NULL AND redeemed_at IS NOT NULL) - count(*) FILTER (reverses IS NOT NULL),
              sum(redeemed_amount), sum(transaction_amount) FROM t""",
    "SELECT phase, count(*), count(redeemed_at), sum(face_value), sum(redeemed_amount), sum(transaction_amount) FROM t GROUP BY 1",
    "SELECT face_value, count(*), count(redeemed_at), sum(face_value), sum(redeemed_amount), sum(transaction_amount) FROM t GROUP BY 1",
    """SELECT strftime(redeemed_at, '%Y-%m'), count(*), sum(redeemed_amount), sum(transaction_amount)
       FROM t WHERE redeemed_at IS NOT NULL GROUP BY 1""",
    """SELECT held, amount, count(*) FROM (SELECT holder, count(*) AS held, sum(redeemed_amount) AS amount FROM t GROUP BY holder)
       GROUP BY ALL ORDER BY amount DESC""",
)
ROWS = """
    COPY (SELECT 'data/raw/2022/ledgers/vouchers.csv' AS place, i + 2 AS row_number, 'V' || i AS voucher, 1 + i % 3 AS phase,
        'U' || (i // 2) AS holder, CAST(NULL AS VARCHAR) AS district, CAST(5 * (1 + i % 4) AS DECIMAL(28, 6)) AS face_value,
        CAST(100 AS DECIMAL(28, 6)) AS threshold, DATE '2022-04-01' AS issued_on,
        CASE WHEN i % 7 > 0 THEN TIMESTAMP_S '2022-04-01 08:00:00' + to_hours(CAST(i % 2000 AS INTEGER)) END AS redeemed_at,
        CASE WHEN i % 7 > 0 THEN CAST(5 * (1 + i % 4) AS DECIMAL(28, 6)) END AS redeemed_amount,
        CASE WHEN i % 7 > 0 THEN CAST(100 + i % 300 AS DECIMAL(28, 6)) END AS transaction_amount,
        'S' || (i % 900) AS merchant, CAST(NULL AS VARCHAR) AS reverses
    FROM range({rows}) AS r(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""


def ours(path: Path) -> None:
    """Ask what pages ask."""
    from evalkit.ledgers.query import LedgerTable
    from evalkit.ledgers.views import VIEWS as KNOWN
    from evalkit.vouchers import holders_of

    table = LedgerTable("vouchers", path, ("vouchers.csv",), 0)
    assert table.figures["vouchers_issued"]
    for name in VIEWS:
        KNOWN[name].frame({"vouchers": table})
    assert holders_of(table).number


def plain(path: Path) -> None:
    """Ask the same in plain statements."""
    import duckdb

    with duckdb.connect(config={"threads": 2}) as database:
        database.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet('{path}')")
        for statement in PLAIN:
            database.execute(statement).fetchall()


def measure(what: str, path: Path) -> dict[str, float]:
    """Run one of the two in a process of its own."""
    command = [sys.executable, "-m", "bench.vouchers", "--one", what, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--one", nargs=2)
    given = options.parse_args()
    if given.one:
        begun = time.perf_counter()
        {"ours": ours, "plain": plain}[given.one[0]](Path(given.one[1]))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.perf_counter() - begun, "mebibytes": most}))
        return
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vouchers.parquet"
        duckdb.sql(ROWS.format(rows=given.rows, path=path))
        rounds = [(measure("ours", path), measure("plain", path)) for _ in range(given.rounds)]
    for own, other in rounds:
        print(
            f"ours {own['seconds']:.2f} s, {own['mebibytes']:.0f} MiB; plain {other['seconds']:.2f} s, {other['mebibytes']:.0f} MiB"
        )
    ratio = statistics.median(own["seconds"] / other["seconds"] for own, other in rounds)
    print(f"{given.rows:,} rows: {ratio:.2f} times plain SQL, at most {max(own['mebibytes'] for own, _ in rounds):.0f} MiB")


if __name__ == "__main__":
    main()
