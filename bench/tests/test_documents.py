"""Tables in documents, figures in words, and facts where they come from."""

import re
import tempfile
import unittest
from pathlib import Path

from rig import growth
from rig.policies import large
from simulation import facts, tables
from simulation.capacity import Costs, Habits, behind_balancer, with_own_tls
from simulation.document import Difference, differences, with_tables
from simulation.tables import Table

TABLE = Table("one", ["a", "b"], [["1", "2"]])
SHOWN = "# Title\n\n<!-- bench/simulate one -->\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nMore.\n"


class Documents(unittest.TestCase):
    def test_that_show_the_table_are_left_alone(self) -> None:
        self.assertEqual(differences(SHOWN, [TABLE]), [])
        self.assertEqual(with_tables(SHOWN, [TABLE]), SHOWN)

    def test_with_another_figure_differ_and_are_put_right(self) -> None:
        old = SHOWN.replace("| 1 | 2 |", "| 1 | 3 |")
        self.assertEqual([found.name for found in differences(old, [TABLE])], ["one"])
        self.assertEqual(with_tables(old, [TABLE]), SHOWN)

    def test_with_a_place_for_a_table_get_it(self) -> None:
        empty = "# Title\n\n<!-- bench/simulate one -->\n\nMore.\n"
        self.assertEqual(with_tables(empty, [TABLE]), SHOWN)

    def test_without_a_table_or_with_an_unknown_one_differ(self) -> None:
        self.assertEqual(len(differences("", [TABLE])), 1)
        self.assertEqual(differences(SHOWN, []), [Difference("one", "no such table")])


class Figures(unittest.TestCase):
    def test_have_three_digits_that_count(self) -> None:
        shown = [tables.number(value) for value in (1_234, 99.96, 12.34, 1.234, 0.0123)]
        self.assertEqual(shown, ["1,230", "100", "12.3", "1.2", "0.012"])

    def test_have_units(self) -> None:
        self.assertEqual(tables.duration(5), "5.0 s")
        self.assertEqual(tables.duration(200), "3.3 min")
        self.assertEqual(tables.duration(86_400 * 578.7), "579 days")
        self.assertEqual(tables.size(7.36e6), "7.4 MB")
        self.assertEqual(tables.bits(125e6), "1 Gbit/s")
        self.assertEqual(tables.memory(2_274), "2.2 GiB")
        self.assertEqual(tables.share(0), "none")

    def test_percentiles_are_values_that_are_there(self) -> None:
        values = list(range(1, 101))
        self.assertEqual([tables.percentile(values, p) for p in (50, 99, 100)], [50, 99, 100])


class Facts(unittest.TestCase):
    def test_come_from_the_code_and_the_documents(self) -> None:
        self.assertEqual(facts.rate_limit(), 1_200)
        self.assertEqual(facts.max_connections(), 10_000)
        self.assertEqual(facts.idle_timeout(), 60)
        self.assertEqual(facts.idle_connection_kib(), 36)
        self.assertGreater(facts.measured("callers", "Linkgate: known by headers"), 1)

    def test_that_were_counted_are_those_of_the_policies_of_the_benchmark(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for links in (1, 1_000):
                large(Path(folder), 10, links)
                self.assertEqual(
                    (Path(folder) / "links.csv").stat().st_size, facts.TABLE_BYTES[links]
                )
        self.assertEqual(growth.RELOADS, facts.RELOADS)

    def test_that_are_missing_are_reported(self) -> None:
        with self.assertRaises(facts.Missing):
            facts._read("README.md", "no such line")

    def test_that_are_written_down_here_are_those_of_their_sources(self) -> None:
        unit = (facts.ROOT / "deploy/systemd/linkgate.service").read_text()
        self.assertIn(f"RestartSec={facts.SYSTEMD_RESTART:.0f}s\n", unit)
        manual = (facts.ROOT / "docs/operating.md").read_text()
        interval = re.search(r"^\| `--policy-interval` \| `(\d+)s`", manual, re.MULTILINE)
        # Without such a setting, there is nothing that could differ.
        if interval:
            self.assertEqual(float(interval[1]), facts.POLICY_INTERVAL)


class Capacity(unittest.TestCase):
    costs = Costs(redirect=10, visit=200, page=1_000, two_cores=2, process=50)

    def test_is_clicks_times_what_they_cost(self) -> None:
        habits = Habits(people=600_000, clicks=10, busiest_minute=0.1, pages=0.01, busy=0.5)
        self.assertEqual(habits.per_second(), 10_000)
        need = behind_balancer(habits, self.costs)
        # 10 µs for the redirect, and a page of 1 ms each hundredth time.
        self.assertAlmostEqual(need.cores, 10_000 * 20e-6 / 0.5)
        self.assertEqual(need.replicas, 3)

    def test_counts_connections_that_stay_open(self) -> None:
        habits = Habits(people=600_000, clicks=10, busiest_minute=0.1, busy=0.5)
        need = with_own_tls(habits, self.costs, idle=60)
        self.assertEqual(need.open_connections, 600_000)
        self.assertEqual(need.replicas, 120)
        self.assertAlmostEqual(need.memory, 50 + 5_000 * 36 / 1024)
