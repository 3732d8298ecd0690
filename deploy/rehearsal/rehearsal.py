"""One rehearsal: everything is started, a version is rolled out, everything is stopped."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import gate
from .edge import Edge
from .load import Load
from .processes import Failure, Processes
from .prometheus import Prometheus
from .report import Report
from .service import Version
from .steps import NEW, OLD, Rollout
from .sums import Questions
from .switches import Switches

SLO = Path(__file__).resolve().parents[1] / "slo"


@dataclass(frozen=True)
class Tools:
    envoy: str
    prometheus: str
    stable: tuple
    canary: tuple


def rehearse(scenario, tools, port=0, seed=None):
    """Raises a failure if what was to happen did not happen."""
    report = Report(scenario)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder, Processes(folder) as processes:
        edge = Edge(processes, tools.envoy, port)
        report.begin(f"http://127.0.0.1:{edge.port}")
        prometheus = Prometheus(processes, tools.prometheus)
        prometheus.scrape("edge", [edge.admin])
        load = Load(edge.port, Questions(seed))
        rollout = Rollout(processes, edge, prometheus, load, gate.load(SLO / "queries"), report)
        switches = Switches(processes, edge, load, report)
        flags = switches.settings() if scenario.switches else {}
        instances = rollout.install(Version(OLD, tools.stable, {"SUM_BANNER": OLD, "SUM_COLOR": "#00f", **flags}))
        with load:
            prometheus.scrape("load", [load.metrics_address])
            rollout.baseline()
            outcome = switches.run(instances) if scenario.switches else rollout.run(scenario, Version(
                NEW, scenario.command or tools.canary, {"SUM_BANNER": NEW, "SUM_COLOR": "#0a0", **scenario.settings},
                scenario.running))
        report.end(scenario, outcome, load)
        require(scenario, outcome, load)


def require(scenario, outcome, load):
    """Fails unless the outcome is the one that was to be."""
    if outcome.rolled_back_at != scenario.rolled_back_at:
        what = "promoted" if outcome.rolled_back_at is None else f"rolled back at {outcome.rolled_back_at} %"
        raise Failure(f"{what}: {'; '.join(outcome.reasons)}")
    if scenario.wrong_order and not load.lost():
        raise Failure("no request was lost")
    if scenario.is_good and load.hurt():
        raise Failure(f"{load.hurt()} requests were hurt")
