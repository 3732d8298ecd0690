"""The facts that deployment files repeat, asked of the program itself."""

import contextlib
import json
import os
import re
import subprocess
import urllib.error
import urllib.request


class Program:
    def __init__(self, path):
        self.path = path
        text = subprocess.run([path, "--help"], check=True, capture_output=True, text=True).stdout
        # Each option of the help is a paragraph that ends where the next flag starts.
        options = re.split(r"\n\s+(?:-\w, )?--", text)
        self.defaults = {
            name.group(1): default.group(1) if default else None
            for option in options
            if (name := re.search(r"\[env: (\w+)=", option))
            for default in [re.search(r"\[default: (.*)\]", option)]
        }

    def setting(self, environment, name):
        """What the program takes for a variable: what is set, else its default."""
        return environment.get(name, self.defaults[name])

    @contextlib.contextmanager
    def running(self, environment):
        """Starts the program with these settings, but on free ports. Gives the URL of each listener by name."""
        log = {"RUST_LOG": "info", "SUM_LOG_FORMAT": "json"}
        ports = {"SUM_ADDRESS": "127.0.0.1", "PORT": "0", "SUM_ADMIN_ADDRESS": "127.0.0.1:0"}
        if environment.get("SUM_ADMIN_ADDRESS") == "off":
            del ports["SUM_ADMIN_ADDRESS"]
        process = subprocess.Popen(
            [self.path], env={**environment, **ports, **log}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            for line in process.stdout:
                event = json.loads(line)
                if event["message"] == "listening":
                    yield {"http": event["address"], "admin": event.get("admin_address")}
                    return
            raise ValueError(process.stderr.read().strip())
        finally:
            process.kill()
            process.wait()


def status(url):
    if not url.startswith("http"):
        url = "http://" + url
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
