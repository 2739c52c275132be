"""The tables in a document: compared with what the simulation says, or written anew.

A comment names a table, which follows behind an empty line:

    <!-- bench/simulate reload -->

    | … |
"""

import re
from dataclasses import dataclass

from .tables import Table

MARKER = re.compile(r"^<!-- bench/simulate (\S+) -->\n\n((?:\|.*\n)*)\n*", re.MULTILINE)


@dataclass(frozen=True)
class Difference:
    """A table that the document does not show as it is."""

    name: str
    problem: str


def differences(text: str, tables: list[Table]) -> list[Difference]:
    shown = dict(MARKER.findall(text))
    known = {table.name for table in tables}
    found = [Difference(name, "no such table") for name in shown if name not in known]
    for table in tables:
        if table.name not in shown:
            found.append(Difference(table.name, "the document does not show it"))
        elif shown[table.name] != f"{table.text()}\n":
            found.append(Difference(table.name, "differs from what the simulation says"))
    return found


def with_tables(text: str, tables: list[Table]) -> str:
    """The document with each table as it is now; what it does not name is not added."""
    texts = {table.name: table.text() for table in tables}

    def replaced(match: re.Match[str]) -> str:
        name, old = match.groups()
        table = f"{texts[name]}\n" if name in texts else old
        return f"<!-- bench/simulate {name} -->\n\n{table}\n"

    return MARKER.sub(replaced, text).rstrip("\n") + "\n"
