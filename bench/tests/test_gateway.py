"""The model of the rate limits beside three real processes.

LINKGATE_STATIC names the program, as for the tests of deploy/; without it, this is left out.
"""

import http.client
import os
import tempfile
import time
import unittest
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rig.process import Process
from rig.servers import HOST, PATH, Server, free_port
from rig.policies import plain
from simulation.limits import (
    Balancer,
    Fleet,
    RateLimit,
    Request,
    by_address,
    by_connection,
    round_robin,
)

PROGRAM = os.environ.get("LINKGATE_STATIC")
REPLICAS = 3

# So few per minute that a machine under load refills nothing while we ask.
LIMIT = RateLimit(per_minute=1, burst=10)
ASKED = 60


@dataclass(frozen=True)
class Asked:
    """A request to a real process: when at the earliest and at the latest it was counted."""

    replica: int
    before: int
    after: int
    status: int


@contextmanager
def replicas(folder: Path) -> Iterator[list[Server]]:
    with ExitStack() as stack:
        yield [_started(stack, folder / str(number)) for number in range(REPLICAS)]


def _started(stack: ExitStack, folder: Path) -> Server:
    folder.mkdir()
    port, admin = free_port(), free_port()
    command = [PROGRAM, "serve", "--policy", plain(folder), "--decision-log", folder / "log"]
    command += ["--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{admin}"]
    command += [
        "--rate-limit",
        LIMIT.per_minute,
        "--rate-burst",
        LIMIT.burst,
        "--drain-delay",
        "0s",
    ]
    process = Process(command, "0", folder / "stdout")
    stack.callback(process.stop)
    server = Server("Linkgate", process, plain=port, admin=admin)
    server.wait_until_ready()
    return server


@unittest.skipUnless(PROGRAM, "LINKGATE_STATIC names no program")
class ThreeProcesses(unittest.TestCase):
    def test_admit_what_the_model_admits(self) -> None:
        ways = {
            "127.0.0.2": round_robin,
            "127.0.0.3": by_connection(Random(1)),
            "127.0.0.4": by_address,
        }
        with tempfile.TemporaryDirectory() as folder, replicas(Path(folder)) as servers:
            for client, balancer in ways.items():
                with self.subTest(client=client):
                    self._compare([_ask(servers, client, balancer, n) for n in range(ASKED)])

    def _compare(self, asked: list[Asked]) -> None:
        self.assertEqual({one.status for one in asked}, {302, 429})
        admitted = sum(one.status == 302 for one in asked)
        fewest = _modelled(Request(one.before, one.replica) for one in asked)
        most = _modelled(Request(one.after, one.replica) for one in asked)
        self.assertIn(admitted, range(min(fewest, most), max(fewest, most) + 1))


def _modelled(requests: Iterator[Request]) -> int:
    return Fleet(REPLICAS, LIMIT).admitted(requests)


def _ask(servers: list[Server], client: str, balancer: Balancer, number: int) -> Asked:
    """From an address of its own, so that each way of balancing is another client."""
    replica = balancer(number, len(servers))
    port = servers[replica].plain
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=20, source_address=(client, 0)
    )
    before = time.monotonic_ns()
    connection.request("GET", PATH, headers={"Host": HOST})
    status = connection.getresponse().status
    after = time.monotonic_ns()
    connection.close()
    return Asked(replica, before, after, status)
