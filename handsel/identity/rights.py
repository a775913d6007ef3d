"""What a rule says to whoever lacks a right, and how far one may give rights to others (USR-5)."""

from collections.abc import Collection

from handsel.identity.actor import Actor
from handsel.identity.roles import PLURALS, RIGHTS, Right, Role, roles_with
from handsel.kernel.refusal import YES, Verdict


def needs(by: Actor, right: Right, deed: str, *, besides: str = "") -> Verdict:
    """Say yes to whoever has `right`; the no names the roles that have it: "Only owners and managers `deed`.".

    `besides` is somebody who may without it, and whom the no names first.
    """
    if by.has(right):
        return YES
    if by.guest is not None:
        return Verdict(f"You are a guest here, who may not {deed}.")
    who = [besides] * bool(besides) + [PLURALS[role] for role in roles_with(right)]
    return Verdict(f"Only {in_words(who)} {deed}.")


def may_give(by: Actor, role: Role) -> Verdict:
    """Let nobody give, take or change a role with a right that they lack themselves."""
    return may_give_rights(by, RIGHTS[role], f"the role {role.label}")


def may_give_rights(by: Actor, rights: Collection[Right], what: str) -> Verdict:
    """Let nobody give `rights`, or decide about somebody who has them, beyond their own; `what` names them."""
    missing = [right for right in Right if right in rights and not by.has(right)]
    if not missing:
        return YES
    able = [role for role in Role if RIGHTS[role].issuperset(rights)]
    return Verdict(f"Only {in_words([PLURALS[role] for role in able])} give or take {what}: it may do more than you.")


def in_words(words: Collection[str]) -> str:
    """Return "owners, managers and finance staff"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
