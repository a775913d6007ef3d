"""Plain text with a little shape: what people write into a box, shown without any HTML of theirs (SHO-4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a block of text is drawn as."""

    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Block:
    """Lines that belong together."""

    shape: Shape
    lines: tuple[str, ...]


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of `text`: lines that begin with # are headings, with - or * lists, others paragraphs.

    An empty line ends a block. Everything is text: nothing in it means anything to a browser.
    """
    open_lines: list[str] = []
    open_shape = Shape.PARAGRAPH
    for line in [*text.splitlines(), ""]:
        shape, words = _read(line.strip())
        if open_lines and (not words or shape != open_shape or shape is Shape.HEADING):
            yield Block(open_shape, tuple(open_lines))
            open_lines = []
        if words:
            open_shape = shape
            open_lines.append(words)


def _read(line: str) -> tuple[Shape, str]:
    if line.startswith("#"):
        return Shape.HEADING, line.lstrip("#").strip()
    if line.startswith(("- ", "* ")):
        return Shape.LIST, line[2:].strip()
    return Shape.PARAGRAPH, line
