"""How many replicas so many people need: arithmetic with what was measured and what is assumed."""

import math
from dataclasses import dataclass, replace

from . import facts
from .tables import Table, cores, memory, number, people, size

HANDSHAKE = "a new TLS 1.3 connection for each request, by key and protocol"


@dataclass(frozen=True)
class Habits:
    """What people do. All of it is assumed: put in your own figures."""

    people: int = 1_000_000
    clicks: float = 5.0  # of one person on one day
    busiest_minute: float = 0.10  # the part of a day's clicks within its busiest minute
    pages: float = 0.01  # the part of the clicks that open the directory or search in it
    busy: float = 0.5  # how busy a core may be in the mean of that minute

    def per_second(self) -> float:
        """In the mean of the busiest minute."""
        return self.people * self.clicks * self.busiest_minute / 60


@dataclass(frozen=True)
class Costs:
    """What was measured on one core, in microseconds, and in MiB."""

    redirect: float  # on a connection that a balancer keeps; few at once, which costs most
    visit: float  # a new connection with HTTP/2 over TLS, and one redirect on it
    page: float  # the mean of the directory and a search
    two_cores: float  # how many times the work of one core two can do
    process: float  # memory of a process and its policy, at most

    @classmethod
    def with_links(cls, links: int) -> "Costs":
        shown = [f"Linkgate: {what}, {links:,} links" for what in ("the directory", "a search")]
        most = f"memory at most, {facts.RELOADS} reloads"
        return cls(
            redirect=facts.measured("keep-alive, HTTP/1.1, 2 connections", "Linkgate"),
            visit=facts.measured(HANDSHAKE, "Linkgate: ECDSA P-256, HTTP/2"),
            page=sum(facts.measured("pages", one) for one in shown) / len(shown),
            two_cores=facts.ratio("two cores, client on the same", "Linkgate: both"),
            process=facts.measured(most, f"Linkgate: {links:,} links"),
        )


@dataclass(frozen=True)
class Need:
    """What the busiest minute takes."""

    cores: float
    replicas: int
    open_connections: float
    memory: float  # of one replica, in MiB


# For those that end while the others go on: one in each of three zones, as in deploy/kubernetes.
FEWEST = 3


def behind_balancer(habits: Habits, costs: Costs) -> Need:
    """A balancer ends TLS, and keeps a few connections to each replica."""
    work = _cores(habits, costs.redirect, costs)
    replicas = max(FEWEST, math.ceil(work / costs.two_cores))
    return Need(work, replicas, 0, costs.process)


def with_own_tls(habits: Habits, costs: Costs, idle: float) -> Need:
    """Each click is a new connection, which stays open until the idle timeout."""
    work = _cores(habits, costs.visit, costs)
    connections = habits.per_second() * idle
    # Half full, as the cores are. What arithmetic with fractions adds is no replica.
    by_connections = math.ceil(round(connections / (habits.busy * facts.max_connections()), 6))
    replicas = max(FEWEST, math.ceil(work / costs.two_cores), by_connections)
    each = connections / replicas * facts.idle_connection_kib() / 1024
    return Need(work, replicas, connections, costs.process + each)


def _cores(habits: Habits, click: float, costs: Costs) -> float:
    microseconds = click + habits.pages * costs.page
    return habits.per_second() * microseconds / 1e6 / habits.busy


@dataclass(frozen=True)
class Place:
    """An organisation, its links, and what it needs besides replicas."""

    people: int
    links: int
    needs: str


PLACES = [
    Place(10_000, 1_000, "three replicas, so that one can end; the policy in files or a ConfigMap"),
    Place(
        1_000_000,
        100_000,
        "the policy from an address or a volume; a rate limit that counts replicas",
    ),
    Place(
        100_000_000,
        1_000_000,
        "several balancers; the policy as an archive from an object store; "
        "several fleets, each with a part of the links",
    ),
]

LINE_BYTES = 300  # of the decision log, for a redirect: docs/scaling.md, measured


def summary(habits: Habits) -> Table:
    """The table with which docs/scaling.md begins."""
    rows = []
    for place in PLACES:
        own, costs = replace(habits, people=place.people), Costs.with_links(place.links)
        balancer = behind_balancer(own, costs)
        tls = with_own_tls(own, costs, facts.idle_timeout())
        rows.append(
            [
                people(place.people),
                people(place.links),
                number(own.per_second()),
                f"{cores(balancer.cores)}, {balancer.replicas:,} replicas",
                f"{cores(tls.cores)}, {tls.replicas:,} replicas",
                f"{memory(balancer.memory)}; {memory(tls.memory)}",
                place.needs,
            ]
        )
    head = ["people", "links", "clicks per second", "behind a balancer that ends TLS"]
    head += ["with TLS of its own", "memory of one replica", "what else it needs"]
    return Table("summary", head, rows)


def by_part(habits: Habits) -> Table:
    """What takes the time of a core, for each place."""
    rows = []
    for place in PLACES:
        own, costs = replace(habits, people=place.people), Costs.with_links(place.links)
        parts = (costs.redirect, own.pages * costs.page, costs.visit)
        cells = [cores(own.per_second() * part / 1e6) for part in parts]
        daily = own.people * own.clicks * LINE_BYTES
        rows.append([people(place.people), *cells, size(daily)])
    head = ["people", "redirects on kept connections", "pages", "redirects on new TLS connections"]
    return Table("by-part", [*head, "decision log per day"], rows)


IDLE_TIMEOUTS = (facts.idle_timeout(), 10.0, 2.0)


def by_idle_timeout(habits: Habits) -> Table:
    """Connections that wait for nothing, by `--idle-timeout`."""
    rows = []
    for place in PLACES:
        own, costs = replace(habits, people=place.people), Costs.with_links(place.links)
        cells = []
        for idle in IDLE_TIMEOUTS:
            need = with_own_tls(own, costs, idle)
            held = memory(need.open_connections * facts.idle_connection_kib() / 1024)
            cells.append(
                f"{number(need.open_connections)} open, {held}, {need.replicas:,} replicas"
            )
        rows.append([people(place.people), *cells])
    head = ["people", *(f"`--idle-timeout {idle:.0f}s`" for idle in IDLE_TIMEOUTS)]
    return Table("by-idle-timeout", head, rows)


def own(habits: Habits, links: int) -> Table:
    """The same for the figures of one's own."""
    costs = Costs.with_links(links)
    rows = []
    for name, need in (
        ("behind a balancer that ends TLS", behind_balancer(habits, costs)),
        ("with TLS of its own", with_own_tls(habits, costs, facts.idle_timeout())),
    ):
        cells = [cores(need.cores), f"{need.replicas:,}", number(need.open_connections)]
        rows.append([name, number(habits.per_second()), *cells, memory(need.memory)])
    head = ["Linkgate", "clicks per second", "cores", "replicas", "connections open at once"]
    return Table("own", [*head, "memory of one replica"], rows)
