"""The servers that are compared. Each does the same redirect, with one worker on one core."""

import http.client
import os
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

from .process import Process

HERE = Path(__file__).parent.parent / "servers"
HOST = "go.acme.example"
PATH = "/go/join/123456789"
TARGET = "https://acme.webex.com/acme/m.php?AT=JM&MK="
BACK = "&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"

# What the client has to keep open at once, and some more.
CONNECTIONS = 15_000


class Unusable(Exception):
    """A server or a client did not do what the comparison is about."""


class Disturbed(Unusable):
    """Connections got lost or had to wait for seconds, as on a machine that others use, too."""


@dataclass
class Server:
    name: str
    process: Process
    plain: int | None = None
    tls: int | None = None
    admin: int | None = None
    log: Path | None = None

    def forget_log(self):
        """Gives back the disk between two rounds; the server goes on writing."""
        if self.log and self.log.exists():
            os.truncate(self.log, 0)

    def wait_until_ready(self, patience=20):
        """Returns the seconds from the start to the first redirect."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self.process.runs():
            if self._answers():
                return time.monotonic() - self.process.started
        said = self.process.errors.read_text(errors="replace")[-2000:]
        raise Unusable(f"{self.name} does not answer with a redirect\n{said}")

    def _answers(self):
        """Whether it redirects to where it should."""
        try:
            connection = self._connect()
            connection.request("GET", PATH, headers={"Host": HOST})
            answer = connection.getresponse()
            connection.close()
        except OSError:
            return False
        return answer.status == 302 and answer.headers["Location"] == f"{TARGET}123456789{BACK}"

    def _connect(self):
        if self.plain:
            return http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20)
        context = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=20, context=context)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def floor(rig, under=()):
    """`under` is a command under which it runs, here and below."""
    port = free_port()
    process = rig.process("floor", [*under, rig.floor, f"127.0.0.1:{port}"])
    return Server("bare hyper", process, plain=port)


def linkgate(rig, name, policy=None, tls=False, cores="0", more=(), under=(), certificate=None):
    """Without a policy, the built-in one counts; without a certificate, that of all servers."""
    certificate = certificate or rig.certificate
    port, admin = free_port(), free_port()
    folder = rig.room(name)
    log = folder / "decisions.json"
    command = [*under, rig.programs[name], "serve"]
    command += ["--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{admin}"]
    command += ["--decision-log", log, "--rate-limit", "0", "--drain-delay", "0s"]
    command += ["--max-connections", CONNECTIONS, "--max-connections-per-address", "0"]
    command += (
        ["--idle-timeout", "10m", "--policy", policy] if policy else ["--idle-timeout", "10m"]
    )
    command += ["--tls-cert", certificate.file, "--tls-key", certificate.key] if tls else []
    process = rig.process(name, [*command, *more], cores)
    ports = {"tls": port} if tls else {"plain": port}
    return Server(name, process, admin=admin, log=log, **ports)


def ready(rig, name, policy, **how):
    server = linkgate(rig, name, policy, **how)
    server.wait_until_ready()
    return server


def nginx(rig):
    return _configured(rig, "nginx", "nginx.conf", lambda file: ["nginx", "-c", file])


def haproxy(rig):
    return _configured(rig, "HAProxy", "haproxy.cfg", lambda file: ["haproxy", "-f", file])


def caddy(rig):
    command = ["caddy", "run", "--adapter", "caddyfile", "--config"]
    environment = {
        "GOMAXPROCS": "1",
        "XDG_DATA_HOME": str(rig.folder),
        "XDG_CONFIG_HOME": str(rig.folder),
    }
    return _configured(rig, "Caddy", "Caddyfile", lambda file: [*command, file], environment)


# By the name of the program that has to be there.
OTHERS = {"nginx": nginx, "haproxy": haproxy, "caddy": caddy}


def _configured(rig, name, sample, command, environment=None):
    """Fills in the sample beside us, and starts the server with it."""
    room = rig.room(name)
    ports = {"plain": free_port(), "tls": free_port()}
    # What stands behind a `%` means something to HAProxy.
    back = BACK.replace("%", "%%") if name == "HAProxy" else BACK
    log = room / "stdout" if name == "HAProxy" else room / "access.json"
    values = {
        "FOLDER": room, "LOG": log, "PLAIN": ports["plain"], "TLS": ports["tls"],
        "CERTIFICATE": rig.certificate.file, "KEY": rig.certificate.key, "BOTH": rig.certificate.both,
        "TARGET": TARGET, "BACK": back, "CONNECTIONS": CONNECTIONS, "FILES": rig.files,
    }  # fmt: skip
    text = (HERE / sample).read_text()
    for word, value in values.items():
        text = text.replace(f"@{word}@", str(value))
    (room / sample).write_text(text)
    process = rig.process(
        name, command(room / sample), environment=environment, output=room / "stdout"
    )
    return Server(name, process, log=log, **ports)
