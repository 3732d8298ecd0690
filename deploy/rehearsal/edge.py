"""The edge: Envoy, with a cluster for each version, whose weights and addresses come from watched files.

It retries nothing, so that it is the service that is proved. In production a gateway should retry what never
reached a process (`retry_on: connect-failure`).
"""

import json
import re

from . import web
from .processes import wait_until

VERSIONS = ("stable", "canary")
LISTENER = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
ROUTER = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"
ROUTES = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
ENDPOINTS = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"

# Milliseconds; Envoy's own steps are too coarse to compare two versions by.
BUCKETS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500,
           750, 1000, 2000, 5000, 10000]
NO_LIMIT = 1_000_000
# A client with this cookie is put into the cohort; that is for the edge to say, and no client.
COHORT, COHORT_COOKIE = "beta", "cohort=beta"


class Edge:
    def __init__(self, processes, envoy, port=0):
        self._folder = processes.folder
        self._revision = 0
        self.weights = {}
        for version in VERSIONS:
            self.point(version, [])
        self._write_routes({"stable": 100, "canary": 0})
        admin = self._folder / "edge-admin"
        self._replace("envoy.json", self._bootstrap(port))
        self._process = processes.start("edge", [
            envoy, "--config-path", self._folder / "envoy.json", "--admin-address-path", admin,
            "--use-dynamic-base-id", "--concurrency", "2", "--log-level", "warn",
        ])
        wait_until("the edge's admin address", lambda: self._alive() and admin.exists() and admin.read_text())
        self.admin = admin.read_text().strip()
        wait_until("the edge", lambda: self._alive() and self._get("/ready").strip() == "LIVE")
        listeners = json.loads(self._get("/listeners?format=json"))["listener_statuses"]
        self.port = listeners[0]["local_address"]["socket_address"]["port_value"]

    def point(self, version, instances):
        """Sets the instances of a version."""
        endpoints = [{"endpoint": {
            "address": _address(instance.address),
            "health_check_config": {"port_value": _port(instance.admin_address)},
        }} for instance in instances]
        self._replace(f"{version}.json", self._resource(ENDPOINTS, {
            "cluster_name": version, "endpoints": [{"lb_endpoints": endpoints}]}))

    def weigh(self, weights):
        """Sets the weights, and returns once the edge works by them."""
        if weights == self.weights:
            return  # It takes no notice of what it has already.
        version = self._write_routes(weights)
        wait_until(f"the weights {weights}", lambda: self._alive() and
                   f'"version_info": "{version}"' in self._get("/config_dump?resource=dynamic_route_configs"))

    def healthy(self, version):
        return self._stat(f"cluster.{version}.membership_healthy")

    def completed(self, version):
        return self._stat(f"cluster.{version}.upstream_rq_completed")

    def wait_quiet(self, version):
        """Returns once no request goes to a version any more."""
        def quiet():
            total = self._stat(f"cluster.{version}.upstream_rq_total")
            active = self._stat(f"cluster.{version}.upstream_rq_active")
            # The workers take over new routes one after the other.
            unchanged, quiet.total = total == quiet.total, total
            return unchanged and active == 0
        quiet.total = None
        wait_until(f"an end of the requests to {version}", quiet, pause=0.5)

    def _stat(self, name):
        found = re.search(r": (\d+)$", self._get(f"/stats?filter=^{re.escape(name)}$").strip())
        return int(found[1]) if found else 0

    def _get(self, path):
        return web.get(f"http://{self.admin}{path}")[1]

    def _alive(self):
        self._process.require_alive()
        return True

    def _write_routes(self, weights):
        def named(version):
            return [{"header": {"key": "x-version", "value": version},
                     "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]
        # An upload may take as long as it takes.
        test = {
            "match": {"prefix": "/", "headers": [{"name": "x-canary", "string_match": {"exact": "always"}}]},
            "route": {"cluster": "canary", "timeout": "0s"},
            "response_headers_to_add": named("canary"),
        }
        clusters = [{"name": version, "weight": weights[version], "response_headers_to_add": named(version)}
                    for version in VERSIONS]
        route = {"weighted_clusters": {"clusters": clusters}, "timeout": "0s"}
        rest = {"match": {"prefix": "/"}, "route": route, "request_headers_to_remove": ["x-cohort"]}
        cohort = {
            **rest,
            "match": {"prefix": "/", "headers": [{"name": "cookie", "string_match": {"exact": COHORT_COOKIE}}]},
            "request_headers_to_add": [{"header": {"key": "x-cohort", "value": COHORT}}],
        }
        self.weights = weights
        return self._replace("routes.json", self._resource(ROUTES, {
            "name": "edge", "virtual_hosts": [{"name": "sum", "domains": ["*"], "routes": [test, cohort, rest]}]}))

    def _resource(self, kind, resource):
        self._revision += 1
        return {"version_info": f"r{self._revision}", "resources": [{"@type": kind, **resource}]}

    def _replace(self, name, content):
        """Writes a file that Envoy watches; it looks at it when it is renamed."""
        new = self._folder / f"{name}.new"
        new.write_text(json.dumps(content))
        new.replace(self._folder / name)
        return content.get("version_info")

    def _watched(self, name):
        return {"path_config_source": {"path": str(self._folder / name)}, "resource_api_version": "V3"}

    def _bootstrap(self, port):
        manager = {
            "@type": LISTENER, "stat_prefix": "edge",
            # The service learns from X-Forwarded-For who the client is.
            "use_remote_address": True,
            "rds": {"route_config_name": "edge", "config_source": self._watched("routes.json")},
            "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {"@type": ROUTER}}],
        }
        return {
            "node": {"id": "edge", "cluster": "rehearsal"},
            "admin": {"address": _address("127.0.0.1:0")},
            "stats_flush_interval": "0.5s",
            "stats_config": {"histogram_bucket_settings": [
                {"match": {"suffix": "upstream_rq_time"}, "buckets": BUCKETS}]},
            "static_resources": {
                "listeners": [{
                    "name": "edge", "address": _address(f"127.0.0.1:{port}"),
                    # A port that another edge has is an error, not shared.
                    "enable_reuse_port": False,
                    "filter_chains": [{"filters": [{
                        "name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}],
                }],
                "clusters": [self._cluster(version) for version in VERSIONS],
            },
        }

    def _cluster(self, version):
        return {
            "name": version, "type": "EDS", "connect_timeout": "2s",
            "eds_cluster_config": {"eds_config": self._watched(f"{version}.json")},
            # Nothing goes to an instance that is known to be unhealthy, and what is known is used at once.
            "common_lb_config": {"healthy_panic_threshold": {"value": 0}, "update_merge_window": "0s"},
            "circuit_breakers": {"thresholds": [{
                "max_connections": NO_LIMIT, "max_pending_requests": NO_LIMIT, "max_requests": NO_LIMIT}]},
            "health_checks": [{
                "http_health_check": {"path": "/ready"}, "interval": "0.25s", "no_traffic_interval": "0.25s",
                "timeout": "2s", "unhealthy_threshold": 2, "healthy_threshold": 1}],
        }


def _port(address):
    return int(address.rsplit(":", 1)[1])


def _address(address):
    return {"socket_address": {"address": address.rsplit(":", 1)[0], "port_value": _port(address)}}
