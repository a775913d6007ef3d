"""Who may add and change accounts, and the notes on them."""

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.record_models import Note
from handsel.identity.actor import Actor
from handsel.identity.roles import Right, Role
from handsel.kernel.refusal import YES, Conflict, Verdict


def may_manage_accounts(by: Actor) -> Verdict:
    """Owners and managers add and change the customers and sub-resellers of their reseller."""
    if not by.decides:
        return Verdict("Only owners and managers add or change accounts.")
    return YES


def may_change_standing(by: Actor) -> Verdict:
    """Owners and managers suspend, deactivate, archive and delete accounts, and take that back."""
    if not by.decides:
        return Verdict("Only owners and managers suspend, deactivate, archive or delete accounts.")
    return YES


def may_tag_accounts(by: Actor) -> Verdict:
    """Owners and managers put tags on accounts, and rename, merge and delete tags."""
    if not by.decides:
        return Verdict("Only owners and managers change tags.")
    return YES


def may_write_notes(by: Actor) -> Verdict:
    """Owners and managers write notes on accounts and pin them."""
    if not by.decides:
        return Verdict("Only owners and managers write notes.")
    return YES


def may_change_note(by: Actor, note: Note) -> Verdict:
    """Whoever wrote a note changes and removes it; so do owners."""
    may_write = may_write_notes(by)
    if not may_write:
        return may_write
    if by.role != Role.OWNER and (note.author_id, note.author_name) != (by.user_id, by.name):
        return Verdict(f"Only {note.author_name} or an owner changes this note.")
    return YES


def may_change_settings(by: Actor) -> Verdict:
    """Owners and managers change what their portal shows and how it behaves."""
    if not by.decides:
        return Verdict("Only owners and managers change the settings.")
    return YES


def may_set_wall(by: Actor) -> Verdict:
    """Whoever changes the portal decides what its provider sees of the accounts below."""
    if by.buyer_id is not None or not by.has(Right.SETTINGS):
        return Verdict("Only owners and managers decide what your provider sees.")
    return YES


def may_continue_import(by: Actor, found: Import) -> Verdict:
    """Only whoever uploaded a file matches its columns, checks it and runs its import."""
    may_manage = may_manage_accounts(by)
    if not may_manage:
        return may_manage
    if found.user_id != by.user_id and not by.is_system:
        return Verdict(f"{found.user_name} uploaded this file. Upload it yourself to import it.")
    return YES


def may_undo_import(by: Actor, found: Import) -> Verdict:
    """Owners and managers undo an import that is over, as long as its rows are kept."""
    may_manage = may_manage_accounts(by)
    if not may_manage:
        return may_manage
    if found.state != ImportState.DONE or found.expires_at is None:
        return Verdict("Only an import that is over can be undone, for 30 days.", Conflict)
    return YES
