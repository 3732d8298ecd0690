"""Writes flagd.json beside itself: what flagd decides for rules and contexts, by its own evaluator.

    python3 -m venv VENV && VENV/bin/pip install openfeature-flagd-core==2.0.0
    VENV/bin/python crates/api-server/tests/data/flagd.py

The evaluator is that of flagd's in-process provider for Python. Rules are those that the service understands.
"""

import importlib.metadata
import itertools
import json
import logging
import pathlib

from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext

logging.disable(logging.CRITICAL)

KEY, COHORT, FLAG = {"var": "targetingKey"}, {"var": "cohort"}, {"var": "$flagd.flagKey"}
HALF = [["on", 50], ["off", 50]]
RULES = [
    {},
    {"if": [True, "on"]},
    {"if": [False, "on"]},
    {"if": [False, "on", "off"]},
    {"if": [False, "off", True, "on", "off"]},
    {"if": [False, "off", False, "off", "on"]},
    {"if": [{"==": [COHORT, "beta"]}, "on", None]},
    {"if": [{"===": [COHORT, "beta"]}, "on", "off"]},
    {"if": [{"!=": [COHORT, "beta"]}, "on", "off"]},
    {"if": [{"!==": [COHORT, "beta"]}, "on", "off"]},
    {"if": [{"!": COHORT}, "on", "off"]},
    {"if": [{"!!": [COHORT]}, "on", "off"]},
    {"if": [COHORT, "on", "off"]},
    {"if": [{"in": [COHORT, ["beta", "staff"]]}, "on", "off"]},
    {"if": [{"in": [COHORT, []]}, "on", "off"]},
    {"if": [{"in": ["et", COHORT]}, "on", "off"]},
    {"if": [{"in": [COHORT, "alphabet, beta"]}, "on", "off"]},
    {"if": [{"in": ["192.0.2.", KEY]}, "on", "off"]},
    {"if": [{"and": [{"in": ["192.0.2.", KEY]}, {"==": [COHORT, "beta"]}]}, "on", "off"]},
    {"if": [{"or": [{"in": ["192.0.2.", KEY]}, {"==": [COHORT, "beta"]}]}, "on", "off"]},
    {"if": [{"==": [{"cat": [FLAG, "-", COHORT]}, "csv-beta"]}, "on", "off"]},
    {"fractional": HALF},
    {"fractional": [["on"], ["off"]]},
    {"fractional": [["on", 1], ["off", 99]]},
    {"fractional": [["on", 5], ["off", 95]]},
    {"fractional": [["off", 1], ["on"], ["off", 0], ["on", 2]]},
    {"fractional": [["on", 1], ["off", 2147483646]]},
    {"fractional": [["on", 2147483646], ["off", 1]]},
    {"fractional": [["on", 1]]},
    {"fractional": [[None, 50], ["on", 50]]},
    {"fractional": [KEY, *HALF]},
    {"fractional": [COHORT, *HALF]},
    {"fractional": [{"cat": [FLAG, KEY]}, *HALF]},
    {"fractional": [{"cat": ["a seed of more than twenty-three bytes", KEY]}, *HALF]},
    {"fractional": [{"cat": ["s" * 300, KEY]}, *HALF]},
    {"if": [{"==": [COHORT, "beta"]}, "on", {"fractional": [["on", 25], ["off", 75]]}]},
]
KEYS = ["192.0.2.1", "192.0.2.2", "192.0.2.254", "198.51.100.77", "2001:db8::1", "2001:db8:1234:5678:9abc:def0:1234:5678",
        "18446744073709551615", "0", "é", "a key of more than twenty-three bytes", "k" * 256, ""]
COHORTS = [None, "beta", "staff", ""]


def decide(rule, default, key, cohort):
    core = FlagdCore()
    core.set_flags({"flags": {"csv": {
        "state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": default, "targeting": rule}}})
    context = EvaluationContext(key, {} if cohort is None else {"cohort": cohort})
    return core.resolve_boolean_value("csv", False, context).value


contexts = list(itertools.product(KEYS, COHORTS))
# Of each context what is decided with the default variant on, and off: it tells the default variant from its namesake.
rules = [{"targeting": rule, "on": "".join(
    "01"[decide(rule, default, key, cohort)] for key, cohort in contexts for default in ("on", "off"))} for rule in RULES]
version = importlib.metadata.version("openfeature-flagd-core")
lines = ",\n".join(json.dumps(rule) for rule in rules)
contexts = json.dumps([{"targetingKey": key, "cohort": cohort} for key, cohort in contexts])
text = (f'{{"source": "openfeature-flagd-core {version}; made by flagd.py, do not edit",\n'
        f'"contexts": {contexts},\n"rules": [\n{lines}\n]}}\n')
pathlib.Path(__file__).with_name("flagd.json").write_text(text)
