"""Rendered Kubernetes objects: do they fit together, and are they as safe as they could be?"""

import pathlib
import re
import tempfile

from workload import Workload

QUERIES = pathlib.Path("deploy/slo/queries")
LABELS = {"app.kubernetes.io/name", "app.kubernetes.io/part-of", "app.kubernetes.io/component", "team", "environment"}


def findings(objects, program):
    for item in objects:
        kind, name = item["kind"], item["metadata"]["name"]
        for finding in [*labels(item), *RULES.get(kind, nothing)(item, objects, program)]:
            yield f"{kind} {name}: {finding}"


def nothing(*_):
    return ()


def labels(item):
    missing = LABELS - set(item["metadata"].get("labels", {}))
    # What is of the whole namespace or cluster belongs to no component.
    if missing:
        yield f"labels are missing: {', '.join(sorted(missing))}"


def deployment(item, objects, program):
    template = item["spec"]["template"]
    pod = template["spec"]
    [container] = pod["containers"]
    production = item["metadata"]["labels"].get("environment") == "production"
    missing = LABELS - set(template["metadata"]["labels"])
    if missing:
        yield f"labels of the pods are missing: {', '.join(sorted(missing))}"
    if not selects(item["spec"]["selector"], template):
        yield "the selector does not match the pods"
    if item["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] != 0:
        yield "maxUnavailable is not 0"
    if pod.get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false"
    if pod.get("automountServiceAccountToken") is not False:
        yield "the pods get a token"
    if production and not re.fullmatch(r"[\w./-]+@sha256:[0-9a-f]{64}", container["image"]):
        yield f"the image is not named by digest: {container['image']}"
    yield from resources(container["resources"])
    yield from restricted(pod, container)

    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    probes = {kind: container.get(kind, {}).get("httpGet") for kind in PROBES}
    yield from (f"{kind} is missing" for kind, probe in probes.items() if not probe)
    environment = variables(container, objects)
    with tempfile.NamedTemporaryFile("w") as flags:
        if path := environment.get("SUM_FLAGS"):
            text = mounted(path, pod, container, objects)
            if text is None:
                yield f"no volume has the file {path}"
            flags.write(text or "")
            flags.flush()
            environment["SUM_FLAGS"] = flags.name
        workload = Workload(
            environment,
            ports,
            [(probe["port"], probe["path"]) for probe in probes.values() if probe],
            pod.get("terminationGracePeriodSeconds", 30),
        )
        yield from workload.findings(program)
    memory = float(container["resources"]["limits"]["memory"].removesuffix("Mi")) * 2**20
    if float(program.setting(environment, "SUM_MAX_DECODER_MEMORY")) > memory / 2:
        yield "decoders may take more than half of the memory limit"
    readiness = container.get("readinessProbe", {})
    notice = readiness.get("periodSeconds", 10) * readiness.get("failureThreshold", 3)
    if float(program.setting(environment, "SUM_DRAIN_DELAY")) < notice:
        yield f"the drain delay is over before {notice} s of failed readiness probes are"


PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def variables(container, objects):
    maps = {item["metadata"]["name"]: item["data"] for item in objects if item["kind"] == "ConfigMap"}
    found = {}
    for source in container.get("envFrom", []):
        found |= maps[source["configMapRef"]["name"]]
    return found | {entry["name"]: entry["value"] for entry in container.get("env", [])}


def mounted(path, pod, container, objects):
    """The text of a file that a volume takes from a ConfigMap."""
    folder, _, name = path.rpartition("/")
    maps = {item["metadata"]["name"]: item["data"] for item in objects if item["kind"] == "ConfigMap"}
    volumes = {volume["name"]: volume.get("configMap", {}).get("name") for volume in pod.get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        # A subPath would never be updated.
        if mount["mountPath"] == folder and "subPath" not in mount:
            return maps.get(volumes.get(mount["name"]), {}).get(name)
    return None


def resources(resources):
    requests, limits = resources["requests"], resources.get("limits", {})
    if "cpu" in limits:
        yield "a CPU limit throttles"
    if "cpu" not in requests:
        yield "there is no CPU request"
    if requests.get("memory") != limits.get("memory"):
        yield "the memory request is not the limit"


def restricted(pod, container):
    """The restricted profile of the Pod Security Standards, and a read-only root."""
    shared, own = pod.get("securityContext", {}), container.get("securityContext", {})
    both = shared | own
    if both.get("runAsNonRoot") is not True or both.get("runAsUser") == 0:
        yield "restricted: may run as root"
    if both.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "restricted: no seccomp profile"
    if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
        yield "restricted: may gain privileges"
    capabilities = own.get("capabilities", {})
    if capabilities.get("drop") != ["ALL"] or set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
        yield "restricted: keeps capabilities"
    if own.get("readOnlyRootFilesystem") is not True:
        yield "the root file system is writable"
    if any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")) or any(
        "hostPort" in port for port in container["ports"]
    ):
        yield "restricted: shares namespaces or ports of the host"
    allowed = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
    if any(set(volume) - allowed - {"name"} for volume in pod.get("volumes", [])):
        yield "restricted: a volume of the host"


def namespace(item, *_):
    if item["metadata"]["labels"].get("pod-security.kubernetes.io/enforce") != "restricted":
        yield "Pod Security is not restricted"


def pods(objects):
    return [item["spec"]["template"] for item in objects if item["kind"] == "Deployment"]


def selects(selector, template):
    wanted = selector.get("matchLabels", selector if "matchExpressions" not in selector else {})
    return wanted.items() <= template["metadata"]["labels"].items()


def container_ports(objects):
    return {port["name"] for pod in pods(objects) for port in pod["spec"]["containers"][0]["ports"]}


def service(item, objects, _):
    if not any(selects(item["spec"]["selector"], pod) for pod in pods(objects)):
        yield "selects no pods"
    for port in item["spec"]["ports"]:
        if port["targetPort"] not in container_ports(objects):
            yield f"the pods have no port {port['targetPort']}"


def disruption_budget(item, objects, _):
    if not any(selects(item["spec"]["selector"], pod) for pod in pods(objects)):
        yield "selects no pods"
    if item["spec"].get("maxUnavailable", 0) == 0:
        yield "no node can be drained"


def network_policy(item, objects, _):
    if not any(selects(item["spec"]["podSelector"], pod) for pod in pods(objects)):
        yield "selects no pods"
    for rule in item["spec"].get("ingress", []):
        for port in rule["ports"]:
            if port["port"] not in container_ports(objects):
                yield f"the pods have no port {port['port']}"


def autoscaler(item, objects, _):
    yield from refers(item["spec"]["scaleTargetRef"], objects)


def refers(target, objects):
    if not any(o["kind"] == target["kind"] and o["metadata"]["name"] == target["name"] for o in objects):
        yield f"there is no {target['kind']} {target['name']}"


def route(item, objects, _):
    offered = {
        (o["metadata"]["name"], port["port"]) for o in objects if o["kind"] == "Service" for port in o["spec"]["ports"]
    }
    for rule in item["spec"]["rules"]:
        for backend in rule["backendRefs"]:
            if (backend["name"], backend["port"]) not in offered:
                yield f"there is no Service {backend['name']} with port {backend['port']}"


def pod_monitor(item, objects, program):
    if not any(selects(item["spec"]["selector"], pod) for pod in pods(objects)):
        yield "selects no pods"
    requests = [(endpoint["port"], endpoint["path"]) for endpoint in item["spec"]["podMetricsEndpoints"]]
    yield from Workload({}, {}, requests, float("inf")).findings(program)


def rule(item, objects, _):
    groups = item["spec"]["groups"]
    if not groups:
        yield "has no rules: was it rendered by deploy/kubernetes/render?"
    [monitor] = [o for o in objects if o["kind"] == "PodMonitor"]
    [job] = {pod["metadata"]["labels"][monitor["spec"]["jobLabel"]] for pod in pods(objects)}
    asked = {job for group in groups for rule in group["rules"] for job in re.findall(r'job="([^"]*)"', rule["expr"])}
    if asked - {job}:
        yield f"asks for the jobs {sorted(asked)}, but the pods are scraped as {job}"


def config_map(item, *_):
    if not item["data"]:
        yield "has no data: was it rendered by deploy/kubernetes/render?"


def canary(item, objects, _):
    """Its bounds are those that the files of the queries state, which the rehearsal judges by."""
    yield from refers(item["spec"]["targetRef"], objects)
    yield from refers(item["spec"]["autoscalerRef"], objects)
    templates = {o["metadata"]["name"] for o in objects if o["kind"] == "MetricTemplate"}
    for metric in item["spec"]["analysis"]["metrics"]:
        name = metric["templateRef"]["name"]
        if name not in templates:
            yield f"there is no MetricTemplate {name}"
        text = (QUERIES / f"{name}.promql").read_text()
        kind, bound = re.search(r"^# (at most|at least) (\S+)(?: for \S+ s)?$", text, re.MULTILINE).groups()
        stated = {"max" if kind == "at most" else "min": float(bound)}
        if metric["thresholdRange"] != stated:
            yield f"{name}: {metric['thresholdRange']} is not {stated}, as in {QUERIES}/{name}.promql"


def metric_template(item, *_):
    if "[{{ interval }}]" not in item["spec"]["query"] or "$" in item["spec"]["query"]:
        yield "its query was not rendered"


RULES = {
    "Canary": canary,
    "ConfigMap": config_map,
    "Deployment": deployment,
    "HorizontalPodAutoscaler": autoscaler,
    "HTTPRoute": route,
    "MetricTemplate": metric_template,
    "Namespace": namespace,
    "NetworkPolicy": network_policy,
    "PodDisruptionBudget": disruption_budget,
    "PodMonitor": pod_monitor,
    "PrometheusRule": rule,
    "Service": service,
}
