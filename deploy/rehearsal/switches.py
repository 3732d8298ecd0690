"""The steps of a flag's life, each a new file in the place of the one before, while the service runs: off, a cohort,
a share, all, a broken file, and off again."""

import json
import re
import time
from dataclasses import dataclass

from . import contract, web
from .csv_clients import CsvClients
from .edge import COHORT
from .processes import Failure, wait_until
from .steps import NEW, Outcome

# How long each step is looked at.
HOLD = 3.0
SHARE = 25


@dataclass(frozen=True)
class Step:
    name: str
    # The text of the file.
    text: str
    # Which clients the flag must be on for: those of the cohort, and how many of a hundred others.
    cohort: bool
    share: int
    # Whether the file is one that the service must not take.
    broken: bool = False

    def allows(self, on, clients):
        """Whether the flag may be on for so many of the clients; of a share it is not known which they are."""
        if self.share in (0, 100):
            return on == clients * self.share // 100
        return 0 < on < clients


def flags(default, targeting=None):
    """A file in which `csv` is as said and a tenth of all sums is verified."""
    def flag(default, targeting):
        rule = {"targeting": targeting} if targeting else {}
        return {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": default, **rule}

    verify = flag("off", {"fractional": [["on", 10], ["off", 90]]})
    return json.dumps({"flags": {"csv": flag(default, targeting), "verify": verify}})


IN_COHORT = {"in": [{"var": "cohort"}, [COHORT]]}
STEPS = (
    Step("off", flags("off"), cohort=False, share=0),
    Step("cohort", flags("off", {"if": [IN_COHORT, "on"]}), cohort=True, share=0),
    Step(f"{SHARE} %", flags("off", {"if": [IN_COHORT, "on", {"fractional": [["on", SHARE], ["off", 100 - SHARE]]}]}),
         cohort=True, share=SHARE),
    Step("all", flags("on"), cohort=True, share=100),
    Step("broken", '{"flags": {"csv":', cohort=True, share=100, broken=True),
    Step("kill switch", flags("off"), cohort=False, share=0),
)


class Switches:
    def __init__(self, processes, edge, load, report):
        self._processes, self._edge, self._load, self._report = processes, edge, load, report
        self._file = processes.folder / "flags.json"
        self._instances = []
        self._clients = None

    def settings(self):
        """Of the service: the file, with the first step in it, and the edge as the proxy that is believed."""
        self._replace(STEPS[0].text)
        # In a container the service is another user.
        self._processes.folder.chmod(0o755)
        return {"SUM_FLAGS": str(self._file), "SUM_TRUSTED_PROXIES": "127.0.0.1"}

    def run(self, instances):
        begin = time.monotonic()
        self._instances = instances
        self._clients = CsvClients(self._edge.port, instances[0].address)
        # The contract is asked for at the version under test.
        self._edge.point(NEW, instances)
        wait_until("all healthy at the edge", lambda: self._edge.healthy(NEW) == len(instances))
        for step in STEPS:
            self._switch(step)
            self._look(step)
        verified = self._total("sum_verifications_total")
        if not verified or self._total("sum_verification_mismatches_total"):
            raise Failure(f"of {verified} verified sums some differed, or there were none")
        self._report.note(f"{verified:.0f} sums were computed again, none differed")
        return Outcome(None, time.monotonic() - begin)

    def _switch(self, step):
        """Puts the file in place, and returns once each instance has read it."""
        errors = [self._value(instance, "sum_flags_reload_errors_total") for instance in self._instances]
        self._replace(step.text)
        written = self._file.stat().st_mtime

        def has_read(instance, errors):
            if step.broken:
                return self._value(instance, "sum_flags_reload_errors_total") == errors + 1
            return abs(self._value(instance, "sum_flags_file_mtime_seconds") - written) < 1e-3

        wait_until(f"the flags of step {step.name}",
                   lambda: all(has_read(*each) for each in zip(self._instances, errors, strict=True)))

    def _look(self, step):
        begin, hurt = time.monotonic(), self._load.hurt()
        asked = 0
        while time.monotonic() - begin < HOLD:
            accepted = self._clients.ask(step.cohort)
            if not step.allows(len(accepted), self._clients.COUNT):
                raise Failure(f"{step.name}: on for {len(accepted)} of {self._clients.COUNT} clients")
            asked += self._clients.COUNT
        findings = contract.check(self._edge.port)
        hurt = self._load.hurt() - hurt
        ended = [instance for instance in self._instances if instance.process.exit_code() is not None]
        self._report.row(step.name, step.share, {"requests": asked}, hurt, verdict=(
            f"cohort {'on' if step.cohort else 'off'}, {len(accepted)} of {self._clients.COUNT} other clients on"))
        for finding in findings[:3]:
            self._report.note(finding)
        if findings or hurt or ended:
            raise Failure(f"{step.name}: {len(findings)} findings, {hurt} requests hurt, {len(ended)} instances ended")

    def _replace(self, text):
        new = self._file.with_suffix(".new")
        new.write_text(text)
        new.replace(self._file)

    def _total(self, name):
        return sum(self._value(instance, name) for instance in self._instances)

    @staticmethod
    def _value(instance, name):
        """A metric of an instance that has no labels."""
        _, text = web.get(f"http://{instance.admin_address}/metrics")
        found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        if not found:
            raise Failure(f"{instance.process.name} has no metric {name}")
        return float(found[1])
