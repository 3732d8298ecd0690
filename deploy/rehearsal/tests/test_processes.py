"""Every process that was started ends with the rehearsal, however that ends."""

import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from rehearsal.processes import Failure, Processes, wait_until

# As deploy/rehearse: processes are started, their ids are printed, and then something happens.
PROGRAM = """
import signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from rehearsal.processes import Failure, Processes, wait_until
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
signal.signal(signal.SIGINT, signal.default_int_handler)  # What a shell starts in the background ignores it.
with Processes(sys.argv[2]) as processes:
    started = [processes.start(name, ["sleep", "300"]) for name in ("a", "b")]
    for process in started:  # Until then it is setpriv, which has not yet asked to end with its parent.
        wait_until("sleep", lambda: Path(f"/proc/{process.id}/comm").read_text() == "sleep\\n")
    started[1].signal(signal.SIGSTOP)
    print(*(process.id for process in started), flush=True)
    if sys.argv[3] == "failure":
        raise Failure("as was to be shown")
    time.sleep(300)
"""


def runs(process):
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Ending(unittest.TestCase):
    def ended_by(self, what, end=None):
        with tempfile.TemporaryDirectory() as folder:
            arguments = [str(Path(__file__).parents[2]), folder, what]
            driver = subprocess.Popen([sys.executable, "-B", "-c", PROGRAM, *arguments],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            started = driver.stdout.readline().split()
            self.assertEqual(len(started), 2)
            if end:
                self.assertEqual([runs(process) for process in started], [True, True])
                driver.send_signal(end)
            driver.wait(20)
            driver.stdout.close()
            wait_until(f"the end of {started}", lambda: not any(map(runs, started)), seconds=10)

    def test_a_failure_ends_all(self):
        self.ended_by("failure")

    def test_ctrl_c_ends_all(self):
        self.ended_by("signal", signal.SIGINT)

    def test_sigterm_ends_all(self):
        self.ended_by("signal", signal.SIGTERM)

    def test_all_end_even_if_the_rehearsal_is_killed(self):
        self.ended_by("signal", signal.SIGKILL)


class Waiting(unittest.TestCase):
    def test_a_deadline_that_passes_is_a_failure_that_says_what_did_not_happen(self):
        with self.assertRaisesRegex(Failure, "^the moon: not within 0.2 s$"):
            wait_until("the moon", lambda: False, seconds=0.2)

    def test_a_process_that_ended_is_a_failure_with_its_last_words(self):
        with tempfile.TemporaryDirectory() as folder, Processes(folder) as processes:
            process = processes.start("talker", ["sh", "-c", "echo no such port; exit 3"])
            wait_until("the end", lambda: process.exit_code() is not None)
            with self.assertRaisesRegex(Failure, "(?s)talker ended with 3.*no such port"):
                process.require_alive()
