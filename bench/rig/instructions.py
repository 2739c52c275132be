"""Instructions for one redirect, counted by callgrind: what no neighbour disturbs."""

import re
import socket

from .clients import request
from .servers import PATH, Unusable

# What start and end cost cancels out between the two.
FEW, MANY = 2_000, 7_000


def per_redirect(rig, start):
    return (_counted(rig, start, MANY) - _counted(rig, start, FEW)) / (MANY - FEW)


def _counted(rig, start, requests):
    out = rig.room("callgrind") / "callgrind.out"
    server = start(rig, under=["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
    server.wait_until_ready(patience=60)
    _ask(server.plain, requests)
    server.process.stop(patience=30)
    found = (
        re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
        if out.exists()
        else None
    )
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
