"""Turn a row of a file into the fields of an account, with everything that is wrong with it (ACC-22)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handsel.accounts.importing.cleaning import (
    LENGTHS,
    SEVERAL,
    clean_email,
    clean_number,
    clean_phone,
    clean_text,
    is_honorific,
)
from handsel.accounts.importing.countries import country_code
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.lookups import Lookup
from handsel.accounts.importing.matching import Matching

FIELDS = tuple(LENGTHS)
MANDATORY = ("name", "email")
"""What a row must have, unless it is allowed to be missing: a company's or person's name, and an e-mail address."""


class Fault(NamedTuple):
    """Why a row is refused: the column as the file calls it, what stands there, and the reason."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Draft:
    """What a row says about an account: `fields` has every field of `FIELDS`, "" where the file says nothing.

    `cells` is the row as it stands in the file.
    """

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells: Sequence[str] = ()

    @property
    def name(self) -> str:
        return self.fields.get("company_name") or self.fields.get("contact_name", "")


@dataclass(frozen=True)
class Drafting:
    """How the rows of one file become drafts: its columns, the file looked up in, and what a row must have."""

    matching: Matching
    lookup: Lookup | None = None
    mandatory: Sequence[str] = MANDATORY

    def draft(self, row: RawRow) -> Draft:
        """Return what `row` says, and all its faults at once, so that a file has to be mended only once."""
        draft = Draft(row.line, cells=row.cells)
        if row.fault:
            draft.faults.append(Fault("", "", row.fault))
            return draft
        cells = self._cells(row, draft)
        if not draft.faults:
            values = {name: _first(cells, places) for name, places in self.matching.fields.items()}
            address = _first_address(cells, self.matching.blocks)
            draft.fields = self._fields(values, address, draft)
            self._check(draft)
        return draft

    def _cells(self, row: RawRow, draft: Draft) -> list[str]:
        """Return as many cells as there are columns, those looked up included."""
        names = self.matching.names
        width = len(names) - (len(self.lookup.names) if self.lookup else 0)
        if any(cell.strip() for cell in row.cells[width:]):
            reason = f"The row has {len(row.cells)} cells under {width} columns; perhaps a comma is not in quotes."
            draft.faults.append(Fault("", row.cells[width], reason))
        cells = (row.cells + [""] * (width - len(row.cells)))[:width]
        if self.lookup:
            cells, wrong = self.lookup.extend(cells)
            if wrong:
                draft.faults.append(Fault(self.lookup.key, cells[self.lookup.place], wrong))
        return cells

    def _fields(self, values: dict[str, str], address: dict[str, str], draft: Draft) -> dict[str, str]:
        company, contact = _names(values)
        country = country_code(address.get("country", ""))
        if address.get("country") and not country:
            draft.faults.append(self._fault("country", address["country"], "No country is called that."))
        email, wrong = clean_email(values.get("email", ""))
        if wrong:
            draft.faults.append(self._fault("email", values["email"], wrong))
        lines = [address[part] for part in ("address", "address_2", "address_3", "address_4") if address.get(part)]
        return {
            "external_number": clean_number(values.get("external_number", "")),
            "company_name": company,
            "contact_name": contact,
            "email": email,
            "phone": clean_phone(values.get("phone", ""), country),
            "address": ", ".join(lines),
            "city": address.get("city", ""),
            "country": country,
            "state": address.get("state", ""),
            "postcode": address.get("postcode", ""),
            "tax_number": values.get("tax_number", ""),
        }

    def _check(self, draft: Draft) -> None:
        for name in self.mandatory:
            present = draft.name if name == "name" else draft.fields[name]
            if not present and not any(fault.column == self._column(name) for fault in draft.faults):
                draft.faults.append(self._fault(name, "", "This is missing."))
        for name, longest in LENGTHS.items():
            value = draft.fields[name]
            if len(value) > longest:
                reason = f"Longer than {longest} characters ({len(value):,})."
                draft.faults.append(self._fault(name, value[:longest], reason))

    def _fault(self, name: str, value: str, reason: str) -> Fault:
        return Fault(self._column(name), value, reason)

    def _column(self, name: str) -> str:
        """Return the file's name for the field, or ours where the file has no such column."""
        return self.matching.column_of(name) or name


def _first(cells: Sequence[str], places: Iterable[int]) -> str:
    for place in places:
        value = clean_text(cells[place])
        if value:
            return value
    return ""


def _first_address(cells: Sequence[str], blocks: Sequence[dict[str, list[int]]]) -> dict[str, str]:
    """Return the first address of the row that says where; a lone country or state is better than nothing."""
    rest: dict[str, str] = {}
    for block in blocks:
        address = {part: _first(cells, places).partition(SEVERAL)[0] for part, places in block.items()}
        if address.get("city") or address.get("postcode") or (address.get("address") and block is blocks[0]):
            return address
        rest = rest or {part: address[part] for part in ("state", "country") if address.get(part)}
    return rest


def _names(values: dict[str, str]) -> tuple[str, str]:
    """Return the names of company and person.

    A column such as Name or Display name may hold either: it is the person where there is a company, the company
    where there is a person, and the company where there is nothing else.
    """
    title = values.get("title", "")
    first, last = values.get("first_name", ""), values.get("last_name", "")
    parts = [title if is_honorific(title) else "", first, values.get("middle_name", ""), last, values.get("suffix", "")]
    contact = " ".join(part for part in parts if part) if first or last else values.get("contact_name", "")
    company, either = values.get("company_name", ""), values.get("any_name", "")
    if company or not either:
        return company, contact or ("" if either == company else either)
    if not contact or either in {contact, f"{first} {last}", f"{last}, {first}", f"{last} {first}"}:
        return ("", contact) if contact else (either, "")
    return either, contact
