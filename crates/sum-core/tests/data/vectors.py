"""Writes vectors.csv: sums computed by CPython's decimal module, which shares nothing with us.

    python3 crates/sum-core/tests/data/vectors.py > crates/sum-core/tests/data/vectors.csv

The context is so large that no sum is rounded; Inexact and Rounded are traps. The seed is fixed:
the same CPython writes the same table.
"""

import decimal
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


print(f"# Sums by CPython {sys.version.split()[0]}, decimal {decimal.__version__}; made by vectors.py, do not edit.")
print("a,b,sum")
for a, b in pairs():
    print(a, b, plain(decimal.Decimal(a) + decimal.Decimal(b)), sep=",")
