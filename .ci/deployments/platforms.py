"""The files of platforms other than Kubernetes, each read as a `Workload`. All probe the public port, but where said."""

import shlex
import tomllib

import hcl2
import yaml
from workload import Workload


def fly(text):
    file = tomllib.loads(text)
    service, metrics = file["http_service"], file["metrics"]
    requests = [("http", check["path"]) for check in service["checks"]] + [("admin", metrics["path"])]
    ports = {"http": service["internal_port"], "admin": metrics["port"]}
    return Workload(file["env"], ports, requests, seconds(file["kill_timeout"]))


def render(text):
    [service] = yaml.safe_load(text)["services"]
    environment = {entry["key"]: entry["value"] for entry in service["envVars"]}
    requests = [("http", service["healthCheckPath"])]
    return Workload(environment, {"http": environment["PORT"]}, requests, service["maxShutdownDelaySeconds"])


def systemd(text):
    lines = [line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#")]
    environment = dict(
        entry.split("=", 1) for key, value in lines if key == "Environment" for entry in shlex.split(value)
    )
    grace = dict(lines)["TimeoutStopSec"]
    return Workload(environment, {}, [], seconds(grace))


def terraform(text):
    """Cloud Run, which sets PORT itself and kills ten seconds after SIGTERM, at any grace period that is asked for."""
    file = hcl2.loads(text)
    environment = plain(file["locals"][0]["environment"])
    [service] = [
        body
        for resource in file["resource"]
        for kind, named in resource.items()
        if kind.strip('"') == "google_cloud_run_v2_service"
        for body in named.values()
    ]
    container = service["template"][0]["containers"][0]
    probes = [container[kind][0]["http_get"][0] for kind in ("startup_probe", "liveness_probe")]
    port = container["ports"][0]["container_port"]
    requests = [("http", plain(probe)["path"]) for probe in probes]
    return Workload(environment | {"PORT": str(port)}, {"http": port}, requests, 10)


def plain(mapping):
    """Strings without the quotes that the parser leaves around them."""
    return {key.strip('"'): value.strip('"') for key, value in mapping.items() if isinstance(value, str)}


def seconds(text):
    return float(text.removesuffix("s"))


READERS = {"fly.toml": fly, "render.yaml": render, "api-server.service": systemd, "main.tf": terraform}
