"""What is asked and how responses are judged, without a connection."""

import random
import unittest
from fractions import Fraction

from rehearsal.load import classify
from rehearsal.sums import decimal, query, total, upload


class Sums(unittest.TestCase):
    def test_sums_are_written_with_every_digit(self):
        self.assertEqual(total([(1, 1), (2, 1)]), "0.3")
        self.assertEqual(total([(110, 2), (-11, 1)]), "0.00")
        self.assertEqual(total([(9223372036854775807, 0), (1, 0)]), "9223372036854775808")
        self.assertEqual(total([(10**22, 0), (-1, 22)]), "9999999999999999999999.9999999999999999999999")

    def test_a_number_that_is_written_is_the_number_that_was_meant(self):
        rng = random.Random(1)
        for _ in range(1000):
            units, scale = rng.randint(-(10**30), 10**30), rng.randint(0, 35)
            self.assertEqual(Fraction(decimal(units, scale)), Fraction(units, 10**scale))

    def test_the_expected_response_is_the_sum_of_what_is_sent(self):
        rng = random.Random(2)
        for _ in range(200):
            question = query(rng)
            a, b = (Fraction(part.split("=")[1]) for part in
                    question.request.decode().split(" ")[1].split("?")[1].split("&"))
            self.assertEqual(Fraction(question.expected.decode()[7:-1]), a + b)

    def test_an_upload_has_the_length_that_it_says(self):
        head, body = upload(random.Random(3), 50).request.split(b"\r\n\r\n")
        self.assertIn(f"Content-Length: {len(body)}".encode(), head)


class Judging(unittest.TestCase):
    def test_one_digit_makes_a_response_wrong(self):
        self.assertEqual(classify(200, b'{"sum":0.3}', b'{"sum":0.3}'), "right")
        self.assertEqual(classify(200, b'{"sum":0.30000000000000004}', b'{"sum":0.3}'), "wrong")

    def test_a_refusal_is_not_a_failure(self):
        self.assertEqual(classify(422, b"", b""), "refused")
        self.assertEqual(classify(503, b"", b""), "failed")
