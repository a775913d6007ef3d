"""Where an event comes from: by which way somebody asked, and from which address of the network (ACC-16)."""

from dataclasses import dataclass

from django.db import models


class Way(models.TextChoices):
    """Through which face of the program it was asked for."""

    CONSOLE = "console", "Console"
    STOREFRONT = "storefront", "Storefront"
    API = "api", "API"
    COMMAND = "command", "Command line"
    SYSTEM = "system", "System"


@dataclass(frozen=True)
class Origin:
    """A way in and an IP address. Both are empty where nobody knows them; timers have no address.

    `home` is the reseller that somebody comes from who has no seat here, `let_in_by` the person who let them in.
    """

    way: str = ""
    address: str = ""
    home: str = ""
    let_in_by: str = ""
