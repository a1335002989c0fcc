"""A deputy signs only with a written authority: a real file, under a name nobody guesses, for few eyes."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from institutions.models import Membership

from .people import county, log_in, person, school

pytestmark = pytest.mark.django_db


def pdf(**save) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(target, **save)
    return target.getvalue()


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(target, kind)
    return target.getvalue()


GOOD = {"a.pdf": pdf, "a.jpg": lambda: picture("JPEG"), "a.png": lambda: picture("PNG")}
BAD = {
    "words.pdf": lambda: b"%PDF-1.7\nnothing of the kind",
    "cut.pdf": lambda: pdf()[:200],
    "locked.pdf": lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "script.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.pdf": lambda: b"<html><script>alert(1)</script>",
    "cut.png": lambda: picture("PNG")[:60],
    "gif.png": lambda: picture("GIF"),
    "program.exe": lambda: b"MZ" + b"\0" * 200,
    "large.pdf": lambda: pdf() + b"%" * (5 * 1024 * 1024),
}


@pytest.fixture
def signatory():
    return person("fuxiaozhang", "signatory", school())


@pytest.fixture
def administrator():
    return log_in(person("guan", "administrator", county()))


def make_deputy(administrator: Client, signatory, name: str, content: bytes | None):
    row = signatory.memberships.get()
    form = {
        "user": signatory.pk, "role": "signatory", "institution": school().pk, "region": "",
        "valid_from": "", "valid_to": "", "deputy": "on",
    }  # fmt: skip
    if content is not None:
        form["authority"] = SimpleUploadedFile(name, content)
    return administrator.post(f"/admin/institutions/membership/{row.pk}/change/", form)


@pytest.mark.parametrize("name", GOOD)
def test_a_real_file_makes_a_deputy_and_its_stored_name_is_ours(administrator, signatory, name):
    assert make_deputy(administrator, signatory, name, GOOD[name]()).status_code == 302
    row = signatory.memberships.get()
    folder, _slash, stored = row.authority.name.partition("/")
    assert (row.deputy, folder, len(stored)) == (True, "authority", 36)
    assert stored.endswith(name[-4:])


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_what_it_claims_is_refused_by_name(administrator, signatory, name):
    answer = make_deputy(administrator, signatory, name, BAD[name]())
    assert answer.status_code == 200
    assert name in str(answer.context["adminform"].form.errors["authority"])
    assert signatory.memberships.get().deputy is False


def test_without_a_file_there_is_no_deputy(administrator, signatory):
    assert make_deputy(administrator, signatory, "", None).status_code == 200
    assert signatory.memberships.get().deputy is False


@pytest.mark.parametrize("fields", [{"deputy": True}, {"deputy": True, "authority": "x", "role": "lead"}])
def test_the_database_refuses_it_too(signatory, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=signatory).update(**fields)


def test_the_file_is_read_by_few_and_as_a_file(administrator, signatory):
    make_deputy(administrator, signatory, "a.pdf", pdf())
    address = f"/account/authority/{signatory.memberships.get().pk}/"
    answer = administrator.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    seen = {
        name: client.get(address).status_code
        for name, client in {
            "anonymous": Client(),
            "the deputy": log_in(signatory),
            "another school": log_in(person("b", "lead", school("near"))),
            "another county": log_in(person("c", "administrator", county("990102", "邻县"))),
        }.items()
    }
    assert seen == {"anonymous": 302, "the deputy": 200, "another school": 404, "another county": 404}


@pytest.mark.parametrize("path", ["/media/", "/authority/"])
def test_no_address_serves_stored_files_as_such(administrator, signatory, path):
    make_deputy(administrator, signatory, "a.pdf", pdf())
    name = signatory.memberships.get().authority.name
    assert Client().get(path + name.removeprefix("authority/")).status_code == 404
    assert Client().get(path + name).status_code == 404


def test_another_account_form_cannot_set_it(administrator, signatory):
    """The inline of the account's form has no such fields."""
    row = signatory.memberships.get()
    form = {
        "username": signatory.username, "display_name": "", "email": signatory.email, "is_active": "on",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1", "memberships-0-id": row.pk,
        "memberships-0-user": signatory.pk, "memberships-0-role": "signatory",
        "memberships-0-institution": school().pk, "memberships-0-deputy": "on", "memberships-0-authority": "x",
    }  # fmt: skip
    assert administrator.post(f"/admin/institutions/user/{signatory.pk}/change/", form).status_code == 302
    assert signatory.memberships.get().deputy is False
