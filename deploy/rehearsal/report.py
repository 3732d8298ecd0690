"""The table that is printed while a rehearsal runs, and what it measured."""

WIDTHS = (12, 8, 10, 6, 8, 9)
HEADINGS = ("step", "weight", "requests", "hurt", "errors", "p99", "verdict")


class Report:
    def __init__(self, scenario):
        print(f"\n{scenario.name}: {scenario.about}")
        self._print(HEADINGS)

    def row(self, step, weight, values=None, hurt=0, p99=None, verdict=""):
        values = values or {}
        self._print((
            step, f"{weight} %", _figure(values.get("requests"), "{:.0f}"), hurt,
            _figure(values.get("failed"), "{:.2%}"), _figure(p99, "{:.1f} ms"), verdict,
        ))

    def note(self, text):
        print(f"  {text}", flush=True)

    def end(self, outcome, load):
        """What a delivery is measured by, and the one line that says how it went."""
        total, hurt = load.count(), load.hurt()
        figures = [f"lead time {outcome.lead_time:.1f} s"]
        if outcome.detected_after is not None:
            figures.append(f"time to detect {outcome.detected_after:.1f} s")
        if outcome.rolled_back_in is not None:
            figures.append(f"time to roll back {outcome.rolled_back_in:.2f} s")
        print("; ".join([*figures, f"requests hurt {hurt}"]))
        if outcome.promoted:
            print(f"promoted in {outcome.lead_time:.0f} s, {total} requests, lost {load.lost()}")
        else:
            print(f"rolled back at {outcome.weight} % after {outcome.detected_after:.1f} s, "
                  f"{hurt} of {total} requests hurt")

    def _print(self, cells):
        *left, verdict = cells
        padded = [f"{cell:<{width}}" if number == 0 else f"{cell:>{width}}"
                  for number, (cell, width) in enumerate(zip(left, WIDTHS, strict=True))]
        print(f"{''.join(padded)}  {verdict}", flush=True)


def _figure(value, form):
    return "-" if value is None else form.format(value)
