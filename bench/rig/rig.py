"""Where a comparison happens: its folder, certificate, programs and processes."""

import contextlib
import itertools
import os
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .process import Process

# For the programs and files of a server beside its connections.
SPARE_FILES = 500


@dataclass(frozen=True)
class Effort:
    """How much is done for each row."""

    rounds: int
    seconds: float  # of one round of one server; wrk takes a whole one at least
    connections: tuple
    starts: int
    idle: int  # connections
    links: int  # of a large policy
    routes: int
    growth: tuple  # numbers of links, from few to many


THOROUGH = Effort(
    8,
    1.0,
    connections=(2, 32, 128),
    starts=15,
    idle=10_000,
    links=100_000,
    routes=1_000,
    growth=(1, 1_000, 100_000, 1_000_000),
)
QUICK = Effort(
    2,
    0.5,
    connections=(32,),
    starts=4,
    idle=500,
    links=100_000,
    routes=1_000,
    growth=(1, 1_000, 100_000),
)


class Rig(contextlib.ExitStack):
    """Ends all that it started, and removes its folder, when it is left."""

    def __init__(self, effort, programs, floor):
        super().__init__()
        self.effort = effort
        self.programs = programs
        self.floor = floor
        self.folder = Path(self.enter_context(tempfile.TemporaryDirectory(prefix="compare-")))
        self.files = _raise_file_limit()
        self.certificate = certificate(self.folder)
        # Core 0 is the servers'.
        os.sched_setaffinity(0, {1} & os.sched_getaffinity(0) or {0})
        self._running = []
        self._numbers = itertools.count()
        self.callback(self.stop_all)

    def room(self, name):
        """A new folder."""
        room = self.folder / f"{next(self._numbers)}-{name.replace(' ', '-')}"
        room.mkdir()
        return room

    def process(self, name, command, cores="0", environment=None, output=None):
        process = Process(command, cores, output or self.room(name) / "stdout", environment)
        self._running.append(process)
        return process

    def stop_all(self):
        """Also between two rows: what nobody asks shall not even turn up in a cache."""
        while self._running:
            # It is forgotten only when it has ended.
            self._running[-1].stop()
            self._running.pop()

    def has(self, program):
        return shutil.which(program) is not None


def _raise_file_limit():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


@dataclass(frozen=True)
class Certificate:
    file: Path
    key: Path
    both: Path  # one after the other, in one file


ECDSA = "ec -pkeyopt ec_paramgen_curve:prime256v1"


def certificate(folder, kind=ECDSA):
    """For the name of all samples, with a key of the kind that openssl calls so."""
    made = Certificate(*(folder / name for name in ("cert.pem", "key.pem", "both.pem")))
    command = f"openssl req -x509 -newkey {kind} -nodes -days 2"
    command += " -subj /CN=go.acme.example -addext subjectAltName=DNS:go.acme.example"
    files = ["-keyout", made.key, "-out", made.file]
    subprocess.run([*command.split(), *files], check=True, capture_output=True, timeout=30)
    made.both.write_text(made.file.read_text() + made.key.read_text())
    return made
