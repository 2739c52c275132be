"""Reloads of a policy while requests are measured."""

import threading
import time
import urllib.request

from .policies import ROUTE
from .servers import Unusable


class Reloads:
    """Reads a changed policy anew, one time after the other, as long as it is entered."""

    def __init__(self, server, policy):
        self._url = f"http://127.0.0.1:{server.admin}/reload"
        self._policy = policy
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on)
        self._problem = None
        self.spans = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def once(self):
        """One reload of a changed policy, alone. Returns how many milliseconds it took."""
        text = self._policy.read_text()
        self._policy.write_text(f"{text}{_another_route()}")
        begin, end = self._reload()
        self._policy.write_text(text)
        return (end - begin) / 1000

    def _go_on(self):
        text = self._policy.read_text()
        try:
            while not self._over.is_set():
                self._policy.write_text(f"{text}{_another_route()}")
                self.spans.append(self._reload())
        except OSError as problem:
            self._problem = problem
        self._policy.write_text(text)

    def _reload(self):
        """From when to when it took, in microseconds since 1970, as h2load says its times."""
        begin = time.time_ns() // 1000
        request = urllib.request.Request(self._url, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
        return begin, time.time_ns() // 1000

    def during(self, requests):
        """How long the requests took that came while the policy was read."""
        if self._problem or not self.spans:
            raise Unusable(f"a reload failed: {self._problem}")
        inside = lambda one: any(begin <= one.start_us <= end for begin, end in self.spans)
        return [one.microseconds for one in requests if inside(one)]


def _another_route():
    """One that no policy before had, so that it counts as changed."""
    name = f"extra{time.time_ns()}"
    return f"  {name}: {{ path: '/go/{name}/{{meeting_key}}', {ROUTE} }}\n"
