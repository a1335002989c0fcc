"""Every hostile file once through each kind of upload field: answered in time and in Chinese, nothing wrong stored."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from casestudies.models import Picture
from institutions.models import Institution, MetricValue

from . import hostile
from .pages import differences, filled, found, state, text_of, url

TABLES = hostile.named("xlsx") + hostile.named("csv")
PICTURES = hostile.named("images") + hostile.named("svg")
GOOD_PICTURES = {
    "images/control_ok.png", "images/control_ok.jpg", "images/png_named.jpg", "images/jpg_named.png",
    "images/text_chunk_script.png", "images/trailing_html.png", "images/trailing_zip.png", "images/polyglot_zip.jpg",
    "images/polyglot_html.jpg", "images/exif_gps_and_owner.jpg",
}  # fmt: skip
PLANTED = (b"<script", b"window.__hit", b"PK\x03\x04", b"GPS", b"Exif", b"13800", b"iCCP", b"tEXt", b"zTXt")


def base(name: str) -> str:
    return name.rpartition("/")[2]


def judged(response, name: str, before, world, own=("a1",)):
    """The answer is a page in Chinese; a refusal names the file and stores nothing, on disk neither."""
    assert response.status_code == 200
    assert found(response, world.foreign_canaries(*own)) == []
    assert differences(before) == {}
    refused = response.context.get("confirm_form") is None
    if refused:
        assert not [path for path in settings.VAR.rglob("*") if path.is_file()]
        preview = response.context.get("preview")
        if preview is None:
            messages = [m for errors in response.context["form"].errors.values() for m in errors]
            assert messages and all(base(name) in m and not m.isascii() for m in messages), messages
        else:
            assert preview.refusals and not any(r.sentence.isascii() for r in preview.refusals)
    return refused


@pytest.mark.parametrize("name", TABLES)
def test_a_hostile_table_as_figures(name, as_user, world):
    client, before = as_user("filler_a1"), state()
    upload = SimpleUploadedFile(base(name), hostile.files()[name])
    response = client.post(
        url(MetricValue, "changelist") + "import/", {"resource": "0", "import_file": upload}
    )
    judged(response, name, before, world)


@pytest.mark.parametrize("name", TABLES[::4])
def test_a_hostile_table_as_schools(name, as_user, world):
    client, before = as_user("administrator_a"), state()
    upload = SimpleUploadedFile(base(name), hostile.files()[name])
    response = client.post(
        url(Institution, "changelist") + "import/", {"resource": "0", "import_file": upload}
    )
    judged(response, name, before, world, own=("a1", "a2", "a"))


@pytest.mark.parametrize("name", PICTURES)
def test_a_hostile_picture(name, as_user, world):
    client, picture, before = as_user("filler_a1"), world.schools["a1"].one(Picture), state()
    upload = SimpleUploadedFile(base(name), hostile.files()[name])
    form = filled(client.get(url(Picture, "change", picture.pk)), upload=upload)
    response = client.post(url(Picture, "change", picture.pk), form)
    assert (response.status_code == 302) is (name in GOOD_PICTURES)
    if response.status_code == 302:
        picture.refresh_from_db()
        stored = (settings.MEDIA_ROOT / picture.image.name).read_bytes()
        assert not [mark for mark in PLANTED if mark in stored]
        image = Image.open(io.BytesIO(stored))
        image.load()
        assert image.size == (picture.width, picture.height)
        assert {"JPEG": ".jpg", "PNG": ".png"}[image.format] == picture.image.name[-4:]
        assert base(name).partition(".")[0] not in picture.image.name
        return
    messages = response.context["adminform"].form.errors["upload"]
    assert all(base(name) in message and not message.isascii() for message in messages), messages
    assert differences(before) == {}
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_picture_turned_by_its_metadata_is_stored_upright(as_user, world):
    client, picture = as_user("filler_a1"), world.schools["a1"].one(Picture)
    content = hostile.files()["images/exif_gps_and_owner.jpg"]
    width, height = Image.open(io.BytesIO(content)).size
    upload = SimpleUploadedFile("照片.jpg", content)
    client.post(
        url(Picture, "change", picture.pk),
        filled(client.get(url(Picture, "change", picture.pk)), upload=upload),
    )
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (height, width)


def test_a_good_request_works_after_the_bad_ones(as_user, world):
    client = as_user("filler_a1")
    for name in ("xlsx/xxe_file.xlsx", "xlsx/billion_laughs.xlsx", "xlsx/control_ok.xlsx"):
        upload = SimpleUploadedFile(base(name), hostile.files()[name])
        response = client.post(
            url(MetricValue, "changelist") + "import/", {"resource": "0", "import_file": upload}
        )
        assert response.status_code == 200
    assert "root:" not in text_of(response)
