"""Rate limits that each process counts for itself, behind a balancer.

The limiter is that of src/gateway/rate_limit.rs: GCRA as in the crate `governor`, in whole
nanoseconds. bench/tests/test_gateway.py asks three real processes the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from . import facts
from .tables import Table, duration, number, percentile, share

MINUTE = 60 * 10**9
HOUR = 60 * MINUTE

# How much faster than allowed a client asks who takes all that it can get.
GREED = 1.5

# What is drawn by chance is the mean of so many draws.
TRIALS = 20

BROWSER_CONNECTIONS = 6
NINE_DIGITS = 10**9


@dataclass(frozen=True)
class RateLimit:
    """Requests per minute, and at once after a pause."""

    per_minute: int
    burst: int

    @classmethod
    def of(cls, per_minute: int) -> "RateLimit":
        """As `--rate-limit` is without `--rate-burst`."""
        return cls(per_minute, per_minute)


class Gcra:
    """The limiter of one client in one process."""

    def __init__(self, limit: RateLimit) -> None:
        self._each = MINUTE // limit.per_minute
        self._tolerance = self._each * (limit.burst - 1)
        self._arrival: int | None = None

    def admits(self, now: int) -> bool:
        """Counts a request, unless it is refused. Time is in nanoseconds and never goes back."""
        arrival = now if self._arrival is None else self._arrival
        if now < arrival - self._tolerance:
            return False
        self._arrival = max(arrival, now) + self._each
        return True


class Fleet:
    """The limiters of one client in all replicas."""

    def __init__(self, replicas: int, limit: RateLimit) -> None:
        self._limiters = [Gcra(limit) for _ in range(replicas)]

    def admitted(self, requests: Iterable["Request"]) -> int:
        return sum(self._limiters[one.replica].admits(one.time) for one in requests)


@dataclass(frozen=True)
class Request:
    """When a request arrives, in nanoseconds, and at which replica."""

    time: int
    replica: int


# How a balancer chooses: from the number of the request and that of the replicas.
Balancer = Callable[[int, int], int]


def round_robin(request: int, replicas: int) -> int:
    return request % replicas


def by_address(_request: int, _replicas: int) -> int:
    """All requests of one client come from one address, and so to one replica."""
    return 0


def by_connection(random: Random) -> Balancer:
    """Each request has a connection of its own, at a replica that is drawn."""
    return lambda _, replicas: int(random.random() * replicas)


def greedy(limit: RateLimit, lifetime: int) -> int:
    """What a client gets from one process that it asks faster than allowed, as long as it lives."""
    step = int(MINUTE / (GREED * limit.per_minute))
    return Fleet(1, limit).admitted(Request(time, 0) for time in range(0, lifetime, step))


def reached(connections: int, replicas: int, random: Random) -> float:
    """How many replicas so many connections lead to, when each is drawn."""
    draws = [{int(random.random() * replicas) for _ in range(connections)} for _ in range(TRIALS)]
    return sum(map(len, draws)) / TRIALS


def one_client(random: Random) -> Table:
    """What one client gets that takes all it can, and how long it needs for all meeting numbers."""
    limit, rows = RateLimit.of(facts.rate_limit()), []
    for replicas in (1, 3, 10, 100, 1_000):
        browser = reached(BROWSER_CONNECTIONS, replicas, random)
        ways = [_taken(limit, processes) for processes in (replicas, browser, 1)]
        rows.append([f"{replicas:,}", *ways])
    head = ["replicas", "by request, or a new connection for each"]
    head += [f"by connection, {BROWSER_CONNECTIONS} kept open", "by address"]
    return Table("one-client", head, rows)


def _taken(limit: RateLimit, processes: float) -> str:
    # In the long run: what comes at once in the beginning does not count.
    steady = (greedy(limit, HOUR) - limit.burst) / 60 * processes
    return f"{number(steady)} a minute, {duration(NINE_DIGITS / steady * 60)}"


@dataclass(frozen=True)
class Office:
    """People behind one address who open their meetings. All of it is assumed."""

    clicks: int = 1_000
    early: float = 0.5  # the share that comes in the first ten seconds of the minute

    def times(self, random: Random) -> list[int]:
        early = round(self.early * self.clicks)
        seconds = [10 * random.random() for _ in range(early)]
        seconds += [60 * random.random() for _ in range(self.clicks - early)]
        return sorted(int(second * 10**9) for second in seconds)

    def refused(self, limit: RateLimit, replicas: int, balancer: Balancer, random: Random) -> float:
        """The share that gets 429, as the mean of several such minutes."""
        admitted = 0
        for _ in range(TRIALS):
            times = self.times(random)
            requests = (Request(time, balancer(n, replicas)) for n, time in enumerate(times))
            admitted += Fleet(replicas, limit).admitted(requests)
        return 1 - admitted / (TRIALS * self.clicks)

    def fullest(self, replicas: int, random: Random) -> float:
        """What the fullest replica has to do, to what each has in the mean."""
        most = []
        for _ in range(TRIALS):
            taken = [0] * replicas
            for _ in range(self.clicks):
                taken[int(random.random() * replicas)] += 1
            most.append(max(taken) * replicas / self.clicks)
        return percentile(most, 50)


def office(random: Random) -> Table:
    """What a limit that is divided among the replicas does to those who keep to it."""
    people, rows = Office(), []
    for replicas in (3, 10, 100):
        for divisor, word in ((1, ""), (replicas / 2, ", half divided"), (replicas, ", divided")):
            limit = RateLimit.of(round(facts.rate_limit() / divisor))
            ways = (round_robin, by_connection(random), by_address)
            refused = [share(people.refused(limit, replicas, way, random)) for way in ways]
            refused.append(share(one_person(limit)))
            rows.append([f"{replicas}", f"{limit.per_minute:,}{word}", *refused])
    head = ["replicas", "`--rate-limit`", "office, by request", "office, by connection"]
    return Table("office", [*head, "office, by address", "a person who types"], rows)


# Requests that an address bar makes within a minute for one who types names of links: one for each
# letter. Assumed.
TYPED = 60


def one_person(limit: RateLimit) -> float:
    """The share that is refused to one person, all on one connection and so at one replica."""
    step = MINUTE // TYPED
    return 1 - Fleet(1, limit).admitted(Request(n * step, 0) for n in range(TYPED)) / TYPED


def skew(random: Random) -> Table:
    """How unevenly chance spreads connections."""
    rows = []
    for replicas in (3, 10, 100):
        cells = []
        for connections in (10, 100, 1_000):
            full = Office(clicks=connections * replicas).fullest(replicas, random)
            cells.append(f"{full:.2f} ×")
        rows.append([f"{replicas}", *cells])
    head = ["replicas", "10 connections each", "100 each", "1,000 each"]
    return Table("skew", head, rows)


@dataclass(frozen=True)
class Story:
    """What happens to the replicas within an hour: how many minutes each process lives."""

    name: str
    lives: list[int]
    # By address, a client has one replica at a time: these are the lives of its own.
    own: list[int]


STORIES = [
    Story("3 replicas", [60] * 3, [60]),
    Story("20 replicas", [60] * 20, [60]),
    Story("3, then 20 from minute 10 to 50", [60] * 3 + [40] * 17, [60]),
    Story("20, all replaced in minute 30", [30] * 40, [30, 30]),
    Story("20, all replaced every 10 minutes", [10] * 120, [10] * 6),
]


def changing(_random: Random) -> Table:
    """A new process has not counted anything yet."""
    limit = RateLimit.of(facts.rate_limit())
    once = {minutes: greedy(limit, minutes * MINUTE) for minutes in (10, 30, 40, 60)}
    rows = []
    for story in STORIES:
        everywhere, own = (sum(once[life] for life in lives) for lives in (story.lives, story.own))
        rows.append([story.name, f"{everywhere:,}", f"{own:,}"])
    return Table("changing", ["within an hour", "by request", "by address"], rows)
