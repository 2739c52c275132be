"""Replicas that ask one source for their policy: one event for each request.

The rules are those of `--policy-interval`; what a source or a network does is assumed.
"""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from . import facts


@dataclass(frozen=True)
class Jitter:
    """From what to what a wait is drawn, as parts of the interval."""

    low: float
    high: float

    def draw(self, interval: float, random: Random) -> float:
        return interval * (self.low + (self.high - self.low) * random.random())


@dataclass(frozen=True)
class Polling:
    """How a replica asks."""

    interval: float = facts.POLICY_INTERVAL
    first: Jitter = Jitter(0.0, 1.0)
    later: Jitter = Jitter(facts.SHORTEST_WAIT, 1.0)

    @classmethod
    def without_jitter(cls) -> "Polling":
        return cls(first=Jitter(1.0, 1.0), later=Jitter(1.0, 1.0))

    @classmethod
    def without_first_draw(cls) -> "Polling":
        return cls(first=Jitter(facts.SHORTEST_WAIT, 1.0))


@dataclass(frozen=True)
class Answer:
    """What comes of a request: after how long, and how long the source asks to wait then."""

    seconds: float
    works: bool = True
    retry_after: float = 0.0


FINE = Answer(seconds=0.05)
REFUSED = Answer(seconds=0.0, works=False)
SILENT = Answer(seconds=facts.REQUEST_LIMIT, works=False)


def unavailable(retry_after: float) -> Answer:
    return Answer(0.05, works=False, retry_after=min(retry_after, facts.LONGEST_RETRY_AFTER))


# What a source answers at a time, in seconds since the start.
Source = Callable[[float], Answer]


def always_fine(_time: float) -> Answer:
    return FINE


@dataclass(frozen=True)
class Outage:
    """A source that is fine but for a while."""

    begin: float
    end: float
    meanwhile: Answer

    def __call__(self, time: float) -> Answer:
        return self.meanwhile if self.begin <= time < self.end else FINE


@dataclass(frozen=True, order=True)
class Request:
    """A request of one replica: when it begins, and when it is over."""

    begin: float
    replica: int
    end: float = field(compare=False)
    works: bool = field(compare=False)


class Turn(NamedTuple):
    """When a replica asks next. These are compared all the time, which tuples do fast."""

    time: float
    replica: int


@dataclass(frozen=True)
class Start:
    """How replicas begin: at once, within a time."""

    replicas: int
    within: float = 1.0


def requests(
    start: Start, polling: Polling, source: Source, random: Random, until: float
) -> Iterator[Request]:
    """All requests in order, that at the start of each replica included."""
    turns = [Turn(start.within * random.random(), replica) for replica in range(start.replicas)]
    heapq.heapify(turns)
    is_first = [True] * start.replicas
    while turns:
        time, replica = heapq.heappop(turns)
        if time >= until:
            return
        answer = source(time)
        yield Request(time, replica, time + answer.seconds, answer.works)
        jitter = polling.first if is_first[replica] else polling.later
        is_first[replica] = False
        # What the source asks for is the least.
        asked = answer.retry_after * (1.0 + facts.LONGEST_EXTRA * random.random())
        wait = max(jitter.draw(polling.interval, random), asked)
        heapq.heappush(turns, Turn(time + answer.seconds + wait, replica))


def delays(asked: list[Request], replicas: int, change: float) -> list[float]:
    """For each replica, how long after a change it got it. All have to have asked by then."""
    first: dict[int, float] = {}
    for one in asked:
        if one.begin >= change and one.works:
            first.setdefault(one.replica, one.end - change)
    if len(first) < replicas:
        raise ValueError(f"{replicas - len(first)} replicas never asked with success")
    return list(first.values())


def peak(asked: list[Request], begin: float, end: float) -> int:
    """The most requests that begin within one second."""
    times = [one.begin for one in asked if begin <= one.begin < end]
    return max((bisect_left(times, time + 1) - n for n, time in enumerate(times)), default=0)


def rate(asked: list[Request], begin: float, end: float) -> float:
    """Requests per second in the mean."""
    return sum(begin <= one.begin < end for one in asked) / (end - begin)


def open_at_once(asked: list[Request], begin: float, end: float) -> int:
    """The most requests that are not over yet."""
    changes = [(one.begin, 1) for one in asked if begin <= one.begin < end]
    changes += [(one.end, -1) for one in asked if begin <= one.begin < end]
    most = current = 0
    for _, change in sorted(changes):
        current += change
        most = max(most, current)
    return most
