"""The rows of the table: each function starts what it needs, and yields what it measured."""

import time
from dataclasses import replace

from . import growth, policies, servers
from .clients import KeptOpen, Load, drive, percentiles, requests_of
from .instructions import per_redirect
from .reloads import Reloads
from .rig import SPARE_FILES
from .rounds import Case, measured, with_ratios
from .table import Line

# Programs ask so; browsers get a page instead of a few bytes.
PROGRAM = {"Accept": "application/json"}

PERSON = {
    "X-Forwarded-User": "ann",
    "X-Forwarded-Email": "ann@acme.example",
    "X-Forwarded-Groups": "staff, webex-hosts",
}


def keep_alive(rig):
    running = _everybody(rig)
    for connections in rig.effort.connections:
        target = "≤ 0.95; ≤ 1.10 × bare hyper" if connections == 32 else ""
        cases = _beside_nginx(rig, running, Load(connections=connections), target)
        yield measured(rig, f"keep-alive, HTTP/1.1, {connections} connections", cases)


def keep_alive_tls(rig):
    cases = _beside_nginx(rig, _everybody(rig, tls=True), Load("http1-tls"))
    yield measured(rig, "keep-alive, HTTP/1.1 over TLS, 32 connections", cases)


def http2(rig):
    load = Load("h2", connections=16, streams=8)
    cases = _beside_nginx(rig, _everybody(rig, tls=True), load, "≤ 0.8")
    yield measured(rig, "keep-alive, HTTP/2 over TLS, 16 connections × 8 streams", cases)


def handshakes(rig):
    cases = _beside_nginx(rig, _everybody(rig, tls=True), Load("new-tls"), "≤ 0.65")
    yield measured(rig, "a new TLS 1.3 connection for each request", cases)


def refusals(rig):
    policy = policies.plain(rig.room("refusals"), policies.NETWORKS)
    for name in rig.programs:
        server = servers.ready(rig, name, policy)
        first = Case(f"{name}: redirect", server, Load(headers=PROGRAM))
        cases = [first]
        for what, path in (
            ("refused, 403", "/go/closed/123456789"),
            ("invalid, 400", "/go/join/12x"),
            ("not found, 404", "/nothing"),
        ):
            load = replace(first.load, path=path, status=4)
            cases.append(Case(f"{name}: {what}", server, load, first.name, "≤ 1.00"))
        yield measured(rig, "answers to programs", cases)


def policy_size(rig):
    """A large policy beside a small one: asked for the same, and for what stands all over it."""
    effort = rig.effort
    small = policies.large(rig.room("small"), 10, 10)
    large = policies.large(rig.room("large"), effort.routes, effort.links)
    size = f"{effort.links:,} links, {effort.routes:,} routes"
    for name in rig.programs:
        few, many = servers.ready(rig, name, small), servers.ready(rig, name, large)
        for what, path in (
            ("numbers", "/go/join{n}/123456789"),
            ("names of links", "/go/team-{link}"),
        ):
            same = Load(paths=_paths(rig, path, 10, 10))
            all_over = Load(paths=_paths(rig, path, effort.routes, effort.links))
            first = Case(f"{name}: 10 links, 10 routes", few, same)
            cases = [
                first,
                Case(f"{name}: {size}, same paths", many, same, first.name, "≤ 1.02"),
                Case(f"{name}: {size}, paths all over", many, all_over, first.name, "≤ 1.02"),
            ]
            yield measured(rig, f"size of the policy, {what}", cases)
        rig.stop_all()


def callers(rig):
    anonymous = policies.plain(rig.room("anonymous"))
    headers = policies.plain(rig.room("headers"), policies.HEADERS)
    tokens, token = policies.with_token(rig.room("tokens"))
    bearer = {"Authorization": f"Bearer {token}"}
    for name in rig.programs:
        first = Case(f"{name}: anonymous", servers.ready(rig, name, anonymous), Load())
        cases = [first]
        for what, policy, proof, target in (
            ("headers", headers, PERSON, "≤ 1.06"),
            ("a token", tokens, bearer, "≤ 1.10"),
        ):
            server, load = servers.ready(rig, name, policy), Load(headers=proof)
            cases.append(Case(f"{name}: known by {what}", server, load, first.name, target))
        yield measured(rig, "callers", cases)
        rig.stop_all()


def idle(rig):
    number = min(rig.effort.idle, rig.files - SPARE_FILES)
    for tls, target in ((False, "≤ 16 KiB"), (True, "≤ 40 KiB")):
        work = f"{number:,} idle connections{', TLS' if tls else ''}"
        lines = [_kept_open(rig, work, server, number, tls) for server in _everybody(rig, tls=tls)]
        rig.stop_all()
        yield with_ratios(_targeted(rig, lines, target), "nginx")


def _kept_open(rig, work, server, number, tls):
    before = server.process.resident_kib()
    kept = KeptOpen(server, number, tls)
    # Linkgate takes quiet connections apart after a tenth of a second.
    time.sleep(1.5)
    after = server.process.resident_kib()
    kept.close()
    return Line(work, server.name, [(after - before) / number], "KiB each", resident_kib=after)


def start(rig):
    taken = {}
    for _ in range(rig.effort.starts):
        for server, seconds in _starts(rig):
            taken.setdefault(server.name, []).append(seconds * 1000)
            # What it still does would hold the next one up.
            rig.stop_all()
    lines = [Line("start to the first redirect", name, taken[name], "ms") for name in taken]
    yield with_ratios(_targeted(rig, lines, "≤ 15 ms"), "nginx")


def _starts(rig):
    """One after the other, Linkgate with its built-in policy."""
    begin = [servers.OTHERS[name] for name in servers.OTHERS if rig.has(name)]
    begin += [lambda rig, name=name: servers.linkgate(rig, name) for name in rig.programs]
    for one in [*begin, servers.floor]:
        server = one(rig)
        yield server, server.wait_until_ready()


def cores(rig):
    """How many times the work of one core two can do, by what a request costs on each.

    By requests per second it could be seen only where nothing else runs: the client has to be on
    the same cores, as there are no others.
    """
    policy = policies.plain(rig.room("cores"))
    for name in rig.programs:
        one, both = (servers.ready(rig, name, policy, cores=on) for on in ("0", "0,1"))
        load = Load(connections=64)
        first = Case(f"{name}: one core", one, replace(load, cores="0"))
        second = Case(f"{name}: both", both, replace(load, cores="0,1"), first.name, "≥ 1.85")
        lines = measured(rig, "two cores, client on the same", [first, second])
        lines[1].ratio = 2 / lines[1].ratio
        rig.stop_all()
        yield lines


def reload(rig):
    """At a pace that leaves room: otherwise a request would wait for the client's other ones."""
    policy = policies.large(rig.room("reload"), rig.effort.routes, rig.effort.links)
    # Only when it is asked to, and so never twice.
    more = ["--watch-interval", "0s"]
    for name in rig.programs:
        server = servers.ready(rig, name, policy, cores="0,1", more=more)
        quiet, busy, reloads = [], [], 0
        for _ in range(rig.effort.rounds):
            quiet.append(_paced(rig, server))
            with Reloads(server, policy) as going_on:
                _paced(rig, server)
            busy.append(percentiles(going_on.during(requests_of(rig.folder / "h2load.tsv")))[1])
            reloads += len(going_on.spans)
        rig.stop_all()
        first = Line("p99 at 1,600 requests/s", f"{name}: {rig.effort.links:,} links", quiet, "µs")
        during = f"{name}: during {reloads} reloads"
        second = replace(first, server=during, values=busy, target="≤ 1.5")
        yield with_ratios([first, second], first.server)


def _paced(rig, server):
    load = Load(connections=16, pace=100, path="/go/team-5")
    figures = drive(rig, server, load, 2 * rig.effort.seconds)
    server.forget_log()
    return figures.p99_us


def instructions(rig):
    policy = policies.plain(rig.room("instructions"))
    counted = {"bare hyper": per_redirect(rig, servers.floor)} if rig.floor else {}
    for name in rig.programs:
        begin = lambda rig, under, name=name: servers.linkgate(rig, name, policy, under=under)
        counted[name] = per_redirect(rig, begin)
    work = "instructions for a keep-alive redirect"
    lines = [Line(work, name, [counted[name]], "") for name in counted]
    yield with_ratios(_targeted(rig, lines, "≤ 13,000"), "bare hyper")


ROWS = {
    "keep-alive": keep_alive,
    "instructions": instructions,
    "keep-alive-tls": keep_alive_tls,
    "http2": http2,
    "handshakes": handshakes,
    "refusals": refusals,
    "policy-size": policy_size,
    "callers": callers,
    "idle": idle,
    "start": start,
    "cores": cores,
    "reload": reload,
}

# Only when they are asked for.
GROWTH = {
    "links": growth.links,
    "routes": growth.routes,
    "pages": growth.pages,
    "new-connections": growth.new_connections,
}


def _everybody(rig, tls=False):
    """All servers that are there, ready; nginx first, with which the others are compared."""
    policy = policies.plain(rig.room("policy"))
    started = [servers.OTHERS[name](rig) for name in servers.OTHERS if rig.has(name)]
    ours = [servers.linkgate(rig, name, policy, tls=tls) for name in rig.programs]
    started[1:1] = ours if tls else [*ours, servers.floor(rig)]
    for server in started:
        server.wait_until_ready()
    return started


def _beside_nginx(rig, running, load, target=""):
    ours = lambda server: target if server.name in rig.programs else ""
    return [Case(server.name, server, load, "nginx", ours(server)) for server in running]


def _targeted(rig, lines, target):
    return [replace(line, target=target) if line.server in rig.programs else line for line in lines]


def _paths(rig, path, routes, links):
    """A file with as many paths as there are routes, and links from all over the policy."""
    step = links // routes
    file = rig.room("paths") / "paths"
    file.write_text("".join(f"{path.format(n=n, link=n * step)}\n" for n in range(1, routes)))
    return file
