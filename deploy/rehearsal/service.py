"""Versions of the service: two instances of each, with settings of their own."""

import json
import re
import signal
import threading
from dataclasses import dataclass, field
from http import HTTPStatus

from . import web
from .processes import wait_until

INSTANCES = 2
# Whatever is free, on this machine only.
FLAGS = ("--address", "127.0.0.1", "--port", "0", "--admin-address", "127.0.0.1:0", "--log-format", "json")


@dataclass(frozen=True)
class Version:
    name: str
    command: tuple
    settings: dict = field(default_factory=dict)
    # Share of the time in which an instance may run, as a CPU limit of a container leaves it.
    cpu: float = 1.0


class Instance:
    """A process of the service."""

    def __init__(self, process, throttle=None):
        self.process = process
        self._throttle = throttle
        line = wait_until(f"{process.name} listening", self._listening)
        self.address, self.admin_address = line["address"], line["admin_address"]
        wait_until(f"{process.name} ready", self._ready)

    def _listening(self):
        self.process.require_alive()
        found = re.search(r'^\{.*"listening".*\}$', self.process.output(), re.MULTILINE)
        return json.loads(found[0]) if found else None

    def _ready(self):
        self.process.require_alive()
        return web.get(f"http://{self.admin_address}/ready")[0] == HTTPStatus.OK

    def stop(self):
        """SIGTERM, and the exit code."""
        if self._throttle:
            self._throttle.end()
        return self.process.terminate()

    def crash(self):
        self.process.kill()


class Throttle(threading.Thread):
    """Lets a process run for a share of each period only, as the kernel does with one at its CPU limit."""

    PERIOD = 0.2

    def __init__(self, process, share):
        super().__init__(daemon=True)
        self._process, self._share, self._end = process, share, threading.Event()
        self.start()

    def run(self):
        while not self._end.is_set() and self._process.exit_code() is None:
            self._process.signal(signal.SIGCONT)
            self._end.wait(self.PERIOD * self._share)
            self._process.signal(signal.SIGSTOP)
            self._end.wait(self.PERIOD * (1 - self._share))
        self._process.signal(signal.SIGCONT)

    def end(self):
        self._end.set()
        self.join()


def start(processes, version):
    """Starts the instances of a version, and returns them once they are ready."""
    started = []
    for number in range(1, INSTANCES + 1):
        process = processes.start(f"{version.name}-{number}", [*version.command, *FLAGS], version.settings)
        started.append((process, Throttle(process, version.cpu) if version.cpu < 1 else None))
    return [Instance(*each) for each in started]
