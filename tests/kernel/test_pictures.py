"""Pictures of strangers are drawn in a process of their own, and cost no more than they may."""

import io
import json
import resource
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PIL import Image

from handsel.kernel import drawing
from handsel.kernel.pictures import (
    Limits,
    NotAPicture,
    NothingToSee,
    PictureTooCostly,
    PictureTooLarge,
    TooManyPoints,
    open_picture,
)

pytestmark = [pytest.mark.covers("CAT-1"), pytest.mark.covers("SHO-4")]

LIMITS = Limits(within=(120, 60), file_bytes=8 * 2**20, side=8_000)
MB = 1024
TURNED = 6


def picture(
    size: tuple[int, int] = (40, 20), mode: str = "RGB", form: str = "PNG", turned: int = 0, **options: object
) -> bytes:
    made, out = Image.new(mode, size), io.BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    made.save(out, form, exif=exif, **options)
    return out.getvalue()


def drawn(data: bytes, limits: Limits = LIMITS) -> Image.Image:
    return open_picture(data, limits, field="picture")


def peak_kilobytes() -> int:
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1])


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


@pytest.mark.parametrize("size", [(8_000, 8_000), (6_300, 6_300)], ids=["refused", "drawn"])
def test_a_small_file_with_millions_of_points_costs_the_server_no_memory(size):
    bomb = picture(size, turned=TURNED)
    forget_peak()
    before = peak_kilobytes()

    if size[0] * size[1] > LIMITS.points:
        with pytest.raises(TooManyPoints, match="40 million"):
            drawn(bomb)
    else:
        assert drawn(bomb).size == (60, 60)

    assert peak_kilobytes() - before < 32 * MB


@pytest.mark.parametrize(
    ("data", "limits", "refusal"),
    [
        (b"no picture", LIMITS, NotAPicture),
        (picture(), replace(LIMITS, file_bytes=10), PictureTooLarge),
        (picture((41, 1)), replace(LIMITS, side=40), PictureTooLarge),
        (picture((41, 41)), replace(LIMITS, points=1_600), TooManyPoints),
        (picture((6_000, 6_000)), replace(LIMITS, memory_bytes=128 * 2**20), PictureTooCostly),
        (picture((6_000, 6_000)), replace(LIMITS, memory_bytes=2**20), PictureTooCostly),
        (picture(), replace(LIMITS, cpu_seconds=0), PictureTooCostly),
        (picture(mode="RGBA"), replace(LIMITS, trimmed=True), NothingToSee),
    ],
    ids=["text", "heavy", "wide", "points", "memory", "dies", "slow", "empty"],
)
def test_what_cannot_be_drawn_is_refused_with_a_code_of_its_own(data, limits, refusal):
    with pytest.raises(refusal) as refused:
        drawn(data, limits)
    assert set(refused.value.fields) == {"picture"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("trimmed", [False, True])
def test_a_turned_picture_is_drawn_as_it_is_seen_and_within_its_bounds(form, trimmed):
    limits = replace(LIMITS, trimmed=trimmed)
    assert drawn(picture((400, 200), form=form), limits).size == (120, 60)
    assert drawn(picture((400, 200), form=form, turned=TURNED), limits).size == (30, 60)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_every_kind_of_picture_is_drawn(mode):
    assert drawn(picture((400, 200), mode)).size == (120, 60)


def test_what_shines_through_still_does():
    made, out = Image.new("P", (400, 200), 7), io.BytesIO()
    made.save(out, "GIF", transparency=7)
    assert drawn(out.getvalue()).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("trimmed", [False, True])
def test_the_child_answers_in_one_line_and_points(trimmed):
    limits = asdict(replace(LIMITS, trimmed=trimmed))
    assert drawing.draw(picture((120, 60)), limits) == ("picture 120 60", b"\0\0\0\xff" * 120 * 60)
    assert drawing.draw(picture((8_000, 8_000)), limits) == ("too_many_points", b"")
    assert drawing.draw(picture((8_001, 1)), limits) == ("too_wide", b"")
    assert drawing.draw(b"none", limits) == ("broken", b"")


def test_the_child_knows_when_there_is_nothing_to_see():
    empty = picture(mode="RGBA")
    assert drawing.draw(empty, asdict(replace(LIMITS, trimmed=True))) == ("empty", b"")
    assert drawing.draw(empty, asdict(LIMITS))[0] == "picture 40 20"


@pytest.mark.parametrize(
    ("raised", "said"), [(None, b"picture 40 20\n" + b"\0\0\0\xff" * 800), (MemoryError, b"too_costly\n")]
)
def test_the_child_limits_itself_and_answers_on_standard_output(monkeypatch, raised, said):
    limits = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(sys, "argv", ["drawing", json.dumps(asdict(LIMITS))])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(picture())))
    monkeypatch.setattr(sys, "stdout", answer := io.TextIOWrapper(io.BytesIO()))
    if raised:
        monkeypatch.setattr(drawing, "draw", lambda *_: (_ for _ in ()).throw(raised))

    drawing.main()

    assert set(limits) == {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE}
    answer.flush()
    assert answer.buffer.getvalue() == said
