"""Prints what DuckDB adds the column `amount` of a CSV up to, and the seconds of CPU time that the fastest run takes.

    python duckdb_sum.py FILE RUNS

One thread; all columns have their types and the dialect is given, so nothing is guessed. A DECIMAL(18, 2) is exact,
and so is its sum, a DECIMAL(38, 2).
"""

import sys
import time

import duckdb

QUERY = """
    SELECT sum(amount) FROM read_csv(?, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {'id': 'BIGINT', 'date': 'DATE', 'customer': 'VARCHAR', 'city': 'VARCHAR', 'quantity': 'BIGINT',
            'amount': 'DECIMAL(18, 2)', 'currency': 'VARCHAR', 'state': 'VARCHAR'})
"""

path, runs = sys.argv[1], int(sys.argv[2])
connection = duckdb.connect(config={"threads": 1})
fastest = float("inf")
for _ in range(runs):
    start = time.process_time()
    total = connection.execute(QUERY, [path]).fetchone()[0]
    fastest = min(fastest, time.process_time() - start)
print(total, fastest)
