"""Who may add and change accounts, and the notes on them."""

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.record_models import Note
from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right, Role
from handsel.kernel.refusal import YES, Conflict, Verdict


def may_manage_accounts(by: Actor) -> Verdict:
    """Add and change the customers and sub-resellers of their reseller."""
    return needs(by, Right.ACCOUNTS, "add or change accounts")


def may_keep_data_of(by: Actor, account_id: int) -> Verdict:
    """Keep the addresses and sites of an account: staff for any of theirs, its own people for it alone."""
    if by.buyer_id is None:
        return may_manage_accounts(by)
    if by.buyer_id != account_id:
        return Verdict("You keep the addresses and sites of your own account only.")
    return needs(by, Right.OWN_DATA, "keep addresses and sites")


def may_give_accounts(by: Actor) -> Verdict:
    """Let a colleague look after accounts; who sees own accounts only hands none of them over."""
    if (allowed := may_manage_accounts(by)) and by.manager_id is not None:
        return Verdict("You see your own accounts only. Ask a colleague who sees all to hand one over.")
    return allowed


def may_change_standing(by: Actor) -> Verdict:
    """Suspend, deactivate, archive and delete accounts, and take that back."""
    return needs(by, Right.STANDING, "suspend, deactivate, archive or delete accounts")


def may_tag_accounts(by: Actor) -> Verdict:
    """Put tags on accounts and take them off."""
    return needs(by, Right.ACCOUNTS, "tag accounts")


def may_change_tags(by: Actor) -> Verdict:
    """Make, rename, merge and delete tags, which changes them on every account that has them."""
    return needs(by, Right.SETTINGS, "change tags")


def may_write_notes(by: Actor) -> Verdict:
    """Write notes on accounts and pin them."""
    return needs(by, Right.NOTES, "write notes")


def may_change_note(by: Actor, note: Note) -> Verdict:
    """Whoever wrote a note changes and removes it; so do owners."""
    may_write = may_write_notes(by)
    if not may_write:
        return may_write
    if by.role != Role.OWNER and not by.wrote(note.author_id, note.author_name):
        return Verdict(f"Only {note.author_name} or an owner changes this note.")
    return YES


def may_change_settings(by: Actor) -> Verdict:
    """Change what their portal shows and how it behaves."""
    return needs(by, Right.SETTINGS, "change the settings")


def may_set_wall(by: Actor) -> Verdict:
    """Whoever changes the portal decides what its provider sees of the accounts below."""
    return needs(by, Right.SETTINGS, "decide what your provider sees")


def may_view_as_provider(by: Actor) -> Verdict:
    """All staff see what their provider sees of all accounts, but those who see their own accounts only."""
    if by.manager_id is not None:
        return Verdict("You see your own accounts only; what your provider sees is shown to those who see all.")
    return YES


def may_continue_import(by: Actor, found: Import) -> Verdict:
    """Only whoever uploaded a file matches its columns, checks it and runs its import."""
    may_manage = may_manage_accounts(by)
    if not may_manage:
        return may_manage
    if not by.wrote(found.user_id, found.user_name) and not by.is_system:
        return Verdict(f"{found.user_name} uploaded this file. Upload it yourself to import it.")
    return YES


def may_undo_import(by: Actor, found: Import) -> Verdict:
    """Undo an import that is over, as long as its rows are kept: one's own, or with the right to delete any."""
    may_manage = may_manage_accounts(by)
    if not may_manage:
        return may_manage
    if not by.wrote(found.user_id, found.user_name) and not (may_delete := may_change_standing(by)):
        return may_delete
    if found.state != ImportState.DONE or found.expires_at is None:
        return Verdict("Only an import that is over can be undone, for 30 days.", Conflict)
    return YES
