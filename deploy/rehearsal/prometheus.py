"""Prometheus: scrapes the edge, the load and the instances, and answers queries."""

import json
import math
import re
import urllib.parse
from http import HTTPStatus

from . import web
from .processes import Failure, wait_until

SCRAPE_SECONDS = 0.5
# What the gate reads of the edge; it has a thousand other series.
EDGE_STATS = "^cluster\\.(stable|canary)\\.(upstream_rq|membership)"


class Prometheus:
    def __init__(self, processes, program, rules=()):
        self._folder = processes.folder
        self._targets = []
        self._write_targets()
        config = self._folder / "prometheus.yml"
        # JSON is YAML, too.
        config.write_text(json.dumps({
            "global": {"scrape_interval": f"{SCRAPE_SECONDS * 1000:.0f}ms", "evaluation_interval": "1s"},
            "rule_files": [str(rule) for rule in rules],
            "scrape_configs": [
                self._job("sum", []),
                self._job("load", [], honor_labels=True),
                # The edge calls a version a cluster.
                self._job("edge", [{"source_labels": ["envoy_cluster_name"], "target_label": "version"}],
                          metrics_path="/stats/prometheus", params={"filter": [EDGE_STATS]}),
            ],
        }))
        self._process = processes.start("prometheus", [
            program, f"--config.file={config}", f"--storage.tsdb.path={self._folder / 'prometheus'}",
            "--web.listen-address=127.0.0.1:0", "--log.level=info",
        ])
        self.address = wait_until("Prometheus listening", self._listening)
        wait_until("Prometheus ready", lambda: web.get(f"http://{self.address}/-/ready")[0] == HTTPStatus.OK)

    def scrape(self, job, addresses, **labels):
        """Has a job scrape these addresses from now on."""
        self._targets.append({"targets": list(addresses), "labels": {"job": job, **labels}})
        self._write_targets()

    def value(self, query):
        """The one value of a query; nothing if there is none or it is not a number."""
        samples = self.samples(query)
        value = samples[0] if len(samples) == 1 else math.nan
        return None if math.isnan(value) else value

    def samples(self, query):
        return [float(sample["value"][1]) for sample in self._query(query)]

    def metrics(self):
        return set(self._ask("label/__name__/values"))

    def labels(self):
        return set(self._ask("labels"))

    def _query(self, query):
        return self._ask("query", query=query)["result"]

    def _ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        status, text = web.get(url)
        if status != HTTPStatus.OK:
            raise Failure(f"Prometheus: {status} {text} for {parameters}")
        return json.loads(text)["data"]

    def _listening(self):
        self._process.require_alive()
        found = re.search(r'msg="Listening on" address=(\S+)', self._process.output())
        return found and found[1]

    def _write_targets(self):
        """Each job takes its own from one file, which Prometheus watches."""
        new = self._folder / "targets.new"
        new.write_text(json.dumps(self._targets))
        new.replace(self._folder / "targets.json")

    def _job(self, name, relabel, **more):
        return {
            "job_name": name, "metric_relabel_configs": relabel, **more,
            "file_sd_configs": [{"files": [str(self._folder / "targets.json")], "refresh_interval": "1s"}],
            "relabel_configs": [{"source_labels": ["job"], "regex": name, "action": "keep"}],
        }
