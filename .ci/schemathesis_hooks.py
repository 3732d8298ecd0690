"""What the OpenAPI document cannot express for schemathesis; .ci/openapi runs it with this."""

import gzip
import json
import re
from decimal import Decimal

import schemathesis
import zstandard

LINES = ("text/plain", "application/x-ndjson")
CSV = "text/csv"
CHOICES = {"delimiter": (",", ";", "tab"), "empty": ("skip", "error")}
CODINGS = {"gzip": gzip.compress, "zstd": zstandard.compress}


def shortened(text):
    """No schema can say that a number is too long, so exponents get no more than three digits."""
    return re.sub(r"([eE][+-]?[0-9]{3})[0-9]+", r"\1", text)


def table(column, text):
    """No schema can say that a CSV has the column that is asked for, and that numbers are in it."""
    name = column.replace('"', '""')
    return "\n".join([f'"{name}"', *re.findall(r"[0-9]{1,9}", text)])


@schemathesis.hook
def map_case(context, case):
    for name, value in case.query.items():
        if isinstance(value, str):
            case.query[name] = shortened(value)
    if case.media_type == CSV and isinstance(case.body, str):
        column = case.query.get("column", "")
        if isinstance(column, str):
            # It may not be blank, but with another body it is ignored, so the schema does not say so.
            column = case.query["column"] = column if column.strip(" \t\n\f\r") else "amount"
            case.body = table(column, case.body)
    return case


@schemathesis.hook
def filter_case(context, case):
    """In what is text anyway, 0 is not of a wrong type. The parameters of a CSV are ignored with another body."""
    is_choice = all(case.query.get(name, choices[0]) in choices for name, choices in CHOICES.items())
    if case.method == "POST" and case.media_type != CSV and not is_choice:
        return False
    return case.media_type not in (*LINES, CSV) or isinstance(case.body, (str, bytes))


@schemathesis.serializer(*LINES, CSV, "application/json")
def serialize(context, value):
    """Compresses the body as its header says."""
    if not isinstance(value, bytes):
        text = value if context.case.media_type in (*LINES, CSV) else json.dumps(value)
        value = shortened(text).encode()
    coding = (context.case.headers or {}).get("Content-Encoding")
    return CODINGS.get(coding, bytes)(value)


@schemathesis.deserializer("application/json")
def deserialize(context, response):
    """A sum can be too large for a float."""
    return json.loads(response.content, parse_float=Decimal)
