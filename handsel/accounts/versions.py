"""How two people who change the same thing are kept from overwriting each other (ACC-5, ACC-15, ACC-16)."""

from collections.abc import Mapping

from handsel.kernel.refusal import Conflict


class ChangedMeanwhile(Conflict):
    """Somebody else changed this meanwhile; nothing was overwritten.

    `current` is what stands there now, by field, and `version` the one to send with the next try.
    """

    code = "changed_meanwhile"

    def __init__(self, reason: str, current: Mapping[str, object], version: int) -> None:
        super().__init__(reason)
        self.current = current
        self.version = version
