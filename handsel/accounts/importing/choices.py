"""Which field each column of a file fills, found by its name or what stands in it, and chosen by a person (ACC-22).

A choice is the name of a field, `email`; for a part of an address its address too, `1:city`, and `2:city` for the next
address, which is taken where the first says nothing; or "" for a column that is left out.
"""

from collections.abc import Sequence

from handsel.accounts.importing.cleaning import clean_email
from handsel.accounts.importing.columns import ADDRESS_PARTS, FIELD_OF, NAMES, PART_OF, is_password, plain
from handsel.accounts.importing.matching import Matching, guess_columns, matching_of
from handsel.kernel.refusal import Invalid

ADDRESSES = 3
"""So many addresses of a row can be told apart by hand."""
LAST = 1_000
"""Where a column comes that was chosen for a field by hand: after those that are called like it."""


def guess_choices(names: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Return a choice for each of the columns called `names`, whose first values are `samples`.

    Raises Unreadable when a column holds card numbers.
    """
    matching = guess_columns(names)
    choices = choices_of(matching)
    if "email" not in choices:
        for place, values in enumerate(samples):
            if not choices[place] and not is_password(names[place]) and _are_emails(values):
                choices[place] = "email"
                break
    return choices


def choices_of(matching: Matching) -> list[str]:
    """Return the choices that say the same as `matching`, one for each column."""
    choices = [""] * len(matching.names)
    for field, places in matching.fields.items():
        for place in places:
            choices[place] = field
    for number, block in enumerate(matching.blocks, start=1):
        for part, places in block.items():
            for place in places:
                choices[place] = f"{number}:{part}"
    return choices


def matching_from(names: Sequence[str], choices: Sequence[str]) -> Matching:
    """Return the matching that takes each column for what was chosen.

    Raises Invalid where no column holds a name, or two the external number, or a choice is none.
    """
    fields: dict[str, list[int]] = {}
    addresses: dict[int, dict[str, list[int]]] = {}
    for place in _by_preference(names, choices):
        field = choices[place]
        number, colon, part = field.partition(":")
        if colon and number.isdigit() and part in ADDRESS_PARTS:
            addresses.setdefault(int(number), {}).setdefault(part, []).append(place)
        elif field in NAMES:
            fields.setdefault(field, []).append(place)
        else:
            raise Invalid(fields={"choices": "Choose a field from the list for each column."})
    if len(fields.get("external_number", ())) > 1:
        raise Invalid(fields={"choices": "Choose one column for the external number: two would count differently."})
    matching = matching_of(names, fields, [addresses[number] for number in sorted(addresses)])
    if not matching.has_names:
        raise Invalid(fields={"choices": "Choose a column that holds a company’s or a person’s name."})
    return matching


def _by_preference(names: Sequence[str], choices: Sequence[str]) -> list[int]:
    """Return the places of the chosen columns, those first that are called most surely as they were chosen."""

    def rank(place: int) -> int:
        known: tuple[tuple[str, int], ...] = (
            FIELD_OF.get(plain(names[place]), ("", LAST)),
            PART_OF.get(plain(names[place]), ("", "", LAST))[1:],
        )
        return next((found for field, found in known if field == choices[place].rpartition(":")[2]), LAST)

    chosen = [place for place in range(len(names)) if choices[place : place + 1] not in ([], [""])]
    return sorted((place for place in chosen if not is_password(names[place])), key=rank)


def _are_emails(values: Sequence[str]) -> bool:
    return bool(values) and all("@" in value and not clean_email(value)[1] for value in values)
