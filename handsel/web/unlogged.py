"""What must not stand in a log: the secrets of links, which are part of an address (safety P1)."""

import logging
import re

_LINK = re.compile(r"/(activate|reset-password)/[^/\s\"']+")


class WithoutLinks(logging.Filter):
    """Takes the secret out of every address of a one-time link."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        told = _LINK.sub(r"/\1/…", text)
        if told != text:
            record.msg, record.args = told, None
        return True
