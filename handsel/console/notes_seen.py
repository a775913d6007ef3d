"""Notes as one of the staff sees them: with what they may do about each (ACC-16)."""

from collections.abc import Callable
from dataclasses import dataclass

from handsel.accounts.record_models import Note
from handsel.accounts.rules import may_change_note, may_write_notes
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Verdict


@dataclass(frozen=True)
class SeenNote:
    """One note of the list."""

    note: Note
    may_pin: Verdict
    may_change: Verdict


def as_seen(by: Actor) -> Callable[[Note], SeenNote]:
    """Return how `by` sees a note."""
    may_pin = may_write_notes(by)
    return lambda note: SeenNote(note, may_pin, may_change_note(by, note))
