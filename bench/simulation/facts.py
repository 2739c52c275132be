"""What the simulation takes as given, and where it comes from.

What the code or a document has is read from there, so that nothing here can grow old unseen.
"""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# bench/rig/growth.py.
RELOADS = 20

# Tables of so many links as bench/rig/policies.py makes them, and the larger ones through gzip.
TABLE_BYTES = {1: 94, 1_000: 65_605, 100_000: 7_355_605, 1_000_000: 76_555_705}
GZIP_BYTES = {100_000: 1_257_410, 1_000_000: 12_828_414}

# docs/operating.md, `--policy-interval`: the default, and the shortest wait as a part of it.
POLICY_INTERVAL = 30.0
SHORTEST_WAIT = 0.8

# The same: seconds for the head of an answer, for a whole download, the longest `Retry-After` that
# counts, by what part of it a wait is longer at most, and the largest policy.
REQUEST_LIMIT = 10.0
DOWNLOAD_LIMIT = 300.0
LONGEST_RETRY_AFTER = 600.0
LONGEST_EXTRA = 0.2
LARGEST_POLICY = 32 * 1024 * 1024

# deploy/systemd/linkgate.service, `RestartSec`.
SYSTEMD_RESTART = 2.0

# Kubernetes, "Pod Lifecycle": a container that fails is started again after 10 s, then after twice
# as long each time, at most after 5 min.
FIRST_BACK_OFF = 10.0
LONGEST_BACK_OFF = 300.0


class Missing(Exception):
    """A source no longer has what was read from it."""


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text()


def _read(name: str, pattern: str) -> str:
    found = re.search(pattern, _text(name), re.MULTILINE | re.DOTALL)
    if not found:
        raise Missing(f"{name} has no {pattern}")
    return found[1]


def rate_limit() -> int:
    """Requests per minute of one caller, and at once."""
    pattern = r"pub const DEFAULT: Self = Self \{\s*per_minute: NonZeroU32::new\((\d+)\)"
    return int(_read("src/gateway/rate_limit.rs", pattern))


def max_connections() -> int:
    value = _read("src/server/limits.rs", r"^pub const CONNECTIONS: usize = ([\d_]+);")
    return int(value.replace("_", ""))


def idle_timeout() -> float:
    """Seconds for which a connection without a request is kept."""
    return float(_read("docs/operating.md", r"^\| `--idle-timeout` \| `(\d+)s`"))


def idle_connection_kib() -> float:
    """The memory of an idle connection of a browser: HTTP/2 over TLS."""
    return float(_read("docs/operating.md", r"^\| HTTP/2 over TLS \| (\d+) KiB \|"))


def measured(work: str, case: str) -> float:
    """The median of a line in the tables of BENCHMARKS.md."""
    return _lines()[work, case].median


def has(work: str, case: str) -> bool:
    return (work, case) in _lines()


def ratio(work: str, case: str) -> float:
    return _lines()[work, case].ratio


class _Line:
    """A line of bench/compare: `min / median unit`, and the ratio."""

    def __init__(self, figure: str, ratio: str) -> None:
        self.median = float(re.sub(r"[^\d.].*$", "", figure.split(" / ")[-1].replace(",", "")))
        self.ratio = float(ratio) if ratio else 1.0


@cache
def _lines() -> dict[tuple[str, str], _Line]:
    found, work = {}, ""
    for line in _text("BENCHMARKS.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 8 and re.match(r"\d", cells[2]):
            work = cells[0] or work
            found[work, cells[1]] = _Line(cells[2], cells[3])
    return found
