"""Processes that end with the rehearsal, however it ends."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path


class Failure(Exception):
    """Something that the rehearsal depends on did not happen."""


def wait_until(what, condition, seconds=30.0, pause=0.05):
    """The first true value of `condition()`; a failure after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"{what}: not within {seconds:g} s")
        time.sleep(pause)


class Process:
    def __init__(self, name, command, log, env=None, kill=None):
        # A process group of its own, so that Ctrl-C reaches the rehearsal alone, which then stops all in order.
        # The kernel ends the process should the rehearsal be killed.
        setpriv = shutil.which("setpriv")
        guard = [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
        self.name = name
        self.log = Path(log)
        self._kill = kill
        with self.log.open("wb") as out:
            self._popen = subprocess.Popen(
                [*guard, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    @property
    def id(self):
        return self._popen.pid

    def signal(self, number):
        self._popen.send_signal(number)

    def output(self):
        return self.log.read_text(errors="replace")

    def exit_code(self):
        return self._popen.poll()

    def require_alive(self):
        if self.exit_code() is not None:
            raise Failure(f"{self.name} ended with {self.exit_code()}:\n{self.output()[-2000:]}")

    def terminate(self, seconds=30.0):
        """SIGTERM, and the exit code."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        return self._popen.wait(seconds)

    def kill(self):
        if self.exit_code() is None and self._kill:
            subprocess.run(self._kill, check=True, stdout=subprocess.DEVNULL)
        elif self.exit_code() is None:
            self.signal(signal.SIGKILL)
        return self._popen.wait(10)


class Processes:
    """All that were started, to be stopped in reverse order."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self._all = []

    def start(self, name, command, env=None, kill=None):
        """Starts a command; `kill` is a command that ends it at once, where a signal to it would not."""
        process = Process(name, command, self.folder / f"{name}.log", env, kill)
        self._all.append(process)
        return process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self._all):
            process.kill()
