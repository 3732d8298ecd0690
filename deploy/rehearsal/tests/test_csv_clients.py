"""The clients of a flag notice each way in which it can be wrong."""

import csv
import io
import itertools
import json
import threading
import unittest
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rehearsal.csv_clients import CsvClients
from rehearsal.edge import COHORT, COHORT_COOKIE
from rehearsal.processes import Failure


def service(is_on, add=sum):
    """A server that is its own edge and takes a CSV if `is_on(address, headers)`."""
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            numbers = [Decimal(row["amount"]) for row in csv.DictReader(io.StringIO(body, newline=""))]
            on = is_on(self.client_address[0], self.headers)
            text = json.dumps({"sum": "SUM", "count": len(numbers)}).replace('"SUM"', f"{add(numbers)}")
            self.send_response(200 if on else 415)
            self.end_headers()
            self.wfile.write(text.encode() if on else b"{}")

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


class Clients(unittest.TestCase):
    def ask(self, server, cohort):
        with server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                return CsvClients(server.server_port, f"127.0.0.1:{server.server_port}").ask(cohort)
            finally:
                server.shutdown()
                thread.join()

    def test_a_share_of_the_clients_is_told_apart_by_their_addresses(self):
        accepted = self.ask(service(lambda address, _: address in ("127.0.3.4", "127.0.3.7")), cohort=False)
        self.assertEqual(accepted, {"127.0.3.4", "127.0.3.7"})

    def test_the_cohort_is_told_by_the_cookie_that_the_edge_looks_at(self):
        server = service(lambda _, headers: headers["Cookie"] == COHORT_COOKIE)
        self.assertEqual(self.ask(server, cohort=True), set())

    def test_a_cohort_that_is_not_as_said_is_a_failure(self):
        for on in (True, False):
            with self.assertRaisesRegex(Failure, "the cohort beta: not"):
                self.ask(service(lambda *_, on=on: on), cohort=not on)

    def test_a_cohort_that_a_client_chose_is_a_failure(self):
        with self.assertRaisesRegex(Failure, "chose its cohort"):
            self.ask(service(lambda _, headers: headers["X-Cohort"] == COHORT), cohort=False)

    def test_a_client_for_which_it_changes_is_a_failure(self):
        changes = itertools.count()
        with self.assertRaisesRegex(Failure, "was on and off"):
            self.ask(service(lambda address, _: address != "127.0.1.1" and next(changes) % 2), cohort=False)

    def test_a_wrong_digit_is_a_failure(self):
        server = service(lambda *_: True, add=lambda numbers: sum(numbers) + Decimal("0.01"))
        with self.assertRaisesRegex(Failure, "a CSV from 127.0.1.1: 200"):
            self.ask(server, cohort=True)


if __name__ == "__main__":
    unittest.main()
