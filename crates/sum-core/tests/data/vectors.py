"""Writes vectors.csv and streams.csv beside itself: sums of two numbers and of many, computed by
CPython's decimal module, which shares nothing with us.

    python3 crates/sum-core/tests/data/vectors.py

The context is so large that no sum is rounded; Inexact and Rounded are traps. The seed is fixed:
the same CPython writes the same tables.
"""

import decimal
import pathlib
import random
import sys

decimal.setcontext(decimal.Context(
    prec=20_000, Emin=-99_999, Emax=99_999,
    traps=[decimal.Inexact, decimal.Rounded, decimal.InvalidOperation],
))
rng = random.Random(20261123)

# Where a representation could change: machine words, powers of ten that fit in them, and one off.
SEAMS = sorted({
    base + off
    for base in [0, 9, 10, 2**31, 2**32, 2**53, 2**63, 2**64, 2**127, 2**128,
                 10**18, 10**19, 10**37, 10**38, 10**39, 10**76]
    for off in (-1, 0, 1)
})


def digits(longest):
    return "".join(rng.choice("0123456789") for _ in range(rng.randint(1, longest)))


def seam():
    text = str(abs(rng.choice(SEAMS)))
    place = rng.choice([0, 0, 1, 2, len(text)])
    if place:
        text = text[:-place] + "." + text[-place:]
    exponent = rng.choice(["", "", "", "e1", "E-1", "e+20", "e-38", "e-39"])
    return rng.choice(["", "-", "+"]) + text + exponent


def random_number():
    longest = rng.choice([3, 9, 19, 40, 200])
    text = rng.choice([digits(longest), digits(longest) + "." + digits(longest), "." + digits(longest), digits(longest) + "."])
    exponent = rng.choice(["", "", f"e{rng.randint(-60, 60)}", f"E+{rng.randint(0, 9)}"])
    return rng.choice(["", "-", "+"]) + text + exponent


def plain(number):
    """Plain notation: the scale is kept, a positive exponent is expanded, zero has no sign."""
    if number.as_tuple().exponent > 0:
        number = number.quantize(decimal.Decimal(1))
    return format(abs(number) if number == 0 else number, "f")


def pairs():
    for _ in range(500):
        yield seam(), seam()
    for _ in range(250):
        yield random_number(), random_number()
    for _ in range(50):
        cancelled = random_number()
        yield cancelled, rng.choice(["-", ""]) + cancelled.lstrip("+-")
    yield "9" * 4300, "1"
    yield "-" + "9" * 4300, "-0." + "0" * 4298 + "1"
    yield "1e4299", "1e-4299"


def fixed(length):
    """As many characters as that, without a sign: about as many as are looked at in one go."""
    text = rng.choice(["9" * length, "".join(rng.choice("0123456789") for _ in range(length))])
    place = rng.randint(0, 3 * length)
    return text if place >= length else text[:place] + "." + text[place + 1:]


def common():
    return rng.choice(["", "", "-", "+"]) + fixed(rng.choice([*range(2, 10), *range(14, 19), *range(30, 35)]))


def limb():
    """At the border between two powers of 10^18, where sums carry."""
    value = 10 ** (18 * rng.randint(0, 4)) * rng.choice([1, 10**17, 10**18]) + rng.randint(-1, 1)
    return rng.choice(["", "-"]) + str(value) + rng.choice(["", "e-1", "e-17", "e-18", "e-19", "e-72", "e18"])


def far():
    return rng.choice(["", "-"]) + digits(20) + f"e{rng.choice([-300, -90, -72, 0, 72, 90, 300]) + rng.randint(-1, 1)}"


def mixed():
    return rng.choice([seam, random_number, common, limb, far])()


def negated(number):
    return number[1:] if number.startswith("-") else "-" + number.lstrip("+")


def streams():
    for kind in [common, limb, far, seam, mixed]:
        for _ in range(32):
            yield [kind() for _ in range(rng.choice([1, 2, 5, 12, 25]))]
    for kind in [common, limb, far, mixed]:
        for _ in range(8):
            # All that comes goes again, but for a last one.
            come = [kind() for _ in range(6)]
            gone = [negated(number) for number in come]
            rng.shuffle(gone)
            yield come + gone + [kind()]
    for width in [1, 15, 16, 17, 31, 32, 33, 34]:
        yield ["9" * width] * 20
        yield ["-." + "9" * (width - 1) + "1"] * 20
    yield ["1e4299", "1e-4299", "-1e4299", "7"]
    yield ["-1e4299", "1e-4299"]


def total(numbers):
    return sum(map(decimal.Decimal, numbers), decimal.Decimal(0))


def write(name, columns, rows):
    made = f"# Sums by CPython {sys.version.split()[0]}, decimal {decimal.__version__}; made by vectors.py, do not edit."
    lines = [made, columns, *(",".join(row) for row in rows)]
    pathlib.Path(__file__).with_name(name).write_text("\n".join(lines) + "\n")


write("vectors.csv", "a,b,sum", ((a, b, plain(total([a, b]))) for a, b in pairs()))
write("streams.csv", "numbers,total", ((" ".join(numbers), plain(total(numbers))) for numbers in streams()))
