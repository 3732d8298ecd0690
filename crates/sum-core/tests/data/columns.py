"""Writes columns.json beside itself: columns of CSV texts, added up by CPython's csv and decimal modules, which share
nothing with us.

    python3 crates/sum-core/tests/data/columns.py

Some texts are what csv.writer makes of arbitrary fields, in each of its dialects; the others are bytes that mean
something in a CSV, in any order, read by csv.reader. The seed is fixed: the same CPython writes the same table.
"""

import csv
import decimal
import io
import json
import pathlib
import random
import sys

decimal.setcontext(decimal.Context(prec=2_000, traps=[decimal.Inexact, decimal.Rounded, decimal.InvalidOperation]))
rng = random.Random(20261126)

DELIMITERS = [",", ";", "\t"]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]


def number():
    digits = "".join(rng.choice("0123456789") for _ in range(rng.choice([1, 2, 3, 5, 8, 15, 16, 17, 33])))
    place = rng.randint(0, 2 * len(digits))
    text = digits if place > len(digits) else digits[:place] + "." + digits[place:]
    exponent = rng.choice(["", "", "", "", f"e{rng.randint(-9, 9)}"])
    return rng.choice(["", "", "-", "+"]) + text + exponent


def other():
    alphabet = rng.choice(["abc", "0123456789.", "a ,;\t\"'", "a\"\r\n,;", "äé€ \U0001f600"])
    return "".join(rng.choice(alphabet) for _ in range(rng.choice([0, 1, 3, 9, 9, 70])))


def written(delimiter):
    """What csv.writer makes of a table."""
    columns = rng.randint(1, 9)
    column = rng.randrange(columns)
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=delimiter, quoting=rng.choice(QUOTING), lineterminator=rng.choice(["\r\n", "\n", "\r"])
    )
    writer.writerow([f"name {index}" for index in range(columns)])
    for _ in range(rng.choice([0, 1, 5, 30])):
        row = [other() for _ in range(columns)]
        row[column] = rng.choice([number(), number(), number(), number(), "", f" {number()} "])
        writer.writerow(row)
    return text.getvalue(), column


def soup(delimiter):
    pieces = ["1", "-2.5", "7", delimiter, delimiter, "\n", "\n", "\r\n", "\r", '"', '""', '"1"', " "]
    good = f"1{delimiter}2\n" * rng.choice([1, 40])
    return good + "".join(rng.choice(pieces) for _ in range(rng.randint(1, 9))), rng.randrange(2)


def added(text, delimiter, column):
    """The total and what there is of the column, or None if a record or a field is wrong."""
    records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if record]
    if any(len(record) != len(records[0]) for record in records) or column >= len(records[0]):
        return None
    fields = [record[column].strip(" \t") for record in records[1:]]
    numbers = [field for field in fields if field]
    if any(set(field) - set("0123456789.+-e") for field in numbers):
        return None
    try:
        total = sum(map(decimal.Decimal, numbers), decimal.Decimal(0))
    except decimal.InvalidOperation:
        return None
    if total.as_tuple().exponent > 0:
        total = total.quantize(decimal.Decimal(1))
    plain = format(abs(total) if total == 0 else total, "f")
    return {"total": plain, "count": len(numbers), "empty": len(fields) - len(numbers)}


def tables():
    for kind, count in [(written, 90), (soup, 300)]:
        for _ in range(count):
            delimiter = rng.choice(DELIMITERS)
            text, column = kind(delimiter)
            # csv.reader reads a text that ends inside quotes; we do not.
            if kind is soup and text.count('"') % 2:
                continue
            yield {"text": text, "delimiter": delimiter, "column": column + 1, "sum": added(text, delimiter, column)}


made = f"CPython {sys.version.split()[0]}, csv {csv.__version__}, decimal {decimal.__version__}; made by columns.py, do not edit."
lines = ",\n".join(json.dumps(table) for table in tables())
path = pathlib.Path(__file__).with_name("columns.json")
path.write_text(f'{{"made_by": {json.dumps(made)}, "tables": [\n{lines}\n]}}\n')
