"""The rate limiter, and how balancers spread requests."""

import unittest
from random import Random

from simulation import facts
from simulation.limits import (
    HOUR,
    MINUTE,
    Fleet,
    Gcra,
    Office,
    RateLimit,
    Request,
    by_address,
    by_connection,
    greedy,
    one_person,
    reached,
    round_robin,
)

SECOND = MINUTE // 60


class OneLimiter(unittest.TestCase):
    def test_as_many_at_once_as_the_burst(self) -> None:
        limiter = Gcra(RateLimit(per_minute=60, burst=3))
        self.assertEqual([limiter.admits(0) for _ in range(4)], [True, True, True, False])

    def test_then_one_for_each_step(self) -> None:
        limiter = Gcra(RateLimit(per_minute=60, burst=1))
        answers = [limiter.admits(time * SECOND // 2) for time in range(5)]
        self.assertEqual(answers, [True, False, True, False, True])

    def test_a_pause_fills_no_more_than_the_burst(self) -> None:
        limiter = Gcra(RateLimit(per_minute=60, burst=2))
        self.assertEqual([limiter.admits(HOUR) for _ in range(3)], [True, True, False])
        self.assertEqual([limiter.admits(2 * HOUR) for _ in range(3)], [True, True, False])

    def test_who_takes_all_gets_the_burst_and_the_rate(self) -> None:
        limit = RateLimit(per_minute=120, burst=50)
        self.assertAlmostEqual(greedy(limit, HOUR), 50 + 60 * 120, delta=2)


class SeveralReplicas(unittest.TestCase):
    def test_each_counts_for_itself(self) -> None:
        limit = RateLimit(per_minute=1, burst=10)
        for balancer, admitted in ((round_robin, 30), (by_address, 10)):
            requests = [Request(0, balancer(n, 3)) for n in range(100)]
            self.assertEqual(Fleet(3, limit).admitted(requests), admitted)

    def test_few_connections_reach_few_replicas(self) -> None:
        self.assertEqual(reached(6, 1, Random(1)), 1)
        self.assertLessEqual(reached(6, 1_000, Random(1)), 6)
        # 10 × (1 - 0.9^6) = 4.7 in the mean.
        self.assertAlmostEqual(reached(6, 10, Random(1)), 4.7, delta=0.6)

    def test_a_limit_that_is_divided_by_the_replicas_needs_requests_that_are_spread(self) -> None:
        office, random = Office(), Random(1)
        divided = RateLimit.of(facts.rate_limit() // 100)
        self.assertEqual(office.refused(divided, 100, round_robin, random), 0)
        self.assertLess(office.refused(divided, 100, by_connection(random), random), 0.01)
        self.assertGreater(office.refused(divided, 100, by_address, random), 0.9)

    def test_one_person_has_one_replica(self) -> None:
        self.assertEqual(one_person(RateLimit.of(facts.rate_limit())), 0)
        self.assertGreater(one_person(RateLimit.of(12)), 0.5)
