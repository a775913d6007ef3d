"""Payment instructions: a seller's own words, with what is known of the payment filled in (BIL-3).

The words are never a template: names in braces from a fixed list are replaced once, and nothing else happens.
"""

import re
from collections.abc import Mapping, Sequence

from django.conf import settings

from handsel.accounts.paying_models import WaysToPay

PLACEHOLDERS = ("reference", "amount", "order", "account", "company")
"""What can be filled in: the payment reference, the amount due, the number of the order and of the account, and what
the seller is called."""

LONGEST = 2_000
_NAMED = re.compile(r"\{([^{}\n]*)\}")
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


def tidied_text(text: str) -> str:
    """Return `text` with one kind of line break, no blanks at ends of lines, and nothing that cannot be seen."""
    lines = ("".join(sign for sign in line if sign.isprintable()).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip()


def unknown_in(text: str) -> list[str]:
    """Return the names in braces that stand for nothing."""
    return [name for name in dict.fromkeys(_NAMED.findall(text)) if name not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the lines of `text` with `values` by name; a line whose name has nothing to say here is left out."""
    return [
        _NAMED.sub(lambda found: values.get(found[1], found[0]), line)
        for line in text.splitlines()
        if all(values.get(name) for name in _NAMED.findall(line) if name in PLACEHOLDERS)
    ]


def text_for(ways: WaysToPay, method: str, languages: Sequence[str]) -> str:
    """Return what a seller tells about `method` in the first of `languages` that it has, else in any; or nothing."""
    texts: Mapping[str, str] = ways.instructions.get(method, {})
    for language in (*languages, *LANGUAGES):
        if texts.get(language):
            return texts[language]
    return ""
