"""The gate's logic, with no process at all."""

import unittest
from pathlib import Path

from rehearsal.gate import Hold, Verdict, load, parse

FAILED = parse("failed", "# at most 0.01 for 1 s\nfailed")
LATENCY = parse("latency", "# at most 1.5 for 10 s\nlatency")
REQUESTS = parse("requests", "# at least 100\nrequests")
WRONG = parse("wrong", "# at most 0\nwrong")
GOOD = {"failed": 0.0, "latency": 1.0, "requests": 500, "wrong": 0}


def hold(*observations, seconds=6, deadline=40):
    """The first verdict that is one, on what differs from a good version at each time."""
    step = Hold([FAILED, LATENCY, REQUESTS, WRONG], seconds, deadline)
    for elapsed, values in observations:
        verdict = step.observe(elapsed, {**GOOD, **values})
        if verdict is not Verdict.OPEN:
            return verdict, elapsed
    return verdict, None


class Judging(unittest.TestCase):
    def test_a_good_version_passes_when_the_hold_is_over_and_not_before(self):
        self.assertEqual(hold((1, {}), (5.9, {}), (6, {})), (Verdict.PASS, 6))

    def test_no_data_is_never_a_pass(self):
        for name in GOOD:
            self.assertEqual(hold((6, {name: None}), (39, {name: None}), (40, {name: None})), (Verdict.FAIL, 40), name)

    def test_a_metric_that_was_not_asked_for_is_no_data(self):
        step = Hold([FAILED, REQUESTS], 6, 40)
        self.assertIs(step.observe(7, {"requests": 500}), Verdict.OPEN)
        self.assertEqual(step.reasons, ["no data: failed"])

    def test_too_few_requests_keep_a_step_open_until_there_are_enough(self):
        self.assertEqual(hold((6, {"requests": 99}), (7, {"requests": 100})), (Verdict.PASS, 7))

    def test_failures_among_too_few_requests_are_not_believed_yet(self):
        few = {"requests": 99, "failed": 0.5}
        self.assertEqual(hold((1, few), (30, few), (40, few)), (Verdict.FAIL, 40))

    def test_failures_end_a_step_before_the_hold_is_over(self):
        self.assertEqual(hold((1, {"failed": 0.02}), (2, {"failed": 0.02})), (Verdict.FAIL, 2))

    def test_a_limit_itself_is_still_within(self):
        self.assertEqual(hold((6, {"failed": 0.01, "latency": 1.5, "requests": 100})), (Verdict.PASS, 6))

    def test_what_is_beyond_its_limit_does_not_pass_however_short(self):
        self.assertEqual(hold((6, {"failed": 0.02}), (6.5, {})), (Verdict.PASS, 6.5))

    def test_a_slow_version_is_believed_to_be_slow_after_its_patience(self):
        slow = {"latency": 1.6}
        self.assertEqual(hold((5, slow), (10, slow), (14.9, slow), (15, slow)), (Verdict.FAIL, 15))

    def test_patience_begins_anew_after_a_good_value(self):
        slow = {"latency": 9.0}
        self.assertEqual(hold((1, slow), (5, {}), (5.5, slow), (12, slow), (15.5, slow)), (Verdict.FAIL, 15.5))

    def test_one_wrong_digit_needs_no_number_of_requests(self):
        self.assertEqual(hold((0.5, {"wrong": 1, "requests": 1})), (Verdict.FAIL, 0.5))
        self.assertEqual(hold((0.5, {"wrong": 1, "latency": None})), (Verdict.FAIL, 0.5))

    def test_the_reasons_name_metric_value_and_limit(self):
        step = Hold([FAILED, WRONG], 6, 40)
        step.observe(1, {"failed": 0.5, "wrong": 2})
        self.assertEqual(step.reasons, ["failed 0.5, at most 0.01", "wrong 2, at most 0"])


class Files(unittest.TestCase):
    def test_the_queries_of_the_repository_hold_a_floor_and_bounds(self):
        bounds = {metric.name: (metric.bound, metric.limit)
                  for metric in load(Path(__file__).parents[2] / "slo" / "queries")}
        self.assertEqual(bounds["requests"][0], "at least")
        self.assertGreater(bounds["requests"][1], 0)
        self.assertEqual(bounds["wrong"], ("at most", 0))
        self.assertLessEqual({"failed", "refused", "latency"}, bounds.keys())

    def test_a_placeholder_that_is_missing_is_an_error(self):
        metric = parse("m", "# at most 1\nsum(x{$version}[$window])")
        self.assertEqual(metric.render(version='v="a"', window="5s"), 'sum(x{v="a"}[5s])')
        with self.assertRaises(KeyError):
            metric.render(version='v="a"')

    def test_a_query_without_a_bound_is_not_judged(self):
        self.assertIsNone(parse("m", "# What it is.\nsum(x)"))
