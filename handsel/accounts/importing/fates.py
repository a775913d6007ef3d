"""Decide what becomes of each row: new, update, unchanged, same person as an earlier row, or refused (ACC-22).

Pure: what is known of the accounts is passed in. The rules in words stand in docs/rules/importing.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from handsel.accounts.folding import fold
from handsel.accounts.importing.drafts import FIELDS, Draft, Fault
from handsel.accounts.numbering import OF_NO_USE

Identity = tuple[str, ...]


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Known:
    """An account that the seller has already. `is_hidden` where whoever imports does not see it."""

    id: int
    kind: str
    fields: dict[str, str]
    version: int = 1
    is_hidden: bool = False

    @classmethod
    def hidden(cls, number: str) -> "Known":
        """Return an account of which nothing is known but that it has this external number."""
        return cls(0, "", dict.fromkeys(FIELDS, "") | {"external_number": number}, is_hidden=True)

    @property
    def name(self) -> str:
        return self.fields["company_name"] or self.fields["contact_name"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The fate of one row: the account it updates and with what, the row it repeats, or why it is refused."""

    draft: Draft
    fate: Fate
    known: Known | None = None
    changes: dict[str, str] = field(default_factory=dict)
    same_as: int = 0
    faults: Sequence[Fault] = ()

    def __str__(self) -> str:
        if self.fate is Fate.UPDATE:
            return f"update: {', '.join(self.changes)}"
        if self.fate is Fate.SAME:
            return f"same person as row {self.same_as}"
        if self.fate is Fate.REFUSED:
            return "refused: " + "; ".join(f"{f.column}: {f.reason}" if f.column else f.reason for f in self.faults)
        return self.fate.value


@dataclass
class Seen:
    """The rows that came before in the same file: by number, by identity, and by the account they went into.

    `below` is what was seen before this batch; it is asked, and not touched until the batch is done.
    """

    below: "Seen | None" = None
    _numbers: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    _identities: dict[Identity, int] = field(default_factory=dict)
    _accounts: dict[int, int] = field(default_factory=dict)

    def by_number(self, number: str) -> tuple[int, str, str] | None:
        """Return line, e-mail address and name of the first row with this external number."""
        return self._numbers.get(number) or (self.below.by_number(number) if self.below else None)

    def by_identity(self, identity: Identity) -> int:
        """Return the line of the first row about this person, or 0."""
        return self._identities.get(identity) or (self.below.by_identity(identity) if self.below else 0)

    def by_account(self, account_id: int) -> int:
        """Return the line of the first row that went into this account, or 0."""
        return self._accounts.get(account_id) or (self.below.by_account(account_id) if self.below else 0)

    def remember(self, decisions: Iterable[Decision]) -> None:
        """Add the rows that were decided; refused ones do not count."""
        for decision in decisions:
            if decision.fate is not Fate.REFUSED:
                self._remember(decision)

    def _remember(self, decision: Decision) -> None:
        draft = decision.draft
        line = decision.same_as or draft.line
        if number := draft.fields["external_number"]:
            self._numbers.setdefault(number, (line, draft.fields["email"], draft.name))
        if identity := identity_of(draft.fields):
            self._identities.setdefault(identity, line)
        if decision.known:
            self._accounts.setdefault(decision.known.id, line)


def identity_of(fields: dict[str, str]) -> Identity | None:
    """Return by what an account without a known number is recognised: its e-mail address and name.

    Without an e-mail address and without a number, name, phone and postcode together must do. A row with a number and
    no e-mail address is recognised by its number only: two branches of one name are two accounts.
    """
    name = fold(fields["company_name"] or fields["contact_name"])
    if fields["email"]:
        return (fields["email"], name)
    if fields["external_number"]:
        return None
    return ("", name, fold(fields["phone"]), fold(fields["postcode"]))


class Deciding:
    """Decides the rows of one batch, in their order.

    `known` are the accounts of the seller that any of them could be about; `number_column` is the file's name of the
    column with external numbers, for the reasons of refusals.
    """

    def __init__(self, *, kind: str, known: Iterable[Known], seen: Seen, number_column: str = "") -> None:
        self._kind = kind
        self._number_column = number_column or "external_number"
        self._seen = Seen(below=seen)
        self._by_number: dict[str, Known] = {}
        self._by_identity: dict[Identity, Known] = {}
        for account in known:
            self._by_number[account.fields["external_number"]] = account
            if identity := identity_of(account.fields):
                self._by_identity.setdefault(identity, account)
        self._by_number.pop("", None)

    def decide(self, drafts: Iterable[Draft]) -> list[Decision]:
        """Return the fate of each draft. What was seen before is left as it was, so that a batch can be tried again."""
        decisions = []
        for draft in drafts:
            decision = self._decide(draft)
            self._seen.remember([decision])
            decisions.append(decision)
        return decisions

    def _decide(self, draft: Draft) -> Decision:
        if draft.faults:
            return Decision(draft, Fate.REFUSED, faults=draft.faults)
        return self._same_as_earlier(draft) or self._of_known(draft) or Decision(draft, Fate.NEW)

    def _same_as_earlier(self, draft: Draft) -> Decision | None:
        earlier = self._seen.by_number(draft.fields["external_number"])
        if earlier:
            line, email, name = earlier
            if _is_another(draft, email, name):
                return self._refused(draft, f"Row {line} has this number with another name and e-mail address.")
            return Decision(draft, Fate.SAME, same_as=line)
        identity = identity_of(draft.fields)
        line = self._seen.by_identity(identity) if identity else 0
        return Decision(draft, Fate.SAME, same_as=line) if line else None

    def _of_known(self, draft: Draft) -> Decision | None:
        account = self._by_number.get(draft.fields["external_number"])
        if account and account.is_hidden:
            return self._refused(draft, OF_NO_USE)
        if account and _is_another(draft, account.fields["email"], account.name):
            owner = f"{account.name}, {account.fields['email']}"
            return self._refused(draft, f"This number is that of {owner}: another name and e-mail address.")
        identity = identity_of(draft.fields)
        account = account or (self._by_identity.get(identity) if identity else None)
        if not account:
            return None
        if account.kind != self._kind:
            return self._refused(draft, f"{account.name} is a {account.kind} already, not a {self._kind}.")
        if earlier := self._seen.by_account(account.id):
            return Decision(draft, Fate.SAME, same_as=earlier)
        changes = changes_to(account.fields, draft.fields)
        return Decision(draft, Fate.UPDATE if changes else Fate.UNCHANGED, known=account, changes=changes)

    def _refused(self, draft: Draft, reason: str) -> Decision:
        fault = Fault(self._number_column, draft.fields["external_number"], reason)
        return Decision(draft, Fate.REFUSED, faults=(fault,))


def changes_to(before: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Return the fields that the row changes. An empty cell erases nothing, and a number once given stays."""
    changes = {name: now[name] for name in FIELDS if now[name] and now[name] != before[name]}
    if before["external_number"]:
        changes.pop("external_number", None)
    return changes


def _is_another(draft: Draft, email: str, name: str) -> bool:
    """Whether two that share a number are surely not one: both name and e-mail address are there and differ.

    Two systems may both count from 1; their customers must not overwrite each other.
    """
    if not email or not draft.fields["email"] or email == draft.fields["email"]:
        return False
    return fold(name) != fold(draft.name)
