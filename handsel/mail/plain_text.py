"""The text part of a mail, read off its HTML, so that both always say the same."""

import textwrap
from html.parser import HTMLParser

WIDTH = 76
_BLOCKS = {"p", "h1", "h2", "h3", "table", "ul", "ol", "div"}


class _Reader(HTMLParser):
    """Collects blocks of lines. A row of a table is one line; a link shows its address behind its words."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[list[str]] = []
        self.lines: list[str] = []
        self.words: list[str] = []
        self.link: str | None = None
        self.link_begins = 0
        self.gap = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self.end_line()
        elif tag == "li":
            self.words.append("- ")
        elif tag in {"th", "td"} and self.words:
            self.words.append(self.gap)
        elif tag == "a":
            self.link, self.link_begins = dict(attrs).get("href"), len(self.words)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag in {"tr", "li"}:
            self.end_line()
        elif tag in {"th", "td"}:
            self.gap = ": " if tag == "th" else "   "
        elif tag == "a" and self.link:
            said = "".join(self.words[self.link_begins :]).strip()
            if said not in self.link:
                self.words.append(f" ({self.link})" if self.link_begins else f":\n{self.link}\n")
            self.link = None

    def handle_data(self, data: str) -> None:
        folded = " ".join(data.split())
        if folded:
            before = " " if data[:1].isspace() and self.words else ""
            self.words.append(f"{before}{folded}{' ' if data[-1:].isspace() else ''}")

    def end_line(self) -> None:
        line = "".join(self.words)
        self.words = []
        if line.strip():
            self.lines.extend(part.strip() for part in line.split("\n") if part.strip())

    def end_block(self) -> None:
        self.end_line()
        if self.lines:
            self.blocks.append(self.lines)
        self.lines = []


def as_plain_text(html: str) -> str:
    """Return `html`, a fragment with the few tags mail templates use, as text for people who read mail so."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return "\n\n".join("\n".join(_wrapped(line) for line in block) for block in reader.blocks) + "\n"


def _wrapped(line: str) -> str:
    return "\n".join(textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)) or line
