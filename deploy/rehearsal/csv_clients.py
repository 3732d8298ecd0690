"""Clients that post a CSV: each has an address of its own, as the service counts them, and one is of a cohort.

Each is asked twice: the flag must be the same for it, its sum right to the last digit.
"""

import http.client
import json
import random

from .edge import COHORT, COHORT_COOKIE
from .processes import Failure
from .sums import decimal, total

ACCEPTED, UNSUPPORTED = 200, 415


class CsvClients:
    COUNT = 40

    def __init__(self, port, instance):
        self._edge, self._instance = ("127.0.0.1", port), instance.rsplit(":", 1)
        self._bodies = random.Random(0)

    def ask(self, cohort):
        """The addresses of clients whose CSV was added up; that of the cohort must be as said."""
        if self._post(self._edge, "127.0.1.1", {"Cookie": COHORT_COOKIE}) != cohort:
            raise Failure(f"the cohort {COHORT}: not {'on' if cohort else 'off'}")
        accepted = {address for address in map(self._address, range(self.COUNT)) if self._is_on(address)}
        # Who names a cohort is not in it: the edge removes the header, the service believes no one else.
        for where, address in (self._edge, self._address(0)), (self._instance, "127.0.2.1"):
            plain = self._post(where, address, {})
            if self._post(where, address, {"X-Cohort": COHORT}) != plain:
                raise Failure("a client chose its cohort")
        return accepted

    @staticmethod
    def _address(number):
        return f"127.0.3.{number + 1}"

    def _is_on(self, address):
        first, second = (self._post(self._edge, address, {}) for _ in range(2))
        if first != second:
            raise Failure(f"{address} was on and off")
        return first

    def _post(self, where, address, headers):
        """Whether the CSV was added up; a failure if it was neither that nor refused as of an unknown type."""
        host, port = where
        numbers = [(self._bodies.randrange(-(10**9), 10**9), 2) for _ in range(20)]
        body = "".join(f'2026-11-26,"a, b",{decimal(*number)}\r\n' for number in numbers)
        connection = http.client.HTTPConnection(host, int(port), timeout=20, source_address=(address, 0))
        try:
            connection.request("POST", "/sum?column=amount", f"date,text,amount\r\n{body}",
                               {"Content-Type": "text/csv", **headers})
            response = connection.getresponse()
            status, text = response.status, response.read().decode()
        finally:
            connection.close()
        if status == UNSUPPORTED:
            return False
        answer = json.loads(text, parse_float=str, parse_int=str) if status == ACCEPTED else {}
        if answer.get("sum") != total(numbers) or answer.get("count") != str(len(numbers)):
            raise Failure(f"a CSV from {address}: {status} {text:.200}")
        return True
