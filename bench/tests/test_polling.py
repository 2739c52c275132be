"""Replicas that ask one source, and what becomes of them when it fails."""

import unittest
from random import Random

from simulation import facts
from simulation.outage import BEGIN, END, KUBELET, SYSTEMD, _starts
from simulation.overload import HOUR, MEGABIT, REPLICAS, Line, Model
from simulation.polling import (
    FINE,
    REFUSED,
    Outage,
    Polling,
    Request,
    Start,
    always_fine,
    delays,
    open_at_once,
    peak,
    rate,
    requests,
    unavailable,
)


def asked(replicas: int, polling: Polling, source=always_fine, until: float = 600) -> list[Request]:
    return list(requests(Start(replicas), polling, source, Random(1), until))


class Waits(unittest.TestCase):
    def test_are_from_80_to_100_percent_of_the_interval(self) -> None:
        times = [one.begin for one in asked(1, Polling(), until=10_000)]
        waits = [later - earlier - FINE.seconds for earlier, later in zip(times, times[1:])]
        self.assertLessEqual(waits[0], 30)
        self.assertGreaterEqual(min(waits[1:]), 24 - 1e-9)
        self.assertLessEqual(max(waits[1:]), 30 + 1e-9)

    def test_a_common_start_is_forgotten_with_jitter_only(self) -> None:
        together = asked(1_000, Polling.without_jitter())
        apart = asked(1_000, Polling())
        self.assertEqual(peak(together, 500, 600), 1_000)
        self.assertLess(peak(apart, 500, 600), 100)

    def test_retry_after_counts_up_to_ten_minutes(self) -> None:
        self.assertEqual(unavailable(3_600).retry_after, facts.LONGEST_RETRY_AFTER)
        always = lambda _: unavailable(120)
        times = [one.begin for one in asked(1, Polling(), always, until=1_000)]
        self.assertGreaterEqual(min(b - a for a, b in zip(times, times[1:])), 120)


class Changes(unittest.TestCase):
    def test_reach_everybody_within_one_interval(self) -> None:
        late = delays(asked(1_000, Polling()), 1_000, change=400)
        self.assertEqual(len(late), 1_000)
        self.assertLessEqual(max(late), 30 + 2 * FINE.seconds)

    def test_wait_for_the_end_of_an_outage(self) -> None:
        late = delays(asked(100, Polling(), Outage(100, 500, REFUSED)), 100, change=200)
        self.assertGreater(min(late), 300)

    def test_who_never_asked_is_missed(self) -> None:
        with self.assertRaises(ValueError):
            delays(asked(100, Polling(), lambda _: REFUSED), 100, change=200)


class Counting(unittest.TestCase):
    requests = [Request(0, 0, 10, True), Request(0.5, 1, 10.5, True), Request(3, 2, 4, True)]

    def test_rate_peak_and_open(self) -> None:
        self.assertEqual(peak(self.requests, 0, 10), 2)
        self.assertEqual(rate(self.requests, 0, 10), 0.3)
        self.assertEqual(open_at_once(self.requests, 0, 10), 3)


class Starts(unittest.TestCase):
    def test_a_supervisor_waits_longer_or_not(self) -> None:
        take = lambda supervisor: [wait for wait, _ in zip(supervisor.waits(), range(7))]
        self.assertEqual(take(KUBELET), [10, 20, 40, 80, 160, 300, 300])
        self.assertEqual(set(take(SYSTEMD)), {facts.SYSTEMD_RESTART})

    def test_without_a_copy_nobody_serves_before_the_source_is_back(self) -> None:
        for supervisor in (KUBELET, SYSTEMD):
            late = _starts(supervisor, Random(1)).late
            self.assertGreaterEqual(min(late), 0)
            self.assertLessEqual(max(late), supervisor.longest)

    def test_the_outage_is_an_hour(self) -> None:
        self.assertEqual(END - BEGIN, 3_600)


class Downloads(unittest.TestCase):
    def test_a_line_that_is_wide_enough_serves_all_within_one_interval(self) -> None:
        outcome = Model(Line(policy=1e6, rate=1_000 * MEGABIT), Random(1)).run()
        self.assertEqual(len(outcome.done), REPLICAS)
        self.assertEqual(outcome.wasted, 0)
        self.assertLess(max(outcome.done), 31)

    def test_one_that_is_far_too_thin_serves_hardly_anybody_and_sends_all_the_time(self) -> None:
        line = Line(policy=10e6, rate=100 * MEGABIT)
        outcome = Model(line, Random(1)).run()
        self.assertLess(len(outcome.done), REPLICAS // 10)
        # Nothing is sent while no download is open, as in the first moments; the rest is in vain.
        sent = outcome.wasted + len(outcome.done) * line.policy
        self.assertAlmostEqual(sent / (line.rate * HOUR), 1, delta=0.02)

    def test_nothing_is_sent_faster_than_the_line(self) -> None:
        line = Line(policy=5e6, rate=1_000 * MEGABIT)
        outcome = Model(line, Random(1)).run()
        self.assertGreaterEqual(max(outcome.done), REPLICAS * line.policy / line.rate)
