"""The test at weight 0: requests with known responses, and the contract, through the edge by its header."""

import gzip
import http.client
import json
from dataclasses import dataclass

NINES = "9" * 4300
PROBLEM, JSON, TEXT = "application/problem+json", "application/json", "text/plain"


@dataclass(frozen=True)
class Golden:
    method: str
    target: str
    status: int
    media_type: str | None = JSON
    body: str | None = None
    content: bytes | None = None
    headers: tuple = ()


GOLDEN = (
    Golden("GET", "/health", 200, body='{"status":"ok"}'),
    Golden("GET", "/ready", 200, body='{"status":"ready"}'),
    Golden("GET", "/", 200),
    Golden("GET", "/sum?a=0.1&b=0.2", 200, body='{"sum":0.3}'),
    Golden("GET", "/sum?a=-1.10&b=1.1", 200, body='{"sum":0.00}'),
    Golden("GET", "/sum?a=9223372036854775807&b=1", 200, body='{"sum":9223372036854775808}'),
    Golden("GET", "/sum?a=1e22&b=-1e-22", 200, body='{"sum":9999999999999999999999.9999999999999999999999}'),
    Golden("GET", f"/sum?a={NINES}&b=1", 200, body=f'{{"sum":1{"0" * 4300}}}'),
    Golden("HEAD", "/sum?a=1&b=2", 200),
    Golden("GET", "/sum?a=1", 422, PROBLEM),
    Golden("GET", "/sum?a=1&b=x", 422, PROBLEM),
    Golden("POST", "/sum", 200, body='{"sum":1234.00,"count":2}', content=b"1234.56\n-0.56\n",
           headers=(("Content-Type", TEXT),)),
    Golden("POST", "/sum", 200, body='{"sum":-296.50,"count":3}', content=b'[1, "2.50", -3e2]',
           headers=(("Content-Type", JSON),)),
    Golden("POST", "/sum", 200, body='{"sum":0.3,"count":2}', content=gzip.compress(b"0.1\n0.2\n"),
           headers=(("Content-Type", TEXT), ("Content-Encoding", "gzip"))),
    Golden("POST", "/sum", 422, PROBLEM, content=b"1\n2\n1,000.00\n", headers=(("Content-Type", TEXT),)),
    Golden("POST", "/sum", 415, PROBLEM, content=b"1", headers=(("Content-Type", "image/png"),)),
)


def check(port):
    """What is wrong with the version under test, a line each."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        status, _, text = _ask(connection, Golden("GET", "/openapi.json", 200))
        contract = json.loads(text) if status == http.HTTPStatus.OK else None
        _, _, text = _ask(connection, Golden("GET", "/openapi.json", 200), test=False)
        findings = removed(json.loads(text), contract) if contract else ["no OpenAPI document"]
        for golden in GOLDEN:
            findings += judge(golden, contract, *_ask(connection, golden))
        return findings
    finally:
        connection.close()


def judge(golden, contract, status, media_type, body):
    """What is wrong with a response, against the golden one and the contract."""
    what = f"{golden.method} {golden.target:.40}"
    if status != golden.status or media_type != golden.media_type:
        return [f"{what}: {status} {media_type}, not {golden.status} {golden.media_type}"]
    if golden.body is not None and body != golden.body:
        return [f"{what}: {body:.80}, not {golden.body:.80}"]
    responses = _operations(contract or {}).get((golden.target.split("?")[0], golden.method.lower()), {})
    if contract and str(status) not in responses:
        return [f"{what}: {status} is not in the contract"]
    if contract and golden.method != "HEAD" and media_type not in responses[str(status)]:
        return [f"{what}: {media_type} is not in the contract"]
    return []


def removed(old, new):
    """What clients of the old contract would miss in the new one, and what it newly demands."""
    before, after = _operations(old), _operations(new)
    missing = []
    for (path, method), responses in before.items():
        if (path, method) not in after:
            missing.append(f"{method.upper()} {path} is no longer in the contract")
            continue
        for status, media_types in responses.items():
            if not media_types <= after[path, method].get(status, set()):
                missing.append(f"{method.upper()} {path}: {status} is no longer as in the contract")
        demanded = _required(new, path, method) - _required(old, path, method)
        missing += [f"{method.upper()} {path}: {name} is newly required" for name in sorted(demanded)]
    return missing


def _operations(contract):
    """The media types of each response of each operation."""
    shared = contract.get("components", {}).get("responses", {})
    return {
        (path, method): {
            status: set((shared.get(response.get("$ref", "").split("/")[-1]) or response).get("content", {}))
            for status, response in operation["responses"].items()}
        for path, operations in contract.get("paths", {}).items() for method, operation in operations.items()
    }


def _required(contract, path, method):
    parameters = contract["paths"][path][method].get("parameters", [])
    return {parameter["name"] for parameter in parameters if parameter.get("required")}


def _ask(connection, golden, test=True):
    headers = {**dict(golden.headers), "Accept": "*/*", **({"x-canary": "always"} if test else {})}
    try:
        connection.request(golden.method, golden.target, golden.content, headers)
        response = connection.getresponse()
        return response.status, response.getheader("Content-Type"), response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return 0, None, repr(error)
