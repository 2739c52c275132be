"""A policy source that fails for an hour, and comes back with a new policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from . import facts
from .polling import (
    REFUSED,
    SILENT,
    Answer,
    Outage,
    Polling,
    Request,
    Start,
    delays,
    open_at_once,
    peak,
    rate,
    requests,
    unavailable,
)
from .tables import Table, duration, number, percentile

REPLICAS = 1_000
BEGIN = 600.0
HOUR = 3_600.0
END = BEGIN + HOUR

# Longer than the longest `Retry-After` and wait together.
AFTER = facts.LONGEST_RETRY_AFTER * (1 + facts.LONGEST_EXTRA) + facts.POLICY_INTERVAL + facts.REQUEST_LIMIT

KINDS = {
    "refuses connections": REFUSED,
    "accepts and says nothing": SILENT,
    "503": unavailable(0),
    "503, `Retry-After: 120`": unavailable(120),
    "503, `Retry-After: 3600`": unavailable(3_600),
}


# Outages of different lengths, where the source asks to wait: replicas that all wait as long come
# back together, and it depends on the length when that is.
TRIALS = 12


@dataclass
class Load:
    """What the source sees of several outages."""

    meanwhile: list[float] = field(default_factory=list)  # requests per second
    open_at_once: int = 0
    late: list[float] = field(default_factory=list)  # of each replica, after the return
    last: list[float] = field(default_factory=list)  # of the last one, in each outage
    busiest: int = 0  # requests in a second after the return

    def add(self, asked: list[Request], end: float) -> None:
        # The first minutes are still those of before.
        begin = BEGIN + facts.LONGEST_RETRY_AFTER
        late = delays(asked, REPLICAS, end)
        self.meanwhile.append(rate(asked, begin, end))
        self.open_at_once = max(self.open_at_once, open_at_once(asked, begin, end))
        self.late += late
        self.last.append(max(late))
        self.busiest = max(self.busiest, peak(asked, end, end + AFTER))

    def cells(self) -> list[str]:
        mean = sum(self.meanwhile) / len(self.meanwhile)
        times = (percentile(self.late, 50), percentile(self.last, 50), max(self.last))
        back = [duration(time) for time in times]
        return [number(mean), f"{self.open_at_once:,}", *back, f"{self.busiest:,}"]


def _asked(meanwhile: Answer, end: float, random: Random) -> list[Request]:
    start = Start(REPLICAS, within=facts.POLICY_INTERVAL)
    source = Outage(BEGIN, end, meanwhile)
    return list(requests(start, Polling(), source, random, until=end + AFTER))


def source_fails(random: Random) -> Table:
    """The load of the source meanwhile, and how soon all replicas have its policy afterwards."""
    rows = []
    for name, answer in KINDS.items():
        load = Load()
        for trial in range(TRIALS if answer.retry_after else 1):
            end = END + trial * facts.LONGEST_RETRY_AFTER / TRIALS
            load.add(_asked(answer, end, random), end)
        rows.append([name, *load.cells()])
    head = ["for an hour, the source", "requests/s", "open at once", "back: half have it"]
    return Table("outage", [*head, "all", "all, at the worst", "busiest second"], rows)


def disagreement(random: Random) -> Table:
    """A change right before the source fails: some replicas have it, the others cannot get it."""
    asked = _asked(REFUSED, END, random)
    rows = []
    for before in (30.0, 20.0, 10.0, 1.0):
        change = BEGIN - before
        got = delays(asked, REPLICAS, change)
        early = sum(delay < before for delay in got)
        waited = duration(max(got))
        rows.append(
            [
                duration(before),
                f"{early:,}",
                f"{REPLICAS - early:,}",
                waited if early < REPLICAS else "none",
            ]
        )
    head = ["published before the outage", "replicas with it", "without it", "until all agree"]
    return Table("disagreement", head, rows)


@dataclass(frozen=True)
class Supervisor:
    """What starts a process again that could not start, and after how long."""

    name: str
    first: float
    longest: float

    def waits(self) -> Iterator[float]:
        wait = self.first
        while True:
            yield wait
            wait = min(2 * wait, self.longest)


SYSTEMD = Supervisor("systemd, no copy", facts.SYSTEMD_RESTART, facts.SYSTEMD_RESTART)
KUBELET = Supervisor("Kubernetes, no copy", facts.FIRST_BACK_OFF, facts.LONGEST_BACK_OFF)

# How many of the 1,000 end within the hour and start again: new nodes, a new version. Assumed.
RESTARTS = 100


@dataclass(frozen=True)
class Starts:
    """What became of the replicas that had to start during the outage."""

    attempts: int
    late: list[float]  # for each, how long after the return of the source it served


def _starts(supervisor: Supervisor, random: Random) -> Starts:
    """Without a copy on disk, a process whose source fails does not start."""
    attempts, late = 0, []
    for _ in range(RESTARTS):
        time = BEGIN + HOUR * random.random()
        for wait in supervisor.waits():
            attempts += 1
            if time >= END:
                break
            time += wait
        late.append(time - END)
    return Starts(attempts, late)


def starts(random: Random) -> Table:
    """A tenth of the replicas starts again while the source is down."""
    rows = [["any, with a copy in `--state-dir`", f"{REPLICAS:,}", f"{RESTARTS}", "0 s", "0 s"]]
    for supervisor in (SYSTEMD, KUBELET):
        found = _starts(supervisor, random)
        back = [duration(percentile(found.late, percent)) for percent in (50, 100)]
        rows.append([supervisor.name, f"{REPLICAS - RESTARTS:,}", f"{found.attempts:,}", *back])
    head = [f"{RESTARTS} of {REPLICAS:,} start again within the hour", "serve at its end"]
    return Table("starts", [*head, "starts tried", "source back: half serve", "all serve"], rows)
