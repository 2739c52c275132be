"""What was measured, as docs/scaling.md shows it: from the tables of BENCHMARKS.md."""

from . import facts
from .tables import Table, memory, milliseconds, number, per_second, size

ONE_CORE = [
    ("redirect on one of 2 kept connections", "keep-alive, HTTP/1.1, 2 connections", "Linkgate"),
    ("redirect on one of 32 busy connections", "keep-alive, HTTP/1.1, 32 connections", "Linkgate"),
    ("the same over TLS", "keep-alive, HTTP/1.1 over TLS, 32 connections", "Linkgate"),
    (
        "the same with HTTP/2 over TLS, 16 connections × 8 streams",
        "keep-alive, HTTP/2 over TLS, 16 connections × 8 streams",
        "Linkgate",
    ),
    ("the same, caller known by headers", "callers", "Linkgate: known by headers"),
    (
        "the same, caller known by a token that was seen before",
        "callers",
        "Linkgate: known by a token",
    ),
    ("refusal, 403", "answers to programs", "Linkgate: refused, 403"),
    (
        "new TLS 1.3 connection with one redirect, ECDSA P-256",
        "a new TLS 1.3 connection for each request",
        "Linkgate",
    ),
]


def one_core() -> Table:
    rows = []
    for name, work, case in ONE_CORE:
        microseconds = facts.measured(work, case)
        rows.append([name, f"{number(microseconds)} µs", per_second(1e6 / microseconds)])
    return Table("one-core", ["request", "CPU", "on one core, per second"], rows)


MOST = f"memory at most, {facts.RELOADS} reloads"


def with_links() -> Table:
    rows = []
    for links, length in facts.TABLE_BYTES.items():
        case = f"Linkgate: {links:,} link{'' if links == 1 else 's'}"
        cells = [f"{links:,}", size(length), *_policy(case)]
        cells.append(f"× {facts.ratio('redirect to links all over', case):.1f}")
        for what in ("the directory", "a search"):
            page = f"Linkgate: {what}, {links:,} links"
            # Of a single link, pages are not measured.
            shown = facts.has("pages", page)
            cells.append(milliseconds(facts.measured("pages", page) / 1000) if shown else "")
        rows.append(cells)
    head = ["links", "table", "memory after the start", "at most, with reloads", "one reload"]
    return Table(
        "with-links", [*head, "redirect, links all over", "the directory", "a search"], rows
    )


def with_routes() -> Table:
    rows = []
    for routes in (1, 10, 1_000, 10_000):
        case = f"Linkgate: {routes:,} route{'' if routes == 1 else 's'}"
        ratio = facts.ratio("redirect on routes all over", case)
        metrics = f"{number(facts.measured('metrics', case))} KiB"
        rows.append([f"{routes:,}", *_policy(case), f"× {ratio:.1f}", metrics])
    head = ["routes", "memory after the start", "at most, with reloads", "one reload"]
    return Table("with-routes", [*head, "redirect, routes all over", "`/metrics`"], rows)


def _policy(case: str) -> list[str]:
    held = [memory(facts.measured(work, case)) for work in ("memory after the start", MOST)]
    return [*held, milliseconds(facts.measured("one reload", case))]
