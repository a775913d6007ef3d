"""Which front-end files of other projects Handsel serves, and how they get into `static/vendor` (OPS-1).

Run as `python -m handsel.web.assets` after `npm ci`; it needs nothing but Python.
"""

import re
import shutil
import sys
from pathlib import Path

from handsel.web.icons import ICONS

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "node_modules"
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"

INTER = "@fontsource-variable/inter"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/css/tabler.rtl.min.css": "tabler.rtl.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    f"{INTER}/wght.css": "inter/inter.css",
    f"{INTER}/LICENSE": "inter/LICENSE",
    "@tabler/icons/LICENSE": "tabler-icons.LICENSE",
} | {
    f"{INTER}/files/inter-{script}-wght-normal.woff2": f"inter/files/inter-{script}-wght-normal.woff2"
    for script in ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
}
"""Path under `node_modules` -> path under `static/vendor`."""

SOURCE_MAP = re.compile(rb"\n?(?:/\*|//)[#@] sourceMappingURL=[^\n]*")


def build(modules: Path = MODULES, vendor: Path = VENDOR) -> None:
    """Replace `vendor` with the listed files and one sprite of the icons in use.

    Raises FileNotFoundError when a package is missing: run `npm ci` first.
    """
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        _copy(modules / source, fresh / target)
    (fresh / "icons.svg").write_text(sprite(modules / "@tabler" / "icons" / "icons"))
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def sprite(icons: Path) -> str:
    """Return one SVG with a symbol for each of ICONS; `name-filled` is taken from the filled set."""
    symbols = "\n".join(_symbol(icons, name) for name in sorted(ICONS))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(icons: Path, name: str) -> str:
    folder, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    drawing = (icons / folder / f"{stem}.svg").read_text()
    shapes = [line.strip() for line in drawing.splitlines() if line.startswith("  <") and 'stroke="none"' not in line]
    paint = ' fill="currentColor" stroke="none"' if folder == "filled" else ""
    return f'<symbol id="{name}" viewBox="0 0 24 24"{paint}>{"".join(shapes)}</symbol>'


def _copy(source: Path, target: Path) -> None:
    """Copy without the comment that names a source map, which would be a missing file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(SOURCE_MAP.sub(b"", content) if target.suffix in {".css", ".js"} else content)


if __name__ == "__main__":
    try:
        build()
    except FileNotFoundError as missing:
        sys.exit(f"{missing.filename} is missing; run `npm ci` first.")
