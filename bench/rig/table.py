"""The table: Markdown, one line for each server and kind of work."""

from dataclasses import dataclass
from statistics import median

COLUMNS = [
    "work",
    "server",
    "min / median",
    "ratio",
    "requests/s",
    "p50 / p99",
    "resident",
    "target",
]


@dataclass
class Line:
    work: str
    server: str
    values: list  # one for each round
    unit: str
    ratio: float | None = None
    rate: float | None = None
    p50_us: float | None = None
    p99_us: float | None = None
    resident_kib: int | None = None
    target: str = ""

    def cells(self):
        return [
            self.work,
            self.server,
            f"{self._figure()} {self.unit}".strip(),
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            f"{self.rate:,.0f}" if self.rate else "",
            f"{_time(self.p50_us)} / {_time(self.p99_us)}" if self.p50_us else "",
            f"{self.resident_kib / 1024:.1f} MiB" if self.resident_kib else "",
            self.target,
        ]

    def _figure(self):
        if len(self.values) == 1:
            return _short(self.values[0])
        return f"{_short(min(self.values))} / {_short(median(self.values))}"

    def figures(self):
        """For programs."""
        return {
            "work": self.work,
            "server": self.server,
            "unit": self.unit,
            "min": min(self.values),
            "median": median(self.values),
            "ratio": self.ratio,
        }


def head():
    return _row(COLUMNS) + "\n" + _row(["---"] * len(COLUMNS))


def rows(lines):
    """The lines of one work, which is named once."""
    shown = [line.cells() for line in lines]
    for cells in shown[1:]:
        cells[0] = ""
    return "\n".join(map(_row, shown))


def _row(cells):
    return f"| {' | '.join(cells)} |"


def _short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _time(microseconds):
    if microseconds < 1000:
        return f"{microseconds:.0f} µs"
    return f"{microseconds / 1000:.1f} ms"
