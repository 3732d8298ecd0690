"""Requests with the one response that is right, worked out with integers: not one digit comes from a float."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A request as it is sent, and the body that must come back."""

    request: bytes
    expected: bytes


def decimal(units, scale):
    """`units` times ten to the power of `-scale`, as the service writes it."""
    if scale == 0:
        return str(units)
    digits = str(abs(units)).rjust(scale + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"


def random_number(rng, most_digits):
    digits = rng.randint(1, most_digits)
    return rng.randrange(-(10**digits) + 1, 10**digits), rng.randint(0, digits)


def total(numbers):
    """The exact sum of `(units, scale)` pairs, with as many decimals as the one that has the most."""
    scale = max(scale for _, scale in numbers)
    return decimal(sum(units * 10 ** (scale - each) for units, each in numbers), scale)


def query(rng):
    """A `GET /sum`; most are short, as people write them, some long."""
    most = 200 if rng.random() < 0.2 else 12
    a, b = random_number(rng, most), random_number(rng, most)
    request = f"GET /sum?a={decimal(*a)}&b={decimal(*b)} HTTP/1.1\r\nHost: edge\r\n\r\n"
    return Question(request.encode(), f'{{"sum":{total([a, b])}}}'.encode())


def upload(rng, lines):
    """A `POST /sum` of so many lines of money."""
    numbers = [(rng.randrange(-(10**9), 10**9), 2) for _ in range(lines)]
    body = "".join(f"{decimal(*number)}\n" for number in numbers)
    head = f"POST /sum HTTP/1.1\r\nHost: edge\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return Question((head + body).encode(), f'{{"sum":{total(numbers)},"count":{lines}}}'.encode())


class Questions:
    """Enough of both kinds, prepared so that asking costs little."""

    def __init__(self, seed):
        rng = random.Random(seed)
        self._rng = rng
        self._queries = [query(rng) for _ in range(2000)]
        self._uploads = [upload(rng, rng.randint(1, 5000)) for _ in range(20)]

    def query(self):
        return self._rng.choice(self._queries)

    def upload(self):
        return self._rng.choice(self._uploads)
