"""The rows about growth: what a process costs when a policy has more links or more routes.

Each is about Linkgate alone, beside itself with the smallest policy.
"""

import random
import urllib.request
from dataclasses import dataclass, replace

from . import policies, servers
from .clients import Load
from .reloads import Reloads
from .rig import certificate
from .rounds import Case, measured
from .table import Line

BROWSER = {"Accept": "text/html"}
FEW_ROUTES = 10
ROUTES = (1, 10, 1_000, 10_000)

# So many different links, in no order: what belongs to them fits into no cache.
ASKED = 50_000

# Each reload runs on a thread of its own, and memory grows with the first of them.
RELOADS = 20


def links(rig):
    """Memory, reading, and a redirect, by the number of links."""
    for name in rig.programs:
        sizes = {_of(n, "link"): _with_links(rig, n) for n in rig.effort.growth}
        running = {size: servers.ready(rig, name, policy) for size, policy in sizes.items()}
        cases = []
        for size, number in zip(sizes, rig.effort.growth, strict=True):
            load = Load(paths=_link_paths(rig, number))
            first = cases[0].name if cases else ""
            cases.append(Case(f"{name}: {size}", running[size], load, first))
        yield measured(rig, "redirect to links all over", cases)
        rig.stop_all()
        yield from _read([_reading(rig, name, size, policy) for size, policy in sizes.items()])


def routes(rig):
    """The same by the number of routes; each has ten links."""
    for name in rig.programs:
        sizes = {n: policies.large(rig.room("routes"), n, 10 * n) for n in ROUTES}
        cases = []
        for number, policy in sizes.items():
            load = Load(paths=_route_paths(rig, number))
            first = cases[0].name if cases else ""
            server = servers.ready(rig, name, policy)
            cases.append(Case(f"{name}: {_of(number, 'route')}", server, load, first))
        yield measured(rig, "redirect on routes all over", cases)
        # By now each route has been used, and has its series.
        yield [_scraped(case) for case in cases]
        rig.stop_all()
        sizes = {_of(number, "route"): policy for number, policy in sizes.items()}
        yield from _read([_reading(rig, name, size, policy) for size, policy in sizes.items()])


def pages(rig):
    """Pages for people beside a redirect. The caller may use all links."""
    for name in rig.programs:
        for number in rig.effort.growth[1:]:
            server = servers.ready(rig, name, _with_links(rig, number))
            first = Case(f"{name}: redirect, {number:,} links", server, Load(path="/go/team-5"))
            cases = [first]
            for what, path in (
                ("the page of a link", "/go/team-5+"),
                ("the directory", "/"),
                ("a search", "/?q=team+7"),
                ("suggestions", "/-/suggest?q=team-7"),
                ("no such link", "/go/taem-5"),
            ):
                status = 4 if what == "no such link" else 3
                load = replace(first.load, path=path, headers=BROWSER, status=status)
                cases.append(Case(f"{name}: {what}, {number:,} links", server, load, first.name))
            yield measured(rig, "pages", cases)
            rig.stop_all()


def new_connections(rig):
    """A new TLS connection for each request, by key and protocol, as visitors make them."""
    policy = policies.plain(rig.room("connections"))
    rsa = certificate(rig.room("rsa"), "rsa:2048")
    for name in rig.programs:
        ecdsa = servers.ready(rig, name, policy, tls=True)
        other = servers.ready(rig, name, policy, tls=True, certificate=rsa)
        first = Case(f"{name}: ECDSA P-256, HTTP/1.1", ecdsa, Load("new-tls"))
        cases = [
            first,
            Case(f"{name}: ECDSA P-256, HTTP/2", ecdsa, Load("new-tls-h2"), first.name),
            Case(f"{name}: RSA 2048, HTTP/1.1", other, Load("new-tls"), first.name),
        ]
        work = "a new TLS 1.3 connection for each request, by key and protocol"
        yield measured(rig, work, cases)
        rig.stop_all()


def _of(number, thing):
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _with_links(rig, number):
    return policies.large(rig.room("links"), FEW_ROUTES, number)


def _link_paths(rig, links):
    chosen = random.Random(1).choices(range(links), k=min(links, ASKED))
    return _paths(rig, [f"/go/team-{number}" for number in chosen])


def _route_paths(rig, routes):
    numbers = ["", *range(1, routes)]
    return _paths(rig, [f"/go/join{number}/123456789" for number in numbers])


def _paths(rig, paths):
    file = rig.room("paths") / "paths"
    file.write_text("".join(f"{path}\n" for path in paths))
    return file


@dataclass
class Reading:
    """What a process came to that has started with a policy, and has read changed ones since."""

    size: str
    start_ms: float
    resident_kib: int
    reloads_ms: list
    peak_kib: int


def _reading(rig, name, size, policy):
    server = servers.linkgate(rig, name, policy, more=["--watch-interval", "0s"])
    start_ms = server.wait_until_ready(patience=60) * 1000
    resident_kib = server.process.resident_kib()
    reloads = Reloads(server, policy)
    reloads_ms = [reloads.once() for _ in range(RELOADS)]
    peak_kib = server.process.peak_kib()
    rig.stop_all()
    return Reading(f"{name}: {size}", start_ms, resident_kib, reloads_ms, peak_kib)


def _read(readings):
    """The lines of each kind of figure."""
    kinds = {
        "start to the first redirect, once": lambda one: ([one.start_ms], "ms"),
        "memory after the start": lambda one: ([one.resident_kib / 1024], "MiB"),
        "one reload": lambda one: (one.reloads_ms, "ms"),
        f"memory at most, {RELOADS} reloads": lambda one: ([one.peak_kib / 1024], "MiB"),
    }
    for work, figures in kinds.items():
        yield [Line(work, one.size, *figures(one)) for one in readings]


def _scraped(case):
    """The metrics of a process whose routes have all been used."""
    url = f"http://127.0.0.1:{case.server.admin}/metrics"
    with urllib.request.urlopen(url, timeout=30) as answer:
        text = answer.read().decode()
    series = sum(1 for line in text.splitlines() if line and not line.startswith("#"))
    size = len(text) / 1024
    return Line("metrics", case.name, [size], f"KiB, {series:,} series")
