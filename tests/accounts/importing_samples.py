"""Files to import: real ones from the folder of sample data beside the project, and made ones."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLES = Path(os.environ.get("HANDSEL_SAMPLE_DATA") or Path(__file__).parents[3] / "shared" / "data")
Write = Callable[..., Path]


def sample(name: str) -> Path:
    """Return a file of the sample data; skip the test where the folder is absent."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the sample data is not at {SAMPLES}; HANDSEL_SAMPLE_DATA names its folder")
    return SAMPLES / name


def write(folder: Path, content: str | bytes, name: str = "customers.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
