"""What the SUM of Polars, DuckDB and SQLite makes of the six inputs in README.md, as rows of a table.

pip install polars duckdb && python peers/engines.py
"""

import decimal
import sqlite3

import duckdb
import polars

NINES = "9" * 38
INPUTS = [
    ("BIGINT", polars.Int64, ["9223372036854775807", "1"]),
    ("UBIGINT", polars.UInt64, ["18446744073709551615"] * 2),
    ("DECIMAL(38, 0)", polars.Decimal(38, 0), [NINES] * 4),
    ("DOUBLE", polars.Float64, ["0.1", "0.2"]),
    ("DOUBLE", polars.Float64, ["1e16", "1"]),
    ("VARCHAR", polars.String, ["1e22", "1e-22"]),
]


def in_duckdb(name, _, texts):
    values = ", ".join(f"(CAST('{text}' AS {name}))" for text in texts)
    return duckdb.connect().execute(f"SELECT sum(x) FROM (VALUES {values}) AS t(x)").fetchone()[0]


def in_polars(_, kind, texts):
    if kind.is_integer():
        values = [int(text) for text in texts]
    elif kind.is_float():
        values = [float(text) for text in texts]
    elif kind.is_decimal():
        values = [decimal.Decimal(text) for text in texts]
    else:
        values = texts
    return polars.Series(values, dtype=kind).sum()


def in_sqlite(name, _, texts):
    # It has one integer type, of 64 bits, and no decimals: what is longer becomes a float.
    values = ", ".join(f"('{text}')" if name == "VARCHAR" else f"({text})" for text in texts)
    return sqlite3.connect(":memory:").execute(f"WITH t(x) AS (VALUES {values}) SELECT sum(x) FROM t").fetchone()[0]


def cell(engine, *arguments):
    try:
        return str(engine(*arguments))
    except Exception as error:  # Each engine has its own kinds.
        return f"error: {str(error).splitlines()[0]}"


print(f"| input | Polars {polars.__version__} | DuckDB {duckdb.__version__} | SQLite {sqlite3.sqlite_version} |")
print("|---|---|---|---|")
for name, kind, texts in INPUTS:
    cells = [cell(engine, name, kind, texts) for engine in (in_polars, in_duckdb, in_sqlite)]
    print(f"| {name}: {', '.join(texts)} | {' | '.join(cells)} |")
