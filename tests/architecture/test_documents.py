"""What the documents point to is there: links, headings, pictures."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
MOST_BYTES = 6_000_000


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "script").glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def links() -> Iterator[tuple[Path, Path, str]]:
    """Yield each link into the project: the document, the file that it leads to, the heading there."""
    for document in documents():
        for link in LINK.findall(document.read_text()):
            if "://" not in link:
                path, _, heading = link.partition("#")
                yield document, (document.parent / path).resolve() if path else document, heading


def anchors(document: Path) -> set[str]:
    """Return the headings of a document as links name them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(document.read_text())
    }


def test_every_link_leads_to_a_file():
    assert [f"{document.name} → {target}" for document, target, _ in links() if not target.exists()] == []


def test_every_link_to_a_heading_finds_it():
    lost = [
        f"{document.name} → {target.name}#{heading}"
        for document, target, heading in links()
        if heading and target.exists() and heading not in anchors(target)
    ]
    assert lost == []


def test_every_picture_is_shown_somewhere_and_all_together_are_small():
    pictures = set((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures - {target for _, target, _ in links()} == set()
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES


def test_every_page_of_the_manual_stands_in_its_index():
    index = ROOT / "docs" / "manual" / "README.md"
    told = {target for document, target, _ in links() if document == index}
    assert set(index.parent.rglob("*.md")) - told - {index} == set()


def test_every_decision_has_a_number_of_its_own_and_stands_in_the_index():
    index = ROOT / "docs" / "README.md"
    told = {target for document, target, _ in links() if document == index}
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert set(decisions) - told == set()
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.read_text()[:7] for path in decisions] == [f"# {path.name[:4]} " for path in decisions]
