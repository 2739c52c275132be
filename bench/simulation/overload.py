"""A source whose line is too thin for a change: downloads share it, and have to be done in time.

A fluid model: all open downloads get the same part of the line. A download that is not whole within
the limit has been in vain, and its replica asks again after a wait.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from random import Random

from . import facts
from .polling import Polling
from .tables import Table, bits, duration, percentile, share, size

REPLICAS = 1_000
HOUR = 3_600.0


@dataclass(frozen=True)
class Line:
    """A policy, and how many bytes per second the source can send."""

    policy: float
    rate: float
    interval: float = facts.POLICY_INTERVAL


@dataclass(order=True)
class Download:
    """Done when the line has sent so many bytes to each open download since the beginning."""

    done_at: float
    begin: float = field(compare=False)
    is_open: bool = field(default=True, compare=False)


@dataclass
class Outcome:
    """When each replica had the policy, and how much was sent in vain."""

    done: list[float] = field(default_factory=list)
    wasted: float = 0.0


class Model:
    """One change that all replicas want."""

    def __init__(self, line: Line, random: Random) -> None:
        self._line, self._random = line, random
        self._polling = Polling(line.interval)
        # When each replica that does not have it asks next.
        self._asking = [line.interval * random.random() for _ in range(REPLICAS)]
        heapq.heapify(self._asking)
        self._by_end: list[Download] = []
        self._by_begin: deque[Download] = deque()
        self._time = self._sent = 0.0
        self._open = 0
        self._outcome = Outcome()

    def run(self, until: float = HOUR) -> Outcome:
        while self._time < until and (self._asking or self._open):
            self._step()
        return self._outcome

    def _step(self) -> None:
        """To the next of: a download that is whole, one that is out of time, a new one."""
        self._drop_closed()
        whole = self._whole_at()
        late = self._by_begin[0].begin + facts.DOWNLOAD_LIMIT if self._by_begin else HOUR * 2
        asks = self._asking[0] if self._asking else HOUR * 2
        self._pass(min(whole, late, asks))
        if self._time == asks:
            self._begin()
        elif self._time == late:
            self._give_up()
        else:
            self._finish()

    def _drop_closed(self) -> None:
        while self._by_begin and not self._by_begin[0].is_open:
            self._by_begin.popleft()
        while self._by_end and not self._by_end[0].is_open:
            heapq.heappop(self._by_end)

    def _whole_at(self) -> float:
        if not self._by_end:
            return HOUR * 2
        return self._time + (self._by_end[0].done_at - self._sent) * self._open / self._line.rate

    def _pass(self, time: float) -> None:
        if self._open:
            self._sent += (time - self._time) * self._line.rate / self._open
        self._time = time

    def _begin(self) -> None:
        heapq.heappop(self._asking)
        one = Download(self._sent + self._line.policy, self._time)
        heapq.heappush(self._by_end, one)
        self._by_begin.append(one)
        self._open += 1

    def _finish(self) -> None:
        self._close(heapq.heappop(self._by_end))
        self._outcome.done.append(self._time)

    def _give_up(self) -> None:
        one = self._by_begin.popleft()
        self._close(one)
        self._outcome.wasted += self._line.policy - (one.done_at - self._sent)
        wait = self._polling.later.draw(self._line.interval, self._random)
        heapq.heappush(self._asking, self._time + wait)

    def _close(self, one: Download) -> None:
        one.is_open = False
        self._open -= 1


MEGABIT = 1e6 / 8

PLAIN, ARCHIVE = facts.TABLE_BYTES[100_000], facts.GZIP_BYTES[100_000]
LARGE_ARCHIVE = facts.GZIP_BYTES[1_000_000]

CASES = [
    Line(PLAIN, 100 * MEGABIT),
    Line(PLAIN, 1_000 * MEGABIT),
    Line(PLAIN, 2_500 * MEGABIT),
    Line(ARCHIVE, 100 * MEGABIT),
    Line(ARCHIVE, 1_000 * MEGABIT),
    Line(LARGE_ARCHIVE, 1_000 * MEGABIT),
    Line(LARGE_ARCHIVE, 10_000 * MEGABIT),
    Line(PLAIN, 100 * MEGABIT, interval=1_800.0),
]


def thin_lines(random: Random) -> Table:
    """A change for 1,000 replicas, by the size of the policy and the line of the source."""
    rows = []
    for line in CASES:
        found = Model(line, random).run()
        needed = REPLICAS * line.policy / line.interval
        half, everyone = (_when(found.done, percent) for percent in (50, 100))
        cells = [size(line.policy), bits(line.rate), duration(line.interval), bits(needed)]
        rows.append([*cells, half, everyone, share(len(found.done) / REPLICAS), size(found.wasted)])
    head = ["policy", "line of the source", "interval", "needed", "half have it", "all have it"]
    return Table("thin-lines", [*head, "after an hour", "sent in vain"], rows)


def _when(done: list[float], percent: float) -> str:
    """Nothing within the hour is never, as far as anybody waits."""
    if len(done) * 100 < percent * REPLICAS:
        return "never"
    return duration(percentile([*done, *[HOUR] * (REPLICAS - len(done))], percent))
