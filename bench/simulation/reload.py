"""A change of the policy, and what 1,000 replicas ask for meanwhile."""

from dataclasses import dataclass, field
from random import Random

from . import facts
from .polling import Polling, Start, always_fine, delays, peak, rate, requests
from .tables import Table, bits, number, percentile, size

REPLICAS = 1_000
TRIALS = 20

# A connection for each request: a handshake of TLS 1.3 with a chain of three certificates, and a
# small request and answer. Assumed.
POLL_BYTES = 5_000


def spread(random: Random) -> Table:
    """How long a change takes to reach one replica, and all of them."""
    rows = []
    for interval in (5.0, facts.POLICY_INTERVAL, 300.0):
        for replicas in (3, 100, REPLICAS):
            found = _delays(replicas, interval, random)
            cells = [f"{percentile(found.one, p):.1f} s" for p in (50, 99)]
            cells += [f"{percentile(found.everyone, p):.1f} s" for p in (50, 99, 100)]
            rows.append([f"{interval:.0f} s", f"{replicas:,}", *cells])
    head = ["interval", "replicas", "one has it: p50", "p99"]
    return Table("reload", [*head, "all have it: p50", "p99", "at most"], rows)


@dataclass
class Delays:
    """Seconds from the change, of each replica in each trial, and of the last one of each trial."""

    one: list[float] = field(default_factory=list)
    everyone: list[float] = field(default_factory=list)


def _delays(replicas: int, interval: float, random: Random) -> Delays:
    found = Delays()
    for _ in range(TRIALS * 5 if replicas < REPLICAS else TRIALS):
        # By then, nobody remembers the common start.
        change = 10 * interval
        start, polling = Start(replicas, within=interval), Polling(interval)
        until = change + 1.1 * interval + 1
        asked = list(requests(start, polling, always_fine, random, until))
        late = delays(asked, replicas, change)
        found.one += late
        found.everyone.append(max(late))
    return found


def restart(random: Random) -> Table:
    """Requests in the busiest second of the source, after all replicas start within one second."""
    rules = {
        "no jitter": Polling.without_jitter(),
        "each wait from 80 to 100 %": Polling.without_first_draw(),
        "the first wait from 0 to 100 %, later ones from 80 to 100 %": Polling(),
    }
    times = ((2, 32), (32, 120), (600, 720), (3_480, 3_600))
    rows = []
    for rule, polling in rules.items():
        asked = list(requests(Start(REPLICAS), polling, always_fine, random, until=3_600))
        cells = [f"{peak(asked, begin, end):,}" for begin, end in times]
        rows.append([rule, f"{peak(asked, 0, 1):,}", *cells, number(rate(asked, 60, 3_600))])
    head = [
        "waits",
        "at the start",
        "until 30 s",
        "until 2 min",
        "after 10 min",
        "after 1 h",
        "mean",
    ]
    return Table("restart", head, rows)


POLICIES = {
    "1,000 links": facts.TABLE_BYTES[1_000],
    "100,000 links": facts.TABLE_BYTES[100_000],
    "100,000 links, .tar.gz": facts.GZIP_BYTES[100_000],
    "1,000,000 links, .tar.gz": facts.GZIP_BYTES[1_000_000],
}


def traffic(random: Random) -> Table:
    """What the source sends to 1,000 replicas."""
    asked = list(requests(Start(REPLICAS), Polling(), always_fine, random, until=3_600))
    per_second = rate(asked, 60, 3_600)
    rows = []
    for name, length in POLICIES.items():
        quiet = [per_second * 86_400 * length_of for length_of in (POLL_BYTES, POLL_BYTES + length)]
        # All of them fetch it within one interval.
        change = REPLICAS * (POLL_BYTES + length)
        cells = [size(length), *(size(daily) for daily in quiet), size(change)]
        rows.append([name, *cells, bits(change / facts.POLICY_INTERVAL)])
    head = ["policy", "bytes", "a day with `ETag`", "a day without", "one change"]
    return Table("traffic", [*head, "rate of a change"], rows)
