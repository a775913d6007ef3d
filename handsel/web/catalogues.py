"""Compile the words of each language: `locale/*/LC_MESSAGES/django.po` to the `.mo` that the program reads (USR-9)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_all() -> None:
    """Write what is missing or older than its words."""
    for words in LOCALE.glob("*/LC_MESSAGES/django.po"):
        compiled = words.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime:
            with words.open("rb") as source:
                catalogue = read_po(source)
            fresh = compiled.with_suffix(".new")
            with fresh.open("wb") as target:
                write_mo(target, catalogue)
            fresh.replace(compiled)


if __name__ == "__main__":
    compile_all()
