"""Read a picture that nobody vouches for through a child process with limits (CAT-1, SHO-4).

The child bounds what a picture can cost: memory, computing time, points. The parent only ever sees drawn points.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

import handsel
from handsel.kernel.refusal import Invalid

_SOURCE = Path(handsel.__file__).parent.parent


@dataclass(frozen=True)
class Limits:
    """How large a picture may be, what the child may use for it, and within what it is drawn.

    `file_bytes` bounds the file, `side` and `points` the picture in it; `trimmed` takes its empty edge away.
    """

    within: tuple[int, int]
    file_bytes: int
    side: int
    points: int = 40_000_000
    trimmed: bool = False
    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 20


class NotAPicture(Invalid):
    """What was uploaded cannot be read as a picture."""

    code = "not_a_picture"


class PictureTooLarge(Invalid):
    """The picture is too heavy or too wide."""

    code = "picture_too_large"


class TooManyPoints(Invalid):
    """The picture has too many points in all."""

    code = "picture_too_many_points"


class PictureTooCostly(Invalid):
    """Reading the picture needs too much memory or time."""

    code = "picture_too_costly"


class NothingToSee(Invalid):
    """The picture is empty."""

    code = "picture_empty"


def open_picture(data: bytes, limits: Limits, *, field: str) -> Image.Image:
    """Return the picture in `data`, turned as it is seen and within its bounds, without anything else of the file.

    It takes computing time and memory; call it outside of a transaction. Refusals name `field`.

    Raises NotAPicture, PictureTooLarge, TooManyPoints, PictureTooCostly, NothingToSee.
    """
    if len(data) > limits.file_bytes:
        most = limits.file_bytes // 2**20
        raise PictureTooLarge(fields={field: f"The file is too heavy; upload a picture of at most {most} MB."})
    line, _, points = _asked(data, limits).partition(b"\n")
    word, *size = line.decode().split()
    if word == "picture":
        return Image.frombytes("RGBA", (int(size[0]), int(size[1])), points)
    raise _refusal(word, limits, field)


def _asked(data: bytes, limits: Limits) -> bytes:
    """Return what the child says of the picture; a child that dies or falls silent found it too costly."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "handsel.kernel.drawing", json.dumps(asdict(limits))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_SOURCE,
            env={"PYTHONPATH": str(_SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=limits.cpu_seconds * 3,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b"too_costly"
    return child.stdout if child.returncode == 0 else b"too_costly"


def _refusal(word: str, limits: Limits, field: str) -> Invalid:
    side, most = f"{limits.side:,}", limits.points // 1_000_000
    kind, said = {
        "broken": (NotAPicture, "This cannot be read as a picture; upload a PNG, JPEG, WebP or GIF."),
        "too_wide": (PictureTooLarge, f"The picture is too wide or high; upload one of at most {side} points a side."),
        "too_many_points": (
            TooManyPoints,
            f"The picture has more than {most} million points in all; make it smaller and upload it again.",
        ),
        "too_costly": (
            PictureTooCostly,
            "Reading the picture needs too much memory or time; make it smaller, or save it as JPEG.",
        ),
        "empty": (NothingToSee, "There is nothing to see in this picture; upload one that is not empty."),
    }[word]
    return kind(fields={field: said})
