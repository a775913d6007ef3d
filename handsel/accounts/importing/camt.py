"""Read a bank statement in XML (ISO 20022 camt.052, .053 and .054) as a table, one row for each payment (FUN-1)."""

from collections.abc import Iterator
from pathlib import Path

# In the child process only, within limits of memory and time; and without a document type there are no entities.
from xml.etree import ElementTree as ET

from handsel.accounts.importing import encoding
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.unreadable import Unreadable

COLUMNS = (
    "Booking date", "Amount", "Currency", "Direction", "Payer", "Payer account", "Reference", "Transaction reference",
)  # fmt: skip
"""The columns of the table; Direction is CRDT for money that came in."""

_REFERENCES = ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd", "AddtlTxInf")
_NAMES_OF_PART = ("Refs/AcctSvcrRef", "Refs/TxId")
_NOT_TOLD = frozenset({"NOTPROVIDED", "NONREF"})


def is_statement(head: bytes) -> bool:
    """Whether a file that begins with `head` is such a statement."""
    return b"camt.05" in head.replace(b"\0", b"")


def statement_rows(path: Path, read_as: str, limits: Limits) -> Iterator[RawRow]:
    """Yield the names of the columns, then each payment that was booked, numbered from 1.

    Raises Unreadable when the file is damaged, or holds what a bank's statement has no need of.
    """
    with encoding.open_text(path, read_as) as stream:
        text = stream.read(limits.workbook_bytes)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable(
            "The file holds a document type, which no bank writes. Fetch the statement from the bank anew."
        )
    try:
        root = ET.fromstring(text)  # noqa: S314 - see above
    except ET.ParseError as fault:
        raise Unreadable(f"The bank statement is damaged ({fault}). Fetch it from the bank anew.") from None
    yield RawRow(0, list(COLUMNS))
    number = 0
    for entry in root.iterfind(".//{*}Ntry"):
        for cells in _payments(entry):
            number += 1
            yield RawRow(number, cells)


def _payments(entry: ET.Element) -> Iterator[list[str]]:
    """Yield the payments of an entry: those that a batch names, or the entry itself."""
    if _text(entry, "Sts/Cd", "Sts") in {"PDNG", "INFO"}:
        return
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    amounts = [_amount(part) for part in parts]
    if len(parts) > 1 and all(amount is not None for amount in amounts):
        for part, amount in zip(parts, amounts, strict=True):
            yield _cells(entry, part, amount, _text(part, *_NAMES_OF_PART))
    else:
        alone = parts[0] if len(parts) == 1 else entry
        names = [_text(entry, "AcctSvcrRef"), _text(alone, *_NAMES_OF_PART)]
        yield _cells(entry, alone, entry.find("{*}Amt"), " ".join(dict.fromkeys(filter(None, names))))


def _amount(part: ET.Element) -> ET.Element | None:
    amount = part.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    return part.find("{*}Amt") if amount is None else amount


def _cells(entry: ET.Element, part: ET.Element, amount: ET.Element | None, name: str) -> list[str]:
    references = [text for path in _REFERENCES for text in _texts(part, path)] or _texts(entry, "AddtlNtryInf")
    return [
        (_text(entry, "BookgDt/Dt", "BookgDt/DtTm") or _text(entry, "ValDt/Dt", "ValDt/DtTm"))[:10],
        "" if amount is None else (amount.text or "").strip(),
        "" if amount is None else amount.get("Ccy", ""),
        _text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd"),
        _text(part, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm"),
        _text(part, "RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id"),
        " ".join(references),
        name,
    ]


def _text(element: ET.Element, *paths: str) -> str:
    """Return what stands under the first of `paths` where something does."""
    return next((text for path in paths for text in _texts(element, path)), "")


def _texts(element: ET.Element, path: str) -> list[str]:
    found = element.iterfind("/".join(f"{{*}}{step}" for step in path.split("/")))
    return [text for part in found if (text := " ".join((part.text or "").split())) and text not in _NOT_TOLD]
