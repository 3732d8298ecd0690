#!/usr/bin/env python3
"""A service with the interface of ours that adds in binary floats, as many do: the version `bad-answers`."""

import json
import signal
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path in ("/ready", "/health"):
            self.answer({"status": "ready" if url.path == "/ready" else "ok"})
        elif url.path == "/sum":
            query = parse_qs(url.query)
            self.add([query["a"][0], query["b"][0]]) if {"a", "b"} <= query.keys() else self.answer({}, 422)
        else:
            self.answer({}, 404)

    def do_POST(self):
        self.add(self.rfile.read(int(self.headers["Content-Length"])).split())

    do_HEAD = do_GET

    def add(self, texts):
        try:
            self.answer({"sum": sum(map(float, texts)), **({"count": len(texts)} if self.command == "POST" else {})})
        except ValueError:
            self.answer({}, 422)

    def answer(self, value, status=200):
        body = json.dumps(value, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that is gone is no error."""


if __name__ == "__main__":
    server, admin = Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(json.dumps({
        "timestamp": datetime.now(UTC).isoformat(), "message": "listening",
        "address": f"127.0.0.1:{server.server_port}", "admin_address": f"127.0.0.1:{admin.server_port}",
    }), flush=True)
    threading.Thread(target=admin.serve_forever, daemon=True).start()
    server.serve_forever()
