"""What can be rehearsed. Bad versions are made of settings of the real service; only wrong sums need a stand-in."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

STAND_IN = (sys.executable, str(Path(__file__).with_name("float_service.py")))


@dataclass(frozen=True)
class Scenario:
    name: str
    about: str
    weights: tuple = (5, 25, 50, 100)
    # The step at which it is to be rolled back; None if it is to be promoted.
    rolled_back_at: int | None = None
    settings: dict = field(default_factory=dict)
    running: float = 1.0
    command: tuple | None = None
    # Whether the test at weight 0 finds it. The roll-out then goes on for all that, to try the gate as well.
    found_at_zero: bool = False
    # The step in which an instance of the new version is killed.
    crash_at: int | None = None
    # Whether flags are switched instead of versions.
    switches: bool = False
    # Whether the old version is stopped while it has weight.
    wrong_order: bool = False

    @property
    def is_good(self):
        """Whether no request may be hurt."""
        return self.rolled_back_at is None and not self.wrong_order


SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario("blue-green", "a good version, at one switch", weights=(100,)),
    Scenario("canary", "a good version, in four steps"),
    Scenario("bad-errors", "a version that takes one connection (503)", rolled_back_at=5,
             settings={"SUM_MAX_CONNECTIONS": "1"}),
    Scenario("bad-refusals", "a version that takes three digits (422)", rolled_back_at=5,
             settings={"SUM_MAX_DIGITS": "3"}, found_at_zero=True),
    Scenario("bad-latency", "a version that runs a twentieth of the time", rolled_back_at=5, running=0.05),
    Scenario("bad-crash", "a version of which an instance is killed at 25 %", rolled_back_at=25, crash_at=25),
    Scenario("bad-answers", "a stand-in that adds in binary floats", rolled_back_at=5, command=STAND_IN,
             found_at_zero=True),
    Scenario("flags", "a flag: off, a cohort, a share, all, a broken file, off", switches=True),
    Scenario("wrong-order", "the old version is stopped while it has weight, which must lose requests",
             weights=(50,), wrong_order=True),
)}
