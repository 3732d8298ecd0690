"""Load of three kinds through the edge: clients that keep their connection, new connections, and uploads.

It judges each response digit by digit and counts what came back, by the version that the edge names in `x-version`.
Prometheus scrapes the counters; the gate sees what callers see.
"""

import asyncio
import threading
import time
from collections import Counter
from http import HTTPStatus

from .edge import VERSIONS
from .processes import Failure

# The version is unknown if there was no response.
SOURCES = (*VERSIONS, "none")
OUTCOMES = ("right", "wrong", "refused", "failed", "lost")
TIMEOUT = 20.0
# Clients, and the seconds that each waits from one request to the next: about 500 requests a second.
KEEP_ALIVE = (36, 0.08)
NEW_CONNECTIONS = (6, 0.15)
UPLOADS = (3, 0.2)


def classify(status, body, expected):
    if status == HTTPStatus.OK:
        return "right" if body == expected else "wrong"
    return "refused" if 400 <= status < 500 else "failed"


class Load:
    """Runs in a thread of its own until it is stopped."""

    def __init__(self, port, questions):
        self._port, self._questions = port, questions
        self._counts = Counter({(version, outcome): 0 for version in SOURCES for outcome in OUTCOMES})
        self._end = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self.metrics_address = None

    def __enter__(self):
        self._thread.start()
        if not self._started.wait(10):
            raise Failure("the load did not start")
        return self

    def __exit__(self, *_):
        """Each client takes the response that it waits for, so that the end hurts no request."""
        self._end.set()
        self._thread.join()

    def count(self, outcomes=OUTCOMES, versions=SOURCES):
        """How many responses there were, of these kinds from these versions."""
        return sum(self._counts[version, outcome] for version in versions for outcome in outcomes)

    def hurt(self):
        return self.count(OUTCOMES[1:])

    def lost(self):
        """What callers see as an outage."""
        return self.count(("failed", "lost"))

    async def _main(self):
        server = await asyncio.start_server(self._serve_metrics, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.metrics_address = f"{host}:{port}"
        self._started.set()
        async with server:
            await asyncio.gather(
                *(self._client(pause, True, self._questions.query) for pause in _paused(KEEP_ALIVE)),
                *(self._client(pause, False, self._questions.query) for pause in _paused(NEW_CONNECTIONS)),
                *(self._client(pause, False, self._questions.upload) for pause in _paused(UPLOADS)),
            )

    async def _client(self, pause, keep_alive, choose):
        connection = None
        while not self._end.is_set():
            begin = time.monotonic()
            question = choose()
            version = "none"
            try:
                if connection is None:
                    connection = await asyncio.open_connection("127.0.0.1", self._port)
                async with asyncio.timeout(TIMEOUT):
                    status, version, body, last = await _ask(*connection, question.request)
                outcome = classify(status, body, question.expected)
            except (OSError, EOFError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                outcome, last = "lost", True
            self._counts[version, outcome] += 1
            if connection and (last or not keep_alive):
                connection[1].close()
                connection = None
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - begin)))
        if connection:
            connection[1].close()

    async def _serve_metrics(self, reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            lines = ["# TYPE rehearsal_responses_total counter\n"]
            lines += [f'rehearsal_responses_total{{version="{version}",outcome="{outcome}"}} {count}\n'
                      for (version, outcome), count in self._counts.items()]
            body = "".join(lines)
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n"
                         f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()
        except (OSError, EOFError):
            pass
        writer.close()


def _paused(clients):
    count, pause = clients
    return [pause] * count


async def _ask(reader, writer, request):
    """Sends a request: status, version, body, and whether it was the last on its connection."""
    writer.write(request)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    status = int(head[0].split(" ")[1])
    fields = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(fields.get("content-length", "0")))
    return status, fields.get("x-version", "none"), body, fields.get("connection") == "close"
