"""Short rounds in turn: what disturbs the machine meanwhile disturbs all servers alike."""

from dataclasses import dataclass
from statistics import median

from .clients import Load, drive
from .servers import Disturbed, Server
from .table import Line

# How often a round is tried that is disturbed.
TRIES = 3


@dataclass
class Case:
    """A server, what it is asked for, and the name of the case that it is compared with."""

    name: str
    server: Server
    load: Load
    reference: str = ""
    target: str = ""


@dataclass
class Sample:
    """What one round of one case came to."""

    cpu_us: float
    rate: float
    p50_us: float
    p99_us: float
    resident_kib: int


def measured(rig, work, cases):
    """The lines of one kind of work."""
    samples = {case.name: [] for case in cases}
    for turn in range(rig.effort.rounds):
        first = turn % len(cases)
        for case in cases[first:] + cases[:first]:
            samples[case.name].append(_sample(rig, case))
    return [_line(work, case, samples) for case in cases]


def _sample(rig, case):
    for _ in range(TRIES):
        try:
            return _undisturbed(rig, case)
        except Disturbed as problem:
            last = problem
    raise last


def _undisturbed(rig, case):
    process = case.server.process
    before = process.cpu_ns()
    figures = drive(rig, case.server, case.load, rig.effort.seconds)
    spent = process.cpu_ns() - before
    case.server.forget_log()
    return Sample(
        cpu_us=spent / 1000 / figures.requests,
        rate=figures.requests / figures.seconds,
        p50_us=figures.p50_us,
        p99_us=figures.p99_us,
        resident_kib=process.resident_kib(),
    )


def _line(work, case, samples):
    own = samples[case.name]
    beside = samples.get(case.reference, [])
    return Line(
        work,
        case.name,
        [sample.cpu_us for sample in own],
        "µs CPU",
        ratio=ratio([sample.cpu_us for sample in own], [sample.cpu_us for sample in beside]),
        rate=median(sample.rate for sample in own),
        p50_us=median(sample.p50_us for sample in own),
        p99_us=median(sample.p99_us for sample in own),
        resident_kib=own[-1].resident_kib,
        target=case.target,
    )


def ratio(values, beside):
    """The median of the ratios within each round: steadier than the ratio of two medians."""
    if not beside or values == beside:
        return None
    return median(own / other for own, other in zip(values, beside, strict=True))


def with_ratios(lines, reference):
    """The same for lines that were measured otherwise."""
    beside = next((line.values for line in lines if line.server == reference), [])
    for line in lines:
        line.ratio = ratio(line.values, beside)
    return lines
