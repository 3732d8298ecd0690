"""Which clients a step allows, and that its file is one that says so."""

import json
import unittest

from rehearsal.switches import STEPS


class Steps(unittest.TestCase):
    def test_a_step_allows_none_some_or_all(self):
        allowed = {step.name: [step.allows(on, 40) for on in (0, 1, 39, 40)] for step in STEPS}
        none, some, every = [True, False, False, False], [False, True, True, False], [False, False, False, True]
        self.assertEqual(allowed, {
            "off": none, "cohort": none, "25 %": some, "all": every, "broken": every, "kill switch": none})

    def test_only_the_broken_file_is_no_json(self):
        for step in STEPS:
            try:
                flags = json.loads(step.text)["flags"]
                self.assertEqual((step.broken, set(flags)), (False, {"csv", "verify"}))
            except json.JSONDecodeError:
                self.assertTrue(step.broken)
