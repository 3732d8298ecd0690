"""The table that is printed while a rehearsal runs, and what it measured."""

import time

WIDTHS = (7, 13, 8, 10, 6, 8, 10)
HEADINGS = ("time", "step", "weight", "requests", "hurt", "errors", "p99", "verdict")


class Report:
    def __init__(self, scenario):
        self._begin = time.monotonic()
        print(f"\n{scenario.name}: {scenario.about}")

    def begin(self, address):
        print(f"edge: {address}")
        self._print(HEADINGS)

    def row(self, step, weight, values=None, hurt=0, p99=None, verdict=""):
        values = values or {}
        self._print((
            f"{time.monotonic() - self._begin:.1f} s", step, f"{weight} %",
            _figure(values.get("requests"), "{:.0f}"), hurt,
            _figure(values.get("failed"), "{:.2%}"), _figure(p99, "{:.1f} ms"), verdict,
        ))

    def note(self, text):
        print(f"  {text}", flush=True)

    def end(self, scenario, outcome, load):
        """What a delivery is measured by, and the one line that says how it went."""
        total, hurt = load.count(), load.hurt()
        figures = [f"lead time {outcome.lead_time:.1f} s"]
        if outcome.rolled_back_at is not None:
            figures += [f"time to detect {outcome.detected_after:.1f} s",
                        f"time to roll back {outcome.rolled_back_in:.2f} s"]
        if scenario.switches:
            print(f"switched through in {outcome.lead_time:.0f} s without a restart, {total} requests, "
                  f"lost {load.lost()}")
            return
        print("; ".join([*figures, f"requests to the new version {load.count(versions=['canary'])}, hurt {hurt}"]))
        if scenario.wrong_order:
            print(f"lost {load.lost()} of {total} requests, as was to be shown")
        elif outcome.rolled_back_at is None:
            print(f"promoted in {outcome.lead_time:.0f} s, {total} requests, lost {load.lost()}")
        else:
            print(f"rolled back at {outcome.rolled_back_at} % after {outcome.detected_after:.1f} s, "
                  f"{hurt} of {total} requests hurt")

    def _print(self, cells):
        *left, verdict = cells
        # Only the name of the step is text.
        padded = [f"  {cell:<{width - 2}}" if number == 1 else f"{cell:>{width}}"
                  for number, (cell, width) in enumerate(zip(left, WIDTHS, strict=True))]
        print(f"{''.join(padded)}  {verdict}", flush=True)


def _figure(value, form):
    return "-" if value is None else form.format(value)
