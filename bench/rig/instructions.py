"""Instructions for one redirect, counted by callgrind: what no neighbour disturbs."""

import contextlib
import re
import socket
import subprocess
import time
from pathlib import Path

from .clients import request
from .servers import PATH, Unusable

# The first ones fill caches.
WARM_UP, COUNTED = 500, 5_000

# The thread that draws the first random bytes. It counts what the processor does, and so takes as many
# instructions as it likes.
RANDOM = "random"
PATIENCE = 120  # seconds


def per_redirect(rig, start):
    """Counts from behind the warm-up on: neither start nor end."""
    out = rig.room("callgrind") / "callgrind.out"
    server = start(rig, under=["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
    server.wait_until_ready(patience=60)
    _ask(server.plain, WARM_UP)
    _await_end_of(RANDOM, server.process.pid)
    _control(server.process.pid, "--zero")
    _ask(server.plain, COUNTED)
    _control(server.process.pid, "--dump")
    server.process.stop(patience=30)
    return _total(sorted(out.parent.glob("callgrind.out.*")), server) / COUNTED


def _await_end_of(name, pid):
    end = time.monotonic() + PATIENCE
    while name in _threads(pid):
        if time.monotonic() > end:
            raise Unusable(f"the thread {name} does not end")
        time.sleep(0.1)


def _threads(pid):
    names = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        # One that ends while we look has no name any more.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            names.add((task / "comm").read_text().strip())
    return names


def _control(pid, what):
    subprocess.run(["callgrind_control", what, str(pid)], check=True, capture_output=True)


def _total(dumps, server):
    text = dumps[0].read_text() if dumps else ""
    found = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
    if not found:
        raise Unusable(f"callgrind counted nothing for {server.name}")
    return int(found[1])


def _ask(port, requests):
    """One after the other, on one connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for _ in range(requests):
            connection.sendall(request(PATH))
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                part = connection.recv(4096)
                if not part:
                    raise Unusable("the connection ended before its last answer")
                answer += part
