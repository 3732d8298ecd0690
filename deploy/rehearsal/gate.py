"""The gate: judges a version by the figures that Prometheus has of it. No process and no clock is in here.

Each file of deploy/slo/queries is a query with placeholders ($version and $stable are label matchers, $window and
$reference are how far to look back for each) after lines of comment, of which one may be a bound:
`# at most 0.01`, `# at most 1.5 for 10 s` or `# at least 100`. A query without one is shown, not judged.
"""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from string import Template

BOUND = re.compile(r"^# (at most|at least) (\S+)(?: for (\S+) s)?$", re.MULTILINE)


class Verdict(Enum):
    PASS = "pass"
    FAIL = "fail"
    # Too little is known. It never becomes a pass by waiting.
    OPEN = "open"


@dataclass(frozen=True)
class Metric:
    name: str
    query: str
    bound: str
    limit: float
    # How long the value must be beyond its limit to be believed, in seconds.
    patience: float = 0.0

    def within(self, value):
        return value <= self.limit if self.bound == "at most" else value >= self.limit

    def render(self, **placeholders):
        return Template(self.query).substitute(placeholders)

    def describe(self, value):
        return f"{self.name} {value:.4g}, {self.bound} {self.limit:g}"


def parse(name, text):
    """A metric, or nothing if the text has no bound."""
    bound = BOUND.search(text)
    query = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return Metric(name, query, bound[1], float(bound[2]), float(bound[3] or 0)) if bound else None


def load(folder):
    metrics = (parse(file.stem, file.read_text()) for file in sorted(Path(folder).glob("*.promql")))
    return [metric for metric in metrics if metric]


class Hold:
    """A step that is held for some seconds: passed if all is well then, failed as soon as something is not."""

    def __init__(self, metrics, seconds, deadline):
        self._metrics, self._seconds, self._deadline = metrics, seconds, deadline
        self._beyond_since = {}
        # Why it is not passed.
        self.reasons = []

    def observe(self, elapsed, values):
        """The verdict on one value a metric, None being no data, so many seconds after the step began."""
        verdict, self.reasons = self._judge(elapsed, values)
        if verdict is Verdict.PASS and elapsed < self._seconds:
            return Verdict.OPEN
        if verdict is Verdict.OPEN and elapsed >= self._deadline:
            self.reasons = [f"not passed within {self._deadline:g} s", *self.reasons]
            return Verdict.FAIL
        return verdict

    def _judge(self, elapsed, values):
        missing = [metric.name for metric in self._metrics if values.get(metric.name) is None]
        beyond = [metric for metric in self._metrics
                  if metric.name not in missing and not metric.within(values[metric.name])]
        reasons = [metric.describe(values[metric.name]) for metric in beyond]
        if missing:
            reasons.append(f"no data: {', '.join(missing)}")
        # What must not happen at all needs no number of requests to be believed.
        if any(metric.bound == "at most" and metric.limit == 0 for metric in beyond):
            return Verdict.FAIL, reasons
        if missing or any(metric.bound == "at least" for metric in beyond):
            self._beyond_since = {}
            return Verdict.OPEN, reasons
        self._beyond_since = {metric: self._beyond_since.get(metric, elapsed) for metric in beyond}
        if any(elapsed - since >= metric.patience for metric, since in self._beyond_since.items()):
            return Verdict.FAIL, reasons
        return (Verdict.OPEN if beyond else Verdict.PASS), reasons
