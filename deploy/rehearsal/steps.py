"""The steps of a roll-out: start, test at weight 0, weights, and then the old version or the new one is stopped."""

import time
from dataclasses import dataclass

from . import contract, service
from .gate import Hold, Verdict
from .processes import Failure, wait_until

PAUSE = 0.5
HOLD = 6.0
# What a loaded machine may take to bring enough requests.
DEADLINE = 40.0
OLD, NEW = "stable", "canary"


@dataclass
class Outcome:
    """What happened, and when, in seconds."""

    rolled_back_at: int | None
    lead_time: float
    detected_after: float | None = None
    rolled_back_in: float | None = None
    reasons: tuple = ()


class Rollout:
    def __init__(self, processes, edge, prometheus, load, metrics, report):
        self._processes, self._edge, self._prometheus = processes, edge, prometheus
        self._load, self._metrics, self._report = load, metrics, report
        # When the version that is judged against last began to have the weight that it has.
        self._reference = time.monotonic()
        self._old = []

    def install(self, version):
        """Starts the version that is to be replaced, and waits until there is something to compare with."""
        self._old = self._start(version)
        return self._old

    def baseline(self):
        self._reference = time.monotonic()
        wait_until("the first requests", lambda: (self._prometheus.value(
            'sum(increase(envoy_cluster_upstream_rq_completed{version="stable"}[10s]))') or 0) >= 300, pause=PAUSE)

    def run(self, scenario, version):
        begin = time.monotonic()
        new = self._start(version)
        findings = self._test_at_zero()
        if bool(findings) != scenario.found_at_zero:
            raise Failure("the test at weight 0 " + (f"found: {'; '.join(findings)}" if findings else "found nothing"))
        for weight in scenario.weights:
            if scenario.wrong_order:
                self._edge.weigh({OLD: 100 - weight, NEW: weight})
                return self._stop_too_early(weight, begin)
            failed = self._step(weight, new if scenario.crash_at == weight else [])
            if failed:
                return self._roll_back(new, weight, begin, *failed)
        self._retire(OLD, self._old)
        return Outcome(None, time.monotonic() - begin)

    def _start(self, version):
        instances = service.start(self._processes, version)
        self._edge.point(version.name, instances)
        wait_until(f"{version.name} healthy at the edge",
                   lambda: self._edge.healthy(version.name) == len(instances))
        self._prometheus.scrape("sum", [instance.admin_address for instance in instances], version=version.name)
        return instances

    def _test_at_zero(self):
        findings = contract.check(self._edge.port)
        self._report.row("test", 0, verdict=f"{len(findings)} findings, goes on to try the gate" if findings
                         else f"{len(contract.GOLDEN)} golden responses and the contract hold")
        for finding in findings[:3]:
            self._report.note(finding)
        # What was tested before the first step is not to count in it.
        tested = self._edge.completed(NEW)
        wait_until("a scrape of the edge", lambda: (self._prometheus.value(
            f'sum(envoy_cluster_upstream_rq_completed{{version="{NEW}"}})') or 0) >= tested, pause=PAUSE)
        return findings

    def _step(self, weight, to_crash):
        """Nothing if the step was passed, else how long it took to see that it is bad, and why."""
        if weight < 100 or self._edge.weights[OLD] == 0:
            self._reference = time.monotonic()
        self._edge.weigh({OLD: 100 - weight, NEW: weight})
        begin, hurt = time.monotonic(), self._load.hurt()
        hold = Hold(self._metrics, HOLD, DEADLINE)
        if to_crash:
            time.sleep(2)
            to_crash[0].crash()
            crashed = time.monotonic()
        verdict = Verdict.OPEN
        while verdict is Verdict.OPEN:
            time.sleep(PAUSE)
            placeholders = self._placeholders(begin)
            values = {metric.name: self._prometheus.value(metric.render(**placeholders)) for metric in self._metrics}
            verdict = hold.observe(time.monotonic() - begin, values)
        self._report.row(f"{weight} %", weight, values, self._load.hurt() - hurt,
                         self._p99(placeholders), verdict.value)
        for reason in hold.reasons:
            self._report.note(reason)
        if verdict is Verdict.FAIL:
            return time.monotonic() - (crashed if to_crash else begin), tuple(hold.reasons)
        return None

    def _placeholders(self, begin):
        now = time.monotonic()
        return {
            "version": f'version="{NEW}"', "window": f"{(now - begin) * 1000:.0f}ms",
            "stable": f'version="{OLD}"', "reference": f"{(now - self._reference) * 1000:.0f}ms",
        }

    def _p99(self, placeholders):
        return self._prometheus.value(
            "histogram_quantile(0.99, sum by (le) (increase(envoy_cluster_upstream_rq_time_bucket"
            f"{{{placeholders['version']}}}[{placeholders['window']}])))")

    def _roll_back(self, new, weight, begin, detected_after, reasons):
        verdict = time.monotonic()
        self._edge.weigh({OLD: 100, NEW: 0})
        rolled_back_in = time.monotonic() - verdict
        self._retire(NEW, new)
        return Outcome(weight, time.monotonic() - begin, detected_after, rolled_back_in, reasons)

    def _retire(self, name, instances):
        """Stops a version that has no weight any more, and sees that no caller notices."""
        self._edge.wait_quiet(name)
        hurt, count = self._load.hurt(), self._load.count()
        codes = [instance.stop() for instance in instances if instance.process.exit_code() is None]
        wait_until("requests after the stop", lambda: self._load.count() >= count + 300)
        hurt = self._load.hurt() - hurt
        self._report.row(f"stop {name}", self._edge.weights[NEW], hurt=hurt,
                         verdict=f"exit codes {', '.join(map(str, codes))}")
        if any(codes) or hurt:
            raise Failure(f"the stop of {name}: exit codes {codes}, {hurt} requests hurt")

    def _stop_too_early(self, weight, begin):
        lost = self._load.lost()
        for instance in self._old:
            instance.stop()
        wait_until("a lost request", lambda: self._load.lost() > lost, seconds=10)
        self._edge.weigh({OLD: 0, NEW: 100})
        self._report.row("stop stable", weight, hurt=self._load.lost() - lost, verdict="lost, as it must be")
        return Outcome(None, time.monotonic() - begin)
