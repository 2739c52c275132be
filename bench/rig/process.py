"""Processes of our own: on the cores that they are given, measured, and ended with us."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path


class Process:
    """A program in a session of its own, so that it is ended with all that it started."""

    def __init__(self, command, cores, output, environment=None):
        self.started = time.monotonic()
        with open(output, "ab") as out, open(f"{output}.stderr", "ab") as errors:
            self._child = subprocess.Popen(
                ["taskset", "-c", cores, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        self.errors = Path(f"{output}.stderr")

    @property
    def pid(self):
        return self._child.pid

    def runs(self):
        return not self._has_ended()

    def cpu_ns(self):
        """The time that all threads were on a core."""
        return sum(_on_core_ns(pid) for pid in self._all())

    def resident_kib(self):
        return sum(_kib(pid, "VmRSS:") for pid in self._all())

    def peak_kib(self):
        """The most that was resident at once, since the start."""
        return sum(_kib(pid, "VmHWM:") for pid in self._all())

    def stop(self, patience=3):
        """Asks it to end, and makes it and its children if they do not."""
        if self._child.returncode is not None:
            return
        self._signal(signal.SIGTERM)
        end = time.monotonic() + patience
        while time.monotonic() < end and not self._has_ended():
            time.sleep(0.01)
        self._signal(signal.SIGKILL)
        self._child.wait()

    def _has_ended(self):
        if self._child.returncode is not None:
            return True
        # Without `wait`, which would give its number away before the last signal.
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._child.pid, how) is not None

    def _signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, number)

    def _all(self):
        found, todo = [], [self._child.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                todo += map(int, _text(children).split())
        return found


def _text(file):
    """A file of /proc, which may be gone."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _on_core_ns(pid):
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int((_text(thread).split() or [0])[0]) for thread in threads)


def _kib(pid, field):
    lines = _text(Path(f"/proc/{pid}/status")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(field))
