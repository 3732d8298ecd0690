"""One deployment of the program, in any file format, and what must hold for each."""

import dataclasses

from program import status

# From the end of --shutdown-timeout to the exit: log lines and spans are sent, connections are polled once a second.
MARGIN = 3


@dataclasses.dataclass
class Workload:
    """`ports` and `requests` (what probes and scrapes ask for) go by listener: `http` or `admin`."""

    environment: dict
    ports: dict
    requests: list
    grace: float

    def findings(self, program):
        """Each way in which the file and the program disagree, as a sentence."""
        unknown = sorted(set(self.environment) - set(program.defaults) - STANDARD)
        yield from (f"the program has no variable {name}" for name in unknown)

        drain = float(program.setting(self.environment, "SUM_DRAIN_DELAY"))
        shutdown = float(program.setting(self.environment, "SUM_SHUTDOWN_TIMEOUT"))
        if self.grace < drain + shutdown + MARGIN:
            yield f"a grace of {self.grace:g} s is less than {drain:g} + {shutdown:g} + {MARGIN} s"

        bound = {
            "http": program.setting(self.environment, "PORT"),
            "admin": program.setting(self.environment, "SUM_ADMIN_ADDRESS").rpartition(":")[2],
        }
        for listener, port in self.ports.items():
            if str(port) != bound.get(listener):
                yield f"port {port} is named {listener}, which the program has at {bound.get(listener)}"

        try:
            with program.running(self.environment) as urls:
                for listener, path in self.requests:
                    if urls.get(listener) is None:
                        yield f"{path} is asked of the listener {listener}, which is not there"
                    elif (code := status(urls[listener] + path)) != 200:
                        yield f"{path} is {code} on the listener {listener}"
        except ValueError as error:
            yield f"the program does not start: {error}"


# Variables of the standard library's and OpenTelemetry's making, which --help does not list.
STANDARD = {"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_TRACES_SAMPLER"}
