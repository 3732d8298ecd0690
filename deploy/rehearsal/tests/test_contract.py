"""The test at weight 0, without a service."""

import copy
import unittest

from rehearsal.contract import Golden, judge, removed

CONTRACT = {
    "paths": {"/sum": {"get": {
        "parameters": [{"name": "a", "required": True}],
        "responses": {"200": {"content": {"application/json": {}}}, "500": {"$ref": "#/components/responses/Fault"}},
    }}},
    "components": {"responses": {"Fault": {"content": {"application/problem+json": {}}}}},
}
GOLDEN = Golden("GET", "/sum?a=1", 200, body='{"sum":1}')


class Responses(unittest.TestCase):
    def test_a_response_as_it_must_be_has_no_findings(self):
        self.assertEqual(judge(GOLDEN, CONTRACT, 200, "application/json", '{"sum":1}'), [])

    def test_status_media_type_and_every_digit_are_looked_at(self):
        for response in ((500, "application/json", ""), (200, "text/plain", '{"sum":1}'),
                         (200, "application/json", '{"sum":1.0}'), (0, None, "")):
            self.assertEqual(len(judge(GOLDEN, CONTRACT, *response)), 1, response)

    def test_a_response_that_the_contract_does_not_have_is_a_finding(self):
        golden = Golden("GET", "/sum?a=1", 204)
        self.assertEqual(judge(golden, CONTRACT, 204, "application/json", ""),
                         ["GET /sum?a=1: 204 is not in the contract"])


class Contracts(unittest.TestCase):
    def changed(self, change):
        new = copy.deepcopy(CONTRACT)
        change(new["paths"])
        return removed(CONTRACT, new)

    def test_a_contract_replaces_itself(self):
        self.assertEqual(removed(CONTRACT, CONTRACT), [])

    def test_more_than_before_is_no_finding(self):
        self.assertEqual(self.changed(lambda paths: paths.update({"/new": {"get": {"responses": {}}}})), [])

    def test_what_clients_would_miss_is_a_finding(self):
        operation = ("/sum", "get")
        for change in (
            lambda paths: paths.pop("/sum"),
            lambda paths: paths[operation[0]].pop("get"),
            lambda paths: paths["/sum"]["get"]["responses"].pop("200"),
            lambda paths: paths["/sum"]["get"]["responses"]["200"].update(content={}),
            lambda paths: paths["/sum"]["get"]["parameters"].append({"name": "b", "required": True}),
        ):
            self.assertEqual(len(self.changed(change)), 1)
