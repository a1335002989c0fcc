"""Pictures on their way in: only bounded JPEG and PNG pass, and nothing but fresh pixels is kept."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from casestudies.pictures import KEPT_SIDE, rewrite

from ..backoffice import hostile

TAKEN = {
    "control_ok.png": "PNG",
    "control_ok.jpg": "JPEG",
    "exif_gps_and_owner.jpg": "JPEG",
    "text_chunk_script.png": "PNG",
    "trailing_html.png": "PNG",
    "trailing_zip.png": "PNG",
    "polyglot_zip.jpg": "JPEG",
    "polyglot_html.jpg": "JPEG",
    "png_named.jpg": "PNG",
    "jpg_named.png": "JPEG",
}
EITHER = {"text_chunk_bomb_60mb.png", "profile_chunk_bomb_60mb.png"}  # cleaned or refused
IMAGES = [name.partition("/")[2] for name in hostile.named("images")]


def content(name: str) -> bytes:
    return hostile.files()[f"images/{name}"]


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_good_pixels_are_taken_and_written_anew(name):
    rewritten = rewrite(content(name), name=name)
    image = Image.open(io.BytesIO(rewritten.content))
    image.load()
    assert image.format == TAKEN[name]
    assert (rewritten.width, rewritten.height) == image.size
    assert rewritten.suffix == {"PNG": ".png", "JPEG": ".jpg"}[image.format]
    assert not image.getexif()
    assert not [
        mark for mark in (b"<script", b"<html", b"PK\x03\x04", b"GPS", b"Exif") if mark in rewritten.content
    ]


@pytest.mark.parametrize("name", [n for n in IMAGES if n not in TAKEN and n not in EITHER])
def test_everything_else_is_refused_by_name_with_a_remedy(name):
    with pytest.raises(ValidationError) as error:
        rewrite(content(name), name=name)
    assert name in error.value.messages[0]


def test_half_a_picture_is_refused_after_weasyprint_was_imported_too():
    import weasyprint  # noqa: F401 - its import tells Pillow to take half pictures

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with pytest.raises(ValidationError):
        rewrite(content("truncated.jpg"))


@pytest.mark.parametrize("name", sorted(f"svg/{n.partition('/')[2]}" for n in hostile.named("svg")))
def test_svg_is_refused(name):
    with pytest.raises(ValidationError):
        rewrite(hostile.files()[name], name=name)


def test_a_picture_is_turned_upright_and_made_no_larger_than_needed():
    image = Image.new("RGB", (KEPT_SIDE * 2, KEPT_SIDE), "#0b5563")
    exif = image.getexif()
    exif[0x0112] = 6  # stored lying on its side
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    rewritten = rewrite(target.getvalue())
    assert (rewritten.width, rewritten.height) == (KEPT_SIDE // 2, KEPT_SIDE)


def test_equal_pixels_have_equal_digests():
    assert rewrite(content("control_ok.png")).digest == rewrite(content("control_ok.png")).digest
