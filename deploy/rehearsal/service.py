"""Versions of the service: two instances of each, with settings of their own."""

import json
import re
import shutil
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from http import HTTPStatus

from . import web
from .processes import wait_until

INSTANCES = 2
# Free ports, on this machine only.
FLAGS = ("--address", "127.0.0.1", "--port", "0", "--admin-address", "127.0.0.1:0", "--log-format", "json")


@dataclass(frozen=True)
class Version:
    name: str
    # A program and its arguments, or the name of an image.
    command: tuple
    settings: dict = field(default_factory=dict)
    # Share of the time in which an instance may run, as where others take the processors.
    running: float = 1.0


class Instance:
    """A process of the service."""

    def __init__(self, process):
        self.process = process
        self.throttle = None
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
        if self.throttle:
            self.throttle.end()
        return self.process.terminate()

    def crash(self):
        self.process.kill()


class Throttle(threading.Thread):
    """Lets an instance run for a share of each period only."""

    PERIOD = 0.2

    def __init__(self, share, pause, resume):
        super().__init__(daemon=True)
        self._share, self._pause, self._resume, self._end = share, pause, resume, threading.Event()
        self.start()

    def run(self):
        while not self._end.wait(self.PERIOD * self._share):
            self._pause()
            self._end.wait(self.PERIOD * (1 - self._share))
            self._resume()

    def end(self):
        """Lets it run again."""
        self._end.set()
        self.join()


def start(processes, version):
    """Starts the instances of a version, and returns them once they are ready."""
    run = _process if shutil.which(version.command[0]) else _container
    started = [run(processes, f"{version.name}-{number}", version) for number in range(1, INSTANCES + 1)]
    instances = [Instance(process) for process, _, _ in started]
    if version.running < 1:
        for instance, (_, pause, resume) in zip(instances, started, strict=True):
            instance.throttle = Throttle(version.running, pause, resume)
    return instances


def _process(processes, name, version):
    process = processes.start(name, [*version.command, *FLAGS], version.settings)
    return process, lambda: process.signal(signal.SIGSTOP), lambda: process.signal(signal.SIGCONT)


def _container(processes, name, version):
    """A container in the machine's own network; the client hands SIGTERM on to it."""
    container = f"{processes.folder.name}-{name}"
    settings = [f"--env={key}={value}" for key, value in version.settings.items()]
    process = processes.start(name, [
        "docker", "run", "--rm", f"--name={container}", "--network=host", "--read-only", "--cap-drop=ALL",
        # For files that settings name.
        f"--volume={processes.folder}:{processes.folder}:ro",
        *settings, *version.command, *FLAGS], kill=["docker", "rm", "--force", container])

    def docker(action):
        subprocess.run(["docker", action, container], check=False, capture_output=True)

    return process, lambda: docker("pause"), lambda: docker("unpause")
