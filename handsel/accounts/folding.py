"""Fold text so that accents and case do not matter, the same way as the database does for its search table."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` lower case, without accents, with single blanks; `Café  ÉLAN` becomes `cafe elan`."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())
