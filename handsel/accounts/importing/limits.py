"""How much of a file is read before the importer says stop (ACC-22, safety of imports)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What the child process that parses a file may use, and how large a table may be.

    `memory_bytes` bounds the address space of the child, `cpu_seconds` its computing time, and `wait_seconds` how long
    the parent waits for the next rows. `unpacked_bytes` is the size of a compressed file once unpacked.
    """

    memory_bytes: int = 768 * 2**20
    cpu_seconds: int = 120
    wait_seconds: int = 60
    unpacked_bytes: int = 2 * 2**30
    workbook_bytes: int = 256 * 2**20
    rows: int = 2_000_000
    columns: int = 1_000
    cell_characters: int = 100_000


LIMITS = Limits()
