"""What a typed text looks for: words, and telephone numbers however they are written (ACC-10, ACC-11)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from handsel.accounts.folding import fold

_RUN = re.compile(r"(?<!\S)\+?\(?\d[\d\s\-/().]*(?!\S)", re.ASCII)
"""Digits with what stands between the digits of a telephone number, a whole number of words long."""

_CALLING_CODE = re.compile(
    r"1|7|2[07]|3[0-4]|36|39|4[01]|4[3-9]|5[1-8]|6[0-6]|8[1246]|9[0-5]|98|\d{3}|\d{1,2}$", re.ASCII
)
"""The calling codes of the world; none is the beginning of another."""

_ENOUGH = 3
"""So many letters or digits are looked for anywhere in a word; fewer at its beginning only."""

_MOST_TERMS = 12


@dataclass(frozen=True)
class Term:
    """One thing that must stand in the text of an account: all of `words`, or else one of `instead`."""

    words: tuple[str, ...]
    instead: tuple[str, ...] = ()


def terms_of(text: str) -> list[Term]:
    """Return what `text` looks for, as it stands in the search text of accounts.

    `+49 30 901820` finds `030 901820`, `+49 (30) 90-18-20` and `004930901820`, and the other way round: the part of a
    telephone number that all ways of writing it share is looked for, its digits in a row.
    """
    return list(_terms(fold(text)))[:_MOST_TERMS]


def wanted_in(column: str, text: str) -> Q:
    """Return the condition that all that `text` looks for stands in `column`, a search text."""
    found = Q()
    for term in terms_of(text):
        one = Q()
        for part in term.words:
            one &= Q(**{f"{column}__contains": part})
        for part in term.instead:
            one |= Q(**{f"{column}__contains": part})
        found &= one
    return found


def _terms(text: str) -> Iterator[Term]:
    end = 0
    for run in _RUN.finditer(text):
        yield from (Term((_part(word),)) for word in text[end : run.start()].split())
        yield Term(tuple(_part(word) for word in run[0].split()), tuple(_same_numbers(run[0])))
        end = run.end()
    yield from (Term((_part(word),)) for word in text[end:].split())


def _part(word: str) -> str:
    return word if len(word) >= _ENOUGH else f" {word}"


def _same_numbers(typed: str) -> Iterator[str]:
    """Yield what else stands for the telephone number `typed`; nothing where it is a plain number."""
    digits = re.sub(r"\D", "", typed, flags=re.ASCII)
    code, national = "", digits
    if typed.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        found = _CALLING_CODE.match(digits)
        code = found[0] if found else ""
        national = digits[len(code) :].lstrip("0")
    elif digits.startswith("0"):
        national = digits.lstrip("0")
    elif digits == typed:
        return
    if len(national) >= _ENOUGH:
        yield national
        return
    if code:
        yield from (f" {code}{national}", f" {code}0{national}", f" 00{code}{national}")
    if national:
        yield f" 0{national}"
