"""Match the columns of a file to our fields, and say which were not taken and which are refused (ACC-22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.accounts.importing.columns import (
    ADDRESS_PARTS,
    BLOCKS,
    FIELD_OF,
    NAMES,
    PART_OF,
    is_card_number,
    is_password,
    plain,
)
from handsel.accounts.importing.unreadable import Unreadable

NAMING = ("company_name", "contact_name", "any_name", "first_name", "last_name")

_OTHER_LISTS = (
    ({"handle", "variantsku"}, "products exported from Shopify"),
    ({"stockcode", "unitprice"}, "order lines"),
    ({"productid", "listprice"}, "products"),
)


@dataclass(frozen=True)
class Matching:
    """Which columns fill which field.

    `fields` holds, for each field outside of addresses, the positions of its columns, preferred ones first; `blocks`
    the addresses of a row in the order in which they are tried, each with the positions of its parts. `names` are the
    columns as the file calls them; `not_taken` those that fill nothing, `refused` those that may not be read.
    """

    names: list[str]
    fields: dict[str, list[int]]
    blocks: list[dict[str, list[int]]]
    not_taken: list[str]
    refused: list[str]

    @property
    def has_names(self) -> bool:
        """Whether a column holds the name of a company or person, without which there is no account."""
        return any(field in self.fields for field in NAMING)

    def column_of(self, field: str) -> str:
        """Return the file's own name of the column that first fills `field`, or "" when none does."""
        places = self.fields.get(field) or next((block[field] for block in self.blocks if field in block), [])
        return self.names[places[0]] if places else ""

    def taken(self) -> list[tuple[str, str]]:
        """Return (column, field) for every column that is read, in the order of the file."""
        pairs = [(place, field) for field, places in self.fields.items() for place in places]
        pairs += [(place, part) for block in self.blocks for part, places in block.items() for place in places]
        return [(self.names[place], field) for place, field in sorted(pairs)]


def match_columns(names: Sequence[str]) -> Matching:
    """Match the columns called `names` as `guess_columns` does, where one of them at least holds a name.

    Raises Unreadable when a column holds card numbers, or when no column holds a name.
    """
    matching = guess_columns(names)
    if not matching.has_names:
        raise Unreadable(why_no_names(names))
    return matching


def guess_columns(names: Sequence[str]) -> Matching:
    """Match the columns called `names` by what they are called, as far as we know.

    Of an external number only the preferred column is read, since two of them count in different series; every other
    field takes, row by row, its first column that is filled in. Columns with passwords are never read.

    Raises Unreadable when a column holds card numbers.
    """
    _refuse_card_numbers(names)
    fields = {field: _places_of(field, names) for field in NAMES}
    fields = {field: places for field, places in fields.items() if places}
    fields.update({"external_number": fields["external_number"][:1]} if "external_number" in fields else {})
    blocks = [block for block in (_block(prefix, names) for prefix in BLOCKS) if block]
    return matching_of(names, fields, blocks)


def matching_of(names: Sequence[str], fields: dict[str, list[int]], blocks: list[dict[str, list[int]]]) -> Matching:
    """Return the matching that takes these columns; columns with passwords must not be among them."""
    refused = [name for name in names if is_password(name)]
    used = {place for places in fields.values() for place in places}
    used |= {place for block in blocks for places in block.values() for place in places}
    not_taken = [name for place, name in enumerate(names) if place not in used and name and name not in refused]
    return Matching(list(names), fields, blocks, not_taken, refused)


def _places_of(field: str, names: Sequence[str]) -> list[int]:
    ranked = [
        (FIELD_OF[plain(name)][1], place)
        for place, name in enumerate(names)
        if FIELD_OF.get(plain(name), ("",))[0] == field and not is_password(name)
    ]
    return [place for _, place in sorted(ranked)]


def _block(prefix: str, names: Sequence[str]) -> dict[str, list[int]]:
    parts: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(names):
        block, part, rank = PART_OF.get(plain(name), (None, "", 0))
        if block == prefix and plain(name) not in FIELD_OF:
            parts.setdefault(part, []).append((rank, place))
    return {part: [place for _, place in sorted(parts[part])] for part in ADDRESS_PARTS if part in parts}


def _refuse_card_numbers(names: Sequence[str]) -> None:
    for name in names:
        if is_card_number(name):
            raise Unreadable(
                f"The column {name!r} holds card numbers, and Handsel never takes card data. "
                "Delete that column from the file and import it again."
            )


def why_no_names(names: Sequence[str]) -> str:
    """Return a sentence that says what the file seems to hold instead of customers."""
    folded = {plain(name) for name in names}
    for marks, kind in _OTHER_LISTS:
        if marks <= folded:
            return f"The file holds {kind}, not customers: no column has a company's or a person's name."
    listed = ", ".join(repr(name) for name in names[:12] if name) + ("…" if len(names) > 12 else "")  # noqa: PLR2004
    return (
        f"No column holds a company's or a person's name. The file has: {listed}. "
        "Name a column Company name, Contact name, or First name and Last name."
    )
