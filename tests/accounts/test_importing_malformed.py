"""Whatever the file, the end is a table or a sentence, never a crash."""

import random
from pathlib import Path

import pytest

from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.drafts import Drafting
from handsel.accounts.importing.fates import Deciding, Fate, Seen
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.matching import match_columns
from handsel.accounts.importing.parser import Given, parse
from handsel.accounts.importing.reading import open_table
from handsel.accounts.importing.unreadable import Unreadable
from tests.accounts.importing_samples import sample, write

pytestmark = pytest.mark.covers("ACC-22")

SMALL = Limits(rows=2_000, cell_characters=2_000)
PIECES = [
    b"Name", b"Email", b"Company Name", b"Phone", b"Country", b"City", b"id", b"Bakery", b"ann@example.com", b"DE",
    b",", b",", b",", b";", b"\t", b"|", b'"', b'"', b'""', b"\n", b"\n", b"\r\n", b"\r", b"\n\n", b"'", b" ", b"\\",
    b"\x00", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe4", "ä".encode(), "🥐".encode(), b"=1+1", b"@",
    b"\x1a", b"\xed\xa0\x80", "\u202e".encode(), b"0017", b"1.0", b"x" * 3_000, b"\x1f\x8b", b"PK\x03\x04", b"NULL",
]  # fmt: skip


def outcome(path: Path) -> str:
    """Import the file as far as deciding every row, in this process; return how it ended."""
    try:
        drafting, drafts = None, []
        for message in parse(path, Given(), SMALL):
            if "heading" in message:
                drafting = Drafting(match_columns(message["heading"]["names"]))
            drafts.extend(drafting.draft(RawRow(*row)) for row in message.get("rows", ()))
        decisions = Deciding(kind="customer", known=[], seen=Seen()).decide(drafts)
    except Unreadable as refusal:
        return _sentence(refusal)
    for decision in decisions:
        assert decision.fate is not Fate.REFUSED or all(fault.reason for fault in decision.faults)
        assert decision.fate is Fate.REFUSED or decision.draft.name
        assert not any("\x00" in value or "\n" in value for value in decision.draft.fields.values())
        "".join(decision.draft.fields.values()).encode()
    return "read"


def _sentence(refusal: Unreadable) -> str:
    assert str(refusal).endswith((".", "…")), refusal
    return "refused"


def malformed(chance: random.Random) -> bytes:
    """A file made of pieces of tables; or a good one, hurt."""
    if chance.random() < 0.5:
        return b"Name,Email\n" * chance.randint(0, 1) + b"".join(chance.choices(PIECES, k=chance.randint(0, 120)))
    good = bytearray(
        "Name,Email,Country\nBäckerei,b@example.com,DE\n".encode(chance.choice(["utf-8", "utf-16", "cp1252"])) * 3
    )
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(good))
        good[at : at + chance.randint(0, 5)] = chance.choice([b"", chance.choice(PIECES), chance.randbytes(3)])
    return bytes(good)


def hurt_workbook(chance: random.Random, good: bytes) -> bytes:
    data = bytearray(good)
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(1, 4)] = chance.randbytes(chance.randint(0, 4))
    return bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])


def run(folder: Path, seed: int, count: int) -> set[str]:
    chance = random.Random(seed)
    found = set()
    for number in range(count):
        path = write(folder, malformed(chance))
        try:
            found.add(outcome(path))
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {number}: {path.read_bytes()[:300]!r}") from error
    return found


def test_malformed_files_end_in_a_table_or_a_sentence(tmp_path):
    assert run(tmp_path, seed=22, count=300) == {"read", "refused"}


@pytest.mark.long
def test_thousands_of_malformed_files_end_in_a_table_or_a_sentence(tmp_path):
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")

    assert run(tmp_path, seed, count=20_000) == {"read", "refused"}


def through_child(path: Path) -> str:
    try:
        with open_table(path, limits=SMALL) as table:
            names, rows = match_columns(table.heading.names), list(table.rows)
            return f"{len(rows)} rows of {len(names.names)} columns"
    except Unreadable as refusal:
        return str(refusal)


WORKBOOKS = ["csvkit/test.xlsx", "csvkit/test.xls", "messytables/blank_line.ods"]


def hurt_workbooks(folder: Path, seed: int, count: int) -> None:
    chance = random.Random(seed)
    for number in range(count):
        good = sample(f"messy-imports/{WORKBOOKS[number % len(WORKBOOKS)]}").read_bytes()
        path = write(folder, hurt_workbook(chance, good), "book.xlsx")
        assert through_child(path).endswith((".", "…", "columns")), f"seed {seed}, file {number}"


def test_hurt_workbooks_end_in_a_table_or_a_sentence(tmp_path):
    hurt_workbooks(tmp_path, seed=22, count=12)


@pytest.mark.long
def test_thousands_of_hurt_workbooks_end_in_a_table_or_a_sentence(tmp_path):
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")

    hurt_workbooks(tmp_path, seed, count=2_000)


def test_every_messy_file_ends_in_a_table_or_a_sentence():
    files = sorted(path for path in sample("messy-imports").glob("*/*") if path.is_file())

    ends = {f"{path.parent.name}/{path.name}": through_child(path) for path in files}

    assert len(ends) >= 50
    assert {name: end for name, end in ends.items() if "No column holds" not in end} == {
        "csv-spectrum/comma_in_quotes.csv": "1 rows of 5 columns",
        "csvkit/empty.csv": "The file is empty.",
        "frictionless/bom.csv": "2 rows of 2 columns",
        "frictionless/capital-invalid.csv": "10 rows of 3 columns",
        "frictionless/sheets.xlsx": "1 rows of 2 columns",
        "messytables/blank_line.ods": "3 rows of 3 columns",
    }
