"""Tables in Markdown, and how figures are written in them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table with a name, under which a document shows it."""

    name: str
    head: list[str]
    rows: list[list[str]]

    def text(self) -> str:
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float) -> str:
    """Three digits that count: 1,234 becomes 1,230."""
    if value >= 100:
        return f"{_rounded(value):,.0f}"
    return f"{value:.1f}".removesuffix(".0") if value >= 10 else f"{value:.2g}"


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def people(value: int) -> str:
    """Large round numbers in words."""
    millions, rest = divmod(value, 1_000_000)
    return f"{millions:,} million" if millions and not rest else f"{value:,}"


def duration(seconds: float) -> str:
    """In the largest unit of which there are two or more."""
    units = (("days", 86_400), ("h", 3_600), ("min", 60))
    for name, length in units:
        if seconds >= 2 * length:
            return f"{number(seconds / length)} {name}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def milliseconds(value: float) -> str:
    if value >= 1_000:
        return f"{number(value / 1_000)} s"
    return f"{number(value)} ms" if value >= 0.1 else f"{number(1_000 * value)} µs"


def per_second(rate: float) -> str:
    """Two digits: what is left of one second when one request has been measured."""
    return f"{float(f'{rate:.2g}'):,.0f}"


def size(count: float) -> str:
    """Bytes in decimal units, as networks and disks are sold."""
    units = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3))
    for name, length in units:
        if count >= length:
            return f"{number(count / length)} {name}"
    return f"{count:.0f} B"


def memory(mebibytes: float) -> str:
    """Binary units, as memory is counted."""
    units = (("TiB", 1024 * 1024), ("GiB", 1024))
    for name, length in units:
        if mebibytes >= length:
            return f"{number(mebibytes / length)} {name}"
    return f"{number(mebibytes)} MiB"


def bits(per_second: float) -> str:
    """Bytes per second as the bits per second by which lines are named."""
    rate = 8 * per_second
    if rate >= 1e9:
        return f"{number(rate / 1e9)} Gbit/s"
    return f"{number(rate / 1e6)} Mbit/s" if rate >= 1e6 else f"{number(rate / 1e3)} kbit/s"


def cores(count: float) -> str:
    if count < 0.01:
        return "under 0.01 cores"
    return f"{number(count)} core{'' if count == 1 else 's'}"


def share(part: float) -> str:
    percent = 100 * part
    if percent == 0:
        return "none"
    return "under 0.1 %" if percent < 0.1 else f"{number(percent)} %"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many per cent are not above."""
    ordered = sorted(values)
    rank = max(1, -int(-len(ordered) * percent // 100))
    return ordered[rank - 1]
