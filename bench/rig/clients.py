"""The clients, on a core of their own: wrk for HTTP/1.1, h2load for the rest."""

import os
import re
import socket
import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .servers import HOST, PATH, Disturbed, Unusable

SCRIPT = Path(__file__).parent.parent / "wrk.lua"

# Connections per second where each request has a new one; so few that nothing queues.
NEW_CONNECTIONS = 400


@dataclass
class Load:
    """What is asked for, and how."""

    protocol: str = "http1"  # or "http1-tls", "h2", "new-tls", "new-tls-h2"
    connections: int = 32
    streams: int = 1
    path: str = PATH
    paths: Path | None = None  # a file with one on each line, instead
    headers: dict = field(default_factory=dict)
    status: int = 3  # the first digit of every answer
    pace: int | None = None  # requests per second and connection; as many as possible without
    cores: str = "1"


@dataclass
class Figures:
    requests: int
    seconds: float
    p50_us: float | None
    p99_us: float | None


def drive(rig, server, load, seconds):
    by_wrk = load.protocol.startswith("http1") and not load.pace
    return _wrk(server, load, seconds) if by_wrk else _h2load(rig, server, load, seconds)


def _wrk(server, load, seconds):
    scheme, port = ("http", server.plain) if load.protocol == "http1" else ("https", server.tls)
    threads = load.cores.count(",") + 1
    # It takes whole seconds only.
    command = ["wrk", f"-d{max(1, round(seconds))}s", f"-t{threads}", f"-c{load.connections}"]
    command += [f"-s{SCRIPT}", *_headers({"Host": HOST, **load.headers})]
    command.append(f"{scheme}://127.0.0.1:{port}{load.path}")
    environment = {"PATHS": str(load.paths)} if load.paths else {}
    said = _run(load.cores, command, seconds, environment)
    found = re.search(r"^figures (.*)$", said, re.MULTILINE)
    if not found:
        raise Unusable(f"wrk says:\n{said}")
    values = {name: int(value) for name, value in (part.split("=") for part in found[1].split())}
    if values["lost"] or not values["requests"]:
        raise Disturbed(f"{server.name} does not answer in time: {values}")
    # wrk counts what is neither 2xx nor 3xx.
    expected = 0 if load.status == 3 else values["requests"]
    if values["refused"] != expected:
        raise Unusable(f"{server.name} answers otherwise than it should: {values}")
    return Figures(values["requests"], values["duration"] / 1e6, values["p50"], values["p99"])


def _h2load(rig, server, load, seconds):
    log = rig.folder / "h2load.tsv"
    log.unlink(missing_ok=True)
    scheme, port = ("http", server.plain) if load.protocol == "http1" else ("https", server.tls)
    command = [
        "h2load",
        f"--log-file={log}",
        f"--connect-to=127.0.0.1:{port}",
        *_amount(load, seconds),
    ]
    command += [] if load.protocol.endswith("h2") else ["--h1"]
    command += [*_headers(load.headers), f"{scheme}://{HOST}{load.path}"]
    said = _run(load.cores, command, seconds)
    statuses = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", said)
    started = re.search(r"(\d+) started, .* (\d+) failed, (\d+) errored, (\d+) timeout", said)
    took = re.search(r"finished in ([\d.]+)(m?s)", said)
    if not (statuses and started and took):
        raise Unusable(f"h2load says:\n{said}")
    answers = [int(number) for number in statuses.groups()]
    failed = sum(map(int, started.groups()[1:]))
    if sum(answers) != answers[load.status - 2] or failed or not sum(answers):
        raise Unusable(f"{server.name} answers otherwise than it should:\n{said}")
    duration = float(took[1]) / (1000 if took[2] == "ms" else 1)
    p50, p99 = percentiles([one.microseconds for one in requests_of(log)])
    return Figures(int(started[1]), duration, p50, p99)


def _amount(load, seconds):
    if load.protocol.startswith("new-tls"):
        number = max(20, int(NEW_CONNECTIONS * seconds))
        return [f"-n{number}", f"-c{number}", f"-r{NEW_CONNECTIONS // 100}", "--rate-period=10ms"]
    pace = [f"--rps={load.pace}"] if load.pace else []
    return [f"-D{int(seconds * 1000)}ms", f"-c{load.connections}", f"-m{load.streams}", *pace]


@dataclass
class Request:
    """A line of h2load's log."""

    start_us: int
    microseconds: int


def requests_of(log):
    fields = (line.split("\t") for line in log.read_text().splitlines())
    return [Request(int(start), int(took)) for start, _, took in fields]


def percentiles(values):
    """The median, and what one in a hundred is above."""
    values = sorted(values)
    return (values[len(values) // 2], values[len(values) * 99 // 100]) if values else (None, None)


def _headers(headers):
    return [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]


def _run(cores, command, seconds, environment=None):
    """What it says. It should take that time; if it takes far more, it has failed."""
    command = ["taskset", "-c", cores, *map(str, command)]
    environment = {**os.environ, **(environment or {})}
    how = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    # `run` kills it when the time is up, or when something else ends us.
    return subprocess.run(command, timeout=seconds + 30, env=environment, **how).stdout


class KeptOpen:
    """Connections that have had one request and are quiet now."""

    def __init__(self, server, number, tls):
        context = ssl._create_unverified_context() if tls else None
        self._port = server.tls if tls else server.plain
        self._open = []
        for _ in range(number):
            self._open.append(self._connection(context))

    def _connection(self, context):
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=20)
        # Otherwise the request would wait until the end of the handshake is confirmed.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = context.wrap_socket(plain, server_hostname=HOST) if context else plain
        one.sendall(request(PATH))
        if not one.recv(4096).startswith(b"HTTP/1.1 302 "):
            raise Unusable("a connection that is to be kept open gets another answer")
        return one

    def close(self):
        for one in self._open:
            one.close()


def request(path):
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
